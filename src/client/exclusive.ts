import * as v from 'valibot';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';

/** A tab that holds the turn for longer is taken to be frozen. */
const FROZEN_MS = 60_000;
const LEASE = 'lease';
const LeaseSchema = v.object({v: v.literal(1), by: v.string(), until: v.number()});

/**
 * Runs work unless another tab of this origin is at the same; undefined if so, or if the turn was taken away.
 * It saves requests. That nothing is recorded twice is owed to the records' ids, not to this.
 */
export type Exclusive = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;

/** One turn at a time by a Web Lock, held for one flush only. */
export function lockTurn(locks: LockManager, name: string, monotonic: () => number): Exclusive {
  let busy: {holder: string | undefined; since: number} | undefined;
  return async <T>(work: (signal: AbortSignal) => Promise<T>) => {
    const turn = new AbortController();
    const options = busy && monotonic() - busy.since > FROZEN_MS ? {steal: true} : {ifAvailable: true};
    let working: Promise<T> | undefined;
    try {
      await locks.request(name, options, async lock => {
        working = lock ? work(turn.signal) : undefined;
        await working?.catch(() => {}); // thrown below
      });
    } catch (error) {
      // Stolen: whoever did so thought that this tab was frozen, and has sent our records by now.
      turn.abort(error);
      return undefined;
    }
    if (working) {
      busy = undefined;
      return working;
    }
    const holder = (await locks.query()).held?.find(lock => lock.name === name)?.clientId;
    if (!busy || busy.holder !== holder) busy = {holder, since: monotonic()};
    return undefined;
  };
}

/** The same by a lease in the store, for browsers without Web Locks. */
export function leaseTurn(store: Store, now: () => number, by: string): Exclusive {
  const write = (taken: boolean) =>
    store.change([LEASE], ([stored]) => {
      const lease = readStored(LeaseSchema, stored);
      const ms = now();
      // Further ahead than any lease: the clock was set back.
      const free = !lease || lease.by === by || lease.until <= ms || lease.until > ms + FROZEN_MS;
      const value = taken ? {v: 1, by, until: ms + FROZEN_MS} : undefined;
      return {writes: free ? [[LEASE, value]] : [], result: free};
    });
  return async work => {
    if (!(await write(true))) return undefined;
    try {
      return await work(new AbortController().signal);
    } finally {
      await write(false);
    }
  };
}
