import {findClause} from '../../document/find-clause.js';
import type {TermsDocument} from '../../document/model.js';
import {plainText} from '../../document/plain-text.js';
import {agreementState} from '../../protocol/agreement-status.js';
import {uuid7} from '../../protocol/uuid.js';
import {wordsIn} from '../choose-locale.js';
import type {Services} from '../context.js';
import type {Site} from '../sites/sites.js';
import {restrictionsOf} from '../standing/standing.js';
import type {DueNotice} from './notice-store.js';
import {linkAsks} from './links.js';
import {changeWords, restrictionWords, type Words} from './words.js';

const DAY_MS = 86_400_000;

/** A notice, ready to go; or why it is not needed any more. */
export type Composed = {words: Words; copy?: {name: string; text: string}; link?: string} | {stopped: string};

/** The words of a notice as things stand now, in the language that it was asked for in. */
export function composeNotice(services: Services, site: Site, notice: DueNotice): Promise<Composed> {
  return notice.about.startsWith('publication:') ? composeChange(services, site, notice) : composeRestriction(services, site, notice);
}

async function composeChange(services: Services, site: Site, notice: DueNotice): Promise<Composed> {
  const {subject, document, version, hash, locale, kind} = notice;
  const now = services.now();
  const [publications, acts] = await Promise.all([services.publications.list(site.id, [document]), services.records.acts(site.id, subject, [document])]);
  const publication = publications.find(one => one.version === version);
  if (!publication || publication.withdrawnAt) return {stopped: 'The announcement was withdrawn.'};
  const own = acts.get(document) ?? [];
  const answered = own.some(act => act.version === version && ['accept', 'decline', 'continue'].includes(act.type));
  // Several may be announced: whoever is not asked for this one now may be later, unless they have answered.
  if (answered || agreementState(publications, own, now).status === 'withdrawn') return {stopped: 'There was an answer.'};

  const terms = await termsOf(services, site, hash);
  const linkUntil = new Date(now.getTime() + (site.notices?.linkDays ?? 0) * DAY_MS);
  const link = await linkOf(services, site, {notice, locale: terms.locale, until: linkUntil});
  const fullText = plainText(terms);
  const {summary} = publication;
  const words = changeWords(
    {
      title: terms.title,
      version,
      hash,
      publication,
      summary: wordsIn(summary, locale),
      kind,
      link,
      linkUntil: linkUntil.toISOString(),
      linkAnswers: linkAsks(terms, publication.gates) !== 'elsewhere',
      fullText,
      // To the operator's provider go the words alone.
      attached: notice.channel === 'mail' && site.notices?.mail !== undefined,
    },
    locale,
  );
  return {words, copy: {name: `${document}-${version}.txt`, text: fullText}, ...(link !== undefined && {link})};
}

async function composeRestriction(services: Services, site: Site, {about, subject, locale}: DueNotice): Promise<Composed> {
  const id = about.slice(about.indexOf(':') + 1);
  const view = (await restrictionsOf({services, site}, subject)).find(one => one.id === id);
  if (!view || (view.lifted && about.startsWith('restriction:'))) return {stopped: 'The restriction was lifted.'};
  if (!view.lifted && about.startsWith('lifting:')) return {stopped: 'The restriction ended by itself.'};
  const terms = await termsOf(services, site, view.document.hash);
  const clause = findClause(terms, view.clause);
  return {words: restrictionWords({view, title: terms.title, clause: clause ? plainText({...terms, preamble: [], title: '', content: [clause]}).trim() : view.clause}, locale)};
}

async function termsOf({publications}: Services, site: Site, hash: string): Promise<TermsDocument> {
  return JSON.parse((await publications.canonical(site.id, hash))!) as TermsDocument;
}

async function linkOf(services: Services, site: Site, {notice, locale, until}: {notice: DueNotice; locale: string; until: Date}): Promise<string | undefined> {
  if (!site.notices) return undefined;
  const {subject: sub, document: id, version, hash} = notice;
  const now = services.now();
  const token = await services.links.sign({
    site: site.id,
    sub,
    document: {id, version, locale, hash},
    id: uuid7(now.getTime()),
    iat: Math.floor(now.getTime() / 1000),
    exp: Math.floor(until.getTime() / 1000),
  });
  return `${site.notices.endpoint.replace(/\/$/, '')}/v1/links/${token}`;
}
