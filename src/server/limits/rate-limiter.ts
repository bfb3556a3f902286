import type {Database, SqlValue} from '../database/database.js';
import {rowPlaces} from '../database/places.js';
import type {KeyedHash} from '../keys/keyed-hash.js';

/** Requests a minute. */
export interface RateLimits {
  /** Of one site, all callers together. */
  site?: number;
  /** Of one subject. */
  subject?: number;
  /** Of one network: /24 of IPv4, /48 of IPv6. */
  address?: number;
}

export const RATE_LIMITS: Required<RateLimits> = {site: 60_000, subject: 600, address: 6_000};

const WINDOW_MS = 60_000;
/** How often counts go to the database and those of other processes come back. */
const SHARE_MS = 1_000;
/** Beyond this, strangers' names would fill the memory; then only those that are counted already are. */
const MAX_NAMES = 100_000;
/** Rows in one statement. */
const BATCH = 500;

interface Count {
  /** By all processes, when last heard of. */
  shared: number;
  /** Here since then. */
  own: number;
}

/**
 * Counts requests by name and minute. What is counted here is shared through the database once a second: a limit
 * holds across processes, give or take what they do in that second, and no request waits for a count. Names are
 * stored as keyed hashes: an address or a person's id is nobody's business, and gone after two minutes.
 */
export class RateLimiter {
  readonly #database: Database;
  readonly #hash: KeyedHash;
  readonly #now: () => Date;
  readonly #onError: (error: unknown) => void;
  #window = 0;
  #counts = new Map<string, Count>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sharing: Promise<void> | undefined;

  constructor(database: Database, hash: KeyedHash, {now, onError}: {now: () => Date; onError: (error: unknown) => void}) {
    this.#database = database;
    this.#hash = hash;
    this.#now = now;
    this.#onError = onError;
  }

  /** Counts one request under some names, or says in how many seconds to come back and counts nothing. */
  take(limits: ReadonlyMap<string, number>): number | undefined {
    const now = this.#now().getTime();
    this.#turn(Math.floor(now / WINDOW_MS));
    for (const [name, limit] of limits) {
      const count = this.#counts.get(name);
      if (count && count.shared + count.own >= limit) return Math.ceil((WINDOW_MS - (now % WINDOW_MS)) / 1000);
    }
    for (const name of limits.keys()) {
      const count = this.#counts.get(name);
      if (count) count.own += 1;
      else if (this.#counts.size < MAX_NAMES) this.#counts.set(name, {shared: 0, own: 1});
    }
    this.#timer ??= this.#soon();
    return undefined;
  }

  /** Ends after what is being shared. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#sharing;
  }

  /** A new minute begins from nothing. */
  #turn(window: number): void {
    if (window === this.#window) return;
    this.#window = window;
    this.#counts = new Map();
  }

  #soon(): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.#sharing = this.#share()
        .catch(this.#onError)
        .then(() => {
          this.#timer = undefined;
        });
    }, SHARE_MS);
    (timer as {unref?: () => void}).unref?.();
    return timer;
  }

  async #share(): Promise<void> {
    const [window, counts] = [this.#window, this.#counts];
    const due = [...counts].filter(([, {own}]) => own > 0);
    const hashed = await Promise.all(due.map(async ([name, count]) => ({hash: await this.#hash(`rate ${name}`), count, own: count.own})));
    // In one order everywhere: two processes that add to the same rows must not wait for each other.
    hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1));
    for (let at = 0; at < hashed.length; at += BATCH) await this.#add(window, hashed.slice(at, at + BATCH));
    await this.#database.query('DELETE FROM assent_rates WHERE minute < $1', [window - 1]);
  }

  async #add(window: number, part: readonly {hash: string; count: Count; own: number}[]): Promise<void> {
    const totals = await this.#database.query<{name: string; requests: number}>(
      `INSERT INTO assent_rates (name, minute, requests) VALUES ${rowPlaces(part.length, 3)}
       ON CONFLICT (name, minute) DO UPDATE SET requests = assent_rates.requests + excluded.requests RETURNING name, requests`,
      part.flatMap(({hash, own}): SqlValue[] => [hash, window, own]),
    );
    const byName = new Map(totals.map(({name, requests}) => [name, requests]));
    for (const {hash, count, own} of part) {
      count.shared = byName.get(hash) ?? count.shared + own;
      count.own -= own;
    }
  }
}
