import * as v from 'valibot';
import {inForce} from '../../protocol/agreement-status.js';
import {appealReference} from '../../protocol/appeal.js';
import type {Entry} from '../../protocol/receipt.js';
import {MAX_BATCH_BYTES, MAX_RECORD_BYTES} from '../../protocol/record.js';
import {RecordBatchSchema, RecordBodySchema, type RecordBody} from '../../protocol/record-body.js';
import type {RecordResult} from '../../protocol/record-results.js';
import {Uuid7Schema} from '../../protocol/uuid.js';
import type {SiteContext} from '../context.js';
import {hashText} from '../digest.js';
import type {JsonPart} from '../http/json.js';
import {problemOf} from '../http/problem-response.js';
import {readJson} from '../http/request-body.js';
import {keepExtras} from '../privacy/keep-extras.js';
import type {Schedule} from '../publications/publication-store.js';
import type {Draft} from '../records/chain.js';
import {closeVisitors, visitorLinked} from '../records/link-visitor.js';
import {isGateUnmet, recordFlags} from '../records/record-flags.js';
import {appealClosed, assertRecordRules} from '../records/record-rules.js';
import {checked, Refusal} from '../refusal.js';

/** One record as it came: its own text, and what was sent beside it. */
interface Sent extends JsonPart {
  elapsedMs?: number;
}

/** What holds for all records of one request. */
interface Batch {
  context: SiteContext;
  /** The reference of the subject that the request itself is of. */
  own?: {ref: string; via: 'token' | 'anonymous'};
  received: Date;
}

/** `POST /v1/records`: stores each record that can be, and says of each what became of it. */
export async function postRecords(context: SiteContext): Promise<Response> {
  const batch: Batch = {context, own: await ownSubject(context), received: context.services.now()};
  const sent = await readBatch(context.request);
  const checked = await Promise.all(sent.map(record => checkRecord(record, batch).catch(refusalOnly)));
  const passed = checked.filter((outcome): outcome is Checked => !(outcome instanceof Refusal));
  const appended = await context.services.appender.append(context.site.id, passed.map(draftOf), flag(passed, batch));
  const stored = appended.flatMap((result, at) => ('receipt' in result ? passed[at]! : []));
  await closeVisitors(stored.map(({body}) => body), context);
  await keepExtras(stored.map(({entry}) => entry), context);
  await tellOfAppeals(stored, context);
  context.services.sequencer.wake();

  let next = 0;
  const results = checked.map((outcome, index): RecordResult => {
    const id = readableId(sent[index]!.value);
    if (outcome instanceof Refusal) return {id, status: 'refused', problem: problemOf(outcome)};
    const result = appended[next++]!;
    if (!('receipt' in result)) return {id, status: 'refused', problem: problemOf(result.status === 'taken' ? takenBy(outcome.body) : ID_CONFLICT)};
    return {id: outcome.body.id, ...result};
  });
  return Response.json({results}, {headers: {'cache-control': 'no-store'}});
}

const ID_CONFLICT = new Refusal('id_conflict', 'Another record has this id already.', 'Give every record an id of its own (UUIDv7).');

/** Another record was first to be what this one would have been. */
function takenBy({type}: RecordBody): Refusal {
  return type === 'link' ? visitorLinked() : appealClosed('one is under way');
}

async function ownSubject({caller, services, site}: SiteContext): Promise<Batch['own']> {
  if (caller.kind !== 'token' && caller.kind !== 'anonymous') return undefined;
  const ref = await services.subjects.find(site.id, caller.external);
  return ref === undefined ? undefined : {ref, via: caller.kind};
}

async function readBatch(request: Request): Promise<Sent[]> {
  const {outline, at} = await readJson(request, MAX_BATCH_BYTES);
  const {records} = checked(RecordBatchSchema, outline, 'The batch');
  return records.map(({elapsedMs}, index) => ({...at('records', index, 'record')!, ...(elapsedMs !== undefined && {elapsedMs})}));
}

/** A record that may be stored; its flags are still to come. */
interface Checked {
  body: RecordBody;
  entry: Draft['entry'];
  text: string;
  claim?: string;
  elapsedMs?: number;
}

