import type {LoggedReceipt} from '../../protocol/inclusion.js';
import type {History} from '../../protocol/history.js';
import type {AnyEntry} from '../../protocol/keeper-record.js';
import type {SiteContext} from '../context.js';
import {exportSubject} from '../portability/export-subject.js';
import type {Chain} from '../records/record-store.js';
import {Refusal} from '../refusal.js';
import {subjectOf} from '../subjects/caller.js';

const PAGE = 100;
/**
 * Their bodies are the operator's own: a matter may name a dispute, an inquiry or somebody else. That there is a hold the
 * person does see, by its receipt: a link that is missing would look like one that was taken out of their chain.
 */
const OPERATORS_OWN: readonly AnyEntry['type'][] = ['hold'];

/** `GET /v1/records`: the subject's own records with their receipts, oldest first; before them those of visitors that it was. */
export async function getRecords({url, caller, services, site}: SiteContext): Promise<Response> {
  const subject = await services.subjects.find(site.id, subjectOf(caller));
  const format = url.searchParams.get('format');
  if (format !== null) return exportSubject({services, site}, {subject, principal: subjectOf(caller)}, format);
  const chains = subject === undefined ? [] : await services.records.chains(site.id, subject);
  let {at, after} = cursor(url.searchParams.get('after'), chains);
  const records: History['records'] = [];
  let next: string | undefined;
  for (; at < chains.length; at += 1, after = 0) {
    const room = PAGE - records.length;
    const rows = await services.records.history(site.id, chains[at]!, {after, limit: room + 1});
    for (const {seq, type, body, receipt} of rows.slice(0, room)) {
      records.push({...(body !== undefined && !OPERATORS_OWN.includes(type) && {body}), receipt});
      after = seq;
    }
    if (rows.length > room) {
      next = `${chains[at]!.subject}.${after}`;
      break;
    }
  }
  const history: History = {records, ...(next !== undefined && {next})};
  return Response.json(history, {headers: {'cache-control': 'private, no-store'}});
}

/** `GET /v1/receipts/{id}`: to the subject whose record it is, and to the site's own server; with its proof once the log holds it. */
export async function getReceipt({parameter, caller, services, site}: SiteContext): Promise<Response> {
  const subject = caller.kind === 'secret' ? undefined : await services.subjects.find(site.id, subjectOf(caller));
  const found = await services.records.receipt(site.id, parameter);
  const chains = subject === undefined ? [] : await services.records.chains(site.id, subject);
  const isTheirs = (one: {subject: string; seq: number}) => chains.some(({subject, before}) => one.subject === subject && one.seq < before);
  if (!found || (caller.kind !== 'secret' && !isTheirs(found))) {
    throw new Refusal('not_found', 'This subject has no record of this id.', 'Check the id, and whose it is.');
  }
  const inclusion = await services.log.inclusion(site.id, parameter);
  const answer: LoggedReceipt = {receipt: found.receipt, ...(inclusion && {inclusion})};
  return Response.json(answer, {headers: {'cache-control': 'private, no-store'}});
}

/** Where a page begins: after a place in one of the chains. */
function cursor(text: string | null, chains: readonly Chain[]): {at: number; after: number} {
  if (text === null) return {at: 0, after: 0};
  const [, subject, after] = /^(s_[\w-]{43})\.(\d{1,9})$/.exec(text) ?? [];
  const at = chains.findIndex(chain => chain.subject === subject);
  if (after === undefined || at < 0) throw new Refusal('invalid_message', 'The cursor `after` is not one that was given.', 'Send back the `next` of the page before.');
  return {at, after: Number(after)};
}
