import * as v from 'valibot';
import type {Act, Agreement, Agreements, Offer} from '../../protocol/agreement.js';
import {agreementStatus, inForce, publicationsFor} from '../../protocol/agreement-status.js';
import type {Publication} from '../../protocol/publication.js';
import {TIME_HEADER} from '../../protocol/routes.js';
import {DocumentIdSchema, LocaleSchema} from '../../protocol/scalars.js';
import {chooseLocale, wordsIn} from '../choose-locale.js';
import type {SiteContext} from '../context.js';
import {hashText} from '../digest.js';
import {MAX_OFFERED} from '../records/presentations.js';
import {checked} from '../refusal.js';
import {subjectOf} from '../subjects/caller.js';

/** Most documents that one request may ask for. */
const MAX_DOCUMENTS = 50;
/** A presentation bounds acts from below by its time: who asks again after so long gets a new one. */
const PRESENTATION_FRESH_MS = 60 * 60_000;
/** Hexadecimal digits of a hash that tell two answers apart. */
const DIGEST_LENGTH = 32;

const QuerySchema = v.object({
  locale: v.optional(LocaleSchema),
  documents: v.optional(v.pipe(v.array(DocumentIdSchema), v.maxLength(MAX_DOCUMENTS))),
});

/** `GET /v1/agreements`: how the subject stands to the documents of the site, and what is offered to it now. */
export async function getAgreements({request, url, caller, services, site}: SiteContext): Promise<Response> {
  const external = subjectOf(caller);
  const {locale, documents} = query(url);
  const now = services.now();
  const subject = await services.subjects.findOrMake(site.id, external, now);
  const publications = await services.publications.list(site.id, documents);
  const ordered = byDocument(publications);
  const acts = await services.records.acts(site.id, subject, ordered.map(([first]) => first!.document));
  const agreements = ordered.flatMap(versions => {
    const own = acts.get(versions[0]!.document) ?? [];
    const offered = publicationsFor(versions, own);
    return offered.length > 0 ? [agreementOf(offered, own, {locale, now})] : [];
  });
  const offers = offered(agreements, now);
  const digest = (await hashText(JSON.stringify([subject, agreements, offers]))).slice(-DIGEST_LENGTH);
  const headers = {'cache-control': 'private, no-store', [TIME_HEADER]: now.toISOString()};
  const known = knownTag(request, {digest, now});
  if (known) return new Response(null, {status: 304, headers: {...headers, etag: known}});
  const presentation = await services.presentations.sign({site: site.id, sub: subject, offers, now});
  const answer: Agreements = {site: site.id, subject, serverTime: now.toISOString(), presentation, agreements};
  return Response.json(answer, {headers: {...headers, etag: `W/"${now.getTime()}.${digest}"`}});
}

/**
 * The entity tag of what the device has, where that still holds: it says the same of the same subject, and its presentation
 * is young. Weak (RFC 9110 §8.8.1): time and presentation differ from one answer to the next, and mean the same.
 */
function knownTag(request: Request, {digest, now}: {digest: string; now: Date}): string | undefined {
  for (const [tag, at, known] of (request.headers.get('if-none-match') ?? '').matchAll(/W\/"(\d{1,16})\.([0-9a-f]+)"/g)) {
    const ageMs = now.getTime() - Number(at);
    if (known === digest && ageMs >= 0 && ageMs < PRESENTATION_FRESH_MS) return tag;
  }
  return undefined;
}

function query(url: URL): v.InferOutput<typeof QuerySchema> {
  const documents = url.searchParams.get('documents');
  const asked = {locale: url.searchParams.get('locale') ?? undefined, documents: documents === null ? undefined : documents.split(',').filter(Boolean)};
  return checked(QuerySchema, asked, 'The query');
}

/** Runs of the same document; they come ordered by document and effect. */
function byDocument(publications: readonly Publication[]): Publication[][] {
  const documents: Publication[][] = [];
  for (const publication of publications) {
    const last = documents.at(-1);
    if (last?.[0]!.document === publication.document) last.push(publication);
    else documents.push([publication]);
  }
  return documents;
}

function agreementOf(versions: readonly Publication[], acts: Act[], {locale, now}: {locale: string | undefined; now: Date}): Agreement {
  const offers = versions.map(publication => offerOf(publication, locale));
  const {document, ask} = inForce(versions, now) ?? versions[0]!;
  return {document, status: agreementStatus(offers, acts, now), ...(ask === 'on-use' && {ask}), offers, acts};
}

function offerOf({version, announcedAt, effectiveAt, assent, change, audience, declineUntil, renewMonths, gates, summary, texts}: Publication, wanted: string | undefined): Offer {
  const locales = texts.map(text => text.locale);
  const chosen = chooseLocale(wanted, locales);
  const {locale, hash, title, bytes} = texts.find(text => text.locale === chosen)!;
  const words = wordsIn(summary, locale);
  const rest = {...(declineUntil && {declineUntil}), ...(renewMonths && {renewMonths}), ...(gates && {gates})};
  return {version, announcedAt, effectiveAt, assent, change, audience, ...rest, ...(words !== undefined && {summary: words}), text: {locale, hash, title, bytes}, locales};
}

/**
 * The hashes that may be answered: what is in force first, then what was answered before (to withdraw it),
 * what is announced, and what was in force just before (it may be on a screen right now).
 */
function offered(agreements: readonly Agreement[], now: Date): string[] {
  const hashes = [0, 1, 2, 3].flatMap(rank => agreements.flatMap(agreement => ranked(agreement, now)[rank]!));
  return [...new Set(hashes)].slice(0, MAX_OFFERED);
}

function ranked({offers, acts}: Agreement, now: Date): string[][] {
  const current = inForce(offers, now);
  const at = current ? offers.indexOf(current) : -1;
  const accepted = acts.findLast(({type}) => type === 'accept');
  return [
    offers.slice(Math.max(at, 0), at + 1),
    [],
    offers.slice(at + 1),
    offers.slice(Math.max(at - 1, 0), Math.max(at, 0)),
  ].map((some, rank) => (rank === 1 ? (accepted ? [accepted.hash] : []) : some.map(({text}) => text.hash)));
}
