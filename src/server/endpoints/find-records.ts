import {RecordSearchSchema} from '../../protocol/record-search.js';
import type {SiteContext} from '../context.js';
import type {RecordFilter} from '../records/record-finder.js';
import {receiptOf, storedEntry, type EntryRow} from '../records/stored-entry.js';
import {checked, Refusal} from '../refusal.js';
import {knownSubject} from '../subjects/subject-ref.js';

const PAGE = 100;
/** Places of the log that a page looks at: SQLite answers nobody else meanwhile, and what is sought may be rare. */
const SPAN = 5_000;
const WHOLE_ID = 36;

interface Page {
  rows: EntryRow[];
  next?: string | undefined;
}

/**
 * `GET /v1/admin/records`: finds records by whose they are, what they are about, when they were recorded, or the reference
 * that a person was shown. Newest first: of a subject in the order of their chains, else in the order of the log, which
 * has a record seconds after it was made.
 */
export async function findRecords(context: SiteContext): Promise<unknown> {
  const {site: _, ...asked} = Object.fromEntries(context.url.searchParams);
  const {subject, before, ...filter} = checked(RecordSearchSchema, asked, 'The search');
  const {rows, next} = subject === undefined ? await inLog(context, filter, before) : await ofSubject(context, {subject, before}, filter);
  return {records: rows.map(row => ({entry: JSON.parse(storedEntry(row)) as unknown, receipt: receiptOf(row)})), ...(next !== undefined && {next})};
}

async function inLog({services, site}: SiteContext, filter: RecordFilter, cursor: string | undefined): Promise<Page> {
  const {reference, ...rest} = filter;
  if (reference?.length === WHOLE_ID) return {rows: await services.finder.byId(site.id, reference, rest)};
  const before = cursor === undefined ? await services.log.store.size(site.id) : Number(cursor);
  if (Number.isNaN(before)) throw foreignCursor();
  const from = Math.max(0, before - SPAN);
  const rows = await services.finder.inLog(site.id, {from, before}, filter, PAGE + 1);
  if (rows.length > PAGE) return {rows: rows.slice(0, PAGE), next: String(rows[PAGE - 1]!.place)};
  return {rows, next: from > 0 ? String(from) : undefined};
}

/** Their own chain, then those of the visitors that they were, the last one first. */
async function ofSubject({services, site}: SiteContext, {subject, before}: {subject: string; before: string | undefined}, filter: RecordFilter): Promise<Page> {
  const chains = (await services.records.chains(site.id, await knownSubject(services, site.id, subject))).reverse();
  const [at, seq] = before === undefined ? [chains[0]!.subject, undefined] : before.split('.');
  const first = chains.findIndex(chain => chain.subject === at);
  if (first < 0) throw foreignCursor();
  const rows: EntryRow[] = [];
  for (const [index, chain] of chains.slice(first).entries()) {
    const end = index === 0 && seq !== undefined ? Math.min(Number(seq), chain.before) : chain.before;
    rows.push(...(await services.finder.inChain(site.id, {...chain, before: end}, filter, PAGE + 1 - rows.length)));
    if (rows.length > PAGE) break;
  }
  const last = rows[PAGE - 1];
  return {rows: rows.slice(0, PAGE), next: rows.length > PAGE ? `${last!.subject}.${last!.seq}` : undefined};
}

function foreignCursor(): Refusal {
  return new Refusal('invalid_message', 'The cursor `before` is not one that was given for this search.', 'Send back the `next` of the page before, with the rest as it was.');
}
