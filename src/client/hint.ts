import {isForArrival, owesAnswer} from '../protocol/agreement-status.js';
import type {Agreement} from '../protocol/agreement.js';
import type {Assent} from './assent.js';

/** A hint is believed for a day at most: by then a returning visitor hears of new terms. */
const HINT_TTL_MS = 24 * 60 * 60 * 1000;

/** Whom and what a hint is about. */
export interface HintScope {
  site: string;
  /** The account's id, or nothing for an anonymous visitor. Only a short digest of it is kept. */
  subject: string | undefined;
  /** The documents that the page asks for; none for all. */
  documents: readonly string[];
}

/**
 * Whether this visitor owed nothing and had nothing to send when last asked, so that a page may load the
 * loader alone. Only ever a hint: localStorage loses writes, and losing this one costs one request.
 */
export function readHint(scope: HintScope, nowMs: number): boolean {
  try {
    const [digest, until] = (localStorage.getItem(key(scope)) ?? '').split(' ');
    // A hint from further ahead than we ever write is from a clock that has been set back.
    return digest === scopeDigest(scope) && nowMs < Number(until) && Number(until) <= nowMs + HINT_TTL_MS;
  } catch {
    return false; // no storage here
  }
}

/** Keeps the hint true while a page is open. Returns a function that stops. */
export function keepHint(client: Assent, scope: HintScope): () => void {
  let latest = 0;
  const update = async () => {
    const turn = ++latest;
    const [agreements, pending] = await Promise.all([client.agreements(), client.outbox.list()]);
    if (turn === latest) writeHint(scope, hintUntil(agreements, scope.documents, pending.length, Date.now()));
  };
  const listener = () => void update().catch(() => writeHint(scope, 0));
  client.addEventListener('change', listener);
  listener();
  return () => client.removeEventListener('change', listener);
}

/** Until when nothing will be owed (ms since 1970), 0 when something is owed or pending now. */
export function hintUntil(
  agreements: readonly Agreement[],
  documents: readonly string[],
  pending: number,
  nowMs: number,
): number {
  const asked = agreements.filter(agreement => isForArrival(agreement, documents));
  const quiet = ({status}: Agreement) => !owesAnswer(status) && status !== 'notice';
  if (pending > 0 || !asked.every(quiet) || !documents.every(id => asked.some(({document}) => document === id))) return 0;
  const effects = asked.flatMap(({offers}) => offers.map(({effectiveAt}) => Date.parse(effectiveAt)));
  return Math.min(nowMs + HINT_TTL_MS, ...effects.filter(ms => ms > nowMs));
}

function writeHint(scope: HintScope, untilMs: number): void {
  try {
    if (untilMs) localStorage.setItem(key(scope), `${scopeDigest(scope)} ${untilMs}`);
    else localStorage.removeItem(key(scope));
  } catch {
    // No storage here: the next visit asks.
  }
}

function key({site}: HintScope): string {
  return `assent:${site}`;
}

/** FNV-1a, 32 bits: enough to tell two people on a device apart, too little to tell who they are. */
function scopeDigest({subject, documents}: HintScope): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([subject ?? null, documents])) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
