import * as v from 'valibot';
import {AttachmentBox} from '../outbox/attachment-box.js';
import {readStored} from '../outbox/item.js';
import type {Outbox} from '../outbox/outbox.js';
import type {Store} from '../outbox/store.js';
import {appealReference} from '../protocol/appeal.js';
import {AssentError} from '../protocol/errors.js';
import {ROUTES} from '../protocol/routes.js';
import {StandingSchema, type Standing} from '../protocol/standing.js';
import type {AppealAct, AppealOptions, Assent, AssentAct, Restriction} from './assent.js';
import type {Timekeeper} from './clock.js';
import {composeAppeal} from './compose-appeal.js';
import type {Draft} from './compose-record.js';
import {standingView} from './standing-view.js';
import {standingKey, type Person} from './subject.js';
import {foreignAnswer, readAnswer, type Transport} from './transport.js';

/** A cached answer this young is not asked for again by itself. */
const YOUNG_MS = 5000;

const KeptStandingSchema = v.object({v: v.literal(1), askedAt: v.number(), answer: StandingSchema});

export interface CasesParts {
  store: Store;
  outbox: Outbox;
  transport: Transport;
  time: Timekeeper;
  person: Person;
  /** Called when the backend has said something new. */
  changed: () => void;
}

/** One person's restrictions and appeals: what the backend last said, and what waits on this device. */
export class Cases {
  readonly #parts: CasesParts;
  readonly #box: AttachmentBox;

  constructor(parts: CasesParts) {
    this.#parts = parts;
    this.#box = new AttachmentBox(parts.store);
  }

  /** See `Assent.standing`. */
  async read({fresh = false, signal}: NonNullable<Parameters<Assent['standing']>[0]>): Promise<Restriction[]> {
    const kept = fresh ? undefined : await this.#kept();
    if (kept && Math.abs(this.#parts.time.now() - kept.askedAt) > YOUNG_MS) this.#ask(signal).catch(() => {}); // the cache still holds
    return this.#view(kept?.answer ?? (await this.#ask(signal)));
  }

  /** See `Assent.appeal`. */
  async draft(id: string, options: AppealOptions, frame: {id: string; atMs: number}): Promise<Draft> {
    const find = (restrictions: readonly {id: string}[]) => restrictions.some(one => one.id === id);
    const kept = (await this.#kept())?.answer;
    const answer = kept && find(kept.restrictions) ? kept : await this.#ask(options.signal);
    const restriction = (await this.#view(answer)).find(one => one.id === id);
    if (!restriction) throw new AssentError('not_found', 'There is no such restriction on this person.', {advice: 'Ask for the standing again.'});
    if (!restriction.appealable) {
      throw new AssentError('appeal_closed', 'The restriction cannot be appealed now.', {advice: 'See the standing for what can be done.'});
    }
    const cited = answer.restrictions.find(one => one.id === id)!;
    return composeAppeal({answer, restriction: cited, ...frame, person: this.#parts.person.key}, options);
  }

  /** An act with the number to quote for it. */
  asAppeal(act: AssentAct): AppealAct {
    return Object.assign(act, {reference: appealReference(act.id)});
  }

  async #view(answer: Standing): Promise<Restriction[]> {
    const {outbox, person, time} = this.#parts;
    const [receipts, items, uploads] = await Promise.all([outbox.receipts(person.key), outbox.items().catch(() => []), this.#box.list()]);
    const own = items.filter(item => item.person === person.key && item.type === 'appeal');
    const recorded = receipts.filter(({entry}) => entry.type === 'appeal');
    return standingView(answer.restrictions, {items: own, receipts: recorded, uploads, now: time.serverNow()});
  }

  async #kept() {
    const {store, person} = this.#parts;
    return readStored(KeptStandingSchema, await store.get(standingKey(person)));
  }

  async #ask(signal: AbortSignal | undefined): Promise<Standing> {
    const {store, transport, time, person, changed} = this.#parts;
    const before = await this.#kept();
    const sentAt = time.monotonic();
    const ask = async () => transport(ROUTES.standing, {headers: await person.headers(signal), signal});
    let reply = await ask();
    if (!reply.ok && reply.problem?.status === 401 && person.account) reply = await ask();
    if (!reply.ok) throw reply.error;
    const answer = readAnswer(StandingSchema, reply.bytes);
    if (!answer) throw foreignAnswer(`GET ${ROUTES.standing}`, reply.status);
    time.sync(answer.serverTime, sentAt);
    if (person.left) return answer;
    await store.change([], () => ({writes: [[standingKey(person), {v: 1, askedAt: time.now(), answer}]], result: undefined}));
    if (JSON.stringify(before?.answer.restrictions) !== JSON.stringify(answer.restrictions)) changed();
    return answer;
  }
}
