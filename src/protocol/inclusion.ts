import * as v from 'valibot';
import {decodeBase64} from './base64.js';
import {decodeBase64url} from './base64url.js';
import {verifyCheckpoint, type Checkpoint} from './checkpoint.js';
import type {KeySet} from './jws.js';
import {leafDigest, verifyInclusion, type Digest} from './merkle.js';
import {EntrySchema, type Entry} from './receipt.js';
import {verifyReceipt} from './verify-receipt.js';
import {DIGEST_BYTES} from './tiles.js';

const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Proof that the log holds the entry of a receipt: its place, the siblings up to the root, the signed root. */
export const InclusionSchema = v.object({
  index: CountSchema,
  size: CountSchema,
  /** Base64, from the leaf's sibling up (RFC 6962 §2.1.1). */
  proof: v.pipe(v.array(v.string()), v.maxLength(64)),
  /** A signed note (C2SP tlog-checkpoint). */
  checkpoint: v.string(),
});
export type Inclusion = v.InferOutput<typeof InclusionSchema>;

/** The answer of `GET /v1/receipts/{id}`: `inclusion` comes once the log holds the record, within seconds. */
export const LoggedReceiptSchema = v.object({receipt: v.string(), inclusion: v.optional(InclusionSchema)});
export type LoggedReceipt = v.InferOutput<typeof LoggedReceiptSchema>;

/** Outcome of checking a receipt with its proof: `unverifiable` where this engine lacks the algorithm. */
export type LoggedReceiptCheck<Payload = Entry> =
  | {result: 'valid' | 'unverifiable'; entry: Payload; index: number; checkpoint: Checkpoint}
  | {result: 'invalid'; reason: string};

/**
 * Checks a receipt and the proof that the log holds it, offline, with the published keys alone.
 * @param keys the answer of `GET /v1/keys`
 * @param schema what its payload is to be: an entry about a text where absent
 */
export async function verifyLoggedReceipt(receipt: string, inclusion: Inclusion, keys: KeySet): Promise<LoggedReceiptCheck>;
export async function verifyLoggedReceipt<Payload extends {site: string}>(
  receipt: string,
  inclusion: Inclusion,
  keys: KeySet,
  schema: v.GenericSchema<unknown, Payload>,
): Promise<LoggedReceiptCheck<Payload>>;
export async function verifyLoggedReceipt(
  receipt: string,
  inclusion: Inclusion,
  keys: KeySet,
  schema: v.GenericSchema<unknown, {site: string}> = EntrySchema,
): Promise<LoggedReceiptCheck<{site: string}>> {
  const signed = await verifyReceipt(receipt, keys, schema);
  if (signed.result === 'invalid') return signed;
  const noted = await verifyCheckpoint(inclusion.checkpoint, keys);
  if (noted.result === 'invalid') return invalid(`Checkpoint: ${noted.reason}`);
  const {checkpoint} = noted;
  // One key may sign for several sites: the name of the log ends with the site's.
  if (checkpoint.origin.split('/').at(-1) !== signed.entry.site) return invalid('The checkpoint is that of another log.');
  if (checkpoint.size !== inclusion.size) return invalid('The checkpoint is of another size than the proof.');
  const proof = digests(inclusion.proof);
  if (!proof) return invalid('The proof is not made of digests.');
  const leaf = await leafDigest(decodeBase64url(receipt.split('.')[1]!));
  const {index, size} = inclusion;
  if (!(await verifyInclusion({leaf, index, size, proof, root: checkpoint.root}))) {
    return invalid('The proof does not lead from the record to the root of the checkpoint.');
  }
  const result = signed.result === 'valid' ? noted.result : signed.result;
  return {result, entry: signed.entry, index, checkpoint};
}

function digests(encoded: readonly string[]): Digest[] | undefined {
  try {
    const decoded = encoded.map(decodeBase64);
    return decoded.every(({length}) => length === DIGEST_BYTES) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function invalid(reason: string): LoggedReceiptCheck & {result: 'invalid'} {
  return {result: 'invalid', reason};
}
