import {AttachmentBox, type Upload} from '../outbox/attachment-box.js';
import type {Outbox} from '../outbox/outbox.js';
import type {Store} from '../outbox/store.js';
import {AttachmentSchema} from '../protocol/appeal.js';
import {ROUTES} from '../protocol/routes.js';
import {uuid7Time} from '../protocol/uuid.js';
import {slower, STEADY, waitMs, type Pace} from './backoff.js';
import type {Timekeeper} from './clock.js';
import type {Exclusive} from './exclusive.js';
import {refusal} from './refusal.js';
import {retryAfterMs} from './retry-after.js';
import {readAnswer, type Transport} from './transport.js';

/** Five megabytes take so long at 170 kbit/s. */
const TIMEOUT_MS = 240_000;
/** What the backend refused is kept for so long, for its person to find. */
const KEPT_MS = 30 * 86_400_000;

export interface UploadsParts {
  store: Store;
  outbox: Outbox;
  transport: Transport;
  time: Timekeeper;
  exclusive: Exclusive;
  random: () => number;
  hidden: () => boolean;
  /** Called when something was taken or refused. */
  uploaded: () => void;
}

/**
 * Sends attachments when the backend has the appeal that quotes them: the appeal then vouches for them, and no
 * token is needed. One leaves this device when the backend has named its hash, and not before.
 */
export class Uploads {
  readonly #parts: UploadsParts;
  readonly #box: AttachmentBox;
  #pace: Pace = STEADY;
  #running: Promise<void> | undefined;
  #cancel = () => {};
  #stopped = false;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
    this.#box = new AttachmentBox(parts.store);
  }

  /** Sends what waits; `gapMs`: somebody waits for it (see `waitMs`). */
  kick(gapMs?: number): void {
    if (this.#stopped) return;
    this.#running ??= this.#run(gapMs)
      .catch(() => {}) // the store failed, what is in it is safe
      .finally(() => (this.#running = undefined));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #run(gapMs: number | undefined): Promise<void> {
    const {time, exclusive} = this.#parts;
    const wait = waitMs(this.#pace, time.now(), gapMs);
    if (wait > 0) return this.#later(wait);
    await exclusive(signal => this.#drain(signal));
  }

  async #drain(signal: AbortSignal): Promise<void> {
    const {time, random, hidden, uploaded} = this.#parts;
    for (const upload of await this.#box.list()) {
      if (signal.aborted) return;
      const outcome = await this.#send(upload);
      if (outcome === 'settled') uploaded();
      if (typeof outcome === 'string') continue;
      this.#pace = slower(this.#pace, {now: time.now(), random: random(), hidden: hidden(), retryAfterMs: outcome.retryAfterMs});
      return this.#later(waitMs(this.#pace, time.now()));
    }
    this.#pace = STEADY;
  }

  /** `waits`: for its record, or for nothing any more. */
  async #send(upload: Upload): Promise<'settled' | 'waits' | {retryAfterMs: number | undefined}> {
    const {outbox, transport, time} = this.#parts;
    const {record, person, hash, type, problem} = upload;
    const recorded = (await outbox.receipts(person)).some(({entry}) => entry.id === record);
    const abandoned = problem ? time.now() - uuid7Time(record) > KEPT_MS : !recorded && (await this.#isGone(upload));
    const bytes = abandoned ? undefined : await this.#box.bytes(upload);
    if (!bytes) await this.#box.drop(upload);
    if (!bytes || !recorded || problem) return 'waits';
    const answer = await transport(ROUTES.attachments, {body: bytes, headers: {'content-type': type}, search: {record}, timeoutMs: TIMEOUT_MS});
    if (answer.ok && readAnswer(AttachmentSchema, answer.bytes)?.hash === hash) {
      await this.#box.drop(upload);
      return 'settled';
    }
    if (!answer.ok && answer.problem && refusal(answer.problem, true) === 'dead') {
      await this.#box.refuse(upload, answer.problem);
      return 'settled';
    }
    return {retryAfterMs: answer.ok ? undefined : retryAfterMs(answer.retryAfter, time.serverNow())};
  }

  /** Whether the appeal was discarded. A record leaves only when its receipt is there: in this order. */
  async #isGone({record, person}: Upload): Promise<boolean> {
    const {outbox} = this.#parts;
    return !(await outbox.item(record)) && !(await outbox.receipt(person, record));
  }

  #later(ms: number): void {
    this.#cancel();
    if (!this.#stopped) this.#cancel = this.#parts.time.after(ms, () => this.kick());
  }
}
