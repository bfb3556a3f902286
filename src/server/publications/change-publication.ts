import type {Publication} from '../../protocol/publication.js';
import type {Bench} from '../context.js';
import type {Database} from '../database/database.js';
import {writeInTurn} from '../database/write-in-turn.js';
import {appendAfter, operatorFrame} from '../records/operator-records.js';
import {SITE_ITSELF} from '../subjects/subject-ref.js';

/** How a publication is to stand, and what has to be written for it to stand so; without `store`, it does already. */
export interface Change {
  publication: Publication;
  store?: ((tx: Database) => Promise<void>) | undefined;
}

/**
 * Changes how a publication stands, and says so in the site's own chain: both or neither.
 * @param decide looks at how things stand, or throws; again where another change came between
 */
export async function changePublication(bench: Bench, decide: () => Promise<Change>): Promise<Change> {
  const {services, site} = bench;
  const subject = await services.subjects.findOrMake(site.id, SITE_ITSELF, services.now());
  const change = await writeInTurn(async () => {
    const heads = await services.records.heads(site.id, [subject]);
    const {publication, store} = await decide();
    if (store) await appendAfter(heads, {...operatorFrame(bench, subject, 'publisher'), type: 'publish', publication}, store, services);
    return {publication, store};
  });
  services.sequencer.wake();
  return change;
}
