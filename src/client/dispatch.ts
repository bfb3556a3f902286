import type {Item, Outcome} from '../outbox/item.js';
import {isAssentError, type AssentError} from '../protocol/errors.js';
import {RecordResultsSchema, type RecordResult} from '../protocol/record-results.js';
import {ANONYMOUS_HEADER, ROUTES} from '../protocol/routes.js';
import {batchBody, ENVELOPE_BYTES, MAX_KEEPALIVE_BYTES, nextBatch, type Batch} from './batch.js';
import type {Timekeeper} from './clock.js';
import type {KeyBook} from './key-book.js';
import {refusal} from './refusal.js';
import {retryAfterMs} from './retry-after.js';
import type {Person} from './subject.js';
import {visitorId} from './visitor.js';
import {foreignAnswer, problemError, readAnswer, type Answer, type Ask, type Transport} from './transport.js';

/** What came of one request. */
export interface Sent {
  outcomes: Outcome[];
  /** Why some are not recorded. */
  error?: AssentError;
  retryAfterMs?: number | undefined;
  /** `host`: it gave no token. `backend`: out of reach or overloaded, nothing else is to be tried now. */
  blocked?: 'host' | 'backend';
}

export interface DispatchParts {
  transport: Transport;
  keys: KeyBook;
  time: Timekeeper;
  /** Undefined once they have signed out. */
  person: () => Promise<Person | undefined>;
}

/** Puts batches on the wire and judges the answers: only a receipt for these very bytes counts as one. */
export class Dispatch {
  readonly #parts: DispatchParts;
  /** Bytes on their way, by the id of their record. */
  readonly #inFlight = new Map<string, number>();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  async send(batch: Batch): Promise<Sent> {
    let answer: Answer;
    try {
      answer = await this.#post(batch);
      // The token may just have run out: the host is asked for another one, once.
      if (batch.own && isHeld(answer)) answer = await this.#post(batch);
    } catch (error) {
      if (!isAssentError(error)) throw error;
      return {...allLater(batch.items), error, blocked: 'host'};
    }
    if (!answer.ok) return this.#refused(batch, answer);
    const results = readAnswer(RecordResultsSchema, answer.bytes)?.results;
    if (results?.length !== batch.items.length) return unreached(batch.items, foreignAnswer(`POST ${ROUTES.records}`, answer.status));
    return merge(await Promise.all(batch.items.map((item, index) => this.#judge(item, results[index]!))));
  }

  /** The page goes away: what it knows to be unsent goes once more, in a request that outlives it. */
  leave(items: readonly Item[], person: Person): void {
    const {time} = this.#parts;
    const headers = person.lastHeaders();
    const waiting = items.filter(({id}) => !this.#inFlight.has(id));
    const batch = nextBatch(waiting, {person: person.key, now: time.now(), maxBytes: this.#keepaliveBytes()});
    // Nobody waits for the answer: the next page finds the records in the outbox, and gets the same receipts.
    if (batch && headers) void this.#request(batch.items, {headers, atOnce: true});
  }

  async #post(batch: Batch): Promise<Answer> {
    const person = batch.own ? await this.#parts.person() : undefined;
    return this.#request(batch.items, {headers: (await person?.headers()) ?? {}});
  }

  async #request(items: readonly Item[], ask: Ask): Promise<Answer> {
    const {transport, time} = this.#parts;
    for (const {id, text} of items) this.#inFlight.set(id, new TextEncoder().encode(text).length + ENVELOPE_BYTES);
    try {
      const body = batchBody(items, item => time.elapsedMs(item));
      // A page that goes away takes its requests with it, unless they are small and say so.
      const keepalive = this.#keepaliveBytes() >= 0 && items.every(({attempts}) => attempts === 0);
      const headers = {...ask.headers, ...visitorHeaders(items[0]!)};
      return await transport(ROUTES.records, {...ask, headers, body, keepalive});
    } finally {
      for (const {id} of items) this.#inFlight.delete(id);
    }
  }

  /** The request as a whole was refused, or nobody of ours has answered. */
  async #refused({own, items}: Batch, {problem, error, retryAfter}: Answer & {ok: false}): Promise<Sent> {
    const kind = problem ? refusal(problem, true) : 'later';
    if (!problem || kind === 'later') return {...unreached(items, error), retryAfterMs: retryAfterMs(retryAfter, this.#parts.time.serverNow())};
    if (kind === 'held' || items.length === 1) return {outcomes: items.map(item => ({item, kind, problem})), error};
    // One bad record must not take the others with it.
    const half = Math.ceil(items.length / 2);
    const first = await this.send({own, items: items.slice(0, half)});
    const rest = items.slice(half);
    return merge([first, hasUndecided(first) ? allLater(rest) : await this.send({own, items: rest})]);
  }

  async #judge(item: Item, result: RecordResult): Promise<Sent> {
    if (result.status === 'refused') {
      const {problem} = result;
      const kind = refusal(problem, false);
      const error = problemError(problem);
      return kind === 'later' ? unreached([item], error) : {outcomes: [{item, kind, problem}], error};
    }
    try {
      return {outcomes: [{item, kind: 'recorded', receipt: await this.#parts.keys.check(result.receipt, item)}]};
    } catch (error) {
      if (!isAssentError(error)) throw error;
      return unreached([item], error);
    }
  }

  /** What browsers still let us have in flight while the page goes away. */
  #keepaliveBytes(): number {
    return [...this.#inFlight.values()].reduce((left, bytes) => left - bytes, MAX_KEEPALIVE_BYTES);
  }
}

/** The proof of the visitor whom a link is about, beside that of the account. */
function visitorHeaders({linked}: Item): Record<string, string> {
  return linked ? {[ANONYMOUS_HEADER]: visitorId(linked)} : {};
}

/** Whether some are still to be sent: what the same person did after them has to wait. */
export function hasUndecided({outcomes}: Sent): boolean {
  return outcomes.some(({kind}) => kind === 'later' || kind === 'held');
}

function isHeld(answer: Answer): boolean {
  return !answer.ok && answer.problem !== undefined && refusal(answer.problem, true) === 'held';
}

function allLater(items: readonly Item[]): Sent {
  return {outcomes: items.map(item => ({item, kind: 'later'}))};
}

function unreached(items: readonly Item[], error: AssentError): Sent {
  return {...allLater(items), error, blocked: 'backend'};
}

function merge(parts: readonly Sent[]): Sent {
  return {...Object.assign({}, ...parts), outcomes: parts.flatMap(({outcomes}) => outcomes)};
}
