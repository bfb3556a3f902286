const FIRST_CEILING_MS = 2000;
const CEILING_MS = 5 * 60_000;
const HIDDEN_CEILING_MS = 15 * 60_000;
/** No server may send us away for longer; whatever it says, people want to know today. */
const MAX_FLOOR_MS = 60 * 60_000;
/** A new act or a returning person is reason to try before the backoff has run out, but not more often than this. */
export const EVENT_GAP_MS = 5000;

/** How sending goes. Times are ms since 1970 by the device's clock. */
export interface Pace {
  failures: number;
  triedAt: number;
  /** When to try by ourselves. */
  next: number;
  /** Not before this, whatever happens: the server asked for it. */
  floor: number;
}

export const STEADY: Pace = {failures: 0, triedAt: 0, next: 0, floor: 0};

/** The pace after one more failure: full jitter under a doubling ceiling, on top of what the server asked for. */
export function slower(
  {failures}: Pace,
  {now, random, hidden, retryAfterMs = 0}: {now: number; random: number; hidden: boolean; retryAfterMs?: number | undefined},
): Pace {
  const ceiling = Math.min(hidden ? HIDDEN_CEILING_MS : CEILING_MS, FIRST_CEILING_MS * 2 ** Math.min(failures, 20));
  const floor = now + Math.min(Math.max(retryAfterMs, 0), MAX_FLOOR_MS);
  return {failures: failures + 1, triedAt: now, next: floor + random * ceiling, floor};
}

/**
 * How long to wait (ms) before the next try. `gapMs`: somebody is waiting for it, so that it need only be as
 * long after the last one, and no earlier than the server asked for.
 */
export function waitMs({triedAt, next, floor, failures}: Pace, now: number, gapMs = Infinity): number {
  if (failures === 0) return 0;
  const until = Math.min(next, Math.max(floor, triedAt + gapMs));
  // Further ahead than we ever wait, or tried in the future: the clock was set back.
  if (triedAt > now || until - now > MAX_FLOOR_MS + HIDDEN_CEILING_MS) return 0;
  return Math.max(0, until - now);
}

/** `Retry-After` (RFC 9110 §10.2.3), seconds or a date by the server's clock, in ms; undefined where there is none. */
export function retryAfterMs(header: string | null, serverNow: number): number | undefined {
  const text = header?.trim() ?? '';
  // Only an HTTP date: engines read dates into almost anything.
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : / GMT$/.test(text) ? Date.parse(text) - serverNow : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_FLOOR_MS);
}
