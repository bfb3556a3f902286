import type {Checkpoint} from '../../protocol/checkpoint.js';
import {readCheckpoint, type Log} from '../log/log.js';
import {assertExtends} from '../log/rollback.js';
import type {Anchor} from './anchor.js';
import type {AnchorStore} from './anchor-store.js';

/** How often new checkpoints are left, unless the operator says otherwise. */
const ANCHOR_EVERY_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 300_000;
const LEASE_MS = 30_000;
const LEASE = 'anchors';

export interface AnchorerOptions {
  now: () => Date;
  everyMs?: number;
  onError: (error: unknown) => void;
}

/** Leaves the newest checkpoint of every log at every anchor, from time to time, and tries again where it failed. */
export class Anchorer {
  readonly #anchors: readonly Anchor[];
  readonly #store: AnchorStore;
  readonly #log: Log;
  readonly #options: Required<AnchorerOptions>;
  readonly #holder = crypto.randomUUID();
  readonly #failures = new Map<string, {count: number; until: number}>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #stopped = true;

  constructor(anchors: readonly Anchor[], store: AnchorStore, log: Log, options: AnchorerOptions) {
    this.#anchors = anchors;
    this.#store = store;
    this.#log = log;
    this.#options = {everyMs: ANCHOR_EVERY_MS, ...options};
  }

  /** Begins. The timer does not keep a process alive. */
  start(): void {
    if (this.#anchors.length === 0) return;
    this.#stopped = false;
    this.#schedule();
  }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#log.store.release(LEASE, this.#holder).catch(this.#options.onError);
  }

  /** The largest checkpoint of a site that was left anywhere, as far as it can be known here. */
  async largest(site: string): Promise<Checkpoint | undefined> {
    const read = this.#anchors.map(anchor => anchor.last?.(site));
    const notes = [(await this.#store.largest(site))?.note, ...(await Promise.all(read))];
    const checkpoints = notes.filter(note => note !== undefined).map(readCheckpoint);
    return checkpoints.toSorted((a, b) => b.size - a.size)[0];
  }

  /** Leaves what is new, everywhere. */
  async run(): Promise<void> {
    const now = this.#options.now().getTime();
    const instant = (ms: number) => new Date(now + ms).toISOString();
    if (!(await this.#log.store.lease(LEASE, this.#holder, {now: instant(0), until: instant(LEASE_MS), farthest: instant(4 * LEASE_MS)}))) return;
    for (let site = await this.#store.siteAfter(''); site !== undefined; site = await this.#store.siteAfter(site)) {
      const newest = (await this.#log.checkpoint(site))!;
      await Promise.all(this.#anchors.map(anchor => this.#leave(site, newest, anchor)));
    }
  }

  async #leave(site: string, {size, note}: {size: number; note: string}, anchor: Anchor): Promise<void> {
    const key = `${site} ${anchor.name}`;
    const failed = this.#failures.get(key);
    if (failed && performance.now() < failed.until) return;
    try {
      const last = await this.#store.largest(site, anchor.name);
      if (last?.size === size) return;
      // What is left now must extend what was left before, or a backup that was put back would cover its own tracks.
      const held = await this.largest(site);
      if (held) await assertExtends(this.#log, site, size, held);
      const proof = await anchor.put(site, note).catch((error: unknown) => refusedBy(anchor, error));
      await this.#store.add(site, anchor.name, {size, note, proof, at: this.#options.now().toISOString()});
      this.#failures.delete(key);
    } catch (error) {
      const count = (failed?.count ?? 0) + 1;
      const pause = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** count) * (0.5 + Math.random() / 2);
      this.#failures.set(key, {count, until: performance.now() + pause});
      this.#options.onError(error);
    }
  }

  #schedule(): void {
    // Retries are due sooner than news.
    const delay = this.#failures.size > 0 ? Math.min(FIRST_RETRY_MS, this.#options.everyMs) : this.#options.everyMs;
    this.#timer = setTimeout(() => {
      this.#running = this.run()
        .catch(this.#options.onError)
        .finally(() => {
          this.#running = undefined;
          if (!this.#stopped) this.#schedule();
        });
    }, delay);
    (this.#timer as {unref?: () => void}).unref?.();
  }
}

/** Of several anchors, which one failed, and what the system says of it. */
function refusedBy({name}: Anchor, cause: unknown): never {
  let inmost = cause;
  while (inmost instanceof Error && inmost.cause instanceof Error) inmost = inmost.cause;
  const {message, code} = Object(inmost) as {message?: string; code?: string};
  throw new Error(`Nothing could be left at ${name}. ${message || code || String(inmost)}`, {cause});
}
