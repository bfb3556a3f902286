import type {LoggedReceipt} from '../../protocol/inclusion.js';
import type {History} from '../../protocol/record.js';
import {subjectOf} from '../caller.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';

const PAGE = 100;

/** `GET /v1/records`: the subject's own records, oldest first, with their receipts. */
export async function getRecords({url, caller, services, site}: SiteContext): Promise<Response> {
  const after = cursor(url.searchParams.get('after'));
  const subject = await services.subjects.find(site.id, subjectOf(caller));
  const rows = subject === undefined ? [] : await services.records.history(site.id, subject, {after, limit: PAGE + 1});
  const page = rows.slice(0, PAGE);
  const history: History = {
    records: page.map(({seq, ...record}) => record),
    ...(rows.length > PAGE && {next: String(page.at(-1)!.seq)}),
  };
  return Response.json(history, {headers: {'cache-control': 'private, no-store'}});
}

/** `GET /v1/receipts/{id}`: to the subject whose record it is, and to the site's own server; with its proof once the log holds it. */
export async function getReceipt({parameter, caller, services, site}: SiteContext): Promise<Response> {
  const subject = caller.kind === 'secret' ? undefined : await services.subjects.find(site.id, subjectOf(caller));
  const found = await services.records.receipt(site.id, parameter);
  if (!found || (caller.kind !== 'secret' && found.subject !== subject)) {
    throw new Refusal('not_found', 'This subject has no record of this id.', 'Check the id, and whose it is.');
  }
  const inclusion = await services.log.inclusion(site.id, parameter);
  const answer: LoggedReceipt = {receipt: found.receipt, ...(inclusion && {inclusion})};
  return Response.json(answer, {headers: {'cache-control': 'private, no-store'}});
}

function cursor(text: string | null): number {
  if (text === null) return 0;
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('invalid_message', 'The cursor `after` is not one that was given.', 'Send back the `next` of the page before.');
  return Number(text);
}
