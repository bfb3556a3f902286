import {UPLOADS, type Item, type Outcome} from '../outbox/item.js';
import {keptReceipt, settle} from '../outbox/settle.js';
import {AssentError} from '../protocol/errors.js';
import type {Receipt} from './assent.js';
import type {Draft} from './compose-record.js';
import {askForSync} from './background-sync.js';
import type {DevicePush, DevicePushParts} from './device-push.js';
import {Dispatch} from './dispatch.js';
import {leaseTurn, lockTurn, type Exclusive} from './exclusive.js';
import {KeyBook} from './key-book.js';
import {EVENT_GAP_MS, notLoaded} from './late-delivery.js';
import {offerElsewhere} from './offer-elsewhere.js';
import {Passages, type PassageParts} from './passages.js';
import {Sender, type SenderParts} from './sender.js';
import type {Person} from './subject.js';
import type {Transport} from './transport.js';
import type {Uploads} from './uploads.js';
import {Visitors} from './visitor.js';

export interface DeliveryParts extends Omit<SenderParts, 'dispatch' | 'exclusive' | 'upload'> {
  client: PassageParts['client'] & DevicePushParts['client'];
  transport: Transport;
  /** What tabs of one client have in common: the name of its database and of its lock. */
  name: string;
  locks: LockManager | undefined;
  /** Called when the backend has taken an attachment, or refused it. */
  uploaded: () => void;
}

/** Everything that turns a saved record into a recorded one, and what else a person who reads can wait for. */
export class Delivery {
  readonly keys: KeyBook;
  readonly dispatch: Dispatch;
  readonly sender: Sender;
  readonly passages: Passages;
  readonly visitors: Visitors;
  readonly offerElsewhere = offerElsewhere;
  readonly #parts: DeliveryParts;
  #uploads: Promise<Uploads> | undefined;
  #push: Promise<DevicePush> | undefined;

  constructor(all: DeliveryParts) {
    const {client, transport, name, locks, uploaded: _, ...parts} = all;
    const {store, time, person} = parts;
    this.#parts = all;
    this.keys = new KeyBook(store, transport);
    this.dispatch = new Dispatch({transport, keys: this.keys, time, person});
    const exclusive = locks
      ? lockTurn(locks, name, () => time.monotonic())
      : leaseTurn(store, () => time.now(), crypto.randomUUID());
    const upload = (gapMs?: number) => void this.#upload(gapMs).catch(() => {}); // what waits is safe, and the next urge comes
    const settled = (outcomes: readonly Outcome[]) => {
      parts.settled(outcomes);
      if (outcomes.some(({kind, item}) => kind === 'recorded' && item.type === 'appeal')) upload(0);
      for (const {kind, item} of outcomes) if (kind === 'recorded' && item.type === 'withdraw') void this.#withdrawn(item).catch(() => {}); // the backend sends nothing more
    };
    this.sender = new Sender({...parts, askForLater: () => askForSync(name), settled, upload, dispatch: this.dispatch, exclusive});
    this.visitors = new Visitors({outbox: parts.outbox, store, kick: () => this.sender.kick({gapMs: EVENT_GAP_MS, held: true})});
    this.passages = new Passages({client, store, time, person});
  }

  /** Has an act recorded now that this device cannot keep. Throws why it could not be. */
  async deliver({beside = [], ...draft}: Draft, person: string): Promise<{item: Item; receipt?: Receipt; refused?: AssentError}> {
    const {outbox, store} = this.#parts;
    const item: Item = {v: 1, seq: 0, person, state: 'saved', attempts: 0, ...draft};
    const batch = {own: true, items: [item]};
    let sent = await this.dispatch.send(batch);
    // The answer may have been lost on its way: the id makes a second time harmless.
    if (sent.outcomes[0]?.kind === 'later') sent = await this.dispatch.send(batch);
    const [outcome] = sent.outcomes;
    if (outcome?.kind === 'dead' || outcome?.kind === 'held') return {item, refused: sent.error!};
    if (outcome?.kind !== 'recorded') throw sent.error ?? new AssentError('unavailable', 'The backend did not take it.');
    await settle(outbox, [outcome]).catch(() => outbox.keepInMemory(keptReceipt(outcome)));
    if (beside.length > 0) await store.change([], () => ({writes: beside, result: undefined}));
    this.sender.kick();
    return {item, receipt: outcome.receipt};
  }

  /** Receipts of what this person did elsewhere: the code comes when somebody looks at their history. */
  async bringReceipts(person: Person, known: ReadonlySet<string>): Promise<void> {
    const {bringReceipts} = await import('./own-receipts.js').catch(notLoaded);
    await bringReceipts(person, known, {...this.#parts, keys: this.keys});
  }

  /** Push messages to this device: the code comes when somebody asks for them. */
  push(person: Person): Promise<DevicePush> {
    const {client, transport, store} = this.#parts;
    return (this.#push ??= import('./device-push.js').then(
      ({DevicePush}) => new DevicePush({client, transport, store, person, key: pushKey(person.key)}),
      cause => {
        this.#push = undefined;
        return notLoaded(cause);
      },
    ));
  }

  /** Ends push messages to this device; only those by the consent to one document, if it is given. */
  async endPush(person: Person, document?: string): Promise<void> {
    if ((await this.#parts.store.get(pushKey(person.key))) !== undefined) await (await this.push(person)).end(document);
  }

  async #withdrawn({person: key, document}: Item): Promise<void> {
    const person = await this.#parts.person();
    if (person?.key === key) await this.endPush(person, document.id);
  }

  stop(): void {
    this.sender.stop();
    void this.#uploads?.then(uploads => uploads.stop());
  }

  /** Few people ever appeal: the code comes when there is something for it to send. */
  async #upload(gapMs: number | undefined): Promise<void> {
    const {store, name, locks, time} = this.#parts;
    if ((await store.list(UPLOADS)).length === 0) return;
    // Without locks two tabs may send the same, which does no harm.
    const exclusive: Exclusive = locks ? lockTurn(locks, `${name}.uploads`, () => time.monotonic()) : work => work(new AbortController().signal);
    const uploads = await (this.#uploads ??= import('./uploads.js').then(
      ({Uploads}) => new Uploads({...this.#parts, exclusive}),
      error => {
        this.#uploads = undefined;
        throw error;
      },
    ));
    uploads.kick(gapMs);
  }
}

/** Where a person's subscription is kept on this device. */
function pushKey(person: string): string {
  return `push/${person}`;
}
