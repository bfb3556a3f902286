import {Dispatch} from './dispatch.js';
import {leaseTurn, lockTurn} from './exclusive.js';
import {KeyBook} from './key-book.js';
import {Sender, type SenderParts} from './sender.js';
import type {Transport} from './transport.js';

export interface DeliveryParts extends Omit<SenderParts, 'dispatch' | 'exclusive'> {
  transport: Transport;
  /** What tabs of one client have in common: the name of its database and of its lock. */
  name: string;
  locks: LockManager | undefined;
}

/** Everything that turns a saved record into a recorded one. */
export class Delivery {
  readonly keys: KeyBook;
  readonly dispatch: Dispatch;
  readonly sender: Sender;

  constructor({transport, name, locks, ...parts}: DeliveryParts) {
    const {store, time, person} = parts;
    this.keys = new KeyBook(store, transport);
    this.dispatch = new Dispatch({transport, keys: this.keys, time, person});
    const exclusive = locks
      ? lockTurn(locks, name, () => time.monotonic())
      : leaseTurn(store, () => time.now(), crypto.randomUUID());
    this.sender = new Sender({...parts, dispatch: this.dispatch, exclusive});
  }
}
