import * as v from 'valibot';
import {appealReference} from '../../protocol/appeal.js';
import {MAX_BATCH_BYTES} from '../../protocol/record.js';
import {RecordBatchSchema, type RecordBody} from '../../protocol/record-body.js';
import type {RecordResult} from '../../protocol/record-results.js';
import {Uuid7Schema} from '../../protocol/uuid.js';
import type {SiteContext} from '../context.js';
import {problemOf} from '../http/problem-response.js';
import {readJson} from '../http/request-body.js';
import {keepExtras} from '../privacy/keep-extras.js';
import {checkRecord, draftOf, flag, type Batch, type Checked, type Sent} from '../records/check-record.js';
import {closeVisitors, visitorLinked} from '../records/link-visitor.js';
import {appealClosed} from '../records/record-rules.js';
import {checked, Refusal} from '../refusal.js';

/** `POST /v1/records`: stores each record that can be, and says of each what became of it. */
export async function postRecords(context: SiteContext): Promise<Response> {
  const batch: Batch = {context, own: await ownSubject(context), received: context.services.now()};
  const sent = await readBatch(context.request);
  const outcomes = await Promise.all(sent.map(record => checkRecord(record, batch).catch(refusalOnly)));
  const passed = outcomes.filter((outcome): outcome is Checked => !(outcome instanceof Refusal));
  const appended = await context.services.appender.append(context.site.id, passed.map(draftOf), flag(passed, batch));
  const stored = appended.flatMap((result, at) => ('receipt' in result ? passed[at]! : []));
  await closeVisitors(stored.map(({body}) => body), context);
  await keepExtras(stored.map(({entry}) => entry), context);
  await tellOfAppeals(stored, context);
  context.services.sequencer.wake();

  let next = 0;
  const results = outcomes.map((outcome, index): RecordResult => {
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

/** The operator hears of each appeal once, however often it is sent. */
async function tellOfAppeals(recorded: readonly Checked[], {services, site}: SiteContext): Promise<void> {
  for (const {body: {id, subject, appeal}} of recorded) {
    if (!appeal) continue;
    await services.webhooks.tell(site, 'appeal.filed', {id, reference: appealReference(id), subject, restriction: appeal.restriction}, id);
    services.courier.wake();
  }
}

function readableId(value: unknown): string | null {
  const id = (value as {id?: unknown} | null | undefined)?.id;
  return v.is(Uuid7Schema, id) ? id : null;
}

function refusalOnly(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}
