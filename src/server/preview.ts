import {inForce} from '../protocol/agreement-status.js';
import type {Publication, PublicationPreview} from '../protocol/publication.js';
import type {AudienceStore} from './audience-store.js';

/** What would come of a publication: whom it asks, by when, and which texts it takes the place of. */
export async function previewOf(
  {publication, made}: {publication: Publication; made: boolean},
  {site, siblings, audience}: {site: string; siblings: readonly Publication[]; audience: AudienceStore},
): Promise<PublicationPreview> {
  const {document, version, effectiveAt, assent, change} = publication;
  const asks = assent !== 'none' && change === 'material' && publication.audience !== 'new';
  const others = siblings.filter(sibling => sibling.version !== version && !sibling.withdrawnAt);
  const before = inForce(others, new Date(effectiveAt));
  return {
    publication,
    made,
    asked: {people: asks ? await audience.bound(site, document) : 0, by: effectiveAt},
    changes: publication.texts.map(({locale, hash: to}) => {
      const from = before?.texts.find(text => text.locale === locale)?.hash;
      return {locale, to, ...(from !== undefined && {from, version: before!.version})};
    }),
  };
}
