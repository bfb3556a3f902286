import type {Item} from '../outbox/item.js';
import type {AssentError} from '../protocol/errors.js';
import type {ActState, AssentAct, Receipt} from './assent.js';

/** An act between the click and its receipt. */
export class PendingAct implements AssentAct {
  readonly id: string;
  readonly type: AssentAct['type'];
  readonly document: AssentAct['document'];
  readonly recorded: Promise<Receipt>;
  #state: ActState = 'saved';
  #error: AssentError | undefined;
  #resolve!: (receipt: Receipt) => void;
  #reject!: (error: AssentError) => void;

  constructor({id, type, document}: Pick<Item, 'id' | 'type' | 'document'>) {
    this.id = id;
    this.type = type;
    this.document = document;
    this.recorded = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Few apps wait for it; those that do still get the rejection.
    this.recorded.catch(() => {});
  }

  get state(): ActState {
    return this.#state;
  }

  get error(): AssentError | undefined {
    return this.#error;
  }

  /** The receipt was seen and matches. */
  prove({jws, entry, verified}: Receipt): void {
    this.#state = 'recorded';
    this.#resolve({jws, entry, verified});
  }

  /** It will not be sent any more: refused for good, or discarded. */
  fail(error: AssentError): void {
    this.#state = 'unsaved';
    this.#error = error;
    this.#reject(error);
  }
}
