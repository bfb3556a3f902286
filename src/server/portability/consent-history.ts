import * as v from 'valibot';
import type {SeparateConsent, TermsDocument} from '../../document/model.js';
import {ANSWERS} from '../../protocol/agreement-status.js';
import {givenAfter, type Given} from '../../protocol/consents.js';
import {AnyEntrySchema, type AnyEntry} from '../../protocol/keeper-record.js';
import type {DocumentRef} from '../../protocol/record.js';
import {RecordBodySchema, type RecordBody} from '../../protocol/record-body.js';
import type {Bench} from '../context.js';
import {literals} from '../database/literals.js';
import {ENTRY_COLUMNS, receiptOf, storedEntry, type EntryRow} from '../records/stored-entry.js';

/** What one act did to one purpose. */
export interface ConsentEvent {
  /** The id of the record. */
  record: string;
  receipt: string;
  /** `ended`: not by the person, but by a text that does not ask for it any more. */
  state: 'given' | 'renewed' | 'refused' | 'withdrawn' | 'ended';
  /** By the server's clock. */
  at: string;
  text: DocumentRef & {title: string};
  /** How it was expressed, where the body is still there. */
  shown?: RecordBody['shown'];
  /** What made it, where the body is still there. */
  by?: RecordBody['made']['by'];
  /** By going on after a notice, and not by a click. */
  implied: boolean;
}

/** A purpose that a person was asked about, and what they answered over time. */
export interface Purpose {
  /** Of the document, or of the separate consent in it. */
  id: string;
  kind: 'terms' | 'consent';
  title: string;
  sensitive: boolean;
  document: string;
  /** Oldest first; never empty. */
  events: ConsentEvent[];
}

interface Act {
  entry: AnyEntry & {document: DocumentRef};
  receipt: string;
  /** Absent where the act did not ask. */
  choices?: Record<string, boolean>;
  shown?: RecordBody['shown'];
  by?: RecordBody['made']['by'];
}

const ENTRY = ENTRY_COLUMNS.join(', ');

/** Everything that a person was asked and answered: the terms of each document, and each separate consent in them. */
export async function consentHistory(bench: Bench, subject: string): Promise<Purpose[]> {
  const purposes = new Map<string, Purpose>();
  const texts = new Map<string, TermsDocument | undefined>();
  const given = new Map<string, Given>();
  for (const act of await actsOf(bench, subject)) {
    const {document, type} = act.entry;
    if (!texts.has(document.hash)) texts.set(document.hash, await textOf(bench, document.hash));
    const terms = texts.get(document.hash);
    const title = terms?.title ?? document.id;
    const whole = {id: document.id, kind: 'terms', title, sensitive: false, document: document.id} as const;
    add(purposes, act, whole, title, termsState(type, isGiven(purposes.get(keyOf(whole)))));

    for (const consent of terms?.consents ?? []) know(purposes, purposeOf(consent, document.id));
    const before = given.get(document.id) ?? {};
    const after = givenAfter(before, {type, choices: act.choices}, terms && (terms.consents ?? []).map(({id}) => id));
    given.set(document.id, after);
    for (const purpose of purposes.values()) {
      if (purpose.kind !== 'consent' || purpose.document !== document.id) continue;
      const asked = terms?.consents?.some(({id}) => id === purpose.id) ?? true;
      add(purposes, act, purpose, title, consentState(act, {before: !!before[purpose.id], after: !!after[purpose.id], asked}));
    }
  }
  return [...purposes.values()].filter(({events}) => events.length > 0);
}

async function actsOf({services, site}: Bench, subject: string): Promise<Act[]> {
  const acts: Act[] = [];
  for (const {subject: chain, before} of await services.records.chains(site.id, subject)) {
    const rows = await services.database.query<EntryRow & {choices: string | null; body: string}>(
      `SELECT choices, body, ${ENTRY} FROM assent_records WHERE site = $1 AND subject = $2 AND seq < $3
       AND type IN (${literals(ANSWERS)}) ORDER BY seq`,
      [site.id, chain, before],
    );
    for (const row of rows) {
      const {document, ...entry} = v.parse(AnyEntrySchema, JSON.parse(storedEntry(row)));
      const body = v.safeParse(RecordBodySchema, row.body === '' ? undefined : JSON.parse(row.body));
      const {shown, made, choices} = body.success ? body.output : ({choices: JSON.parse(row.choices ?? 'null') ?? undefined} as Partial<RecordBody>);
      acts.push({entry: {...entry, document: document!}, receipt: receiptOf(row), ...(choices && {choices}), ...(shown && {shown}), ...(made && {by: made.by})});
    }
  }
  return acts;
}

async function textOf({services, site}: Bench, hash: string): Promise<TermsDocument | undefined> {
  const canonical = await services.publications.canonical(site.id, hash);
  return canonical === undefined ? undefined : (JSON.parse(canonical) as TermsDocument);
}

function purposeOf({id, title, sensitive}: SeparateConsent, document: string): Omit<Purpose, 'events'> {
  return {id, kind: 'consent', title, sensitive, document};
}

function keyOf({document, kind, id}: Pick<Purpose, 'document' | 'kind' | 'id'>): string {
  return JSON.stringify([document, kind, id]);
}

/** A purpose by what it is called now, with what was answered about it before. */
function know(purposes: Map<string, Purpose>, purpose: Omit<Purpose, 'events'>): Purpose {
  const known = {...purpose, events: purposes.get(keyOf(purpose))?.events ?? []};
  purposes.set(keyOf(purpose), known);
  return known;
}

function isGiven(purpose: Purpose | undefined): boolean {
  return ['given', 'renewed'].includes(purpose?.events.at(-1)?.state ?? '');
}

function add(purposes: Map<string, Purpose>, {entry, receipt, shown, by}: Act, purpose: Omit<Purpose, 'events'>, title: string, state: ConsentEvent['state'] | undefined): void {
  const {events} = know(purposes, purpose);
  if (state === undefined || (state === events.at(-1)?.state && state !== 'renewed')) return;
  events.push({record: entry.id, receipt, state, at: entry.recordedAt, text: {...entry.document, title}, implied: entry.type === 'continue', ...(shown && {shown}), ...(by && {by})});
}

function termsState(type: AnyEntry['type'], before: boolean): ConsentEvent['state'] | undefined {
  if (type === 'accept' || type === 'continue') return before ? 'renewed' : 'given';
  if (type === 'decline') return before ? 'withdrawn' : 'refused';
  return type === 'withdraw' && before ? 'withdrawn' : undefined;
}

/** What an act came to for a consent that is asked apart; nothing where it says nothing of it. */
function consentState({entry: {type}, choices}: Act, {before, after, asked}: {before: boolean; after: boolean; asked: boolean}): ConsentEvent['state'] | undefined {
  const told = type === 'accept' && choices;
  if (after) return told ? (before ? 'renewed' : 'given') : undefined;
  const byPerson = type === 'decline' || type === 'withdraw' || (told && asked);
  if (before) return byPerson ? 'withdrawn' : 'ended';
  return told && asked ? 'refused' : undefined;
}
