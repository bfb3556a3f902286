import {publicationId, type Publication} from '../../protocol/publication.js';
import type {Bench} from '../context.js';
import {Refusal} from '../refusal.js';

/** Takes an announcement back before it takes effect. What was in force stays as it was. */
export async function withdrawPublication({services, site}: Bench, publication: Publication): Promise<Publication> {
  const now = services.now();
  if (publication.withdrawnAt) return publication;
  if (Date.parse(publication.effectiveAt) <= now.getTime()) throw inForceAlready();
  const {document, version} = publication;
  if (!(await services.publications.withdraw(site.id, {document, version}, now))) throw inForceAlready();
  const withdrawn = {...publication, withdrawnAt: now.toISOString()};
  await services.notices.stop(site.id, `publication:${publicationId(publication)}`, now);
  await services.webhooks.tell(site, 'publication.withdrawn', withdrawn);
  services.courier.wake();
  return withdrawn;
}

function inForceAlready(): Refusal {
  return new Refusal('publication_in_force', 'The version is in force; what was in force is never altered.', 'Publish a new version.');
}
