import type {RecordBody} from '../../protocol/record-body.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';
import {restrictionsOf} from '../standing/standing.js';
import {assertLink} from './link-visitor.js';
import {assertContinueRecord, assertNoticeRecord} from './notice-rules.js';

/**
 * What a record of its type rests on, beyond its form: a `notice` on what was announced; a `continue` on a notice,
 * a date and a use after both; an `appeal` on a restriction that can be appealed; a `link` on proofs of both. A record that is stored already
 * has passed. Gives what only one record can be, where the type knows such a thing: two requests may get here at
 * the same moment.
 */
export async function assertRecordRules(body: RecordBody, context: SiteContext, received: Date): Promise<string | undefined> {
  if (body.type === 'notice') await assertNoticeRecord(body, context);
  if (body.type === 'continue') await assertContinueRecord(body, context, received);
  if (body.type === 'link') return assertLink(body, context);
  return body.type === 'appeal' ? assertAppeal(body, context) : undefined;
}

/** What is said to whoever appeals when there is nothing to appeal. */
export function appealClosed(why: string): Refusal {
  return new Refusal('appeal_closed', `The restriction cannot be appealed: ${why}.`, 'See the standing for what can be done.');
}

async function assertAppeal({id, subject, document, appeal, at}: RecordBody, {services, site}: SiteContext): Promise<string | undefined> {
  const restrictions = await restrictionsOf({services, site}, subject);
  const restriction = restrictions.find(one => one.id === appeal!.restriction);
  if (!restriction || restriction.document.hash !== document.hash) {
    throw new Refusal('not_found', 'This subject has no such restriction under this text.', 'Ask for the standing again, and quote what it says.');
  }
  const {appeals} = restriction;
  if (appeals.some(other => other.id === id)) return undefined;
  // Filed in time on the device counts, however late it arrives.
  const inTime = Date.parse(at) <= Date.parse(restriction.appealUntil);
  const open = appeals.some(({status}) => status === 'received' || status === 'under_review');
  if (!restriction.lifted && inTime && !open && appeals.length < site.appeals.perRestriction) return `appeal ${restriction.id} ${appeals.length}`;
  throw appealClosed(restriction.lifted ? 'it is lifted' : open ? 'one is under way' : inTime ? 'there was one already' : 'its time is over');
}
