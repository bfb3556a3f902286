import {MAX_FLOOR_MS} from './retry-after.js';

const FIRST_CEILING_MS = 2000;
const CEILING_MS = 5 * 60_000;
const HIDDEN_CEILING_MS = 15 * 60_000;

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

/** One more failure, and what it came with. */
export interface Failure {
  now: number;
  /** 0 to 1. */
  random: number;
  hidden: boolean;
  /** Something was recorded just before it: it counts as the first. */
  progress?: boolean;
  retryAfterMs?: number | undefined;
}

/** The pace after one more failure: full jitter under a doubling ceiling, on top of what the server asked for. */
export function slower(pace: Pace, {now, random, hidden, progress = false, retryAfterMs = 0}: Failure): Pace {
  const failures = progress ? 0 : pace.failures;
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
