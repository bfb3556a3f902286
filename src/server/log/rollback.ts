import type {Checkpoint} from '../../protocol/checkpoint.js';
import {sameBytes} from '../../protocol/merkle.js';
import type {Log} from './log.js';

/** The stored log is not the one that was signed or anchored: leaves are missing or differ. Nothing is signed over it. */
export class LogRollback extends Error {
  override readonly name = 'LogRollback';
  readonly code = 'log_rollback_detected';
}

/** Makes sure that a log of that size extends a checkpoint that was left outside the database. Throws `LogRollback`. */
export async function assertExtends(log: Log, site: string, size: number, anchored: Checkpoint): Promise<void> {
  if (size < anchored.size) throw new LogRollback(`The log of ${site} has ${size} leaves, and was anchored at ${anchored.size}.`);
  if (!sameBytes(await log.rootAt(site, anchored.size), anchored.root)) {
    throw new LogRollback(`The leaves of ${site} do not give the root that was anchored at ${anchored.size}.`);
  }
}
