import type {RecordBody} from '../../protocol/record-body.js';
import {uuid7, uuid7Time} from '../../protocol/uuid.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';
import {visitorOf} from '../subjects/caller.js';
import {appendOnce} from './operator-records.js';

/**
 * Refuses a `link` unless its request proves both: the account by a token of the host, the visitor by the id that only
 * the visitor's device knows. Presentations vouch for neither: they stand in records, which others read. Gives
 * the claim that lets a visitor be one account only.
 */
export async function assertLink({subject, link}: RecordBody, {request, caller, services, site}: SiteContext): Promise<string> {
  if (caller.kind !== 'token') throw new Refusal('subject_required', 'A link needs a token of the account.', 'Send a subject token with it.');
  if ((await services.subjects.find(site.id, caller.external)) !== subject) {
    throw new Refusal('subject_mismatch', 'The token is of another account than the link.', 'Send the token of the account that is linked.');
  }
  const visitor = visitorOf(request, site);
  if (visitor === undefined || (await services.subjects.find(site.id, visitor)) !== link!.visitor) {
    throw new Refusal('subject_mismatch', 'The request does not prove to come from the visitor of the link.', 'Send the id of that visitor in the header Assent-Subject, beside the token.');
  }
  return `linked ${link!.visitor}`;
}

/** What is said to whoever links a visitor of another account, or the same one by another record. */
export function visitorLinked(): Refusal {
  return new Refusal('visitor_linked', 'The visitor was linked already.', 'Nothing is to be done for the same account; another one cannot have them.');
}

/** Writes the other half of links into the visitors' chains, once: what stands before it counts for the account. */
export async function closeVisitors(recorded: readonly RecordBody[], {services, site}: SiteContext): Promise<void> {
  for (const {id: record, subject: account, document, link} of recorded) {
    if (!link) continue;
    const {visitor} = link;
    const id = await otherHalfOf(record);
    const at = services.now().toISOString();
    const made = {by: 'operator', role: 'backend'} as const;
    await appendOnce(services.appender, {v: 1, id, site: site.id, subject: visitor, document, type: 'link', link: {account, record}, made, at});
    await services.records.link({site: site.id, account, visitor, record: id});
  }
}

/** The id of the other half: of the same moment, and the same however often it is asked for. */
async function otherHalfOf(record: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`assent visitor ${record}`));
  return uuid7(uuid7Time(record), new Uint8Array(digest, 0, 10));
}
