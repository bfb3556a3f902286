import type {Item} from '../outbox/item.js';
import {AssentError} from '../protocol/errors.js';
import type {KeySet} from '../protocol/jws.js';
import type {Timekeeper} from './clock.js';
import type {Delivery} from './delivery.js';
import type {Drained, Urge} from './sender.js';
import type {Person} from './subject.js';

/** A new act or a returning person is reason to try before the backoff has run out, but not more often than this. */
export const EVENT_GAP_MS = 5000;
const FIRST_CEILING_MS = 4000;
const CEILING_MS = 5 * 60_000;

export interface LateParts {
  load: () => Promise<Delivery>;
  /** Whether something is to be sent. */
  waits: () => Promise<boolean>;
  time: Pick<Timekeeper, 'after'>;
  random: () => number;
}

/**
 * Delivery whose code comes when there is something to deliver, or to be read first. No act waits for it: where it
 * cannot be loaded, records are safe in the outbox; it is tried again, and the next page sends them.
 */
export class LateDelivery {
  readonly #parts: LateParts;
  #loading: Promise<Delivery> | undefined;
  #loaded: Delivery | undefined;
  #failures = 0;
  #cancel = () => {};
  #stopped = false;

  constructor(parts: LateParts) {
    this.#parts = parts;
  }

  /** See `Sender.kick`. Loads nothing where nothing waits. */
  kick(urge: Urge = {}): void {
    if (this.#stopped) return;
    if (this.#loaded) return this.#loaded.sender.kick(urge);
    const {waits, time, random} = this.#parts;
    waits()
      .then(some => (some ? this.load() : undefined))
      .then(
        () => this.#loaded && this.kick(urge),
        () => {
          const ceiling = Math.min(FIRST_CEILING_MS * 2 ** this.#failures++, CEILING_MS);
          this.#cancel();
          this.#cancel = time.after(ceiling * random(), () => this.kick(urge));
        },
      );
  }

  /** See `Sender.flush`. */
  flush(signal: AbortSignal | undefined): Promise<Drained> {
    return this.load().then(({sender}) => sender.flush(signal), error => ({recorded: 0, error}));
  }

  /** See `Sender.leave`. A page that goes away has no time to load anything. */
  leave(items: readonly Item[], person: Person): void {
    this.#loaded?.sender.leave(items, person);
  }

  /** See `KeyBook.keys`. Throws `offline`. */
  async keys(): Promise<KeySet> {
    return (await this.load()).keys.keys();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#loaded?.stop();
  }

  /** What there is once it is loaded. A load that failed is tried anew by the next call. Throws `offline`. */
  load(): Promise<Delivery> {
    return (this.#loading ??= this.#parts.load().then(
      delivery => (this.#loaded = delivery),
      cause => {
        this.#loading = undefined;
        return notLoaded(cause);
      },
    ));
  }
}

/** Says that a chunk did not come. */
export function notLoaded(cause: unknown): never {
  throw new AssentError('offline', 'The code for it could not be loaded.', {cause, advice: 'Reload the page when online.'});
}
