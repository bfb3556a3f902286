import type {OperatorRecord} from '../protocol/standing.js';
import type {Appender} from './appender.js';
import type {Draft} from './chain.js';
import {hashText} from './digest.js';

/** Writes what the operator's side did into subjects' chains; resolves with the receipts when it is durable. */
export async function appendOperatorRecords(appender: Appender, records: readonly OperatorRecord[]): Promise<string[]> {
  const appended = await appender.append(records[0]!.site, await Promise.all(records.map(draftOf)));
  return appended.map(result => {
    if (!('receipt' in result)) throw new Error('A fresh id is that of another record.');
    return result.receipt;
  });
}

async function draftOf(record: OperatorRecord): Promise<Draft> {
  const body = JSON.stringify(record);
  const {site, subject, id, type, document, at} = record;
  return {
    entry: {v: 1, site, sub: subject, id, type, record: await hashText(body), document, presentedAt: at, claimedAt: at, via: 'operator', flags: []},
    body,
    choices: null,
  };
}
