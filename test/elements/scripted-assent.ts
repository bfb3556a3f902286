import type {ActOptions, AppealAct, AppealOptions, Assent, AssentAct, FlushReport, Mark, NoticedOptions, OutboxItem, Passage, Receipt, Restriction} from '../../src/client/assent.js';
import {AssentChangeEvent} from '../../src/client/assent.js';
import type {TermsChanges} from '../../src/document/changes.js';
import {diffTerms} from '../../src/document/diff.js';
import type {TermsDocument} from '../../src/document/model.js';
import type {Act, Agreement, AgreementStatus, Offer} from '../../src/protocol/agreement.js';
import {AssentError} from '../../src/protocol/errors.js';
import type {KeySet} from '../../src/protocol/jws.js';
import type {RecordType} from '../../src/protocol/record.js';

/** Id of the record of somebody who has accepted already. */
export const PAST_ID = '019350a4-7b1c-7d3e-9f2a-000000000001';

/** What a test wants the client to say. */
export interface Script {
  documents: TermsDocument[];
  /** The same documents in other languages. */
  translations?: TermsDocument[];
  status?: AgreementStatus;
  effectiveAt?: string;
  summary?: string;
  /** How far the backend's clock is ahead of this device's. */
  aheadMs?: number;
  /** What else the publication says. */
  offer?: Partial<Offer>;
  /** When the change was shown before. */
  noticedAt?: string;
  agreementsError?: AssentError;
  termsError?: AssentError;
  changesError?: AssentError;
  /** Versions before; the person accepted the one of their document, and owes an answer to the new one. */
  earlier?: TermsDocument[];
  /** What `accept` and `decline` do; `never` leaves them open. */
  act?: 'saved' | 'recorded' | 'refused' | 'not_saved' | 'never';
  receipts?: Receipt[];
  /** What is to be had of the backend besides. */
  elsewhere?: Receipt[];
  outbox?: OutboxItem[];
  /** Answers to separate consents, as last given. */
  choices?: Record<string, boolean>;
  restrictions?: Restriction[];
  standingError?: AssentError;
  /** Never answers `terms`. */
  termsNever?: boolean;
}

/** An act as the elements handed it over. */
export interface Made {
  type: RecordType;
  document: string;
  options: ActOptions;
}

/** A client that says what a test tells it to: the elements draw it, and never know better. */
export class ScriptedAssent extends EventTarget implements Assent {
  readonly locale: string;
  readonly made: Made[] = [];
  readonly notices: {document: string; options: NoticedOptions}[] = [];
  readonly uses: string[] = [];
  readonly appeals: {restriction: string; options: AppealOptions}[] = [];
  script: Script;
  /** Lets a saved act be recorded. */
  record: () => void = () => {};

  constructor(script: Script, locale = 'en') {
    super();
    this.script = script;
    this.locale = locale;
  }

  now(): Date {
    return new Date(Date.now() + (this.script.aheadMs ?? 0));
  }

  /** From now on each call of `agreements` waits until what it has put here is called. */
  holdAgreements(): (() => Promise<void>)[] {
    const ask = this.agreements.bind(this);
    const calls: (() => Promise<void>)[] = [];
    this.agreements = options => new Promise((resolve, reject) => calls.push(() => ask(options).then(resolve, reject)));
    return calls;
  }

  /** From now on all calls of `agreements` wait until what is given back is called. */
  delayAgreements(): () => void {
    const ask = this.agreements.bind(this);
    let tell = () => {};
    const told = new Promise<void>(resolve => (tell = resolve));
    this.agreements = async options => (await told, ask(options));
    return tell;
  }

  async agreements({locale = this.locale}: {locale?: string} = {}): Promise<Agreement[]> {
    if (this.script.agreementsError) throw this.script.agreementsError;
    return this.script.documents.map(document => {
      const translations = this.#translations.filter(({id}) => id === document.id);
      const agreement = this.#agreement(translations.find(one => one.locale === locale) ?? document);
      for (const offer of agreement.offers) offer.locales.push(...[document, ...translations].map(one => one.locale).filter(tag => !offer.locales.includes(tag)));
      return agreement;
    });
  }

