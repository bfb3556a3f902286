import {findClause} from '../../document/find-clause.js';
import type {TermsDocument} from '../../document/model.js';
import {inForce, publicationsFor} from '../../protocol/agreement-status.js';
import type {DocumentRef} from '../../protocol/record.js';
import {
  LiftRequestSchema,
  RestrictionRequestSchema,
  ReviewRequestSchema,
  type AppealView,
  type OperatorRecord,
  type RestrictionView,
  type Standing,
} from '../../protocol/standing.js';
import {uuid7} from '../../protocol/uuid.js';
import {chooseLocale} from '../choose-locale.js';
import type {Bench} from '../context.js';
import {appendOperatorRecords, operatorFrame} from '../records/operator-records.js';
import {MAX_OFFERED} from '../records/presentations.js';
import {checked, Refusal} from '../refusal.js';
import {subjectRef} from '../subjects/subject-ref.js';
import {foldStanding, isDecided} from './fold-standing.js';

const DAY_MS = 86_400_000;
const GRACE_MS = 60_000;

type Restrict = Extract<OperatorRecord, {type: 'restrict'}>;

/** The restrictions on a subject, newest first. */
export async function restrictionsOf({services, site}: Bench, subject: string): Promise<RestrictionView[]> {
  const [records, {hashes}] = await Promise.all([services.cases.of(site.id, subject), services.attachments.kept({site: site.id, subject})]);
  return foldStanding(records, {now: services.now(), rules: site.appeals, kept: hashes});
}

/** What `GET /v1/standing` answers. */
export async function standingOf(bench: Bench, subject: string): Promise<Standing> {
  const {services, site} = bench;
  const now = services.now();
  const restrictions = await restrictionsOf(bench, subject);
  const offers = [...new Set(restrictions.map(({document}) => document.hash))].slice(0, MAX_OFFERED);
  const presentation = await services.presentations.sign({site: site.id, sub: subject, offers, now});
  return {site: site.id, subject, serverTime: now.toISOString(), presentation, restrictions};
}

/** Restricts a subject, with a statement of reasons; in effect when it is in the chain. */
export async function restrict(bench: Bench, message: unknown): Promise<RestrictionView> {
  const {services, site} = bench;
  const {subject: named, kind, scope, since, until, facts, clause, automated, redress, by} = checked(RestrictionRequestSchema, message, 'The restriction');
  const now = services.now();
  const start = since === undefined ? now : new Date(since);
  if (start.getTime() < now.getTime() - GRACE_MS) throw dateInvalid('A restriction cannot begin in the past.', 'Leave `since` out, or choose a later one.');
  if (until !== undefined && Date.parse(until) <= start.getTime()) throw dateInvalid('The restriction would end before it begins.', 'Choose an `until` after `since`.');
  const subject = await subjectRef(services, site.id, named);
  const document = await citedText(bench, subject, clause);
  const overlapping = (await restrictionsOf(bench, subject)).find(
    other => other.kind === kind && ['coming', 'active'].includes(other.state) && other.scope.some(one => scope.includes(one)) && overlaps(other, {since: start, until}),
  );
  if (overlapping) {
    throw new Refusal('restriction_conflict', `The restriction ${overlapping.id} is of the same kind, over the same scope, at the same time.`, 'Lift that one first, or choose other dates.');
  }
  const record: Restrict = {
    v: 1,
    id: uuid7(now.getTime()),
    type: 'restrict',
    site: site.id,
    subject,
    document,
    restriction: {
      kind,
      scope,
      since: start.toISOString(),
      ...(until !== undefined && {until: new Date(until).toISOString()}),
      facts,
      clause: clause.anchor,
      automated,
      ...(redress !== undefined && {redress}),
      appealUntil: new Date(now.getTime() + site.appeals.days * DAY_MS).toISOString(),
    },
    made: {by: 'operator', role: by},
    at: now.toISOString(),
  };
  await appendOperatorRecords(services.appender, [record]);
  return restrictionIn(bench, subject, record.id);
}

/** Lifts a restriction. */
export async function lift(bench: Bench, id: string, message: unknown): Promise<RestrictionView> {
  const {reasons, by} = checked(LiftRequestSchema, message, 'The request');
  const subject = await subjectOfCase(bench, id, 'restrict');
  const view = await restrictionIn(bench, subject, id);
  if (view.lifted) throw new Refusal('restriction_conflict', 'The restriction is lifted already.', 'Nothing is left to do.');
  await appendOperatorRecords(bench.services.appender, [{...frame(bench, view, {subject, by}), type: 'lift', restriction: id, reasons}]);
  await tellOfLifting(bench, id);
  return restrictionIn(bench, subject, id);
}

