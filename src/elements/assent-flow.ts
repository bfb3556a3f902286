import type {ActOptions, Assent, AssentAct, Receipt} from '../client/assent.js';
import {inForce, isAskedNow} from '../protocol/agreement-status.js';
import type {Agreement, Offer} from '../protocol/agreement.js';
import {AssentError} from '../protocol/errors.js';

/** A document that waits for an answer, in the version that is shown. */
export interface Question {
  document: string;
  offer: Offer;
  /** Hash of the text that the person accepted before, where there is one. */
  since?: string | undefined;
}

/** What the person answered, and what became of it. */
export interface Answer extends Question {
  act: AssentAct;
  state: 'saved' | 'recorded' | 'refused';
  receipt?: Receipt;
  error?: unknown;
}

/** `asking` and `busy` are about the question at hand; `answered` when none is left; `failed`: nothing can be asked. */
export type FlowPhase = 'loading' | 'asking' | 'busy' | 'answered' | 'failed';

/** How long an answer that is safe may wait for its receipt before the person is told that it is only saved. */
const RECEIPT_GRACE_MS = 700;

/**
 * Asks for one document after the other and keeps what was answered. It has no face: the dialog draws it, and
 * nothing in it changes before the client has confirmed it.
 */
export class AssentFlow {
  phase: FlowPhase = 'loading';
  /** What could not be loaded, or why the last answer was not saved. */
  error?: unknown;
  questions: readonly Question[] = [];
  readonly answers: Answer[] = [];
  readonly #changed: () => void;
  #run = 0;
  /** The language that was chosen last. */
  #wanted?: string;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The question at hand. */
  get question(): Question | undefined {
    return this.questions[this.answers.length];
  }

  /** Begins anew: with these documents, once they are known, or with all that wait for an answer; their texts in `locale`, or the client's. */
  async start(client: Assent, documents?: readonly string[] | Promise<readonly string[] | undefined>, locale?: string): Promise<void> {
    const run = ++this.#run;
    this.answers.length = 0;
    this.questions = [];
    this.#become('loading');
    try {
      const wanted = await documents;
      const questions = questionsIn(await client.agreements(locale ? {locale} : {}), client.now(), wanted);
      if (run !== this.#run) return;
      this.questions = questions;
      this.#goOn();
    } catch (error) {
      if (run === this.#run) this.#become('failed', error);
    }
  }

  /** Goes over to the texts in another language; what was answered stays so. */
  async translate(client: Assent, locale: string): Promise<void> {
    const run = this.#run;
    this.#wanted = locale;
    try {
      const agreements = await client.agreements({locale});
      if (run !== this.#run || locale !== this.#wanted || this.phase !== 'asking') return;
      this.questions = this.questions.map((question, index) => (index < this.answers.length ? question : questionsIn(agreements, client.now(), [question.document])[0]!));
      this.#become('asking');
    } catch (error) {
      if (run === this.#run) this.#become('failed', error);
    }
  }

  /** Answers the question at hand. Resolves with the act when it is safe; with nothing when it could not be saved. */
  async answer(client: Assent, type: 'accept' | 'decline', options: ActOptions): Promise<AssentAct | undefined> {
    const {question} = this;
    if (!question || this.phase !== 'asking') return undefined;
    const run = this.#run;
    this.#become('busy');
    try {
      const act = await client[type](question.document, {...options, hash: question.offer.text.hash});
      if (act.state === 'unsaved') throw act.error ?? new AssentError('not_saved', 'The act was not saved.');
      if (run === this.#run) void this.#keep({...question, act, state: act.state}, run);
      return act;
    } catch (error) {
      if (run === this.#run) this.#become('asking', error);
      return undefined;
    }
  }

  /** Asks again what the service refused. */
  askAgain(): void {
    this.questions = this.answers.filter(({state}) => state === 'refused').map(({document, offer}) => ({document, offer}));
    this.answers.length = 0;
    this.#goOn();
  }

  async #keep(answer: Answer, run: number): Promise<void> {
    const settled = answer.act.recorded.then(
      receipt => Object.assign(answer, {state: 'recorded', receipt}),
      (error: unknown) => Object.assign(answer, {state: 'refused', error}),
    );
    void settled.then(() => run === this.#run && this.#changed());
    if (navigator.onLine) await Promise.race([settled, new Promise(resolve => setTimeout(resolve, RECEIPT_GRACE_MS))]);
    if (run !== this.#run) return;
    this.answers.push(answer);
    this.#goOn();
  }

  #goOn(): void {
    this.#become(this.question ? 'asking' : 'answered');
  }

  #become(phase: FlowPhase, error?: unknown): void {
    this.phase = phase;
    this.error = error;
    this.#changed();
  }
}

/** The documents that wait for an answer, or those that are named, each in the version in force at a moment. */
export function questionsIn(agreements: readonly Agreement[], now: Date, documents?: readonly string[]): Question[] {
  const wanted = documents?.[0]
    ? documents.map(id => agreements.find(({document}) => document === id) ?? notOffered(id))
    : agreements.filter(agreement => isAskedNow(agreement, documents));
  return wanted.map(({document, offers, acts}) => ({document, offer: inForce(offers, now) ?? offers[0] ?? notOffered(document), since: acceptedBefore({offers, acts})}));
}

/** The text that was accepted last: in the language that it is offered in now, where it is. */
function acceptedBefore({offers, acts}: Pick<Agreement, 'offers' | 'acts'>): string | undefined {
  const act = acts.findLast(({type}) => type === 'accept' || type === 'continue');
  return act && (offers.find(({version}) => version === act.version)?.text.hash ?? act.hash);
}

function notOffered(document: string): never {
  throw new AssentError('not_offered', `No document ${document} was offered to this person.`);
}
