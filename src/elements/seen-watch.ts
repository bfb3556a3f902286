import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** Who has had something before their eyes for so long has been shown it. */
const SEEN_MS = 1_000;
const SEEN_RATIO = 0.75;

/** Tells when a part of an element has been in view, in a window in front, for a second on end; again after each `false`. */
export class SeenWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & {renderRoot: ParentNode};
  readonly #selector: string;
  readonly #seen: () => boolean;
  #watched: Element | null = null;
  #inView = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #observer = new IntersectionObserver(entries => {
    const {isIntersecting, intersectionRatio, intersectionRect, rootBounds} = entries.at(-1)!;
    // What is taller than the window is seen when it fills the window.
    const fills = !!rootBounds && intersectionRect.height >= rootBounds.height * SEEN_RATIO;
    this.#inView = isIntersecting && (intersectionRatio >= SEEN_RATIO || fills);
    this.#time();
  }, {threshold: [0, 0.25, 0.5, SEEN_RATIO, 1]});

  constructor(host: ReactiveControllerHost & {renderRoot: ParentNode}, selector: string, seen: () => boolean) {
    this.#host = host;
    this.#selector = selector;
    this.#seen = seen;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#time);
    this.#watched = null;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#time);
    this.#observer.disconnect();
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    const part = this.#host.renderRoot.querySelector(this.#selector);
    if (part === this.#watched) return;
    this.#observer.disconnect();
    this.#inView = false;
    this.#watched = part;
    if (part) this.#observer.observe(part);
    this.#time();
  }

  readonly #time = (): void => {
    clearTimeout(this.#timer);
    if (this.#inView && document.visibilityState === 'visible') this.#timer = setTimeout(() => this.#seen() || this.#time(), SEEN_MS);
  };
}
