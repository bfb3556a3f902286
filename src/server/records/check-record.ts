import {agreementState, owesAnswer} from '../../protocol/agreement-status.js';
import type {Entry} from '../../protocol/receipt.js';
import {MAX_RECORD_BYTES} from '../../protocol/record.js';
import {RecordBodySchema, type RecordBody} from '../../protocol/record-body.js';
import type {Bench, SiteContext} from '../context.js';
import {hashText} from '../digest.js';
import type {JsonPart} from '../http/json.js';
import {checked, Refusal} from '../refusal.js';
import type {Draft} from './chain.js';
import {isGateUnmet, recordFlags} from './record-flags.js';
import {assertRecordRules} from './record-rules.js';
import {supersededAmong} from './superseded.js';

/** One record as it came: its own text, and what was sent beside it. */
export interface Sent extends JsonPart {
  elapsedMs?: number;
}

/** What holds for all records of one request. */
export interface Batch {
  context: SiteContext;
  /** The reference of the subject that the request itself is of. */
  own?: {ref: string; via: 'token' | 'anonymous'};
  received: Date;
}

/** A record that may be stored; its flags are still to come. */
export interface Checked {
  body: RecordBody;
  entry: Draft['entry'];
  text: string;
  claim?: string;
  elapsedMs?: number;
}

/** Checks one record by itself: its form, its presentation, its text, and what its type rests on. Throws a refusal. */
export async function checkRecord({bytes, text, value, elapsedMs}: Sent, {context, own, received}: Batch): Promise<Checked> {
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

/** The record as it waits for its place in a chain. */
export function draftOf({body, entry, text, claim}: Checked): Draft {
  return {entry, body: text, choices: body.choices ? JSON.stringify(body.choices) : null, ...(claim !== undefined && {claim})};
}

/** Adds what is to be noticed about each. */
export async function flag(records: readonly Checked[], {context, received}: {context: Bench; received: Date}): Promise<void> {
  const {services, site} = context;
  const documents = [...new Set(records.map(({body}) => body.document.id))];
  const schedule = documents.length === 0 ? [] : await services.publications.schedule(site.id, documents);
  const superseded = await supersededAmong(records.map(({body}) => body), schedule, context, received);
  for (const [index, {body, entry, elapsedMs}] of records.entries()) {
    const gates = schedule.find(({document, version}) => document === body.document.id && version === body.document.version)?.gates;
    entry.flags = recordFlags({
      presented: Date.parse(entry.presentedAt),
      claimed: Date.parse(body.at),
      ...(elapsedMs !== undefined && {elapsedMs}),
      received: received.getTime(),
      superseded: superseded.has(body),
      gateUnmet: isGateUnmet(body, gates) && !(await hasAccepted(body, {context, received, earlier: records.slice(0, index)})),
    });
  }
}

/**
 * Whether the person goes on agreeing to this very text: who switches a consent off is not to read it again first. One that
 * is to be renewed is asked for anew, and so are its gates.
 */
async function hasAccepted({subject, document}: RecordBody, {context: {services, site}, received, earlier}: {context: Bench; received: Date; earlier: readonly Checked[]}): Promise<boolean> {
  const [stored, publications] = await Promise.all([services.records.acts(site.id, subject, [document.id]), services.publications.list(site.id, [document.id])]);
  const sent = earlier.filter(({body}) => body.subject === subject && body.document.id === document.id);
  const acts = [...(stored.get(document.id) ?? []), ...sent.map(({body: {type, document: {version, hash}}}) => ({type, version, hash, at: received.toISOString()}))];
  const ended = acts.findLastIndex(({type, version}) => type === 'withdraw' || (type === 'decline' && version === document.version));
  if (!acts.slice(ended + 1).some(({type, hash}) => type === 'accept' && hash === document.hash)) return false;
  const {status, asked} = agreementState(publications, acts, received);
  return !(owesAnswer(status) && asked?.version === document.version);
}

function unknownVersion(message: string): Refusal {
  return new Refusal('unknown_version', message, 'Ask for the agreements again, and show what they offer.');
}