async function checkRecord({bytes, text, value, elapsedMs}: Sent, {context, own, received}: Batch): Promise<Checked> {
  if (bytes.byteLength > MAX_RECORD_BYTES) throw new Refusal('body_too_large', `The record is longer than ${MAX_RECORD_BYTES} bytes.`, 'Send a shorter one.');
  const body = checked(RecordBodySchema, value, 'The record');
  if (body.site !== context.site.id) throw new Refusal('site_unknown', 'The record is for another site.', 'Write the site as the agreements name it.');
  const presentedAt = await checkPresentation(body, context);
  await checkDocument(body, context);
  const claim = await assertRecordRules(body, context, received);
  const entry: Draft['entry'] = {
    v: 1,
    site: body.site,
    sub: body.subject,
    id: body.id,
    type: body.type,
    record: await hashText(bytes),
    document: body.document,
    presentedAt,
    claimedAt: body.at,
    via: own?.ref === body.subject ? own.via : 'presentation',
    flags: [],
  };
  return {body, entry, text, ...(claim !== undefined && {claim}), ...(elapsedMs !== undefined && {elapsedMs})};
}

/** When the text was offered to this subject, by our own signed word. */
async function checkPresentation(body: RecordBody, {services, site}: SiteContext): Promise<Entry['presentedAt']> {
  const presentation = await services.presentations.verify(body.presentation);
  if (!presentation || presentation.site !== site.id) {
    throw new Refusal('presentation_invalid', 'The presentation is not one that was given for this site.', 'Quote the one that came with the agreements.');
  }
  if (presentation.sub !== body.subject) {
    throw new Refusal('subject_mismatch', 'The presentation was given to another subject than the one of the record.', 'Quote the one that this subject was given.');
  }
  if (!presentation.offers.includes(body.document.hash)) throw unknownVersion('The presentation does not offer this text.');
  return new Date(presentation.iat * 1000).toISOString();
}

async function checkDocument({document, choices}: RecordBody, {services, site}: SiteContext): Promise<void> {
  const identity = await services.publications.identity(site.id, document.hash);
  if (!identity || identity.document !== document.id || identity.version !== document.version || identity.locale !== document.locale) {
    throw unknownVersion('The hash is not that of this document in this version and locale.');
  }
  const strange = Object.keys(choices ?? {}).find(choice => !identity.consents.has(choice));
  if (strange === undefined) return;
  throw new Refusal('invalid_message', 'A choice is about a consent that the document does not ask for.', 'Answer the separate consents of the document only.', {
    errors: [{path: `choices.${strange}`, message: 'Not a separate consent of this document.'}],
  });
}

/** The operator hears of each appeal once, however often it is sent. */
async function tellOfAppeals(recorded: readonly Checked[], {services, site}: SiteContext): Promise<void> {
  for (const {body: {id, subject, appeal}} of recorded) {
    if (!appeal) continue;
    await services.webhooks.tell(site, 'appeal.filed', {id, reference: appealReference(id), subject, restriction: appeal.restriction}, id);
    services.courier.wake();
  }
}

function draftOf({body, entry, text, claim}: Checked): Draft {
  return {entry, body: text, choices: body.choices ? JSON.stringify(body.choices) : null, ...(claim !== undefined && {claim})};
}

/** Adds what is to be noticed about the time of each. */
async function flag(checked: readonly Checked[], {context, received}: Batch): Promise<void> {
  const {services, site} = context;
  const documents = [...new Set(checked.map(({body}) => body.document.id))];
  const schedule = documents.length === 0 ? [] : await services.publications.schedule(site.id, documents);
  for (const {body, entry, elapsedMs} of checked) {
    entry.flags = recordFlags({
      presented: Date.parse(entry.presentedAt),
      claimed: Date.parse(body.at),
      ...(elapsedMs !== undefined && {elapsedMs}),
      received: received.getTime(),
      superseded: isSuperseded(body, schedule, received),
      gateUnmet: isGateUnmet(body, schedule.find(({document, version}) => document === body.document.id && version === body.document.version)?.gates),
    });
  }
}

function isSuperseded({document}: RecordBody, schedule: readonly Schedule[], now: Date): boolean {
  const versions = schedule.filter(publication => publication.document === document.id);
  const current = inForce(versions, now);
  const shown = versions.find(({version}) => version === document.version);
  return !!current && !!shown && Date.parse(shown.effectiveAt) < Date.parse(current.effectiveAt);
}

function readableId(value: unknown): string | null {
  const id = (value as {id?: unknown} | null | undefined)?.id;
  return v.is(Uuid7Schema, id) ? id : null;
}

function refusalOnly(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}

function unknownVersion(message: string): Refusal {
  return new Refusal('unknown_version', message, 'Ask for the agreements again, and show what they offer.');
}
