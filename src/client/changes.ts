import * as v from 'valibot';
import {rebuild, type BlockChange, type Side, type TermsChanges} from '../document/changes.js';
import {sortedJson} from '../document/sorted-json.js';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {ROUTES} from '../protocol/routes.js';
import {TERMS} from './terms.js';
import type {Transport} from './transport.js';

const KeptChangesSchema = v.object({v: v.literal(1), bytes: v.instance(Uint8Array<ArrayBuffer>)});

/** Two texts by their hashes. */
export interface Span {
  from: string;
  to: string;
}

/**
 * What changed between two texts, from this device or the backend. Both are rebuilt from it and hashed: it says
 * neither more nor less than they do. Throws `hash_mismatch` where it does, `not_found` for texts of two locales, `offline`.
 */
export async function fetchChanges(
  {from, to}: Span,
  {store, transport, signal}: {store: Store; transport: Transport; signal: AbortSignal | undefined},
): Promise<TermsChanges> {
  // Among the texts: it is dropped with them when a record needs the room.
  const key = `${TERMS}${from}/${to}`;
  const kept = readStored(KeptChangesSchema, await store.get(key));
  const known = kept && (await readChanges(kept.bytes, {from, to}));
  if (known) return known;
  for (const reload of [false, true]) {
    const answer = await transport(`${ROUTES.changes}/${from}/${to}`, {signal, reload});
    if (!answer.ok) throw answer.error;
    const changes = await readChanges(answer.bytes, {from, to});
    if (!changes) continue;
    await store.change([], () => ({writes: [[key, {v: 1, bytes: answer.bytes}]], result: undefined}));
    return changes;
  }
  throw new AssentError('hash_mismatch', `The changes from ${from} to ${to} are not those of the two texts.`, {advice: 'Do not show them.'});
}

/** Undefined for bytes that are not exactly the difference of the two. */
async function readChanges(bytes: Uint8Array<ArrayBuffer>, {from, to}: Span): Promise<TermsChanges | undefined> {
  try {
    const changes = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)) as TermsChanges;
    if (changes.format !== 'assent-changes/1' || !isTree(changes)) return undefined;
    const hashes = await Promise.all((['before', 'after'] satisfies Side[]).map(side => hashBytes(sortedJson(rebuild(changes, side)))));
    return hashes[0] === from && hashes[1] === to ? changes : undefined;
  } catch {
    return undefined; // not such a message at all
  }
}

/** Whether every clause has one place a side: a list that names one twice could grow beyond measure when rebuilt. */
function isTree({clauses}: TermsChanges): boolean {
  const placed = {before: new Set<number>(), after: new Set<number>()};
  const place = (change: BlockChange): boolean => {
    if (change.type === 'quote') return change.content.every(place);
    if (change.type === 'list') return change.items.every(item => 'item' in item || item.content.every(place));
    if (change.type !== 'clause') return true;
    const sides: Side[] = change.in === 'both' ? ['before', 'after'] : [change.in];
    return sides.every(side => placed[side].size < placed[side].add(change.clause).size);
  };
  return clauses.every(({content, preamble = []}) => content.every(place) && preamble.every(place));
}
