import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import {ItemSchema, KeptReceiptSchema, readStored, type Item, type KeptReceipt} from './item.js';
import type {Store, Writes} from './store.js';

/** A device that holds so many cannot reach its backend; a new act is refused, an old one never dropped. */
const MAX_ITEMS = 2000;

const COUNTER = 'count';
const ITEMS = 'item/';
const RECEIPTS = 'receipt/';
const CounterSchema = v.object({v: v.literal(1), last: v.number()});

export const itemKey = (id: string) => ITEMS + id;
export const receiptKey = (person: string, id: string) => `${RECEIPTS}${person}/${id}`;

type Draft = Pick<Item, 'id' | 'person' | 'text' | 'type' | 'document' | 'choices' | 'at' | 'linked'>;

/** Records that no receipt has been seen for, and the receipts of the others. Nothing leaves it otherwise. */
export class Outbox {
  /** Where all of it is kept. */
  readonly store: Store;
  readonly #maxItems: number;
  readonly #inMemory: KeptReceipt[] = [];
  /** Until the counter of all tabs has come so far, there is room for sure: counting takes longer the more there is. */
  #roomUntil = 0;

  constructor(store: Store, {maxItems = MAX_ITEMS} = {}) {
    this.store = store;
    this.#maxItems = maxItems;
  }

  /**
   * Adds a record, and what has to be kept `beside` it; resolves when both are on the disk. The items are counted
   * where there may not be room enough. Throws `outbox_full`, or whatever the store throws.
   */
  async add(item: Draft, beside: Writes = [], counted = !this.#roomUntil): Promise<Item> {
    const added = await this.store.change(
      [COUNTER],
      ([stored], count) => {
        const counter = stored ? readStored(CounterSchema, stored) : {last: 0};
        // A counter that we cannot read is left alone; the clock is above any that we ever counted.
        const seq = counter ? counter.last + 1 : Date.now();
        if (counted ? count >= this.#maxItems : !counter || seq >= this.#roomUntil) {
          if (!counted) return {writes: [], result: undefined};
          throw new AssentError('outbox_full', `${count} records wait on this device already.`, {
            advice: 'Go online, so that they can be sent.',
          });
        }
        if (counted && counter) this.#roomUntil = seq + this.#maxItems - count;
        const result: Item = {v: 1, seq, state: 'saved', attempts: 0, ...item};
        const writes: Writes = [
          ...beside,
          [itemKey(item.id), result],
          ...(counter ? [[COUNTER, {v: 1, last: seq}] as const] : []),
        ];
        return {writes, result};
      },
      counted ? ITEMS : undefined,
    );
    return added ?? this.add(item, beside, true);
  }

  /** All items of everyone on this device, in the order of their acts. */
  async items(): Promise<Item[]> {
    const values = await this.store.list(ITEMS);
    return values.flatMap(([, value]) => readStored(ItemSchema, value) ?? []).sort((a, b) => a.seq - b.seq);
  }

  async item(id: string): Promise<Item | undefined> {
    return readStored(ItemSchema, await this.store.get(itemKey(id)));
  }

  /** Keeps a receipt as long as the page lives, on a device that keeps nothing. */
  keepInMemory(receipt: KeptReceipt): void {
    this.#inMemory.push(receipt);
  }

  /** Changes items that are still there. */
  async update(ids: readonly string[], changes: Partial<Pick<Item, 'state' | 'problem' | 'released'>>): Promise<void> {
    await this.store.change(ids.map(itemKey), stored => ({
      writes: stored.flatMap(value => {
        const item = readStored(ItemSchema, value);
        return item ? [[itemKey(item.id), {...item, ...changes}] as const] : [];
      }),
      result: undefined,
    }));
  }

  /** Removes an item that nobody wants sent any more. */
  discard(id: string): Promise<void> {
    return this.store.change([], () => ({writes: [[itemKey(id), undefined]], result: undefined}));
  }

  async receipt(person: string, id: string): Promise<KeptReceipt | undefined> {
    return readStored(KeptReceiptSchema, await this.store.get(receiptKey(person, id)));
  }

  /** A person's receipts, in the order of their chain. */
  async receipts(person: string): Promise<KeptReceipt[]> {
    const values = await this.store.list(`${RECEIPTS}${person}/`).catch(() => []);
    return values
      .flatMap(([, value]) => readStored(KeptReceiptSchema, value) ?? [])
      .concat(this.#inMemory.filter(receipt => receipt.person === person))
      .sort((a, b) => a.entry.seq - b.entry.seq);
  }

  /** Those of several. */
  async receiptsOf(people: readonly string[]): Promise<KeptReceipt[]> {
    return (await Promise.all(people.map(person => this.receipts(person)))).flat();
  }
}
