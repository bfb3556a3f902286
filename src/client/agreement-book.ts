import * as v from 'valibot';
import {readStored, visitorsIn, type Item, type KeptReceipt} from '../outbox/item.js';
import type {Outbox} from '../outbox/outbox.js';
import type {Store} from '../outbox/store.js';
import {AgreementsSchema, type Act, type Agreement, type Agreements, type Offer} from '../protocol/agreement.js';
import {agreementStatus, inForce} from '../protocol/agreement-status.js';
import {ROUTES, TIME_HEADER} from '../protocol/routes.js';
import type {Timekeeper} from './clock.js';
import type {Delivery} from './delivery.js';
import {standingKey, type Person} from './subject.js';
import {foreignAnswer, readAnswer, type Transport} from './transport.js';

/** A cached answer this young is not asked for again by itself. */
const YOUNG_MS = 5000;
/** A receipt may be committed while an answer without its act is on its way. */
const OVERLAP_MS = 60_000;

export const KeptAnswerSchema = v.object({v: v.literal(1), answer: AgreementsSchema, etag: v.optional(v.string())});
type KeptAnswer = v.InferOutput<typeof KeptAnswerSchema>;

export interface BookParts {
  store: Store;
  outbox: Outbox;
  transport: Transport;
  time: Timekeeper;
  person: Person;
  /** Code that comes when it is needed. */
  late: () => Promise<Delivery>;
  /** Called when the backend has answered, and whether it said something new. */
  answered: (news: boolean) => void;
}

/** A text to be answered, with the answer whose presentation the record quotes. */
export interface Offered {
  offer: Pick<Offer, 'version'> & {text: Pick<Offer['text'], 'locale' | 'hash'>};
  answer: Agreements;
}

/** What one person owes, as the backend last said, and as their own acts have changed it since. */
export class AgreementBook {
  readonly #parts: BookParts;
  /** Another one whenever it is dropped, so that whatever began before comes to nothing. */
  #kept = new Map<string, KeptAnswer>();
  readonly #asking = new Map<string, Promise<KeptAnswer>>();
  readonly #askedAt = new Map<string, number>();
  /** When what is kept was asked for. */
  readonly #keptAt = new Map<string, number>();

  constructor(parts: BookParts) {
    this.#parts = parts;
  }

