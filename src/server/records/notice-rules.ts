import type {Act} from '../../protocol/agreement.js';
import {continuable} from '../../protocol/agreement-status.js';
import type {Publication} from '../../protocol/publication.js';
import type {RecordBody} from '../../protocol/record-body.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';

/** What a `notice` quotes must be what was announced, and it must say what was on the screen. */
export async function assertNoticeRecord({document, notice, shown}: RecordBody, {services, site}: SiteContext): Promise<void> {
  const publication = (await services.publications.list(site.id, [document.id])).find(({version}) => version === document.version)!;
  if (!shown) throw misquoted('shown', 'A notice says what was shown, and how.');
  if (!sameInstant(publication.announcedAt, notice!.announcedAt)) throw misquoted('notice.announcedAt', 'Not when this version was announced.');
  if (!sameInstant(publication.effectiveAt, notice!.effectiveAt)) throw misquoted('notice.effectiveAt', 'Not when this version takes effect.');
  if (notice!.summary !== undefined && !Object.values(publication.summary ?? {}).includes(notice!.summary)) throw misquoted('notice.summary', 'Not what the publisher says of the change.');
}

/**
 * What a `continue` rests on: its own notice, as it was recorded; the date; a day to read; a use after all of
 * them; and a way to refuse on the screen.
 */
export async function assertContinueRecord({id, subject, document, use, shown, at}: RecordBody, {services, site}: SiteContext, received: Date): Promise<void> {
  const [publications, acts] = await Promise.all([services.publications.list(site.id, [document.id]), services.records.acts(site.id, subject, [document.id])]);
  const own = acts.get(document.id) ?? [];
  if (own.some(act => act.id === id)) return;
  if (!shown?.statement || !shown.button) throw misquoted('shown', 'A continue quotes the statement on the screen, and the button by which it could be refused.');
  const publication = publications.find(({version}) => version === document.version)!;
  const notice = noticeBehind(publications, own, {use: use!, document, received});
  if (!notice) {
    throw new Refusal('notice_missing', 'Going on using the service means no assent here: the notice that is quoted, its date or a day to read it are missing, or it was answered.', 'Show the notice, and ask.');
  }
  if (!sameInstant(notice.at, use!.noticedAt)) throw misquoted('use.noticedAt', 'Not when the notice was recorded.');
  if (!sameInstant(publication.effectiveAt, use!.effectiveAt)) throw misquoted('use.effectiveAt', 'Not when this version takes effect.');
  if (Date.parse(use!.usedAt) > Date.parse(at)) throw misquoted('use.usedAt', 'The use lies after the record of it.');
}

/** The use is the device's claim; the server's clock bounds it from above. Only the notice that is quoted counts. */
function noticeBehind(
  publications: readonly Publication[],
  acts: readonly Act[],
  {use, document: {version}, received}: {use: NonNullable<RecordBody['use']>; document: RecordBody['document']; received: Date},
): Act | undefined {
  const used = new Date(Math.min(Date.parse(use.usedAt), received.getTime()));
  const quoted = acts.filter(act => act.type !== 'notice' || act.version !== version || act.id === use.notice);
  return continuable(publications, quoted, {version, use: used});
}

function sameInstant(one: string, other: string): boolean {
  return Date.parse(one) === Date.parse(other);
}

function misquoted(path: string, message: string): Refusal {
  return new Refusal('invalid_message', `The record does not hold: ${message}`, 'Quote the agreements as they came.', {errors: [{path, message}]});
}
