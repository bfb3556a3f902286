import * as v from 'valibot';
import {appealReference} from '../../protocol/appeal.js';
import {RecordBodySchema, type RecordBody} from '../../protocol/record-body.js';
import {OperatorRecordSchema, restrictionState, type AppealView, type OperatorRecord, type RestrictionView} from '../../protocol/standing.js';

/** A record of a subject's chain that bears on its standing, with the server's clock when it was stored. */
export interface CaseRecord {
  body: string;
  recordedAt: string;
}

/** What the site allows. */
export interface AppealRules {
  /** Most appeals against one restriction. */
  perRestriction: number;
}

type Restrict = Extract<OperatorRecord, {type: 'restrict'}>;

/**
 * The restrictions on a subject, newest first: a function of their chain and a clock. The first decision on
 * an appeal is the decision, and the first lifting lifts.
 */
export function foldStanding(
  records: readonly CaseRecord[],
  {now, rules, kept}: {now: Date; rules: AppealRules; kept: ReadonlySet<string>},
): RestrictionView[] {
  const views = new Map<string, RestrictionView>();
  const appeals = new Map<string, AppealView>();
  for (const {body, recordedAt} of records) {
    const record = read(body);
    if (record?.type === 'restrict') views.set(record.id, restrictionView(record, now));
    if (record?.type === 'appeal' && record.appeal) {
      const appeal = appealView(record, recordedAt, kept);
      appeals.set(appeal.id, appeal);
      views.get(record.appeal.restriction)?.appeals.push(appeal);
    }
    if (record?.type === 'review') review(appeals.get(record.appeal), record, recordedAt);
    // Of two who decide at once, the second decides nothing: what it lifted with it stays.
    const decided = record?.type === 'lift' && (!record.appeal || appeals.get(record.appeal)?.status === 'upheld');
    if (decided) lift(views.get(record.restriction), record.reasons, recordedAt);
  }
  for (const view of views.values()) view.appealable = isAppealable(view, now, rules);
  return [...views.values()].reverse();
}

function read(body: string): OperatorRecord | RecordBody | undefined {
  const value: unknown = JSON.parse(body);
  for (const schema of [OperatorRecordSchema, RecordBodySchema]) {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
  }
  return undefined;
}

function restrictionView({id, document, restriction}: Restrict, now: Date): RestrictionView {
  return {id, ...restriction, document, state: restrictionState(restriction, now), appealable: false, appeals: []};
}

function appealView({id, appeal}: RecordBody, filedAt: string, kept: ReadonlySet<string>): AppealView {
  const {statement, proof, attachments} = appeal!;
  return {
    id,
    reference: appealReference(id),
    filedAt,
    statement,
    ...(proof && {proof}),
    attachments: attachments.map(({hash, name, type, bytes}) => ({hash, name, type, bytes, received: kept.has(hash)})),
    status: 'received',
  };
}

function review(appeal: AppealView | undefined, {status, reasons, made}: Extract<OperatorRecord, {type: 'review'}>, at: string): void {
  if (!appeal || isDecided(appeal)) return;
  Object.assign(appeal, {status, by: made.role, ...(reasons !== undefined && {reasons}), ...(status !== 'under_review' && {decidedAt: at})});
}

function lift(view: RestrictionView | undefined, reasons: string, at: string): void {
  if (!view || view.lifted) return;
  view.state = 'lifted';
  view.lifted = {at, reasons};
}

/** Whether a decision on an appeal has been made. */
export function isDecided({status}: AppealView): boolean {
  return status === 'upheld' || status === 'rejected';
}

function isAppealable({appealUntil, lifted, appeals}: RestrictionView, now: Date, {perRestriction}: AppealRules): boolean {
  return !lifted && now.getTime() <= Date.parse(appealUntil) && appeals.every(isDecided) && appeals.length < perRestriction;
}
