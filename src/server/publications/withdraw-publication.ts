import {publicationId, type Publication} from '../../protocol/publication.js';
import type {Bench} from '../context.js';
import {publicationOf} from '../notices/announce.js';
import {Refusal} from '../refusal.js';
import {changePublication, type Change} from './change-publication.js';
import {withdrawAnnouncement} from './publication-store.js';

/** Takes an announcement back before it takes effect. What was in force stays as it was. Throws `not_found` for what was never announced. */
export async function withdrawPublication(bench: Bench, id: string): Promise<Publication> {
  const {services, site} = bench;
  const now = services.now();
  const {publication, store} = await changePublication(bench, async (): Promise<Change> => {
    const present = await publicationOf(bench, id);
    if (present.withdrawnAt) return {publication: present};
    if (Date.parse(present.effectiveAt) <= now.getTime()) throw inForceAlready();
    return {
      publication: {...present, withdrawnAt: now.toISOString()},
      store: async tx => {
        if (!(await withdrawAnnouncement(tx, site.id, present, now))) throw inForceAlready();
      },
    };
  });
  if (!store) return publication;
  await services.notices.stop(site.id, `publication:${publicationId(publication)}`, now);
  await services.webhooks.tell(site, 'publication.withdrawn', publication);
  services.courier.wake();
  return publication;
}

function inForceAlready(): Refusal {
  return new Refusal('publication_in_force', 'The version is in force; what was in force is never altered.', 'Publish a new version.');
}
