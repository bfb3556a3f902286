import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** However high it is, what has the focus keeps half of the window. */
const MOST_OF_WINDOW = 0.5;

/** For the ring around what has the focus. */
const RING_PX = 8;

/**
 * Keeps what is in the page from standing behind an element at the foot of the window: what takes the focus is
 * scrolled to a place above (WCAG 2.2, 2.4.11), and the page ends so much later that its last lines can be, too.
 * Nothing in the page is moved by it.
 */
export class RoomBelow implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement & {floating: boolean};
  #sheet?: CSSStyleSheet;
  #sizes?: ResizeObserver;

  constructor(host: ReactiveControllerHost & HTMLElement & {floating: boolean}) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#sheet = new CSSStyleSheet();
    document.adoptedStyleSheets.push(this.#sheet);
    this.#sizes = new ResizeObserver(() => this.#keep());
    this.#sizes.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#sizes?.disconnect();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(sheet => sheet !== this.#sheet);
  }

  hostUpdated(): void {
    this.#keep();
  }

  #keep(): void {
    const {top, height} = this.#host.getBoundingClientRect();
    const covered = this.#host.floating && height > 0 ? Math.ceil(innerHeight - top + RING_PX) : 0;
    const padding = Math.min(covered, Math.ceil(innerHeight * MOST_OF_WINDOW));
    this.#sheet?.replaceSync(covered > 0 ? `html{scroll-padding-block-end:${padding}px}@media screen{:where(html)::after{content:"";display:block;block-size:${covered}px}}` : '');
  }
}
