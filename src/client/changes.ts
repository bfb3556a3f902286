import * as v from 'valibot';
import type {BlockChange, Side, TermsChanges} from '../document/changes.js';
import {inPieces} from '../document/in-pieces.js';
import {parseInPieces} from '../document/parse-in-pieces.js';
import {rebuiltBytes} from '../document/rebuild-in-pieces.js';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {ROUTES} from '../protocol/routes.js';
import {TERMS} from './terms.js';
import type {Transport} from './transport.js';

/** What is done before the page has its turn: some milliseconds each on a slow phone. */
const PARSED_BYTES = 131_072;
const LOOKED_AT = 4096;
const REBUILT_CHARACTERS = 32_768;
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
  const known = kept && (await readChanges(kept.bytes, {from, to}, signal));
  if (known) return known;
  for (const reload of [false, true]) {
    const answer = await transport(`${ROUTES.changes}/${from}/${to}`, {signal, reload});
    if (!answer.ok) throw answer.error;
    const changes = await readChanges(answer.bytes, {from, to}, signal);
    if (!changes) continue;
    await store.change([], () => ({writes: [[key, {v: 1, bytes: answer.bytes}]], result: undefined}));
    return changes;
  }
  throw new AssentError('hash_mismatch', `The changes from ${from} to ${to} are not those of the two texts.`, {advice: 'Do not show them.'});
}

/** Undefined for bytes that are not exactly the difference of the two. Texts of megabytes are read, rebuilt and hashed with pauses. */
async function readChanges(bytes: Uint8Array<ArrayBuffer>, {from, to}: Span, signal: AbortSignal | undefined): Promise<TermsChanges | undefined> {
  try {
    const changes = (await inPieces(parseInPieces(bytes), {most: PARSED_BYTES, signal})) as TermsChanges;
    if (changes.format !== 'assent-changes/1' || !(await inPieces(isTree(changes), {most: LOOKED_AT, signal}))) return undefined;
    for (const [side, hash] of [['before', from], ['after', to]] satisfies [Side, string][]) {
      const rebuilt = await inPieces(rebuiltBytes(changes, side), {most: REBUILT_CHARACTERS, signal});
      if ((await hashBytes(rebuilt)) !== hash) return undefined;
    }
    return changes;
  } catch {
    if (signal?.aborted) throw new AssentError('aborted', `The changes from ${from} to ${to} were given up.`, {cause: signal.reason});
    return undefined; // not such a message at all
  }
}

/** Whether every clause has one place a side: a list that names one twice could grow beyond measure when rebuilt. Says how many blocks it has looked at. */
function* isTree({clauses}: TermsChanges): Generator<number, boolean> {
  const placed = {before: new Set<number>(), after: new Set<number>()};
  for (const {content, preamble = []} of clauses) {
    if (![...preamble, ...content].every(place)) return false;
    yield 1 + content.length;
  }
  return true;

  function place(change: BlockChange): boolean {
    if (change.type === 'quote') return change.content.every(place);
    if (change.type === 'list') return change.items.every(item => 'item' in item || item.content.every(place));
    if (change.type !== 'clause') return true;
    const sides: Side[] = change.in === 'both' ? ['before', 'after'] : [change.in];
    return sides.every(side => placed[side].size < placed[side].add(change.clause).size);
  }
}
