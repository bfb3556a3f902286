import type {Item} from '../outbox/item.js';
import {MAX_RECORDS} from '../protocol/record.js';

/** Longest body of a batch, in bytes of UTF-8: a hundred records of the usual size. */
export const MAX_BODY_BYTES = 128 * 1024;
/** Bytes that may be in flight while the page goes away. Browsers allow 64 KiB for all of the page together. */
export const MAX_KEEPALIVE_BYTES = 48 * 1024;
/** What a record is wrapped in on the wire. */
export const ENVELOPE_BYTES = 48;
/** Somebody else's record waits this long for its own person's page before it goes under its presentation. */
export const FOREIGN_AFTER_MS = 10 * 60_000;

export interface BatchOptions {
  /** Whose page this is; undefined after they signed out. */
  person: string | undefined;
  /** By the device's clock. */
  now: number;
  /** Whether to ask again for those that wait for a token. */
  held?: boolean;
  /** Ids that have had their try. */
  tried?: ReadonlySet<string>;
  /** People whose turn it is not. */
  waiting?: ReadonlySet<string>;
  maxBytes?: number;
  /** How long somebody else's records wait; `FOREIGN_AFTER_MS` if absent. */
  foreignAfterMs?: number;
}

/** Records of one person, in the order of their acts, to be sent in one request. */
export interface Batch {
  /** Whether they go under the identity of this page's person, or under their presentations alone. */
  own: boolean;
  items: Item[];
}

/** The next batch out of all items in their order, or undefined when nothing is due. Order is kept per person. */
export function nextBatch(items: readonly Item[], options: BatchOptions): Batch | undefined {
  // What waits holds up what the same person did after it; what was refused for good, or has had its try, does not.
  const waiting = new Set(options.waiting);
  const unsent = new Set(items.filter(({state}) => state !== 'dead').map(({person}) => person));
  const due = items.filter(item => {
    if (item.state === 'dead' || options.tried?.has(item.id)) return false;
    // What a visitor did before the link counts: it goes first. A link holds up nobody.
    if (item.linked && (item.person !== options.person || unsent.has(item.linked))) return false;
    if (!isDue(item, options)) waiting.add(item.person);
    return !waiting.has(item.person);
  });
  const first = due[0];
  if (!first) return undefined;
  const batch: Batch = {own: isOwn(first, options), items: []};
  let bytes = 0;
  for (const item of due) {
    if (item.person !== first.person || isOwn(item, options) !== batch.own) continue;
    if (item.linked !== first.linked) break; // its request brings another proof
    bytes += bodyBytes(item);
    if (batch.items.length === MAX_RECORDS || (bytes > (options.maxBytes ?? MAX_BODY_BYTES) && batch.items.length > 0)) break;
    batch.items.push(item);
  }
  return batch;
}

/** The body of `POST /v1/records`: the records' bytes as they are, never serialised again. */
export function batchBody(items: readonly Item[], elapsedMs: (item: Item) => number | undefined): string {
  const records = items.map(item => {
    const ms = elapsedMs(item);
    return `{"record":${item.text}${ms === undefined ? '' : `,"elapsedMs":${ms}`}}`;
  });
  return `{"records":[${records.join()}]}`;
}

/** Whether a record is sent with the identity of this page's person, a link also with that of the visitor. */
function isOwn({person, released}: Item, options: BatchOptions): boolean {
  return person === options.person && !released;
}

function isDue(item: Item, options: BatchOptions): boolean {
  if (item.state === 'held' && !options.held) return false;
  if (item.released || item.person === options.person) return true;
  // Their own page would have sent it by now. An age below zero: the clock was set back.
  const age = options.now - Date.parse(item.at);
  return !(age >= 0 && age < (options.foreignAfterMs ?? FOREIGN_AFTER_MS));
}

/** At most: a UTF-16 unit is three bytes at most. */
function bodyBytes({text}: Item): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length + ENVELOPE_BYTES : text.length * 3 + ENVELOPE_BYTES;
}