  /** Agreements in a locale: from the cache where there is one (and then asked for in the background). */
  async read(locale: string, {fresh = false, signal}: {fresh?: boolean; signal?: AbortSignal | undefined}): Promise<Agreement[]> {
    const kept = fresh ? undefined : await this.#cached(locale);
    if (kept && this.#isOld(locale)) this.#ask(locale).catch(() => {}); // the cache still holds
    return this.#view(kept ?? (await this.#ask(locale, signal)));
  }

  /** The text of a document that an act is about, with what the record must quote. Throws `not_offered`. */
  async offer(locale: string, document: string, hash?: string): Promise<Offered> {
    const first = (await this.#cached(locale)) ?? (await this.#ask(locale));
    // The reader may have turned to another language, which was asked for apart.
    for (const {answer} of [first, ...this.#kept.values()]) {
      const offers = answer.agreements.find(agreement => agreement.document === document)?.offers ?? [];
      const offer = hash
        ? offers.find(({text}) => text.hash === hash)
        : (inForce(offers, this.#parts.time.serverNow()) ?? offers[0]);
      if (offer) return {offer, answer};
    }
    const answers = [...this.#kept.values()].map(({answer}) => answer);
    return (await this.#parts.late()).offerElsewhere({...this.#parts, answers, ask: async other => (await this.#ask(other)).answer}, document, hash);
  }

  /** Another tab has heard something new. */
  dropMemory(): void {
    this.#kept = new Map();
  }

  /** Forgets everything about this person. */
  async forget(): Promise<void> {
    this.dropMemory();
    const {store, person} = this.#parts;
    person.left = true;
    const kept = await store.list(this.#key(''));
    await store.change([], () => ({writes: [...kept, [standingKey(person)] as const].map(([key]) => [key, undefined]), result: undefined}));
  }

  async #cached(locale: string): Promise<KeptAnswer | undefined> {
    const kept = this.#kept;
    const stored = kept.has(locale) ? undefined : readStored(KeptAnswerSchema, await this.#parts.store.get(this.#key(locale)));
    // An answer that came while the disk was read is newer.
    if (stored && !kept.has(locale)) {
      this.#parts.time.notBefore(stored.answer.serverTime);
      kept.set(locale, stored);
    }
    return kept.get(locale);
  }

  #isOld(locale: string): boolean {
    const askedAt = this.#askedAt.get(locale);
    return askedAt === undefined || this.#parts.time.monotonic() - askedAt > YOUNG_MS;
  }

  #ask(locale: string, signal?: AbortSignal): Promise<KeptAnswer> {
    const asking = this.#asking.get(locale);
    if (asking && !signal) return asking;
    this.#askedAt.set(locale, this.#parts.time.monotonic());
    const answer = this.#fetch(locale, signal);
    // Whoever may give up asks for themselves: the others would be given up with them.
    if (signal) return answer;
    const shared = answer.finally(() => this.#asking.delete(locale));
    this.#asking.set(locale, shared);
    return shared;
  }

  async #fetch(locale: string, signal: AbortSignal | undefined): Promise<KeptAnswer> {
    const {store, transport, time, person, answered} = this.#parts;
    const before = await this.#cached(locale);
    const sentAt = time.monotonic();
    const etag = before?.etag;
    const ask = async () =>
      transport(ROUTES.agreements, {search: {locale}, headers: {...(await person.headers(signal)), ...(etag && {'if-none-match': etag})}, signal});
    let reply = await ask();
    if (!reply.ok && reply.problem?.status === 401 && person.account) reply = await ask();
    if (!reply.ok) throw reply.error;
    const {status, headers, bytes} = reply;
    const same = status === 304 && headers.get(TIME_HEADER);
    const answer = same ? before?.answer : readAnswer(AgreementsSchema, bytes);
    if (!answer) throw foreignAnswer(`GET ${ROUTES.agreements}`, status);
    time.sync(same || answer.serverTime, sentAt);
    const kept: KeptAnswer = {v: 1, answer, etag: headers.get('etag') ?? undefined};
    // Not over the answer to a later question, which was quicker; and nothing of somebody who has left.
    if (person.left || sentAt < this.#keptAt.get(locale)!) return this.#kept.get(locale) ?? kept;
    this.#keptAt.set(locale, sentAt);
    this.#kept.set(locale, kept);
    // It can be had again: nobody waits for the disk but other tabs, which will look there.
    void store
      .change([], () => ({writes: [[this.#key(locale), kept]], result: undefined}))
      .then(() => answered(JSON.stringify(before?.answer.agreements) !== JSON.stringify(answer.agreements)));
    return kept;
  }

  /** The backend's answer with what was done since: each act counts from the moment that it is safe. */
  async #view({answer}: KeptAnswer): Promise<Agreement[]> {
    const {outbox, person, time} = this.#parts;
    const since = Date.parse(answer.serverTime) - OVERLAP_MS;
    const [receipts, items] = await Promise.all([
      outbox.receipts(person.key),
      outbox.items().catch(() => []),
    ]);
    const recent = receipts.filter(({entry}) => Date.parse(entry.recordedAt) >= since);
    const alive = items.filter(({state}) => state !== 'dead');
    const mine = alive.filter(item => item.person === person.key);
    // The visitor who signs in is this person from the moment that the link is saved.
    const visitors = visitorsIn([...mine, ...recent]);
    const before = (await outbox.receiptsOf(visitors)).map(receiptAct);
    const acts = [...recent.map(receiptAct), ...alive.filter(item => [...visitors, person.key].includes(item.person)).map(itemAct)];
    return answer.agreements.map(agreement => withActs(agreement, before, acts, time.serverNow()));
  }

  #key(locale: string): string {
    return `agreements/${this.#parts.person.key}/${locale}`;
  }
}

type LocalAct = Act & {document: string};

/** An agreement with what a visitor did `before`, where it belongs by the server's clock, and what was done since. */
function withActs(agreement: Agreement, before: readonly LocalAct[], since: readonly LocalAct[], now: Date): Agreement {
  const known = new Set(agreement.acts.map(({id}) => id));
  const news = (local: readonly LocalAct[]) =>
    local.filter(({id, document}) => document === agreement.document && !known.has(id)).map(({document: _, ...act}) => act);
  const earlier = [...agreement.acts, ...news(before)];
  if (before.length > 0) earlier.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const acts = [...earlier, ...news(since)];
  return {...agreement, acts, status: agreementStatus(agreement.offers, acts, now)};
}

function itemAct({id, type, document, at, choices}: Item): LocalAct {
  return {id, type, document: document.id, version: document.version, hash: document.hash, at, ...(choices && {choices})};
}

function receiptAct({entry, choices}: KeptReceipt): LocalAct {
  const {id, type, document, recordedAt: at} = entry;
  return {id, type, document: document.id, version: document.version, hash: document.hash, at, ...(choices && {choices})};
}
