import {isForArrival, monthsLater, owesAnswer} from '../protocol/agreement-status.js';
import type {Agreement} from '../protocol/agreement.js';
import {ANNOUNCEMENTS_ROUTE} from '../protocol/routes.js';
import type {Assent} from './assent.js';

const HOUR_MS = 60 * 60 * 1000;
/** A hint is believed for a day at most: by then a returning visitor is looked up anew. */
const HINT_TTL_MS = 24 * HOUR_MS;

/** Whom and what a hint is about. */
export interface HintScope {
  site: string;
  /** Ends in a slash. */
  endpoint: string;
  /** The account's id, or nothing for an anonymous visitor. Only a short digest of it is kept. */
  subject: string | undefined;
  /** The documents that the page asks for; none for all. */
  documents: readonly string[];
}

/**
 * When it was found that this visitor owed nothing and had nothing to send (ms since 1970, by the device's clock), so
 * that a page may load the loader alone; undefined where it has to look. Only ever a hint: localStorage loses writes,
 * and losing this one costs one request.
 */
export function readHint(scope: HintScope, nowMs: number): number | undefined {
  try {
    const [digest, until, written] = (localStorage.getItem(key(scope)) ?? '').split(' ');
    // A hint from further ahead than we ever write is from a clock that has been set back.
    return digest === scopeDigest(scope) && nowMs < +until! && +until! <= nowMs + HINT_TTL_MS ? +written! : undefined;
  } catch {
    return undefined; // no storage here
  }
}

/**
 * Whether something was announced since a hint was written. After its first hour it asks, for a few bytes that every
 * cache on the way keeps for another. Clocks may differ by an hour before news is missed; then the hint's end brings it.
 */
export async function hasNews({site, endpoint}: HintScope, writtenMs: number, nowMs: number): Promise<boolean> {
  if (nowMs - writtenMs < HOUR_MS) return false;
  const response = await fetch(`${endpoint}${ANNOUNCEMENTS_ROUTE}?site=${site}`);
  return Date.parse((await response.json()).latest) > writtenMs - HOUR_MS;
}

/** Keeps the hint true while a page is open. Returns a function that stops. */
export function keepHint(client: Assent, scope: HintScope): () => void {
  let latest = 0;
  const update = async () => {
    const turn = ++latest;
    const [agreements, pending] = await Promise.all([client.agreements(), client.outbox.list()]);
    const now = Date.now();
    if (turn === latest) writeHint(scope, hintUntil(agreements, scope.documents, pending.length, now), now);
  };
  const listener = () => void update().catch(() => writeHint(scope, 0, 0));
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
  const dates = asked.flatMap(turningPoints).map(instant => Date.parse(instant));
  return Math.min(nowMs + HINT_TTL_MS, ...dates.filter(ms => ms > nowMs));
}

/** Every instant at which how somebody stands to a document may change by itself. */
function turningPoints({offers, acts}: Agreement): string[] {
  return offers.flatMap(({version, effectiveAt, declineUntil, renewMonths}) => {
    const accepted = acts.findLast(act => act.version === version && (act.type === 'accept' || act.type === 'continue'));
    const since = accepted && (Date.parse(accepted.at) > Date.parse(effectiveAt) ? accepted.at : effectiveAt);
    return [effectiveAt, ...(declineUntil ? [declineUntil] : []), ...(since && renewMonths ? [monthsLater(since, renewMonths).toISOString()] : [])];
  });
}

/** Whether this device was never on a page of the site; false where it cannot tell. */
export function isFirstVisit(scope: HintScope): boolean {
  try {
    return localStorage.getItem(key(scope)) === null;
  } catch {
    return false;
  }
}

function writeHint(scope: HintScope, untilMs: number, nowMs: number): void {
  try {
    // What is no hint still says that somebody was here.
    localStorage.setItem(key(scope), untilMs ? `${scopeDigest(scope)} ${untilMs} ${nowMs}` : 'seen');
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
