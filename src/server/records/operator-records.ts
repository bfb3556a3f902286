import type {KeeperRecord} from '../../protocol/keeper-record.js';
import type {OperatorRecord} from '../../protocol/standing.js';
import {uuid7} from '../../protocol/uuid.js';
import type {Services} from '../context.js';
import type {Database} from '../database/database.js';
import {writeInTurn} from '../database/write-in-turn.js';
import {hashText} from '../digest.js';
import type {Appender} from './appender.js';
import {chain, signAll, type Draft} from './chain.js';
import type {Head} from './record-store.js';

/** What every record of the operator's side about a subject begins with. */
export function operatorFrame({services, site}: {services: Pick<Services, 'now'>; site: {id: string}}, subject: string, role: string) {
  const now = services.now();
  return {v: 1 as const, id: uuid7(now.getTime()), site: site.id, subject, made: {by: 'operator' as const, role}, at: now.toISOString()};
}

/** Writes what the operator's side did into subjects' chains; resolves with the receipts when it is durable. */
export async function appendOperatorRecords(appender: Appender, records: readonly (OperatorRecord | KeeperRecord)[]): Promise<string[]> {
  const appended = await appender.append(records[0]!.site, await Promise.all(records.map(draftOf)));
  return appended.map(result => {
    if (!('receipt' in result)) throw new Error('A fresh id is that of another record.');
    return result.receipt;
  });
}

/** Writes one record of the operator's side, unless a record of its id stands there already. */
export async function appendOnce(appender: Appender, record: OperatorRecord): Promise<void> {
  await appender.append(record.site, [await draftOf(record)]);
}

/** The next link of one chain. */
export interface NextLink {
  site: string;
  subject: string;
  /** Looks at how things stand and makes the record, or throws; again where another link came between. */
  decide: () => Promise<KeeperRecord>;
  /** What is written in the same transaction. */
  beside: (tx: Database) => Promise<void>;
}

type Writing = Pick<Services, 'records' | 'signer' | 'now'>;

/**
 * Writes one record of which the decision holds: nothing came into the chain between the look at it and the
 * write. The unique place in the chain says so, for any number of processes.
 */
export async function appendNext(services: Writing, {site, subject, decide, beside}: NextLink): Promise<{record: KeeperRecord; receipt: string}> {
  return writeInTurn(async () => {
    const heads = await services.records.heads(site, [subject]);
    const record = await decide();
    return {record, receipt: await appendAfter(heads, record, beside, services)};
  });
}

/** Writes one record behind the head of its chain, or rejects with `UniqueViolation`: another link came between. */
export async function appendAfter(heads: ReadonlyMap<string, Head>, record: KeeperRecord, beside: NextLink['beside'], {records, signer, now}: Writing): Promise<string> {
  const [signed] = await signAll(await chain([await draftOf(record)], heads, now().toISOString()), signer);
  await records.insert([signed!.row], beside);
  return signed!.receipt;
}

/** A record of the operator's side, waiting for its place. */
export async function draftOf(record: OperatorRecord | KeeperRecord): Promise<Draft> {
  const body = JSON.stringify(record);
  const {site, subject, id, type, at} = record;
  const document = 'document' in record ? {document: record.document} : {};
  return {
    entry: {v: 1, site, sub: subject, id, type, record: await hashText(body), ...document, presentedAt: at, claimedAt: at, via: 'operator', flags: []},
    body,
    choices: null,
  };
}
