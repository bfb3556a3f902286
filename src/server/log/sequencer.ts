import type {Checkpoint} from '../../protocol/checkpoint.js';
import {sameBytes} from '../../protocol/merkle.js';
import {TreeEdge, type Subtree} from '../../protocol/merkle-tree.js';
import {TILE_WIDTH, levelWidth} from '../../protocol/tiles.js';
import {UniqueViolation} from '../database/database.js';
import {EMPTY_ROOT, nodeDigestOf} from './digests.js';
import {readCheckpoint, type Log} from './log.js';
import type {Leaf, LogStore} from './log-store.js';
import {LogRollback, assertExtends} from './rollback.js';

/** Most leaves in one transaction; 5 parameters each stay below SQLite's 32,766. */
const BATCH = 1_000;
/** How often a process looks for records that others have left behind. */
const POLL_MS = 500;
/** How long writes are gathered before they are given their places. */
const GATHER_MS = 150;
const LEASE_MS = 1_500;
const LEASE = 'sequencer';

export interface SequencerOptions {
  now: () => Date;
  onError: (error: unknown) => void;
  /** The largest checkpoint of a site that is known to lie outside the database. */
  anchored?: (site: string) => Promise<Checkpoint | undefined>;
}

/**
 * Gives committed records their places in their site's log, and signs the result. Any number of processes may
 * run one: the unique index over places decides which of two is first, and the lease only keeps them from
 * doing the same work twice.
 */
export class Sequencer {
  readonly #log: Log;
  readonly #store: LogStore;
  readonly #now: () => Date;
  readonly #onError: (error: unknown) => void;
  readonly #anchored: (site: string) => Promise<Checkpoint | undefined>;
  readonly #holder = crypto.randomUUID();
  /** The right edge of each log as this process left it; checked against the table at every append. */
  readonly #edges = new Map<string, TreeEdge>();
  /** Where in the order of subjects the next batch begins, so that nobody waits behind others for ever. */
  readonly #cursors = new Map<string, string>();
  #leasedUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off, on the clock of `performance`. */
  #due = Infinity;
  #running: Promise<void> | undefined;
  /** Whether there were records while a run was under way: it may not have seen them. */
  #woken = false;
  #stopped = true;
  #rolledBack = false;

  constructor(log: Log, {now, onError, anchored = async () => undefined}: SequencerOptions) {
    this.#log = log;
    this.#store = log.store;
    this.#now = now;
    this.#onError = onError;
    this.#anchored = anchored;
  }

  /** Whether the last run found a log to be rolled back or rewritten. */
  get rolledBack(): boolean {
    return this.#rolledBack;
  }

  /** Looks for records from now on. The timer does not keep a process alive. */
  start(): void {
    this.#stopped = false;
    this.#schedule(GATHER_MS);
  }

  /** Says that there are records: they get their places soon. Calls that come close together count as one. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running) this.#woken = true;
    else this.#schedule(GATHER_MS);
  }

  /** Ends after the run that is under way, and one more for what came since. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    try {
      await this.run();
      await this.#store.release(LEASE, this.#holder);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Sequences all that is there, of every site: that of one which cannot be signed holds up no other. Throws what went wrong first. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let site = await this.#store.backlogAfter(''); site !== undefined; site = await this.#store.backlogAfter(site)) {
      if (!(await this.#leased())) break;
      await this.sequence(site).catch(error => failures.push(error));
    }
    // That nothing is signed any more matters more than what passes.
    if (failures.length > 0) throw failures.find(error => error instanceof LogRollback) ?? failures[0];
  }

  /** Sequences all that is there of one site, whoever holds the lease. */
  async sequence(site: string): Promise<void> {
    try {
      let more = true;
      while (more) {
        more = await this.#append(site);
        // Also where there was nothing to add: another process may have died between its leaves and its checkpoint.
        await this.#publish(site);
      }
    } catch (error) {
      this.#edges.delete(site);
      throw error;
    }
  }

