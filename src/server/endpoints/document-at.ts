import * as v from 'valibot';
import {inForce, publicationsFor} from '../../protocol/agreement-status.js';
import {InstantSchema} from '../../protocol/scalars.js';
import {chooseLocale} from '../choose-locale.js';
import type {SiteContext} from '../context.js';
import type {Publication} from '../../protocol/publication.js';
import {hashText} from '../digest.js';
import {loggedPublication} from '../publications/logged-publication.js';
import {Refusal} from '../refusal.js';
import {askedSubject} from '../subjects/subject-ref.js';

const DAY_MS = 86_400_000;

/**
 * `GET /v1/admin/documents/{id}/at/{instant}`: the terms in force at a moment, for a court that asks: the exact
 * bytes in one locale, the publication that put them in force, on what basis, and until when they were. With
 * `?subject=`, those in force for that person: a version may be for newcomers only, or for all but them.
 */
export async function getDocumentAt(context: SiteContext): Promise<unknown> {
  const {parameter, url, services, site} = context;
  const [, id = '', , instant] = parameter.split('/');
  const at = v.safeParse(InstantSchema, instant);
  if (!at.success) throw new Refusal('invalid_message', 'The moment is not an instant in UTC.', 'Write it as 2026-11-23T20:48:00Z.');
  const published = await publishedFor(context, id);
  const publication = inForce(published, new Date(at.output));
  if (!publication) throw new Refusal('not_found', 'No version of this document was in force at that moment.', 'Check the id and the moment.');
  // A translation that came later was not there to be read.
  const texts = publication.texts.filter(({addedAt}) => addedAt === undefined || Date.parse(addedAt) <= Date.parse(at.output));
  const locale = chooseLocale(url.searchParams.get('locale') ?? undefined, texts.map(text => text.locale));
  const text = texts.find(one => one.locale === locale)!;
  const canonical = await services.publications.canonical(site.id, text.hash);
  if (canonical === undefined || (await hashText(canonical)) !== text.hash) {
    throw new Refusal('internal', 'What is kept of this text no longer has its hash: somebody has altered it.', 'Take it from an export or a backup that `assent verify` finds good.');
  }
  const logged = await loggedPublication(context, publication);
  if (logged === 'altered') {
    throw new Refusal('internal', 'What is kept of this publication is not what the log was told: somebody has altered it.', 'Take it from an export or a backup that `assent verify` finds good.');
  }
  const later = published.filter(({effectiveAt}) => Date.parse(effectiveAt) > Date.parse(publication.effectiveAt));
  const until = later.map(({effectiveAt}) => effectiveAt).sort()[0];
  return {
    document: id,
    at: at.output,
    inForce: {from: publication.effectiveAt, ...(until && {until})},
    publication: {...publication, texts},
    basis: basisOf(publication),
    ...(logged && {logged}),
    text: {...text, canonical},
  };
}

/** What was published of a document and not taken back: for one person where one is named, or all of it. */
async function publishedFor({url, services, site}: SiteContext, id: string): Promise<Publication[]> {
  const published = (await services.publications.list(site.id, [id])).filter(({withdrawnAt}) => !withdrawnAt);
  const named = url.searchParams.get('subject');
  if (named === null) return published;
  // Whom the site does not know has done nothing: a newcomer.
  const subject = await askedSubject(services, site.id, named);
  const acts = subject === undefined ? undefined : await services.records.acts(site.id, subject, [id]);
  return publicationsFor(published, acts?.get(id) ?? []);
}

/** On what the terms were in force: who was asked for what, and how long before they were told. */
function basisOf({announcedAt, effectiveAt, assent, change, audience, declineUntil, renewMonths}: Publication): object {
  // What takes effect at once may have been dated a moment before it arrived.
  const noticeDays = Math.max(0, Math.floor((Date.parse(effectiveAt) - Date.parse(announcedAt)) / DAY_MS));
  return {assent, change, audience, announcedAt, noticeDays, ...(declineUntil && {declineUntil}), ...(renewMonths && {renewMonths})};
}
