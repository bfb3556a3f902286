import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Assent} from '../client/assent.js';
import type {AssentUseEvent} from '../client/going-on.js';

const MARK = 'data-assent-use';

/** What a use can rest on, while it is on the screen. */
export interface UseHost extends ReactiveControllerHost {
  client?: Assent;
  /** Says what is shown of the change, and how it can be refused; nothing where that is not on the screen. */
  answerUse(event: AssentUseEvent): void;
}

/**
 * Tells the client of a use: a click that the browser vouches for, on a control that the page has marked with
 * `data-assent-use="Joined a room"`. And answers the client when the page tells of one by itself.
 */
export class UseWatch implements ReactiveController {
  readonly #host: UseHost;
  #client: Assent | undefined;

  constructor(host: UseHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('click', this.#clicked, true);
    this.hostUpdate();
  }

  hostDisconnected(): void {
    document.removeEventListener('click', this.#clicked, true);
    this.#listen(undefined);
  }

  hostUpdate(): void {
    this.#listen(this.#host.client);
  }

  #listen(client: Assent | undefined): void {
    if (client === this.#client) return;
    this.#client?.removeEventListener('use', this.#used);
    client?.addEventListener('use', this.#used);
    this.#client = client;
  }

  readonly #used = (event: Event): void => this.#host.answerUse(event as AssentUseEvent);

  readonly #clicked = (event: Event): void => {
    const control = event.isTrusted && event.composedPath().find((node): node is Element => node instanceof Element && node.hasAttribute(MARK));
    if (!control) return;
    const what = (control.getAttribute(MARK) || control.textContent || '').replace(/\s+/g, ' ').trim().slice(0, 200);
    // A use that is not recorded accepts nothing; the next one may.
    if (what) void this.#client?.used(what, {made: {by: 'ui', trusted: true}}).catch(() => {});
  };
}
