import type {Gates} from '../../protocol/agreement.js';
import type {Entry} from '../../protocol/receipt.js';
import type {RecordBody} from '../../protocol/record-body.js';

type Flag = Entry['flags'][number];

const LATE_MS = 10 * 60_000;
const SKEW_MS = 5 * 60_000;
/** How far apart the clocks of our own machines may be. */
const SERVER_SKEW_MS = 5_000;

/** What bears on the flags of a record. Instants in ms since 1970. */
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
  /** Whether it accepts without what its publication asks of a reading. */
  gateUnmet?: boolean;
}

/**
 * Whether an acceptance tells of less reading than its publication asks for. What it tells is the device's claim. The page
 * of a mailed link is the text: nothing is to be opened there.
 */
export function isGateUnmet({type, shown}: Pick<RecordBody, 'type' | 'shown'>, {opened, read, seconds = 0}: Gates = {}): boolean {
  if (type !== 'accept') return false;
  const {openMs = 0, endReached = false} = shown ?? {};
  return (!!opened && openMs === 0 && shown?.mode !== 'link') || (!!read && !endReached) || openMs < seconds * 1000;
}

/** What is to be noticed about a record. It is stored all the same. */
export function recordFlags({presented, claimed, elapsedMs, received, superseded, gateUnmet}: RecordTimes): Flag[] {
  const flags: Flag[] = [];
  if ((elapsedMs ?? received - claimed) > LATE_MS) flags.push('late');
  // Without the time elapsed, an old claim may be a late delivery; one from the future is skew for certain.
  const skewed = elapsedMs === undefined ? claimed - received > SKEW_MS : Math.abs(claimed + elapsedMs - received) > SKEW_MS;
  if (skewed) flags.push('clock_skew');
  // Either clock counts: the one that measured, or the one that was written down, give or take the usual skew.
  const measuredBefore = elapsedMs !== undefined && received - elapsedMs < presented - SERVER_SKEW_MS;
  if (measuredBefore || claimed < presented - SKEW_MS) flags.push('before_presentation');
  if (superseded) flags.push('superseded');
  if (gateUnmet) flags.push('gate_unmet');
  return flags;
}
