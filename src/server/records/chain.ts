import type {Hash} from '../../protocol/hash.js';
import type {AnyEntry} from '../../protocol/keeper-record.js';
import {RECEIPT_TYPE} from '../../protocol/receipt.js';
import {hashText} from '../digest.js';
import type {Signer} from '../keys/server-keys.js';
import {leafDigestOf, storedDigest} from '../log/digests.js';
import {entryText} from './entry-text.js';
import type {Head, StoredRecord} from './record-store.js';
import {restOf, storedSignature} from './stored-entry.js';

/** A record that was checked and waits for its place in a chain. */
export interface Draft {
  /** The entry, but for what its place gives it. */
  entry: Omit<AnyEntry, 'seq' | 'prev' | 'recordedAt'>;
  body: string;
  choices: string | null;
  /** What only one record of the site can be, such as the first appeal against one restriction. */
  claim?: string;
}

/** A record in its place, not signed yet. */
interface Link {
  draft: Draft;
  entry: AnyEntry;
  text: string;
  hash: Hash;
}

/** A link as it is stored, and as it is given. */
interface Signed {
  row: StoredRecord;
  receipt: string;
}

/**
 * Puts drafts at the ends of their subjects' chains, in their order. Each link holds the hash of the one
 * before; `heads` says where each chain ends.
 */
export async function chain(drafts: readonly Draft[], heads: ReadonlyMap<string, Head>, recordedAt: string): Promise<Link[]> {
  const ends = new Map(heads);
  const links: Link[] = [];
  for (const draft of drafts) {
    const end = ends.get(draft.entry.sub);
    const entry: AnyEntry = {...draft.entry, seq: (end?.seq ?? 0) + 1, prev: end?.entryHash ?? null, recordedAt};
    const text = entryText(entry);
    const hash = await hashText(text);
    ends.set(entry.sub, {seq: entry.seq, entryHash: hash});
    links.push({draft, entry, text, hash});
  }
  return links;
}

/** So few are signed on the spot. */
const FEW = 3;

/** Signs links: with each, the row that is stored and the receipt that is given. */
export function signAll(links: readonly Link[], signer: Signer): Promise<Signed[]> {
  const how = {atOnce: links.length <= FEW};
  return Promise.all(links.map(async link => signed(link, signer, await signer.sign(link.text, RECEIPT_TYPE, how))));
}

function signed({draft, entry, text, hash}: Link, {kid, alg}: Signer, receipt: string): Signed {
  const {site, id, sub, seq, type, document, recordedAt, record} = entry;
  const row: StoredRecord = {
    site,
    id,
    subject: sub,
    seq,
    type,
    // Nothing where it is about no text.
    document: document?.id ?? '',
    version: document?.version ?? '',
    hash: document?.hash ?? '',
    choices: draft.choices,
    recordedAt,
    body: draft.body,
    bodyHash: record,
    entry: restOf(entry),
    entryHash: hash,
    kid,
    signature: storedSignature(receipt, alg),
    leaf: storedDigest(leafDigestOf(text)),
    ...(draft.claim !== undefined && {claim: draft.claim}),
  };
  return {row, receipt};
}