  #schedule(delay: number): void {
    const due = performance.now() + delay;
    if (this.#timer !== undefined && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#tick(), delay);
    (this.#timer as {unref?: () => void}).unref?.();
  }

  #tick(): void {
    this.#timer = undefined;
    this.#due = Infinity;
    this.#woken = false;
    this.#running = this.run()
      .then(() => (this.#rolledBack = false))
      .catch(error => {
        this.#rolledBack = error instanceof LogRollback;
        this.#onError(error);
      })
      .then(() => {})
      .finally(() => {
        this.#running = undefined;
        if (!this.#stopped) this.#schedule(this.#woken ? GATHER_MS : POLL_MS);
      });
  }

  async #leased(): Promise<boolean> {
    const now = this.#now().getTime();
    if (now < this.#leasedUntil - LEASE_MS / 2) return true;
    const instant = (ms: number) => new Date(now + ms).toISOString();
    const taken = await this.#store.lease(LEASE, this.#holder, {now: instant(0), until: instant(LEASE_MS), farthest: instant(4 * LEASE_MS)});
    this.#leasedUntil = taken ? now + LEASE_MS : 0;
    return taken;
  }

  /**
   * Gives one batch its places. True where there is more to do at once; what comes in the meantime is gathered,
   * or under load each record or two would be synced to disk by itself.
   */
  async #append(site: string): Promise<boolean> {
    const batch = await this.#batch(site);
    if (batch.length === 0) return false;
    const edge = await this.#edge(site);
    const leaves: Leaf[] = [];
    const subtrees: Subtree[] = [];
    for (const {subject, seq, digest} of batch) {
      leaves.push({place: edge.size, subject, seq, digest});
      subtrees.push(...edge.append(digest));
    }
    try {
      await this.#store.append(site, leaves, subtrees);
    } catch (error) {
      this.#edges.delete(site);
      // Another process was first; what is left, if anything, is seen with the next look.
      if (!(error instanceof UniqueViolation)) throw error;
      return true;
    }
    return batch.length === BATCH;
  }

  async #batch(site: string) {
    const from = this.#cursors.get(site) ?? '';
    const batch = await this.#store.unlogged(site, from, BATCH);
    this.#cursors.set(site, batch.length < BATCH ? '' : batch.at(-1)!.subject);
    return batch.length === 0 && from !== '' ? this.#store.unlogged(site, '', BATCH) : batch;
  }

  /** Signs the log as this process knows it to be committed. */
  async #publish(site: string): Promise<void> {
    const edge = await this.#edge(site);
    const last = await this.#log.checkpoint(site);
    if (edge.size === 0 || (last && last.size >= edge.size)) return;
    const note = await this.#log.sign(site, edge.size, edge.root()!);
    await this.#store.addCheckpoint(site, {size: edge.size, note, madeAt: this.#now().toISOString()});
  }

  async #edge(site: string): Promise<TreeEdge> {
    const known = this.#edges.get(site);
    if (known) return known;
    const edge = await this.#load(site);
    this.#edges.set(site, edge);
    return edge;
  }

  /**
   * Picks up a log from its rows: the tree that was signed last, if it is still there, and then the leaves that
   * came after. So whatever is signed next extends what was signed before, and what was left outside: a backup
   * that was put back may be whole in itself, and still not what others have seen.
   */
  async #load(site: string): Promise<TreeEdge> {
    const last = await this.#log.checkpoint(site);
    const [signed, size] = [last?.size ?? 0, await this.#store.size(site)];
    if (size < signed) throw new LogRollback(`The log of ${site} has ${size} leaves, and was signed at ${signed}.`);
    const edge = new TreeEdge(nodeDigestOf, signed, await this.#rightEdge(site, signed));
    if (last && !sameBytes(edge.root() ?? EMPTY_ROOT, readCheckpoint(last.note).root)) {
      throw new LogRollback(`The leaves of ${site} do not give the root that was signed at ${signed}.`);
    }
    const anchored = await this.#anchored(site);
    if (anchored) await assertExtends(this.#log, site, size, anchored);
    for (let at = signed; at < size; at += BATCH) {
      for (const digest of await this.#store.digests(site, 0, at, Math.min(BATCH, size - at))) edge.append(digest);
    }
    return edge;
  }

  async #rightEdge(site: string, size: number) {
    const levels = [];
    for (let level = 0; levelWidth(level, size) > 0; level += 1) {
      const width = levelWidth(level, size) % TILE_WIDTH;
      levels.push(await this.#store.digests(site, level, levelWidth(level, size) - width, width));
    }
    return levels;
  }
}
