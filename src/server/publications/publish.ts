import type * as v from 'valibot';
import {garbledWords} from '../../document/garbled.js';
import {sortedJson} from '../../document/sorted-json.js';
import {inForce} from '../../protocol/agreement-status.js';
import {isAssentError} from '../../protocol/errors.js';
import {PublicationRequestSchema, type Publication, type Published as PublishedAnswer} from '../../protocol/publication.js';
import type {Bench} from '../context.js';
import {hashText} from '../digest.js';
import {checked, Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';
import {changePublication, type Change} from './change-publication.js';
import {assertNotice} from './minimum-notice.js';
import {addPublication, addTexts, type StoredText, type Terms} from './publication-store.js';
import type {ReadTerms} from './read-here.js';
import {readTerms} from './read-terms.js';

/** A publication, and whether anything was made or added for it. */
export interface Published {
  publication: Publication;
  made: boolean;
  /** The texts that were brought. */
  texts: readonly ReadText[];
}

/** A text, and what was found in it. */
type ReadText = StoredText & Pick<ReadTerms, 'clauses' | 'keyClauses'>;

type Wanted = v.InferOutput<typeof PublicationRequestSchema>;

/** How far back an effective date may lie: for a request that was on its way. */
const GRACE_MS = 60_000;

/**
 * Puts a version in force. Asking again for what is there already changes nothing; a further locale may be
 * added; anything else that differs is a `publication_conflict`.
 */
export async function publish(bench: Bench, message: unknown, {dryRun = false}: {dryRun?: boolean} = {}): Promise<Published> {
  const wanted = checked(PublicationRequestSchema, message, 'The publication');
  const texts = await readTexts(wanted);
  const now = bench.services.now();
  const decide = () => changeFor(bench, {wanted, texts, now});
  const {publication, store} = dryRun ? await decide() : await changePublication(bench, decide);
  return {publication, made: store !== undefined, texts};
}

interface Asked {
  wanted: Wanted;
  texts: ReadText[];
  now: Date;
}

async function changeFor({services: {publications}, site}: Bench, asked: Asked): Promise<Change> {
  const {wanted, texts, now} = asked;
  const siblings = await publications.list(site.id, [wanted.document]);
  const present = siblings.find(({version}) => version === wanted.version);
  if (present) return extended(site.id, present, asked);
  const terms = termsOf(wanted, siblings, {now, site});
  assertSummaries(wanted, texts);
  return {publication: {...terms, texts: texts.map(publicText)}, store: tx => addPublication(tx, site.id, terms, texts)};
}

/** The version is there: nothing to do, a locale to add, or a conflict. */
function extended(site: string, present: Publication, {wanted, texts, now}: Asked): Change {
  if (present.withdrawnAt) {
    throw new Refusal('publication_conflict', `Version ${wanted.version} of ${wanted.document} was announced and withdrawn.`, 'Publish it under another version.');
  }
  assertSummaries(wanted, [...present.texts, ...texts]);
  const differences = differencesOf(present, wanted, texts);
  if (differences.length > 0) {
    throw new Refusal(
      'publication_conflict',
      `Version ${wanted.version} of ${wanted.document} is published already, and differs in ${differences.join(', ')}.`,
      'Publish a new version: what people agreed to is never changed.',
    );
  }
  const added = texts.filter(({locale}) => !present.texts.some(text => text.locale === locale)).map(text => ({...text, addedAt: now.toISOString()}));
  const summary = {...present.summary, ...wanted.summary};
  const grown = Object.keys(summary).length > Object.keys(present.summary ?? {}).length;
  if (added.length === 0 && !grown) return {publication: present};
  const {texts: before, ...terms} = {...present, ...(Object.keys(summary).length > 0 && {summary})};
  return {publication: {...terms, texts: [...before, ...added.map(publicText)]}, store: tx => addTexts(tx, site, terms, added, before.length)};
}

function differencesOf(present: Publication, wanted: Wanted, texts: readonly StoredText[]): string[] {
  const differences: string[] = [];
  if (present.assent !== wanted.assent) differences.push('assent');
  if (present.change !== wanted.change) differences.push('change');
  if (present.audience !== wanted.audience) differences.push('audience');
  if (present.ask !== wanted.ask) differences.push('ask');
  if (present.renewMonths !== wanted.renewMonths) differences.push('renewMonths');
  if (sortedJson(present.gates ?? {}) !== sortedJson(wanted.gates ?? {})) differences.push('gates');
  if (wanted.declineUntil !== undefined && Date.parse(wanted.declineUntil) !== Date.parse(present.declineUntil ?? '')) differences.push('declineUntil');
  if (wanted.effectiveAt !== undefined && Date.parse(wanted.effectiveAt) !== Date.parse(present.effectiveAt)) differences.push('effectiveAt');
  for (const [locale, words] of Object.entries(wanted.summary ?? {})) {
    if ((present.summary?.[locale] ?? words) !== words) differences.push(`summary (${locale})`);
  }
  for (const {locale, hash, sourceHash} of texts) {
    const text = present.texts.find(other => other.locale === locale);
    if (text && (text.hash !== hash || text.sourceHash !== sourceHash)) differences.push(`text (${locale})`);
  }
  return differences;
}

function termsOf(wanted: Wanted, siblings: readonly Publication[], {now, site}: {now: Date; site: Site}): Terms {
  const effective = wanted.effectiveAt === undefined ? now : new Date(wanted.effectiveAt);
  if (effective.getTime() < now.getTime() - GRACE_MS) {
    throw new Refusal('effective_date_invalid', 'The effective date is in the past.', 'Terms bind from now on: leave effectiveAt out, or choose a later one.');
  }
  const effectiveAt = effective.toISOString();
  const taken = siblings.find(sibling => sibling.effectiveAt === effectiveAt && !sibling.withdrawnAt);
  if (taken) {
    throw new Refusal('effective_date_invalid', `Version ${taken.version} takes effect at the same instant.`, 'Choose another effectiveAt: one version is in force at a time.');
  }
  const {document, version, assent, change, audience, ask, renewMonths, gates, summary} = wanted;
  assertNotice({change, audience, effectiveAt}, {days: site.minimumNoticeDays, now, replaces: inForce(siblings.filter(({withdrawnAt}) => !withdrawnAt), now) !== undefined});
  const declineUntil = wanted.declineUntil && new Date(wanted.declineUntil).toISOString();
  if (declineUntil && declineUntil < effectiveAt) {
    throw new Refusal('effective_date_invalid', 'The terms before would end before the new ones begin.', 'Choose a declineUntil that is not before effectiveAt.');
  }
  return {
    document,
    version,
    announcedAt: now.toISOString(),
    effectiveAt,
    assent,
    change,
    audience,
    ask,
    ...(declineUntil && {declineUntil}),
    ...(renewMonths !== undefined && {renewMonths}),
    ...(gates && Object.keys(gates).length > 0 && {gates}),
    ...(summary && {summary}),
  };
}

/** A summary in a language in which there is no text would never be read. */
function assertSummaries({summary}: Wanted, texts: readonly {locale: string}[]): void {
  const strange = Object.keys(summary ?? {}).find(locale => !texts.some(text => text.locale === locale));
  if (strange === undefined) return;
  throw new Refusal('invalid_message', `There is a summary in ${strange}, and no text.`, 'Add the text in that locale, or leave the summary out.', {
    errors: [{path: `summary.${strange}`, message: 'No text in this locale.'}],
  });
}

async function readTexts({document, version, texts, summary}: Wanted): Promise<ReadText[]> {
  for (const words of Object.values(summary ?? {})) assertStorable(words, 'summary');
  const read: ReadText[] = [];
  for (const {locale, source, format, title} of texts) {
    if (read.some(text => text.locale === locale)) throw termsInvalid(`There are two texts in ${locale}.`);
    assertStorable(source, `source (${locale})`);
    if (title !== undefined) assertStorable(title, `title (${locale})`);
    assertLegible(source, locale);
    const meta = {id: document, version, locale, ...(format && {format}), ...(title !== undefined && {title})};
    const {canonical, ...terms} = await readTerms(source, meta).catch(error => {
      throw unreadable(error, locale);
    });
    assertStorable(terms.title, `title (${locale})`); // front matter may write U+0000 as an escape
    const hash = await hashText(canonical);
    if (read.some(text => text.hash === hash)) throw termsInvalid(`Two texts are the same to the byte.`);
    read.push({
      locale,
      hash,
      ...terms,
      canonical,
      source,
      sourceHash: await hashText(source),
    });
  }
  return read;
}

/** What was found in the texts that were brought, for the answer. */
export function foundIn({texts}: Published): PublishedAnswer['found'] {
  return texts.map(({locale, clauses, keyClauses, consents}) => ({locale, clauses, keyClauses, consents: consents.length}));
}

function unreadable(error: unknown, locale: string): unknown {
  if (!isAssentError(error) || error.code !== 'terms_invalid') return error;
  return new Refusal('terms_invalid', `The text in ${locale} cannot be read. ${error.message}`, error.advice);
}

// PostgreSQL's TEXT holds no U+0000, and a lone surrogate has no UTF-8: either would be stored as something else.
function assertStorable(text: string, what: string): void {
  if (/\0|\p{Surrogate}/u.test(text)) throw termsInvalid(`The ${what} holds U+0000 or half of a surrogate pair.`);
}

/** A text that went through the wrong encoding would be shown as it came, to everyone, and never be mended. */
function assertLegible(source: string, locale: string): void {
  const garbled = garbledWords(source);
  if (garbled === undefined) return;
  throw new Refusal('terms_invalid', `The text in ${locale} was read in the wrong encoding before it came here: it has "${garbled}".`, 'Take the text as it was first saved, save it as UTF-8, and publish it again.');
}

function termsInvalid(message: string): Refusal {
  return new Refusal('terms_invalid', message, 'Mend the text, and publish it again.');
}

function publicText({locale, hash, sourceHash, title, bytes, addedAt}: StoredText): Publication['texts'][number] {
  return {locale, hash, sourceHash, title, bytes, ...(addedAt !== undefined && {addedAt})};
}
