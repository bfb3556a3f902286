import {MAX_PRIVACY_BYTES} from '../../protocol/privacy.js';
import {certificateFacts} from '../certificate/certificate-facts.js';
import {certificatePage, certificatePolicy} from '../certificate/certificate-page.js';
import {certificateWords} from '../certificate/certificate-words.js';
import type {SiteContext} from '../context.js';
import {readJson} from '../http/request-body.js';
import {exportSubject} from '../portability/export-subject.js';
import {erase} from '../privacy/erase.js';
import {holdsOn, isOn, placeHold, releaseHold} from '../privacy/holds.js';
import {retain} from '../privacy/retain.js';
import {Refusal} from '../refusal.js';
import {knownSubject} from '../subjects/subject-ref.js';
import type {AdminRoute} from './admin.js';

/** What the operator does with people's data, and finds of it, below `v1/admin/`. Names of people stand in bodies and queries, never in a path. */
export const PRIVACY_ROUTES: readonly AdminRoute[] = [
  {method: 'GET', path: 'subjects', work: getSubjects},
  {method: 'POST', path: 'erasures', status: 201, work: async context => erase(context, await body(context))},
  {method: 'POST', path: 'holds', status: 201, work: async context => placeHold(context, await body(context))},
  {method: 'GET', path: 'holds', work: getHolds},
  {method: 'POST', path: 'holds/:id/release', work: async (context, id) => releaseHold(context, id, await body(context))},
  {method: 'POST', path: 'retention', work: async context => retain(context, await body(context))},
  {method: 'GET', path: 'extras', work: getExtras},
  {method: 'GET', path: 'consents', work: getConsents},
  {method: 'GET', path: 'records/:id/certificate', work: getCertificate},
];

/** Who is meant by a name, and what is there of them. Nobody, where the site knows nobody of this name. */
async function getSubjects(context: SiteContext): Promise<unknown> {
  const {services, site} = context;
  const subject = await subjectAsked(context).catch(error => {
    if (error instanceof Refusal && error.code === 'not_found') return undefined;
    throw error;
  });
  const view = subject && (await services.subjects.view(site.id, subject));
  if (!view) return {subjects: []};
  return {subjects: [{subject, ...view, held: (await holdsOn(services, site.id, [subject])).some(isOn)}]};
}

async function getHolds(context: SiteContext): Promise<unknown> {
  return {holds: await holdsOn(context.services, context.site.id, [await subjectAsked(context)])};
}

async function getExtras(context: SiteContext): Promise<unknown> {
  const {services, site} = context;
  return {extras: await services.extras.of({site: site.id, subject: await subjectAsked(context)})};
}

/** What a person consented to, in a format of others. */
async function getConsents(context: SiteContext): Promise<Response> {
  const {searchParams} = context.url;
  return exportSubject(context, {subject: await subjectAsked(context), principal: searchParams.get('subject')!}, searchParams.get('format') ?? 'iso27560');
}

/** A page that is fit to print; with `text`, the words of the terms in full. */
async function getCertificate(context: SiteContext, id: string): Promise<Response> {
  const facts = await certificateFacts(context, id);
  const {searchParams} = context.url;
  // Not every language has words for it, and whoever asked may not read the page before handing it on.
  const {locale} = certificateWords(searchParams.get('locale') ?? undefined);
  const page = certificatePage(facts, {locale, full: searchParams.get('text') === 'true'});
  return new Response(page, {headers: {'content-type': 'text/html; charset=utf-8', 'content-language': locale, 'cache-control': 'private, no-store', 'content-security-policy': await certificatePolicy()}});
}

async function subjectAsked({url, services, site}: SiteContext): Promise<string> {
  return knownSubject(services, site.id, url.searchParams.get('subject') ?? '');
}

async function body({request}: SiteContext): Promise<unknown> {
  return (await readJson(request, MAX_PRIVACY_BYTES)).value;
}
