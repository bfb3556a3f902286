import * as v from 'valibot';
import type {Item, KeptReceipt} from '../outbox/item.js';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {entryAgrees} from '../protocol/entry-agrees.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {KeySetSchema, type KeySet} from '../protocol/jws.js';
import {verifyReceipt} from '../protocol/verify-receipt.js';
import {ROUTES} from '../protocol/routes.js';
import {foreignAnswer, readAnswer, type Transport} from './transport.js';

const KEYS = 'keys';
const KeptKeysSchema = v.object({v: v.literal(1), set: KeySetSchema});

/** The backend's published keys, kept on this device, and the check of receipts against them. */
export class KeyBook {
  readonly #store: Store;
  readonly #transport: Transport;
  /** One look at a time: a batch brings a hundred receipts at once. */
  #latest: Promise<KeySet> | undefined;

  constructor(store: Store, transport: Transport) {
    this.#store = store;
    this.#transport = transport;
  }

  /** The keys as last seen, or as published now. Throws `offline` where neither is to be had. */
  keys(): Promise<KeySet> {
    return this.#latest ?? this.#look(this.#kept());
  }

  /**
   * Checks that a receipt is for these very bytes. Keys may have been changed since we last looked: only with
   * the latest is a receipt called wrong. Throws `receipt_invalid`, or `offline`.
   */
  async check(jws: string, {id, text}: Pick<Item, 'id' | 'text'>): Promise<Pick<KeptReceipt, 'jws' | 'entry' | 'verified'>> {
    const known = this.keys();
    let check = await verifyReceipt(jws, await known);
    if (check.result === 'invalid') {
      const latest = this.#latest && this.#latest !== known ? this.#latest : this.#look(this.#fetch());
      check = await verifyReceipt(jws, await latest);
    }
    if (check.result === 'invalid') throw wrong(check.reason);
    const {entry} = check;
    if (entry.id !== id || entry.record !== (await hashBytes(text))) throw wrong('It is for another record.');
    if (!entryAgrees(entry, JSON.parse(text))) throw wrong('It says something else than the record.');
    return {jws, entry, verified: check.result === 'valid'};
  }

  #look(found: Promise<KeySet>): Promise<KeySet> {
    this.#latest = found;
    found.catch(() => {
      if (this.#latest === found) this.#latest = undefined;
    });
    return found;
  }

  async #kept(): Promise<KeySet> {
    return readStored(KeptKeysSchema, await this.#store.get(KEYS))?.set ?? this.#fetch();
  }

  async #fetch(): Promise<KeySet> {
    const answer = await this.#transport(ROUTES.keys, {reload: true}); // a cache may not know of the latest
    if (!answer.ok) throw answer.error;
    const set = readAnswer(KeySetSchema, answer.bytes);
    if (!set) throw foreignAnswer(`GET ${ROUTES.keys}`, answer.status);
    await this.#store.change([], () => ({writes: [[KEYS, {v: 1, set}]], result: undefined}));
    return set;
  }
}

function wrong(reason: string): AssentError {
  return new AssentError('receipt_invalid', `The receipt does not hold: ${reason}`, {
    advice: 'The record stays on this device and is sent again.',
  });
}
