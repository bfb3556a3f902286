import * as v from 'valibot';
import {verifyJws, type KeySet} from './jws.js';
import {EntrySchema, RECEIPT_TYPE, type Entry} from './receipt.js';

/** Outcome of checking a receipt: `unverifiable` where this engine lacks the algorithm (say so, and go on). */
export type ReceiptCheck<Payload = Entry> =
  | {result: 'valid' | 'unverifiable'; entry: Payload}
  | {result: 'invalid'; reason: string};

/**
 * Checks a receipt (RFC 7515 compact JWS) against published keys, offline.
 * @param receipt the compact JWS
 * @param keys the answer of `GET /v1/keys`
 * @param schema what its payload is to be: an entry about a text where absent
 */
export async function verifyReceipt(receipt: string, keys: KeySet): Promise<ReceiptCheck>;
export async function verifyReceipt<Payload>(receipt: string, keys: KeySet, schema: v.GenericSchema<unknown, Payload>): Promise<ReceiptCheck<Payload>>;
export async function verifyReceipt(receipt: string, keys: KeySet, schema: v.GenericSchema = EntrySchema): Promise<ReceiptCheck<unknown>> {
  const check = await verifyJws(receipt, keys, RECEIPT_TYPE);
  if (check.result === 'invalid') return check;
  const parsed = v.safeParse(schema, check.payload);
  if (!parsed.success) return {result: 'invalid', reason: 'The payload is not an entry of a chain.'};
  return {result: check.result, entry: parsed.output};
}