/** Takes an appeal up, or decides it. Upheld, it lifts the restriction in the same write. */
export async function reviewAppeal(bench: Bench, id: string, message: unknown): Promise<{restriction: RestrictionView; appeal: AppealView}> {
  const {status, reasons, by} = checked(ReviewRequestSchema, message, 'The review');
  const subject = await subjectOfCase(bench, id, 'appeal');
  const {restriction, appeal} = await appealIn(bench, subject, id);
  if (isDecided(appeal)) throw new Refusal('appeal_closed', `The appeal ${appeal.reference} is ${appeal.status} already.`, 'A decision stays; a new appeal may be filed where the site allows it.');
  const shared = frame(bench, restriction, {subject, by});
  const records: OperatorRecord[] = [{...shared, type: 'review', appeal: id, status, ...(reasons !== undefined && {reasons})}];
  if (status === 'upheld' && !restriction.lifted) {
    records.push({...frame(bench, restriction, {subject, by}), type: 'lift', restriction: restriction.id, reasons: reasons!, appeal: id});
  }
  await appendOperatorRecords(bench.services.appender, records);
  if (status === 'upheld') await tellOfLifting(bench, restriction.id);
  return appealIn(bench, subject, id);
}

/** Whoever was told of the restriction, by whatever channel, is told now. */
async function tellOfLifting({services, site}: Bench, id: string): Promise<void> {
  await services.notices.hasten(site.id, `lifting:${id}`, services.now());
}

/** One restriction of a subject. Throws `not_found`. */
export async function restrictionIn(bench: Bench, subject: string, id: string): Promise<RestrictionView> {
  const view = (await restrictionsOf(bench, subject)).find(one => one.id === id);
  if (!view) throw new Refusal('not_found', 'This subject has no restriction of this id.', 'Check the id, and whose it is.');
  return view;
}

/** Whose case it is. Throws `not_found`. */
export async function subjectOfCase({services, site}: Bench, id: string, type: 'restrict' | 'appeal'): Promise<string> {
  const subject = await services.cases.subjectOf(site.id, id, type);
  if (subject === undefined) throw new Refusal('not_found', `There is no ${type === 'appeal' ? 'appeal' : 'restriction'} of this id.`, 'Check the id.');
  return subject;
}

async function appealIn(bench: Bench, subject: string, id: string): Promise<{restriction: RestrictionView; appeal: AppealView}> {
  for (const restriction of await restrictionsOf(bench, subject)) {
    const appeal = restriction.appeals.find(one => one.id === id);
    if (appeal) return {restriction, appeal};
  }
  throw new Refusal('not_found', 'There is no appeal of this id.', 'Check the id.');
}

/** The text that holds the clause: the version in force now for this person, in the wanted locale. */
async function citedText({services, site}: Bench, subject: string, {document, anchor, locale}: {document: string; anchor: string; locale?: string | undefined}): Promise<DocumentRef> {
  const [publications, acts] = await Promise.all([services.publications.list(site.id, [document]), services.records.acts(site.id, subject, [document])]);
  const current = inForce(publicationsFor(publications, acts.get(document) ?? []), services.now());
  if (!current) throw new Refusal('unknown_version', `No version of ${document} is in force for this person.`, 'Cite a document that is in force.');
  const chosen = chooseLocale(locale, current.texts.map(text => text.locale));
  const {hash} = current.texts.find(text => text.locale === chosen)!;
  const canonical = JSON.parse((await services.publications.canonical(site.id, hash))!) as TermsDocument;
  if (!findClause(canonical, anchor)) {
    throw new Refusal('unknown_clause', `Version ${current.version} of ${document} has no clause ${anchor} in ${chosen}.`, 'Cite a clause by its anchor, such as 3.5.2.');
  }
  return {id: document, version: current.version, locale: chosen, hash};
}

function frame(bench: Bench, {document}: RestrictionView, {subject, by}: {subject: string; by: string}) {
  return {...operatorFrame(bench, subject, by), document};
}

function overlaps(other: RestrictionView, {since, until}: {since: Date; until: string | undefined}): boolean {
  const end = (instant: string | undefined) => (instant === undefined ? Infinity : Date.parse(instant));
  return Date.parse(other.since) < end(until) && since.getTime() < end(other.until);
}

function dateInvalid(message: string, advice: string): Refusal {
  return new Refusal('effective_date_invalid', message, advice);
}