  get #translations(): TermsDocument[] {
    return this.script.translations ?? [];
  }

  async terms(hash: string): Promise<TermsDocument> {
    if (this.script.termsNever) return new Promise(() => {});
    if (this.script.termsError) throw this.script.termsError;
    return [...this.script.documents, ...this.#translations].find(document => hashOf(document) === hash)!;
  }

  async changes(from: string, to: string): Promise<TermsChanges> {
    if (this.script.changesError) throw this.script.changesError;
    const [before, after] = [from, to].map(hash => [...(this.script.earlier ?? []), ...this.script.documents].find(document => hashOf(document) === hash)!);
    return diffTerms(before!, after!);
  }

  accept(document: string, options: ActOptions = {}): Promise<AssentAct> {
    return this.#act('accept', document, options);
  }

  decline(document: string, options: ActOptions = {}): Promise<AssentAct> {
    return this.#act('decline', document, options);
  }

  withdraw(document: string, options: ActOptions = {}): Promise<AssentAct> {
    return this.#act('withdraw', document, options);
  }

  async noticed(document: string, options: NoticedOptions): Promise<AssentAct> {
    this.notices.push({document, options});
    return this.#act('notice', document, {hash: options.hash, shown: options.shown});
  }

  async used(what: string): Promise<AssentAct[]> {
    this.uses.push(what);
    return [];
  }

  async standing(): Promise<Restriction[]> {
    if (this.script.standingError) throw this.script.standingError;
    return this.script.restrictions ?? [];
  }

  async appeal(restriction: string, options: AppealOptions): Promise<AppealAct> {
    this.appeals.push({restriction, options});
    const {document} = this.script.restrictions!.find(({id}) => id === restriction)!;
    const act = await this.#act('appeal', document.id, {});
    return {...act, reference: '7F3K-92QD'};
  }

  async require(): Promise<Passage> {
    return {allowed: true};
  }

  async push(): Promise<never> {
    throw new AssentError('channel_unavailable', 'This site sends no push messages.');
  }

  async signIn(): Promise<Assent> {
    return this;
  }

  async link(): Promise<undefined> {}

  async marks(): Promise<Mark[]> {
    return [];
  }

  async flush(): Promise<FlushReport> {
    return {recorded: 0, left: []};
  }

  signOut(): Promise<FlushReport> {
    return this.flush();
  }

  async keys(): Promise<KeySet> {
    return {keys: []};
  }

  async receipts({fresh}: {fresh?: boolean} = {}): Promise<Receipt[]> {
    if (fresh && this.script.elsewhere) return (this.script.receipts = this.script.elsewhere);
    return this.script.receipts ?? [];
  }

  readonly outbox = {
    list: async () => this.script.outbox ?? [],
    retry: async () => {},
    export: async () => '',
    discard: async () => {},
  };

  close(): void {}

  /** Says that something changed. */
  change(): void {
    this.dispatchEvent(new AssentChangeEvent('agreements'));
  }

  #agreement(document: TermsDocument): Agreement {
    const {id, version, locale, title} = document;
    const answered = this.made.findLast(made => made.document === id && made.type !== 'notice')?.type;
    const before = this.script.earlier?.find(earlier => earlier.id === id);
    const status = answered === 'accept' ? 'current' : answered === 'decline' ? 'declined' : (this.script.status ?? (before ? 'due' : 'none'));
    const effectiveAt = this.script.effectiveAt ?? '2026-11-01T00:00:00Z';
    const bytes = new TextEncoder().encode(JSON.stringify(document)).length;
    const {offer, summary, noticedAt, choices} = this.script;
    const older = before && {
      version: before.version,
      announcedAt: '2026-01-01T00:00:00Z',
      effectiveAt: '2026-01-01T00:00:00Z',
      assent: 'explicit' as const,
      change: 'material' as const,
      text: {locale: before.locale, hash: hashOf(before), title: before.title, bytes},
      locales: [before.locale],
    };
    const acts: Act[] = [];
    if (older && !answered) acts.push({id: '', type: 'accept', version: older.version, hash: older.text.hash, at: '2026-01-02T00:00:00Z'});
    if (noticedAt) acts.push({id: `notice-${noticedAt}`, type: 'notice', version, hash: hashOf(document), at: noticedAt});
    if (status === 'current' && (answered || !older)) acts.push({id: PAST_ID, type: 'accept', version, hash: hashOf(document), at: effectiveAt, ...(choices && {choices})});
    return {
      document: id,
      status,
      offers: [...(older ? [older] : []), {
        version,
        announcedAt: effectiveAt,
        effectiveAt,
        assent: 'explicit',
        change: 'material',
        ...(summary && {summary}),
        text: {locale, hash: hashOf(document), title, bytes},
        locales: [locale],
        ...offer,
      }],
      acts,
    };
  }

  async #act(type: RecordType, document: string, options: ActOptions): Promise<AssentAct> {
    const {act = 'recorded'} = this.script;
    if (act === 'never') return new Promise(() => {});
    if (act === 'not_saved') throw new AssentError('not_saved', 'Nowhere to keep the act.');
    this.made.push({type, document, options});
    const id = '019350a4-7b1c-7d3e-9f2a-11c077de4b5f';
    const terms = this.script.documents.find(one => one.id === document)!;
    const ref = {id: document, version: terms.version, locale: terms.locale, hash: hashOf(terms)};
    const receipt = {jws: '', verified: true} as Receipt;
    const recorded = new Promise<Receipt>((resolve, reject) => {
      if (act === 'recorded') resolve(receipt);
      if (act === 'refused') reject(new AssentError('unknown_version', 'No such version.', {advice: 'Reload the page and answer again.'}));
      this.record = () => resolve(receipt);
    });
    recorded.catch(() => {});
    return {id, type, document: ref, state: act === 'recorded' ? 'recorded' : 'saved', recorded};
  }
}

/** Not a digest: enough to tell texts apart. */
export function hashOf({id, version, locale}: TermsDocument): string {
  return `sha256:${id}-${version}-${locale}`;
}

/** A receipt of an act, as the client hands it out after checking it. */
export function receiptOf(terms: TermsDocument, type: RecordType, recordedAt: string, id = `019350a4-7b1c-7d3e-9f2a-${recordedAt.replace(/\D/g, '').slice(2, 14)}`): Receipt {
  return {
    jws: `header.${id}.signature`,
    verified: true,
    entry: {
      v: 1, site: 'site', sub: `s_${'a'.repeat(43)}`, seq: 1, prev: null, id, type, record: `sha256:${'0'.repeat(64)}`,
      document: {id: terms.id, version: terms.version, locale: terms.locale, hash: hashOf(terms)},
      presentedAt: recordedAt, claimedAt: recordedAt, recordedAt, via: 'token', flags: [],
    },
  };
}
