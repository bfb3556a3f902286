import {DeliveryReportSchema, MAX_NOTICES_BYTES} from '../../protocol/notice.js';
import {publicationId} from '../../protocol/publication.js';
import {MAX_CASE_BYTES} from '../../protocol/standing.js';
import type {Bench, SiteContext} from '../context.js';
import {readJson} from '../http/request-body.js';
import {announce, publicationOf} from '../notices/announce.js';
import {reportDelivery} from '../notices/report-delivery.js';
import {withdrawPublication} from '../publications/withdraw-publication.js';
import {checked, Refusal} from '../refusal.js';
import type {CasePlace} from '../standing/case-store.js';
import {lift, restrict, restrictionsOf, reviewAppeal, subjectOfCase} from '../standing/standing.js';
import {assertSecret} from '../subjects/caller.js';
import {askedSubject} from '../subjects/subject-ref.js';
import type {WebhookState} from '../webhooks/webhook-store.js';
import {PRIVACY_ROUTES} from './admin-privacy.js';
import {getDocumentAt} from './document-at.js';
import {findRecords} from './find-records.js';

const PAGE = 100;
const HEADERS = {'cache-control': 'private, no-store'};

/** Something below `v1/admin/`; `:id` is one part. `work` is told the second part of the path, and gives JSON or a response. */
export interface AdminRoute {
  method: string;
  path: string;
  status?: number;
  work: (context: SiteContext, id: string) => Promise<unknown>;
}

/** What stands below `v1/admin/`. All of it takes the secret key. */
export const ADMIN_ROUTES: readonly AdminRoute[] = [
  {method: 'POST', path: 'publications/:id/withdraw', work: withdraw},
  {method: 'GET', path: 'publications/:id/progress', work: progress},
  {method: 'GET', path: 'documents/:id/at/:instant', work: getDocumentAt},
  {method: 'GET', path: 'records', work: findRecords},
  {method: 'POST', path: 'notices', status: 201, work: postNotices},
  {method: 'GET', path: 'notices', work: getNotices},
  {method: 'GET', path: 'notices/:id', work: getNotice},
  {method: 'POST', path: 'notices/:id/deliveries', work: postDelivery},
  {method: 'POST', path: 'restrictions', status: 201, work: postRestriction},
  {method: 'GET', path: 'restrictions', work: getRestrictions},
  {method: 'POST', path: 'restrictions/:id/lift', work: postLift},
  {method: 'POST', path: 'appeals/:id/review', work: postReview},
  {method: 'GET', path: 'appeals/:id/attachments/:hash', work: getAttachment},
  {method: 'GET', path: 'webhooks', work: getWebhooks},
  {method: 'POST', path: 'webhooks/:id/replay', work: postReplay},
  ...PRIVACY_ROUTES,
];

/** Everything below `v1/admin/`. */
export async function administer(context: SiteContext): Promise<Response> {
  assertSecret(context.caller);
  const parts = context.parameter.split('/');
  const method = context.request.method === 'HEAD' ? 'GET' : context.request.method;
  const found = ADMIN_ROUTES.filter(({path}) => matches(path, parts));
  const route = found.find(one => one.method === method);
  if (!route) {
    if (found.length === 0) throw new Refusal('not_found', 'There is nothing at this path.', 'See openapi.json for what there is.');
    const allow = found.map(one => one.method).join(', ');
    throw new Refusal('method_not_allowed', `${method} is not for this path.`, `Use ${allow}.`, {headers: {allow}});
  }
  const answer = await route.work(context, parts[1] ?? '');
  return answer instanceof Response ? answer : Response.json(answer, {status: route.status ?? 200, headers: HEADERS});
}

function matches(path: string, parts: readonly string[]): boolean {
  const pattern = path.split('/');
  return pattern.length === parts.length && pattern.every((part, at) => (part.startsWith(':') ? parts[at] !== '' : part === parts[at]));
}

function withdraw(context: SiteContext, id: string): Promise<unknown> {
  return withdrawPublication(context, id);
}

async function progress(context: SiteContext, id: string): Promise<unknown> {
  const {services, site} = context;
  const publication = await publicationOf(context, id);
  const counted = await services.audience.progress(site.id, publication);
  const reached = await services.notices.reached(site.id, `publication:${publicationId(publication)}`);
  return {...counted, notified: {...counted.notified, ...reached}};
}

async function postNotices(context: SiteContext): Promise<unknown> {
  return announce(context, await body(context, MAX_NOTICES_BYTES));
}

