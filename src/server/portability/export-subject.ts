import type {Bench} from '../context.js';
import {Refusal} from '../refusal.js';
import {consentHistory} from './consent-history.js';
import {iso27560Receipt} from './iso27560.js';
import {kantaraReceipts} from './kantara.js';

const FORMATS = ['iso27560', 'kantara'];

/** One subject's records in a format of others; none for whoever has no reference yet. Throws `portability_unavailable` where the site has not said what they need. */
export async function exportSubject(bench: Bench, {subject, principal}: {subject: string | undefined; principal: string}, format: string): Promise<Response> {
  const {services, site} = bench;
  if (!FORMATS.includes(format)) throw new Refusal('invalid_message', 'There is no such format.', `Ask for ${FORMATS.join(' or ')}.`);
  const rules = site.portability;
  if (!rules) {
    throw new Refusal('portability_unavailable', 'The site does not say who its controller is, and what is done with data.', 'Set `portability` of the site: these formats need it.');
  }
  const purposes = subject === undefined ? [] : await consentHistory(bench, subject);
  const shared = {rules, site: site.name ?? site.id, principal};
  const headers = {'cache-control': 'private, no-store', 'content-type': format === 'iso27560' ? 'application/ld+json' : 'application/json'};
  const answer =
    format === 'iso27560'
      ? iso27560Receipt(purposes, {...shared, now: services.now(), id: crypto.randomUUID()})
      : {receipts: kantaraReceipts(purposes, {...shared, key: services.signer.publicKeys[0]!})};
  return new Response(JSON.stringify(answer, null, 2), {headers});
}
