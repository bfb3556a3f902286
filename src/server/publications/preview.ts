import {diffTerms} from '../../document/diff.js';
import type {TermsDocument} from '../../document/model.js';
import {inForce} from '../../protocol/agreement-status.js';
import type {PublicationPreview} from '../../protocol/publication.js';
import type {Services} from '../context.js';
import {foundIn, type Published} from './publish.js';

type Change = PublicationPreview['changes'][number];

/** What would come of a publication: whom it asks, by when, and what differs from the texts it takes the place of. */
export async function previewOf(
  published: Published,
  {site, publications, audience}: {site: string} & Pick<Services, 'publications' | 'audience'>,
): Promise<PublicationPreview> {
  const {publication, made, texts} = published;
  const {document, version, effectiveAt, assent, change} = publication;
  const asks = assent !== 'none' && change === 'material' && publication.audience !== 'new';
  const others = (await publications.list(site, [document])).filter(other => other.version !== version && !other.withdrawnAt);
  const before = inForce(others, new Date(effectiveAt));
  const changes = texts.map(async ({locale, hash: to, canonical}): Promise<Change> => {
    const from = before?.texts.find(text => text.locale === locale)?.hash;
    if (from === undefined) return {locale, to};
    return {locale, to, from, version: before!.version, clauses: clausesOf((await publications.canonical(site, from))!, canonical)};
  });
  return {
    publication,
    found: foundIn(published),
    made,
    asked: {people: asks ? await audience.bound(site, document) : 0, by: effectiveAt},
    changes: await Promise.all(changes),
  };
}

function clausesOf(before: string, after: string): Change['clauses'] {
  const found = {changed: [] as string[], added: [] as string[], removed: [] as string[], moved: [] as string[]};
  for (const {change, before: was, after: is} of diffTerms(JSON.parse(before) as TermsDocument, JSON.parse(after) as TermsDocument).clauses) {
    const anchor = (is ?? was)?.anchor;
    // The document itself, outside of its clauses, has no anchor.
    if (change !== 'kept' && anchor !== undefined) found[change].push(anchor);
  }
  return found;
}