async function getNotices({url, services, site}: SiteContext): Promise<unknown> {
  const about = url.searchParams.get('about') ?? '';
  const rows = await services.notices.list(site.id, about, {after: url.searchParams.get('after') ?? '', limit: PAGE + 1});
  const notices = rows.slice(0, PAGE);
  return {notices, ...(rows.length > PAGE && {next: notices.at(-1)!.id})};
}

async function getNotice({services, site}: SiteContext, id: string): Promise<unknown> {
  const notice = await services.notices.find(site.id, id);
  if (!notice) throw new Refusal('not_found', 'There is no notice of this id.', 'Check the id.');
  return notice;
}

async function postDelivery(context: SiteContext, id: string): Promise<unknown> {
  const report = checked(DeliveryReportSchema, await body(context, MAX_CASE_BYTES), 'The report');
  await getNotice(context, id);
  await reportDelivery(context, id, report);
  return getNotice(context, id);
}

async function postRestriction(context: SiteContext): Promise<unknown> {
  const made = await restrict(context, await body(context, MAX_CASE_BYTES));
  await context.services.webhooks.tell(context.site, 'restriction.made', made, made.id);
  context.services.courier.wake();
  return made;
}

async function getRestrictions(context: SiteContext): Promise<unknown> {
  const {url, services, site} = context;
  const named = url.searchParams.get('subject');
  if (named !== null) {
    const subject = await askedSubject(services, site.id, named);
    return {restrictions: subject === undefined ? [] : await withSubject(context, subject)};
  }
  const cases = await services.cases.subjects(site.id, {before: casePlace(url.searchParams.get('before') ?? '9999'), limit: PAGE});
  const restrictions = (await Promise.all(cases.map(({subject}) => withSubject(context, subject)))).flat();
  const end = cases.at(-1);
  return {restrictions, ...(end && cases.length === PAGE && {next: `${end.last}.${end.subject}`})};
}

/** Where a page begins: after the last one of the page before, or before an instant. */
function casePlace(cursor: string): CasePlace {
  const [, last = cursor, subject] = /^(.+)\.(s_[\w-]{43})$/.exec(cursor) ?? [];
  return {last, subject};
}

async function withSubject(bench: Bench, subject: string): Promise<unknown[]> {
  return (await restrictionsOf(bench, subject)).map(view => ({subject, ...view}));
}

async function postLift(context: SiteContext, id: string): Promise<unknown> {
  const lifted = await lift(context, id, await body(context, MAX_CASE_BYTES));
  await context.services.webhooks.tell(context.site, 'restriction.lifted', lifted);
  context.services.courier.wake();
  return lifted;
}

async function postReview(context: SiteContext, id: string): Promise<unknown> {
  const {services, site} = context;
  const reviewed = await reviewAppeal(context, id, await body(context, MAX_CASE_BYTES));
  if (reviewed.appeal.decidedAt) await services.webhooks.tell(site, 'appeal.decided', reviewed);
  if (reviewed.appeal.status === 'upheld') await services.webhooks.tell(site, 'restriction.lifted', reviewed.restriction);
  services.courier.wake();
  return reviewed;
}

async function getAttachment(context: SiteContext, id: string): Promise<Response> {
  const {services, site, parameter} = context;
  const subject = await subjectOfCase(context, id, 'appeal');
  const found = await services.attachments.read({site: site.id, subject}, parameter.split('/').at(-1)!);
  if (!found) throw new Refusal('not_found', 'The bytes of this attachment are not here.', 'They may not have arrived yet, or were destroyed.');
  // Never shown in place: what it says it is has been checked, what it does has not.
  return new Response(found.bytes, {headers: {...HEADERS, 'content-type': found.type, 'content-disposition': 'attachment'}});
}

async function getWebhooks({url, services, site}: SiteContext): Promise<unknown> {
  const state = url.searchParams.get('state') ?? 'dead';
  if (!isWebhookState(state)) throw new Refusal('invalid_message', 'There is no such state of a webhook.', 'Ask for waiting, delivered or dead.');
  return {webhooks: await services.webhookStore.list(site.id, state, PAGE)};
}

async function postReplay({services, site}: SiteContext, id: string): Promise<unknown> {
  const replayed = await services.webhookStore.replay(site.id, id, services.now());
  if (replayed === 0) throw new Refusal('not_found', 'There is no message of this id.', 'Check the id: it reads msg_….');
  services.courier.wake();
  return {replayed};
}

async function body({request}: SiteContext, maxBytes: number): Promise<unknown> {
  return (await readJson(request, maxBytes)).value;
}

function isWebhookState(text: string): text is WebhookState {
  return text === 'waiting' || text === 'delivered' || text === 'dead';
}
