import * as v from 'valibot';
import type {SeparateConsent, TermsDocument} from '../../document/model.js';
import {ANSWERS} from '../../protocol/agreement-status.js';
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
  state: 'given' | 'renewed' | 'refused' | 'withdrawn';
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
  choices: Record<string, boolean>;
  shown?: RecordBody['shown'];
  by?: RecordBody['made']['by'];
}

const ENTRY = ENTRY_COLUMNS.join(', ');

/** Everything that a person was asked and answered: the terms of each document, and each separate consent in them. */
export async function consentHistory(bench: Bench, subject: string): Promise<Purpose[]> {
  const purposes = new Map<string, Purpose>();
  const texts = new Map<string, TermsDocument | undefined>();
  for (const act of await actsOf(bench, subject)) {
    const {document} = act.entry;
    if (!texts.has(document.hash)) texts.set(document.hash, await textOf(bench, document.hash));
    const terms = texts.get(document.hash);
    const title = terms?.title ?? document.id;
    answer(purposes, act, {id: document.id, kind: 'terms', title, sensitive: false, document: document.id}, title);
    for (const consent of terms?.consents ?? []) answer(purposes, act, purposeOf(consent, document.id), title);
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
      const {shown, made, choices = {}} = body.success ? body.output : {choices: JSON.parse(row.choices ?? '{}') as Act['choices']};
      acts.push({entry: {...entry, document: document!}, receipt: receiptOf(row), choices, ...(shown && {shown}), ...(made && {by: made.by})});
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

function answer(purposes: Map<string, Purpose>, {entry, receipt, choices, shown, by}: Act, purpose: Omit<Purpose, 'events'>, title: string): void {
  const key = JSON.stringify([purpose.document, purpose.kind, purpose.id]);
  const known = purposes.get(key) ?? {...purpose, events: []};
  purposes.set(key, Object.assign(known, {title: purpose.title, sensitive: purpose.sensitive}));
  const last = known.events.at(-1)?.state;
  const state = stateAfter(purpose.kind === 'terms' ? entry.type : consentType(entry.type, choices[purpose.id]), last === 'given' || last === 'renewed');
  if (state === undefined || (state === last && state !== 'renewed')) return;
  known.events.push({record: entry.id, receipt, state, at: entry.recordedAt, text: {...entry.document, title}, implied: entry.type === 'continue', ...(shown && {shown}), ...(by && {by})});
}

/** What an act on the terms means for a consent that is asked apart: not given with them is refused, or taken back. */
function consentType(type: AnyEntry['type'], chosen: boolean | undefined): AnyEntry['type'] | undefined {
  if (type === 'accept') return chosen ? 'accept' : 'decline';
  return type === 'withdraw' ? 'withdraw' : undefined;
}

function stateAfter(type: AnyEntry['type'] | undefined, given: boolean): ConsentEvent['state'] | undefined {
  if (type === 'accept' || type === 'continue') return given ? 'renewed' : 'given';
  if (type === 'decline') return given ? 'withdrawn' : 'refused';
  return type === 'withdraw' && given ? 'withdrawn' : undefined;
}
