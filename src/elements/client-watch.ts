import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Assent} from '../client/assent.js';
import {AssentClientRequestEvent, CLIENT_OFFER} from './events.js';

/**
 * Listens to the client of an element, whichever it has. Where the page gave it none, it asks for one at once, and
 * whenever a gate has got one: gates may come later, and make another client for another person.
 */
export class ClientWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget & {client?: Assent | undefined};
  readonly #changed: EventListener;
  #watched: Assent | undefined;
  /** The one that a gate gave. */
  #given: Assent | undefined;

  constructor(host: ReactiveControllerHost & EventTarget & {client?: Assent | undefined}, changed: EventListener) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch(this.#host.client);
    document.addEventListener(CLIENT_OFFER, this.#ask);
    this.#ask();
  }

  hostDisconnected(): void {
    document.removeEventListener(CLIENT_OFFER, this.#ask);
    this.#watch(undefined);
  }

  hostUpdate(): void {
    this.#watch(this.#host.client);
  }

  readonly #ask = (): void => {
    if (!this.#fromPage) this.#host.dispatchEvent(new AssentClientRequestEvent(client => this.#fromPage || (this.#given = this.#host.client = client)));
  };

  /** Whether the page itself gave the client. */
  get #fromPage(): boolean {
    return !!this.#host.client && this.#host.client !== this.#given;
  }

  #watch(client: Assent | undefined): void {
    if (client === this.#watched) return;
    this.#watched?.removeEventListener('change', this.#changed);
    client?.addEventListener('change', this.#changed);
    this.#watched = client;
  }
}
