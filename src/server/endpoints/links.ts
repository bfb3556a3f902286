import type {TermsDocument} from '../../document/model.js';
import {plainText} from '../../document/plain-text.js';
import type {Act} from '../../protocol/agreement.js';
import type {Publication} from '../../protocol/publication.js';
import type {RecordBody} from '../../protocol/record-body.js';
import {wordsIn} from '../choose-locale.js';
import type {Bench, OpenContext} from '../context.js';
import {hashText} from '../digest.js';
import {problemOf} from '../http/problem-response.js';
import {readBytes} from '../http/request-body.js';
import {answerPage, askPage, linkWords, pagePolicy, problemPage} from '../notices/link-page.js';
import {linkAsks, type Link} from '../notices/links.js';
import {flag, type Checked} from '../records/check-record.js';
import {Refusal} from '../refusal.js';

const MAX_FORM_BYTES = 1_000;

// The link itself names the site: these pages are opened from a mail, by no page of the site's.

/** What a link is about, as things stand now. */
interface Question {
  bench: Bench;
  link: Link;
  publication: Publication;
  terms: TermsDocument;
  /** The answer that was given already, by this link or otherwise. */
  answer?: Act | undefined;
}

/** `GET /v1/links/{token}`: shows the change and asks. Mail systems follow links: nothing is recorded by it. */
export function getLink(context: OpenContext): Promise<Response> {
  return asPage(context, async () => {
    const {bench, link, publication, terms, answer} = await questionOf(context);
    const site = nameOf(bench);
    if (answer) return answerPage({site, type: typeOf(answer), title: terms.title, version: link.document.version, id: answer.id, at: answer.at}, terms.locale);
    const {summary, effectiveAt, declineUntil} = publication;
    return askPage({site, title: terms.title, version: link.document.version, summary: wordsIn(summary, terms.locale), effectiveAt, declineUntil, fullText: plainText(terms), consents: terms.consents ?? [], asks: linkAsks(terms, publication.gates)}, terms.locale);
  });
}

/** `POST /v1/links/{token}`: accepts or declines, once. The record's id is the link's, so it cannot be made twice. */
export function postLink(context: OpenContext): Promise<Response> {
  return asPage(context, async () => {
    const form = new URLSearchParams(new TextDecoder().decode(await readBytes(context.request, MAX_FORM_BYTES)));
    const action = form.get('action');
    if (action !== 'accept' && action !== 'decline') throw new Refusal('invalid_message', 'The form has no `action`.', 'Send action=accept or action=decline.');
    const {bench, link, publication, terms, answer} = await questionOf(context);
    if (answer) throw USED;
    const asks = linkAsks(terms, publication.gates);
    if (action === 'accept' && asks === 'elsewhere') throw new Refusal('invalid_message', 'This version asks for more than a link can answer.', 'Use the service itself to answer.');
    // Its button stands below the last line.
    const at = await record(bench, link, {type: action, endReached: asks === 'below'});
    return answerPage({site: nameOf(bench), type: action, title: terms.title, version: link.document.version, id: link.id, at}, terms.locale);
  });
}

const USED = new Refusal('link_used', 'This was answered already; the link works once.', 'To change the answer, use the service itself.');

async function questionOf({parameter, services}: OpenContext): Promise<Question> {
  const link = await services.links.verify(parameter);
  const site = link && services.sites.byId(link.site);
  if (!link || !site) throw new Refusal('link_invalid', 'The link is not one of ours.', 'Open it as it came in the mail, in full.');
  const {document, sub} = link;
  if (services.now().getTime() >= link.exp * 1000) throw new Refusal('link_expired', 'The time of the link is over.', 'Use the service itself to answer.');
  const [publications, canonical, acts, known] = await Promise.all([
    services.publications.list(site.id, [document.id]),
    services.publications.canonical(site.id, document.hash),
    services.records.acts(site.id, sub, [document.id]),
    services.subjects.has(site.id, sub),
  ]);
  if (!known) throw new Refusal('link_invalid', 'The link is for somebody who is not known here any more.', 'Use the service itself.');
  const publication = publications.find(({version}) => version === document.version);
  if (!publication || canonical === undefined || publication.withdrawnAt) {
    throw new Refusal('link_expired', 'The announcement was taken back.', 'Nothing is to be done.');
  }
  const answer = acts.get(document.id)?.findLast(({type, version}) => version === document.version && ['accept', 'decline', 'continue'].includes(type));
  return {bench: {services, site}, link, publication, terms: JSON.parse(canonical) as TermsDocument, answer};
}

/** Writes the answer into the subject's chain. Resolves with the server's clock. Throws `link_used`. */
async function record({services, site}: Bench, {id, sub, document, iat}: Link, {type, endReached}: {type: 'accept' | 'decline'; endReached: boolean}): Promise<string> {
  const at = services.now();
  const body: RecordBody = {
    v: 1,
    id,
    type,
    site: site.id,
    subject: sub,
    document,
    presentation: await services.presentations.sign({site: site.id, sub, offers: [document.hash], now: at}),
    shown: {mode: 'link', ...linkWords(document.locale, type), endReached, openMs: 0},
    made: {by: 'ui', trusted: false},
    at: at.toISOString(),
  };
  const text = JSON.stringify(body);
  const presentedAt = new Date(iat * 1000).toISOString();
  const entry: Checked['entry'] = {v: 1, site: site.id, sub, id, type, record: await hashText(text), document, presentedAt, claimedAt: body.at, via: 'link', flags: []};
  const flagged = flag([{body, entry, text}], {context: {services, site}, received: at});
  const [appended] = await services.appender.append(site.id, [{entry, body: text, choices: null}], flagged);
  if (appended!.status !== 'recorded') throw USED;
  return body.at;
}

async function asPage({request}: OpenContext, work: () => Promise<string>): Promise<Response> {
  const headers = {'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store', 'content-security-policy': await pagePolicy()};
  try {
    return new Response(await work(), {headers});
  } catch (error) {
    if (!(error instanceof Refusal) || !request.headers.get('accept')?.includes('text/html')) throw error;
    const problem = problemOf(error);
    const [locale = 'en'] = request.headers.get('accept-language')?.match(/[\w-]+/) ?? [];
    return new Response(problemPage(problem, locale), {status: problem.status, headers});
  }
}

function nameOf({site}: Bench): string {
  return site.name ?? site.id;
}

function typeOf({type}: Act): 'accept' | 'decline' {
  return type === 'decline' ? 'decline' : 'accept';
}
