import * as v from 'valibot';
import type {Item, KeptReceipt} from '../outbox/item.js';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
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
  #kept: KeySet | undefined;

  constructor(store: Store, transport: Transport) {
    this.#store = store;
    this.#transport = transport;
  }

  /** The keys as last seen, or as published now. Throws `offline` where neither is to be had. */
  async keys({fresh = false, signal}: {fresh?: boolean; signal?: AbortSignal | undefined} = {}): Promise<KeySet> {
    if (!fresh) this.#kept ??= readStored(KeptKeysSchema, await this.#store.get(KEYS))?.set;
    return !fresh && this.#kept ? this.#kept : this.#fetch(signal);
  }

  /**
   * Checks that a receipt is for these very bytes. Keys may have been changed since we last looked: only with
   * the latest is a receipt called wrong. Throws `receipt_invalid`, or `offline`.
   */
  async check(jws: string, {id, text}: Pick<Item, 'id' | 'text'>): Promise<Pick<KeptReceipt, 'jws' | 'entry' | 'verified'>> {
    let check = await verifyReceipt(jws, await this.keys());
    if (check.result === 'invalid') check = await verifyReceipt(jws, await this.keys({fresh: true}));
    if (check.result === 'invalid') throw wrong(check.reason);
    const {entry} = check;
    if (entry.id !== id || entry.record !== (await hashBytes(text))) throw wrong('It is for another record.');
    return {jws, entry, verified: check.result === 'valid'};
  }

  async #fetch(signal?: AbortSignal): Promise<KeySet> {
    const answer = await this.#transport(ROUTES.keys, {signal});
    if (!answer.ok) throw answer.error;
    const set = readAnswer(KeySetSchema, answer.bytes);
    if (!set) throw foreignAnswer(`GET ${ROUTES.keys}`, answer.status);
    this.#kept = set;
    await this.#store.change([], () => ({writes: [[KEYS, {v: 1, set}]], result: undefined}));
    return set;
  }
}

function wrong(reason: string): AssentError {
  return new AssentError('receipt_invalid', `The receipt does not hold: ${reason}`, {
    advice: 'The record stays on this device and is sent again.',
  });
}
