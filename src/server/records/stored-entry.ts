import type {Hash} from '../../protocol/hash.js';
import type {PublicKey} from '../../protocol/jws.js';
import type {AnyEntry} from '../../protocol/keeper-record.js';
import {RECEIPT_TYPE} from '../../protocol/receipt.js';
import {signedPart} from '../keys/server-keys.js';
import {entryText} from './entry-text.js';

/** The columns that an entry and its receipt are made again from. */
export const ENTRY_COLUMNS = ['site', 'id', 'subject', 'seq', 'type', 'document', 'version', 'hash', 'recorded_at', 'body_hash', 'entry', 'kid', 'signature'] as const;

export interface EntryRow {
  site: string;
  id: string;
  subject: string;
  seq: number;
  type: AnyEntry['type'];
  /** Empty where it is about no text, as `version` and `hash` are. */
  document: string;
  version: string;
  hash: Hash;
  recorded_at: string;
  body_hash: Hash;
  /** What the other columns do not say (`restOf`), or the whole entry. */
  entry: string;
  kid: string;
  signature: string;
}

type Rest = readonly [locale: string, prev: Hash | null, presentedAt: string, claimedAt: string, via: AnyEntry['via'], flags: AnyEntry['flags']];

/** What a row's other columns do not say of an entry, as JSON: a quarter of its length. */
export function restOf({document, prev, presentedAt, claimedAt, via, flags}: AnyEntry): string {
  return JSON.stringify([document?.locale ?? '', prev, presentedAt, claimedAt, via, flags] satisfies Rest);
}

/** An entry to the byte as it was signed. Where a column was edited, it is another one, and no signature fits it. */
export function storedEntry(row: EntryRow): string {
  const rest = restIn(row.entry);
  if (!rest) return row.entry;
  const [locale, prev, presentedAt, claimedAt, via, flags] = rest;
  const {site, id, subject: sub, seq, type, document, version, hash, recorded_at: recordedAt, body_hash: record} = row;
  const text = document === '' ? undefined : {id: document, version, locale, hash};
  return entryText({v: 1, site, sub, seq: Number(seq), prev, id, type, record, document: text, presentedAt, claimedAt, recordedAt, via, flags});
}

/** Undefined for the whole entry, as rows of before hold it, and for what cannot be read: the check of its signature names that. */
function restIn(entry: string): Rest | undefined {
  if (!entry.startsWith('[')) return undefined;
  try {
    return JSON.parse(entry) as Rest;
  } catch {
    return undefined;
  }
}

/** What stands in a row's `signature` before one of this algorithm; before one of Ed25519, nothing. */
const ES256 = 'ES256.';

/** A receipt's signature as a row keeps it. */
export function storedSignature(receipt: string, alg: PublicKey['alg']): string {
  return `${alg === 'ES256' ? ES256 : ''}${receipt.slice(receipt.lastIndexOf('.') + 1)}`;
}

/** A receipt from its stored parts, to the byte as it was first given. */
export function receiptOf(row: EntryRow): string {
  const {kid, signature} = row;
  const alg = signature.startsWith(ES256) ? 'ES256' : 'EdDSA';
  return `${signedPart(storedEntry(row), {alg, kid, typ: RECEIPT_TYPE})}.${alg === 'ES256' ? signature.slice(ES256.length) : signature}`;
}
