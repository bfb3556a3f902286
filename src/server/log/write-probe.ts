import {SharedReads} from '../shared-reads.js';
import type {LogStore} from './log-store.js';

const NAME = 'health';

/**
 * Writes a row of no meaning, to know whether the database takes what is written: of a disk that is full, or of a
 * standby, everything can still be read. However many ask, it is one write at a time.
 */
export function writeProbe(store: LogStore, now: () => Date): () => Promise<unknown> {
  const probes = new SharedReads<unknown>();
  return () =>
    probes.read(NAME, () => {
      const instant = now().toISOString();
      return store.lease(NAME, NAME, {now: instant, until: instant, farthest: instant});
    });
}
