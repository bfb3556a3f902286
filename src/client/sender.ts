import * as v from 'valibot';
import {readStored, type Item, type Outcome} from '../outbox/item.js';
import type {Outbox} from '../outbox/outbox.js';
import {settle} from '../outbox/settle.js';
import type {Store} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {slower, STEADY, waitMs, type Pace} from './backoff.js';
import {nextBatch, type BatchOptions} from './batch.js';
import type {Timekeeper} from './clock.js';
import {hasUndecided, type Dispatch, type Sent} from './dispatch.js';
import type {Exclusive} from './exclusive.js';
import type {Person} from './subject.js';

const PACE = 'pace';
const PaceSchema = v.object({v: v.literal(1), failures: v.number(), triedAt: v.number(), next: v.number(), floor: v.number()});
/** An act goes at once; those that follow it closely go together. */
const GATHER_MS = 200;
/** When to look again after another tab was found sending, or the store failed. */
const BUSY_MS = 5000;
/** Another tab's drain is waited for this long by `flush`. */
const FLUSH_TRIES = 20;
const FLUSH_WAIT_MS = 250;

export interface SenderParts {
  outbox: Outbox;
  dispatch: Dispatch;
  /** For the pace, which all tabs and the next page keep. */
  store: Store;
  time: Timekeeper;
  exclusive: Exclusive;
  /** Undefined once they have signed out. */
  person: () => Promise<Person | undefined>;
  random: () => number;
  hidden: () => boolean;
  /** See `BatchOptions`. */
  foreignAfterMs?: number;
  /** Asks for a chance to send when no page is there any more. */
  askForLater?: () => Promise<void>;
  /** Called after outcomes have been committed, where they could be. */
  settled: (outcomes: readonly Outcome[]) => void;
  /** Sends what stands beside records. */
  upload: (gapMs?: number) => void;
}

export interface Urge {
  /** Somebody is waiting: backoff need only keep this distance from the last try (ms). */
  gapMs?: number;
  /** Ask once more for records that wait for a token. */
  held?: boolean;
  /** There is a new act, which may wait for those that follow it closely. */
  acted?: boolean;
  /** The network or the person has come back: a failure now counts as the first. */
  back?: boolean;
}

/** What a drain has done, and why it stopped where it did. */
export interface Drained {
  recorded: number;
  error?: AssentError;
  /** Another tab is sending. */
  busy?: boolean;
}

