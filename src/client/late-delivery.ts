import type {Item} from '../outbox/item.js';
import {AssentError} from '../protocol/errors.js';
import type {KeySet} from '../protocol/jws.js';
import type {Batch} from './batch.js';
import type {Delivery} from './delivery.js';
import type {Sent} from './dispatch.js';
import type {Drained, Urge} from './sender.js';
import type {Person} from './subject.js';

/** A new act or a returning person is reason to try before the backoff has run out, but not more often than this. */
export const EVENT_GAP_MS = 5000;

/**
 * Delivery whose code comes when there is something to deliver, after what the person reads. No act waits for
 * it: where it cannot be loaded, records are safe in the outbox, and the next page sends them.
 */
export class LateDelivery {
  readonly #load: () => Promise<Delivery>;
  #loading: Promise<Delivery> | undefined;
  #loaded: Delivery | undefined;
  #stopped = false;

  constructor(load: () => Promise<Delivery>) {
    this.#load = load;
  }

  /** See `Sender.kick`. */
  kick(urge: Urge = {}): void {
    if (this.#stopped) return;
    if (this.#loaded) this.#loaded.sender.kick(urge);
    else this.#get().then(({sender}) => this.#stopped || sender.kick(urge), () => {});
  }

  /** See `Sender.drain`. */
  async drain(urge: Urge): Promise<Drained> {
    const delivery = await this.#get().catch(missing);
    return delivery instanceof AssentError ? {recorded: 0, error: delivery} : delivery.sender.drain(urge);
  }

  /** See `Sender.leave`. A page that goes away has no time to load anything. */
  leave(items: readonly Item[], person: Person): void {
    this.#loaded?.sender.leave(items, person);
  }

  /** See `Dispatch.send`. */
  async send(batch: Batch): Promise<Sent> {
    const delivery = await this.#get().catch(missing);
    if (!(delivery instanceof AssentError)) return delivery.dispatch.send(batch);
    return {outcomes: batch.items.map(item => ({item, kind: 'later'})), error: delivery};
  }

  /** See `KeyBook.keys`. Throws `offline`. */
  async keys(): Promise<KeySet> {
    const delivery = await this.#get().catch(missing);
    if (delivery instanceof AssentError) throw delivery;
    return delivery.keys.keys();
  }

  stop(): void {
    this.#stopped = true;
    this.#loaded?.stop();
  }

  #get(): Promise<Delivery> {
    this.#loading ??= this.#load().then(
      delivery => (this.#loaded = delivery),
      error => {
        this.#loading = undefined; // offline, it may be; the next call tries anew
        throw error;
      },
    );
    return this.#loading;
  }
}

/** Says that a chunk did not come. */
export function notLoaded(cause: unknown): never {
  throw missing(cause);
}

function missing(cause: unknown): AssentError {
  return new AssentError('offline', 'The code for it could not be loaded.', {cause, advice: 'Reload the page when online.'});
}
