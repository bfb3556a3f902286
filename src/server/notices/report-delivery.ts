import type * as v from 'valibot';
import type {DeliveryReportSchema} from '../../protocol/notice.js';
import type {OperatorRecord} from '../../protocol/standing.js';
import type {Bench} from '../context.js';
import {appendOperatorRecords} from '../records/operator-records.js';
import {Refusal} from '../refusal.js';

/**
 * Takes the provider's report on a notice. One that a person's device or mailbox has received becomes a
 * `notice` record in their chain, under the notice's own id: a `continue` can rest on it.
 */
export async function reportDelivery(bench: Bench, id: string, {state, reference, reason}: v.InferOutput<typeof DeliveryReportSchema>): Promise<void> {
  const {services, site} = bench;
  const at = services.now();
  await services.notices.settle({site: site.id, id}, {state, at, ...(reference !== undefined && {reference}), ...(reason !== undefined && {reason})});
  if (state !== 'delivered' && state !== 'shown') return;
  const notice = (await services.notices.find(site.id, id))!;
  if (!notice.about.startsWith('publication:') || (await services.records.receipt(site.id, id))) return;
  const identity = await services.publications.identity(site.id, notice.hash);
  if (!identity) throw new Refusal('not_found', 'The text of the notice is not here any more.', 'Nothing can rest on it.');
  const {document, version, locale} = identity;
  const record: OperatorRecord = {
    v: 1,
    id,
    type: 'notice',
    site: site.id,
    subject: notice.subject,
    document: {id: document, version, locale, hash: notice.hash},
    delivery: {
      channel: notice.channel,
      ...(notice.words && {words: notice.words}),
      ...(notice.sentAt && {sentAt: notice.sentAt}),
      state,
      ...(notice.reference && {reference: notice.reference}),
    },
    made: {by: 'operator', role: 'notices'},
    at: at.toISOString(),
  };
  await appendOperatorRecords(services.appender, [record]);
}
