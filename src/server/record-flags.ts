import type {Entry} from '../protocol/receipt.js';

type Flag = Entry['flags'][number];

const LATE_MS = 10 * 60_000;
const SKEW_MS = 5 * 60_000;
/** How far apart the clocks of our own machines may be. */
const SERVER_SKEW_MS = 5_000;

/** What bears on the time of a record. Instants in ms since 1970. */
export interface RecordTimes {
  /** When the server offered the text. */
  presented: number;
  /** The act, by the device's clock. */
  claimed: number;
  /** From the act to the request, as the device measured it. */
  elapsedMs?: number;
  /** Arrival, by the server's clock. */
  received: number;
  /** Whether a later version than the record's was in force on arrival. */
  superseded: boolean;
}

/** What is to be noticed about the time of a record. It is stored all the same. */
export function recordFlags({presented, claimed, elapsedMs, received, superseded}: RecordTimes): Flag[] {
  const flags: Flag[] = [];
  if ((elapsedMs ?? received - claimed) > LATE_MS) flags.push('late');
  // Without the time elapsed, an old claim may be a late delivery; one from the future is skew for certain.
  const skewed = elapsedMs === undefined ? claimed - received > SKEW_MS : Math.abs(claimed + elapsedMs - received) > SKEW_MS;
  if (skewed) flags.push('clock_skew');
  // Either clock counts: the one that measured, or the one that was written down, give or take the usual skew.
  const measuredBefore = elapsedMs !== undefined && received - elapsedMs < presented - SERVER_SKEW_MS;
  if (measuredBefore || claimed < presented - SKEW_MS) flags.push('before_presentation');
  if (superseded) flags.push('superseded');
  return flags;
}
