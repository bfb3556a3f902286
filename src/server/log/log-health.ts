import type {LogStore} from './log-store.js';
import type {Sequencer} from './sequencer.js';

/** How the log keeps up. */
export interface LogHealth {
  /** Records without a place; counted up to 1,000. */
  waiting: number;
  /** How long the oldest of them has waited. */
  behindMs: number;
  /** Why nothing is signed, where that is so. */
  problem?: 'log_rollback_detected';
}

/** Asks how the log keeps up. */
export async function logHealth(store: LogStore, sequencer: Sequencer, now: Date): Promise<LogHealth> {
  const {count, oldest} = await store.backlog();
  const behindMs = oldest === undefined ? 0 : Math.max(0, now.getTime() - Date.parse(oldest));
  return {waiting: count, behindMs, ...(sequencer.rolledBack && {problem: 'log_rollback_detected'})};
}
