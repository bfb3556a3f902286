import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import {ItemSchema, KeptReceiptSchema, readStored, type Item, type KeptReceipt, type Outcome} from './item.js';
import type {Store, Writes} from './store.js';

/** A device that holds so many cannot reach its backend; a new act is refused, an old one never dropped. */
export const MAX_ITEMS = 2000;

const COUNTER = 'count';
const ITEMS = 'item/';
const RECEIPTS = 'receipt/';
const CounterSchema = v.object({v: v.literal(1), last: v.number()});

const itemKey = (id: string) => ITEMS + id;
const receiptKey = (person: string, id: string) => `${RECEIPTS}${person}/${id}`;

/** Records that no receipt has been seen for, and the receipts of the others. Nothing leaves it otherwise. */
export class Outbox {
  readonly #store: Store;
  readonly #maxItems: number;
  readonly #inMemory: KeptReceipt[] = [];

  constructor(store: Store, {maxItems = MAX_ITEMS} = {}) {
    this.#store = store;
    this.#maxItems = maxItems;
  }

  /**
   * Adds a record, and what has to be kept `beside` it; resolves when both are on the disk. Throws `outbox_full`,
   * or whatever the store throws.
   */
  add(item: Pick<Item, 'id' | 'person' | 'text' | 'type' | 'document' | 'choices' | 'at' | 'linked'>, beside: Writes = []): Promise<Item> {
    return this.#store.change(
      [COUNTER],
      ([stored], count) => {
        if (count >= this.#maxItems) {
          throw new AssentError('outbox_full', `${count} records wait on this device already.`, {
            advice: 'Go online, so that they can be sent.',
          });
        }
        const counter = readStored(CounterSchema, stored);
        // A counter that we cannot read is left alone; the clock is above any that we ever counted.
        const seq = counter || !stored ? (counter?.last ?? 0) + 1 : Date.now();
        const result: Item = {v: 1, seq, state: 'saved', attempts: 0, ...item};
        const writes: Writes = [
          ...beside,
          [itemKey(item.id), result],
          ...(counter || !stored ? [[COUNTER, {v: 1, last: seq}] as const] : []),
        ];
        return {writes, result};
      },
      ITEMS,
    );
  }

  /** All items of everyone on this device, in the order of their acts. */
  async items(): Promise<Item[]> {
    const values = await this.#store.list(ITEMS);
    return values.flatMap(([, value]) => readStored(ItemSchema, value) ?? []).sort((a, b) => a.seq - b.seq);
  }

  async item(id: string): Promise<Item | undefined> {
    return readStored(ItemSchema, await this.#store.get(itemKey(id)));
  }

  /** Takes in what became of items: a receipt comes in and its item goes out in one transaction. */
  settle(outcomes: readonly Outcome[]): Promise<void> {
    return this.#store.change(
      outcomes.map(({item}) => itemKey(item.id)),
      stored => ({
        writes: outcomes.flatMap((outcome, index) => settled(outcome, readStored(ItemSchema, stored[index]))),
        result: undefined,
      }),
    );
  }

  /** Keeps a receipt as long as the page lives, on a device that keeps nothing. */
  keepInMemory(outcome: Outcome & {kind: 'recorded'}): void {
    this.#inMemory.push(keptReceipt(outcome));
  }

  /** Changes items that are still there. */
  async update(ids: readonly string[], changes: Partial<Pick<Item, 'state' | 'problem' | 'released'>>): Promise<void> {
    await this.#store.change(ids.map(itemKey), stored => ({
      writes: stored.flatMap(value => {
        const item = readStored(ItemSchema, value);
        return item ? [[itemKey(item.id), {...item, ...changes}] as const] : [];
      }),
      result: undefined,
    }));
  }

  /** Removes an item that nobody wants sent any more. */
  discard(id: string): Promise<void> {
    return this.#store.change([], () => ({writes: [[itemKey(id), undefined]], result: undefined}));
  }

  async receipt(person: string, id: string): Promise<KeptReceipt | undefined> {
    return readStored(KeptReceiptSchema, await this.#store.get(receiptKey(person, id)));
  }

  /** A person's receipts, in the order of their chain. */
  async receipts(person: string): Promise<KeptReceipt[]> {
    const values = await this.#store.list(`${RECEIPTS}${person}/`).catch(() => []);
    return values
      .flatMap(([, value]) => readStored(KeptReceiptSchema, value) ?? [])
      .concat(this.#inMemory.filter(receipt => receipt.person === person))
      .sort((a, b) => a.entry.seq - b.entry.seq);
  }
}

function settled(outcome: Outcome, stored: Item | undefined): Writes {
  const {item, kind} = outcome;
  if (kind === 'recorded') {
    return [
      [receiptKey(item.person, item.id), keptReceipt(outcome)],
      [itemKey(item.id), undefined],
    ];
  }
  // Another tab has settled it, or the person has discarded it.
  if (!stored) return [];
  const attempts = stored.attempts + 1;
  if (kind === 'later') return [[itemKey(item.id), {...stored, attempts}]];
  return [[itemKey(item.id), {...stored, attempts, state: kind, problem: outcome.problem}]];
}

function keptReceipt({item: {person, text, choices, linked}, receipt}: Outcome & {kind: 'recorded'}): KeptReceipt {
  return {v: 1, person, text, ...(choices && {choices}), ...(linked && {linked}), ...receipt};
}
