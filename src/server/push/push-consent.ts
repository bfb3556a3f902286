import {agreementState} from '../../protocol/agreement-status.js';
import type {Bench} from '../context.js';

/** Whether a subject accepts push messages now: by a record of theirs, to the document that the site names for it. */
export async function acceptsPush({services, site}: Bench, subject: string): Promise<boolean> {
  const document = site.notices?.push?.document;
  if (document === undefined) return false;
  const [publications, acts] = await Promise.all([services.publications.list(site.id, [document]), services.records.acts(site.id, subject, [document])]);
  const {status} = agreementState(publications, acts.get(document) ?? [], services.now());
  return status === 'current' || status === 'notice';
}
