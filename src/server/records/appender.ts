import {isAssentError} from '../../protocol/errors.js';
import {UniqueViolation} from '../database/unique-violation.js';
import {writeInTurn} from '../database/write-in-turn.js';
import type {Signer} from '../keys/server-keys.js';
import {chain, signAll, type Draft} from './chain.js';
import type {KnownRecord, RecordStore} from './record-store.js';

/** What became of a draft. `conflict`: its id is that of another record; `taken`: so is its claim. */
export type Appended = {status: 'recorded' | 'duplicate'; receipt: string} | {status: 'conflict' | 'taken'};

/** Most records in one INSERT; 16 parameters each stay below SQLite's 32,766. */
const MAX_GROUP = 500;

/** One request's drafts, waiting to be written. */
interface Job {
  drafts: readonly Draft[];
  ready: Promise<unknown>;
  resolve: (appended: Appended[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Writes records. Requests that come while one is being written are written together, in one statement;
 * across processes, unique constraints decide who is first, and the other looks again and follows.
 */
export class Appender {
  readonly #store: RecordStore;
  readonly #signer: Signer;
  readonly #now: () => Date;
  readonly #waiting = new Map<string, Job[]>();

  constructor(store: RecordStore, signer: Signer, {now}: {now: () => Date}) {
    this.#store = store;
    this.#signer = signer;
    this.#now = now;
  }

  /**
   * Appends drafts of one site, in their order; resolves when they are durable.
   * @param ready when the drafts are complete: what is still asked about them is asked while their chains are looked up
   */
  append(site: string, drafts: readonly Draft[], ready: Promise<unknown> = Promise.resolve()): Promise<Appended[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    // It is waited for when it is the turn of these drafts, and may have failed by then.
    ready.catch(() => {});
    return new Promise((resolve, reject) => {
      const job = {drafts, ready, resolve, reject};
      const queue = this.#waiting.get(site);
      if (queue) queue.push(job);
      else {
        this.#waiting.set(site, [job]);
        void this.#drain(site);
      }
    });
  }

  async #drain(site: string): Promise<void> {
    for (let queue = this.#waiting.get(site)!; queue.length > 0; ) {
      await gathered(queue);
      await this.#settle(site, take(queue));
    }
    this.#waiting.delete(site);
  }

  async #settle(site: string, jobs: readonly Job[]): Promise<void> {
    try {
      const ready = Promise.all(jobs.map(job => job.ready));
      ready.catch(() => {});
      const all = jobs.flatMap(({drafts}) => drafts);
      const appended = await writeInTurn(tries => this.#attempt(site, all, {fresh: tries === 1, ready}));
      let from = 0;
      for (const {drafts, resolve} of jobs) resolve(appended.slice(from, (from += drafts.length)));
    } catch (error) {
      // One request must not fail for what another one brought. A database that does not answer was brought by none.
      if (jobs.length > 1 && !isDown(error)) for (const job of jobs) await this.#settle(site, [job]);
      else for (const {reject} of jobs) reject(error);
    }
  }

  /** @param fresh whether all are taken to be new at first: nearly all are, and the constraint tells where one is not */
  async #attempt(site: string, drafts: readonly Draft[], {fresh: assumed, ready}: {fresh: boolean; ready: Promise<unknown>}): Promise<Appended[]> {
    const known = assumed ? new Map<string, KnownRecord>() : await this.#store.known(site, [...new Set(drafts.map(({entry}) => entry.id))]);
    const receipts = new Map([...known].map(([id, {bodyHash, receipt}]) => [id, {bodyHash, receipt}]));
    const wanted = drafts.flatMap(({claim}) => claim ?? []);
    const claims = new Map(assumed ? [] : await this.#store.claimed(site, wanted));
    const fresh = new Map<string, Draft>();
    for (const draft of drafts) {
      const {entry: {id}, claim = id} = draft;
      if (known.has(id) || fresh.has(id) || (claims.get(claim) ?? id) !== id) continue;
      claims.set(claim, id);
      fresh.set(id, draft);
    }
    for (const {row, receipt} of await this.#insert(site, [...fresh.values()], ready)) receipts.set(row.id, {bodyHash: row.bodyHash, receipt});

    return drafts.map(draft => {
      const found = receipts.get(draft.entry.id);
      if (!found) return {status: 'taken'};
      const {bodyHash, receipt} = found;
      if (bodyHash !== draft.entry.record) return {status: 'conflict'};
      return {status: fresh.get(draft.entry.id) === draft ? 'recorded' : 'duplicate', receipt};
    });
  }

  async #insert(site: string, drafts: readonly Draft[], ready: Promise<unknown>) {
    if (drafts.length === 0) return [];
    const [heads] = await Promise.all([this.#store.heads(site, [...new Set(drafts.map(({entry}) => entry.sub))]), ready]);
    const links = await chain(drafts, heads, this.#now().toISOString());
    const signed = await signAll(links, this.#signer);
    await this.#store.insert(signed.map(({row}) => row));
    return signed;
  }
}

/**
 * Resolves when a turn of the event loop has brought no more: those who asked at about the same time are then
 * there, and share one sync of the disk. Somebody alone waits for one turn, some 20 µs.
 */
async function gathered(queue: readonly Job[]): Promise<void> {
  for (let count = 0; queue.length > count && queue.length < MAX_GROUP; ) {
    count = queue.length;
    await new Promise<void>(resolve => void (globalThis.setImmediate ?? setTimeout)(resolve));
  }
}

/** Whether it is no use to try again in smaller parts: to wait for the database once for each would hold all of them up. */
function isDown(error: unknown): boolean {
  return isAssentError(error) && error.code === 'unavailable' && !(error.cause instanceof UniqueViolation);
}

/** The next jobs that fit into one group; always one at least. */
function take(queue: Job[]): Job[] {
  let count = 0;
  let rows = 0;
  while (count < queue.length && (count === 0 || rows + queue[count]!.drafts.length <= MAX_GROUP)) {
    rows += queue[count]!.drafts.length;
    count += 1;
  }
  return queue.splice(0, count);
}
