import {createHash} from 'node:crypto';
import {isDeepStrictEqual} from 'node:util';
import * as v from 'valibot';
import {entryAgrees} from '../../protocol/entry-agrees.js';
import {InclusionSchema, verifyLoggedReceipt} from '../../protocol/inclusion.js';
import type {KeySet} from '../../protocol/jws.js';
import {AnyEntrySchema, type AnyEntry} from '../../protocol/keeper-record.js';
import {uncheckedPayload} from '../../protocol/unchecked-payload.js';
import {verifyReceipt} from '../../protocol/verify-receipt.js';
import {parseJson} from '../http/json.js';
import type {Finding, FindingKind} from './finding.js';

/** A receipt as one keeps it, if not by itself: the answer of `GET /v1/receipts/{id}`, what it says (`assent search`), and the record's own bytes where one has them. */
const ReceiptFileSchema = v.object({receipt: v.string(), inclusion: v.optional(InclusionSchema), body: v.optional(v.string()), entry: v.optional(v.unknown())});
/** What `assent search` and `GET /v1/admin/records` give, or the list of it alone. */
const ReceiptListSchema = v.union([v.array(v.unknown()), v.pipe(v.object({records: v.array(v.unknown())}), v.transform(({records}) => records))]);

/** Outcome of checking one receipt. */
export interface ReceiptVerdict {
  finding?: Finding;
  entry?: AnyEntry;
  /** Where the log holds it, if there is a proof. */
  logged?: {origin: string; place: number; size: number};
}

/** Outcome of checking several: all of them, up to the first that is not good. */
export interface ReceiptsVerdict {
  finding?: Finding;
  receipts: ReceiptVerdict[];
}

/** Checks each receipt of a list; undefined where the text is none. */
export async function verifyReceiptList(text: string, keys: KeySet): Promise<ReceiptsVerdict | undefined> {
  const list = v.safeParse(ReceiptListSchema, valueOf(text));
  if (!list.success) return undefined;
  const receipts: ReceiptVerdict[] = [];
  for (const [index, item] of list.output.entries()) {
    const verdict = await verifyValue(typeof item === 'string' ? {receipt: item} : item, keys);
    const {finding} = verdict;
    if (finding) return {receipts, finding: {...finding, message: `Receipt ${index + 1} of ${list.output.length}: ${finding.message}`}};
    receipts.push(verdict);
  }
  return receipts.length > 0 ? {receipts} : {receipts, ...bad('archive_damaged', 'There is no receipt in it.')};
}

/** Checks a receipt, its proof and the record's bytes, as far as they are there, with the published keys alone. */
export async function verifyReceiptFile(text: string, keys: KeySet): Promise<ReceiptVerdict> {
  const bare = text.trim();
  return verifyValue(bare.startsWith('{') ? valueOf(text) : {receipt: bare}, keys);
}

async function verifyValue(value: unknown, keys: KeySet): Promise<ReceiptVerdict> {
  const file = v.safeParse(ReceiptFileSchema, value);
  if (!file.success) return bad('archive_damaged', 'It is not the JSON of a receipt: {"receipt": …, "inclusion"?: …, "body"?: …}, every key once.');
  const {receipt, inclusion, body, entry: told} = file.output;
  const signed = await verifyReceipt(receipt, keys, AnyEntrySchema);
  if (signed.result === 'invalid') return bad('receipt_invalid', signed.reason);
  const {entry} = signed;
  if (told !== undefined && !isDeepStrictEqual(told, uncheckedPayload(receipt))) {
    return {entry, ...bad('receipt_invalid', `What stands beside the receipt of ${entry.id} is not what it says.`, entry.id)};
  }
  if (body !== undefined && `sha256:${createHash('sha256').update(body).digest('hex')}` !== entry.record) {
    return {entry, ...bad('body_altered', `The body is not the one that ${entry.id} was given for.`, entry.id)};
  }
  if (body !== undefined && !entryAgrees(entry, valueOf(body))) {
    return {entry, ...bad('body_disagrees', `The body of ${entry.id} says something else than its entry.`, entry.id)};
  }
  if (!inclusion) return {entry};
  const proved = await verifyLoggedReceipt(receipt, inclusion, keys, AnyEntrySchema);
  if (proved.result === 'invalid') return {entry, ...bad('inclusion_invalid', proved.reason, entry.id)};
  const {origin, size} = proved.checkpoint;
  return {entry, logged: {origin, place: proved.index, size}};
}

/** Strictly: of a key that is there twice, another reader may see the other value. */
function valueOf(text: string): unknown {
  try {
    return parseJson(new TextEncoder().encode(text)).value;
  } catch {
    return undefined;
  }
}

function bad(kind: FindingKind, message: string, record?: string): {finding: Finding} {
  return {finding: {kind, message, ...(record !== undefined && {record})}};
}