/** Decides when the outbox is sent: one drain at a time, at a pace that spares the backend. */
export class Sender {
  readonly #parts: SenderParts;
  #draining: Promise<Drained> | undefined;
  #cancel = () => {};
  #again: Urge | undefined;
  /** What the server last asked for, in memory: a page that goes away has no time to read. */
  #floor = 0;
  /** Monotonic ms. Each look at the outbox would hold up the save that comes next. */
  #gatherUntil = 0;
  #stopped = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Sends in the background what may be sent now. */
  kick(urge: Urge = {}): void {
    const rest = this.#gatherUntil - this.#parts.time.monotonic();
    if (!urge.acted || this.#draining || rest <= 0) return this.#begin(urge);
    if (!this.#again) this.#schedule(rest);
    this.#again = {...this.#again, ...urge};
  }

  /** Sends what may be sent now, and tells what came of it. Throws what the store throws. */
  async drain(urge: Urge = {}): Promise<Drained> {
    while (this.#draining) await this.#draining.catch(() => {});
    this.#cancel();
    this.#parts.upload(urge.gapMs);
    this.#draining = this.#drain({...this.#again, ...urge}).finally(() => {
      this.#draining = undefined;
      if (this.#again) this.#schedule(GATHER_MS);
    });
    this.#again = undefined;
    return this.#draining;
  }

  /** Sends what there is however long ago the last try was, after another tab that is at it. Throws `aborted`. */
  async flush(signal: AbortSignal | undefined): Promise<Drained> {
    const drain = () => this.drain({gapMs: 0, held: true, back: true}).catch(noStorage);
    let drained = await drain();
    for (let tries = 0; drained.busy && tries < FLUSH_TRIES; tries++) {
      await new Promise<void>(resolve => this.#parts.time.after(FLUSH_WAIT_MS, resolve));
      if (signal?.aborted) throw new AssentError('aborted', 'The flush was given up.', {cause: signal.reason});
      drained = await drain();
    }
    return drained;
  }

  /** The page goes away with these unsent, as far as it knows. */
  leave(items: readonly Item[], person: Person): void {
    if (this.#floor <= this.#parts.time.now()) this.#parts.dispatch.leave(items, person);
  }

  /** What gathers goes now; nothing is begun after that. */
  stop(): void {
    if (this.#again) this.#begin({});
    this.#stopped = true;
    this.#cancel();
  }

  #begin(urge: Urge): void {
    if (this.#stopped) return;
    if (this.#draining) this.#again = {...this.#again, ...urge};
    else this.drain(urge).catch(() => this.#schedule(BUSY_MS)); // the store failed, what is in it is safe
  }

  async #drain(urge: Urge): Promise<Drained> {
    const {gapMs, held = false, back = false} = urge;
    const {outbox, exclusive, time, askForLater} = this.#parts;
    if (!nextBatch(await outbox.items(), await this.#batchOptions(held))) return {recorded: 0};
    this.#gatherUntil = time.monotonic() + GATHER_MS;
    // First: the page may be gone before an answer comes. Not every browser can, or may.
    askForLater?.().catch(() => {});
    const wait = waitMs(await this.#pace(), time.now(), gapMs);
    if (wait > 0) {
      this.#schedule(wait, urge);
      return {recorded: 0, error: later('The backend did not answer, or asked for time.')};
    }
    const drained = await exclusive(signal => this.#sendAll({held, back}, signal));
    if (drained) return drained;
    this.#schedule(BUSY_MS, urge);
    return {recorded: 0, error: later('Another tab is sending.'), busy: true};
  }

  async #sendAll({held, back}: {held: boolean; back: boolean}, signal: AbortSignal): Promise<Drained> {
    const {outbox, dispatch, settled} = this.#parts;
    let items = await outbox.items();
    const tried = new Set<string>();
    const waiting = new Set<string>();
    const drained: Drained = {recorded: 0};
    let blocked: Sent | undefined;
    let full: AssentError | undefined;
    let progress = back;
    const keep = async ({outcomes}: Sent): Promise<void> => {
      const error = await settle(outbox, outcomes).then(() => undefined, notKept);
      settled(outcomes);
      const recorded = outcomes.filter(({kind}) => kind === 'recorded').length;
      drained.recorded += recorded;
      full ??= error;
      progress ||= !error && recorded > 0;
    };
    // What came of one batch is committed while the next is on its way. Its answer was judged before: order is kept.
    let keeping = Promise.resolve();
    while (!signal.aborted && !full && blocked?.blocked !== 'backend') {
      const batch = nextBatch(items, {...(await this.#batchOptions(held)), tried, waiting});
      if (!batch) break;
      for (const {id} of batch.items) tried.add(id);
      const sent = await dispatch.send(batch);
      if (hasUndecided(sent)) waiting.add(batch.items[0]!.person);
      const done = new Set(sent.outcomes.flatMap(({kind, item}) => (kind === 'recorded' || kind === 'dead' ? item.id : [])));
      items = items.filter(({id}) => !done.has(id));
      if (sent.error) drained.error = sent.error;
      if (sent.blocked) blocked = sent;
      await keeping;
      keeping = keep(sent);
    }
    await keeping;
    if (full) drained.error = full;
    await this.#keepPace(blocked ?? (full && {}), progress);
    return drained;
  }

  async #batchOptions(held: boolean): Promise<BatchOptions> {
    const {person, time, foreignAfterMs} = this.#parts;
    return {person: (await person())?.key, now: time.now(), held, ...(foreignAfterMs !== undefined && {foreignAfterMs})};
  }

  #schedule(ms: number, urge: Urge = {}): void {
    this.#cancel();
    if (!this.#stopped) this.#cancel = this.#parts.time.after(ms, () => this.#begin(urge));
  }

  async #pace(): Promise<Pace> {
    return readStored(PaceSchema, await this.#parts.store.get(PACE)) ?? STEADY;
  }

  async #keepPace(blocked: Pick<Sent, 'retryAfterMs'> | undefined, progress: boolean): Promise<void> {
    const {store, time, random, hidden} = this.#parts;
    const before = await this.#pace();
    if (!blocked && before.failures === 0) return;
    const {retryAfterMs} = blocked ?? {};
    const pace = slower(before, {now: time.now(), random: random(), hidden: hidden(), progress, retryAfterMs});
    this.#floor = blocked ? pace.floor : 0;
    if (blocked) this.#schedule(waitMs(pace, time.now()));
    await store.change([], () => ({writes: [[PACE, blocked && {v: 1, ...pace}]], result: undefined}));
  }
}

function noStorage(cause: unknown): Drained {
  return {recorded: 0, error: new AssentError('not_saved', 'This device keeps nothing, and so nothing waits.', {cause})};
}

/** The receipts were seen, but could not be kept: the records stay, and are sent again at leisure. */
function notKept(cause: unknown): AssentError {
  return new AssentError('not_saved', 'The receipts could not be kept on this device.', {cause, advice: 'Make room on it.'});
}

function later(message: string): AssentError {
  return new AssentError('unavailable', message, {advice: 'It is tried again by itself.'});
}
