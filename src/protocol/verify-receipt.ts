import * as v from 'valibot';
import {verifyJws, type KeySet} from './jws.js';
import {EntrySchema, RECEIPT_TYPE, type Entry} from './receipt.js';

/** Outcome of checking a receipt: `unverifiable` where this engine lacks the algorithm (say so, and go on). */
export type ReceiptCheck =
  | {result: 'valid' | 'unverifiable'; entry: Entry}
  | {result: 'invalid'; reason: string};

/**
 * Checks a receipt (RFC 7515 compact JWS) against published keys, offline.
 * @param receipt the compact JWS
 * @param keys the answer of `GET /v1/keys`
 */
export async function verifyReceipt(receipt: string, keys: KeySet): Promise<ReceiptCheck> {
  const check = await verifyJws(receipt, keys, RECEIPT_TYPE);
  if (check.result === 'invalid') return check;
  const parsed = v.safeParse(EntrySchema, check.payload);
  if (!parsed.success) return {result: 'invalid', reason: 'The payload is not an entry of a chain.'};
  return {result: check.result, entry: parsed.output};
}
