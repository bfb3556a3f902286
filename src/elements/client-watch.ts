import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {Assent} from '../client/assent.js';
import {AssentClientRequestEvent} from './events.js';

/** Listens to the client of an element, whichever it has, and asks the page for one where it has none. */
export class ClientWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget & {client?: Assent};
  readonly #changed: EventListener;
  #watched: Assent | undefined;

  constructor(host: ReactiveControllerHost & EventTarget & {client?: Assent}, changed: EventListener) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#watch(this.#host.client);
    if (!this.#host.client) this.#host.dispatchEvent(new AssentClientRequestEvent(client => (this.#host.client ??= client)));
  }

  hostDisconnected(): void {
    this.#watch(undefined);
  }

  hostUpdate(): void {
    this.#watch(this.#host.client);
  }

  #watch(client: Assent | undefined): void {
    if (client === this.#watched) return;
    this.#watched?.removeEventListener('change', this.#changed);
    client?.addEventListener('change', this.#changed);
    this.#watched = client;
  }
}
