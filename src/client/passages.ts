import * as v from 'valibot';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {inForce, mayGoOn} from '../protocol/agreement-status.js';
import type {Agreement} from '../protocol/agreement.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {Assent, Mark, Passage, RequireOptions} from './assent.js';
import type {Timekeeper} from './clock.js';
import {AssentRequireEvent} from './require-event.js';
import type {Person} from './subject.js';
import {unlessAborted} from './unless-aborted.js';

const MarkSchema = v.object({v: v.literal(1), document: v.string(), at: v.string(), marked: v.picklist(['agreements-unknown', 'text-unavailable'])});

export interface PassageParts {
  client: Pick<Assent, 'agreements' | 'terms'> & EventTarget;
  store: Store;
  time: Timekeeper;
  /** Undefined once they have signed out. */
  person: () => Promise<Person | undefined>;
}

/** One question on a screen, and how many wait for it. */
interface Asking {
  answered: Promise<unknown>;
  waiting: number;
  abort: AbortController;
}

/** Lets a person pass who has agreed, asks one who has not, and decides what an outage means. */
export class Passages {
  readonly #parts: PassageParts;
  readonly #asking = new Map<string, Asking>();

  constructor(parts: PassageParts) {
    this.#parts = parts;
  }

  /** See `Assent.require`. */
  async require(document: string, {outage = 'block', signal}: RequireOptions): Promise<Passage> {
    try {
      await this.#pass(document, signal);
    } catch (error) {
      const {cause, marked} = outageOf(error);
      if (!marked || outage === 'block') throw cause;
      await this.#mark(document, {marked, at: new Date(this.#parts.time.now()).toISOString()});
      return {allowed: true, marked};
    }
    await this.#mark(document);
    return {allowed: true};
  }

  /** See `Assent.marks`. */
  async marks(): Promise<Mark[]> {
    const values = await this.#parts.store.list(await this.#key());
    const agreements = await this.#parts.client.agreements().catch(() => []);
    const settled = agreements.flatMap(({document, status}) => (mayGoOn(status) ? document : []));
    return values
      .flatMap(([, value]) => readStored(MarkSchema, value) ?? [])
      .filter(({document}) => !settled.includes(document))
      .map(({document, at, marked}) => ({document, at, marked}));
  }

  async #pass(document: string, signal: AbortSignal | undefined): Promise<void> {
    let agreement = await this.#agreement(document, signal);
    if (mayGoOn(agreement.status)) return;
    const {text} = inForce(agreement.offers, this.#parts.time.serverNow()) ?? agreement.offers[0]!;
    await this.#parts.client.terms(text.hash, signal ? {signal} : {}).catch((error: unknown) => {
      throw new Outage('text-unavailable', error);
    });
    await this.#ask(document, signal);
    agreement = await this.#agreement(document, signal, true);
    if (mayGoOn(agreement.status)) return;
    if (agreement.status === 'declined') throw new AssentError('declined', `They have declined ${document}.`, {advice: 'Leave out what needs it; a further call asks again.'});
    throw new AssentError('put_off', `They have not answered for ${document}.`, {advice: 'Leave out what needs it; a further call asks again.'});
  }

  /** How they stand; whoever is about to be asked is looked up anew first, unless they were `asked` just now. */
  async #agreement(document: string, signal: AbortSignal | undefined, asked = false): Promise<Agreement> {
    const {client} = this.#parts;
    const read = async (fresh: boolean) => (await client.agreements({fresh, ...(signal && {signal})})).find(one => one.document === document);
    try {
      let agreement = await read(false);
      if (!asked && !(agreement && mayGoOn(agreement.status))) agreement = (await read(true).catch(() => undefined)) ?? agreement;
      if (agreement) return agreement;
    } catch (error) {
      throw new Outage('agreements-unknown', error);
    }
    throw new AssentError('not_offered', `No document ${document} was offered to this person.`, {advice: 'Publish it first.'});
  }

  /** Resolves when whoever shows the question is done with it. */
  async #ask(document: string, signal: AbortSignal | undefined): Promise<void> {
    const asking = this.#asking.get(document) ?? this.#begin(document);
    asking.waiting += 1;
    try {
      await unlessAborted(asking.answered, signal, {message: 'The question was given up.'});
    } finally {
      asking.waiting -= 1;
      if (asking.waiting === 0) {
        this.#asking.delete(document);
        asking.abort.abort();
      }
    }
  }

  #begin(document: string): Asking {
    const abort = new AbortController();
    const event = new AssentRequireEvent(document, abort.signal);
    this.#parts.client.dispatchEvent(event);
    if (!event.asked) {
      throw new AssentError('gate_missing', `Nothing on this page can ask for ${document}.`, {
        advice: 'Put an <assent-gate> with this client on the page, or listen to `require` of the client and call respondWith.',
      });
    }
    const answered = event.asked.catch((error: unknown) => {
      throw isAssentError(error) ? error : new Outage('text-unavailable', error);
    });
    answered.catch(() => {}); // those who wait hear of it
    const asking = {answered, waiting: 0, abort};
    this.#asking.set(document, asking);
    return asking;
  }

  /** Keeps a mark, or takes it away. */
  async #mark(document: string, mark?: Omit<Mark, 'document'>): Promise<void> {
    const {store} = this.#parts;
    const key = (await this.#key()) + document;
    if (!mark && (await store.get(key)) === undefined) return;
    await store.change([], () => ({writes: [[key, mark && {v: 1, document, ...mark}]], result: undefined}));
  }

  async #key(): Promise<string> {
    return marksOf((await this.#parts.person())?.key);
  }
}

/** The network, or whatever is behind it, has kept us from knowing or asking. */
class Outage extends Error {
  readonly marked: NonNullable<Passage['marked']>;

  constructor(marked: NonNullable<Passage['marked']>, cause: unknown) {
    super(marked, {cause});
    this.marked = marked;
  }
}

const OUTAGE: Record<NonNullable<Passage['marked']>, string> = {
  'agreements-unknown': 'How this person stands cannot be known now.',
  'text-unavailable': 'The text cannot be shown now.',
};

/** An error as the caller gets it, and the mark where it is an outage. Wrong bytes and a caller who gave up are none. */
function outageOf(error: unknown): {cause: unknown; marked?: NonNullable<Passage['marked']>} {
  if (!(error instanceof Outage)) return {cause: error};
  const {marked, cause} = error;
  if (isAssentError(cause) && ['aborted', 'hash_mismatch'].includes(cause.code)) return {cause};
  return {marked, cause: new AssentError('agreements_unknown', OUTAGE[marked], {cause, advice: 'Try again when online, or pass `outage: \'allow-and-mark\'`.'})};
}

/** Where the marks of a person are kept on this device. */
function marksOf(person: string | undefined): string {
  return `mark/${person}/`;
}
