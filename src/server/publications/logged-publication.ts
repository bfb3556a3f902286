import * as v from 'valibot';
import {sortedJson} from '../../document/sorted-json.js';
import {KeeperRecordSchema} from '../../protocol/keeper-record.js';
import type {Publication} from '../../protocol/publication.js';
import type {Bench} from '../context.js';
import {hashText} from '../digest.js';
import {ENTRY_COLUMNS, receiptOf, type EntryRow} from '../records/stored-entry.js';
import {SITE_ITSELF} from '../subjects/subject-ref.js';

/** What the log says of a publication. */
export interface Logged {
  record: string;
  /** When the log was told how it stands now, by the server's clock. */
  recordedAt: string;
  /** The signature over the hash of `body`, whose `publication` is the one. */
  receipt: string;
  body: string;
}

/** The last that the log was told of a publication: undefined where it is older than such records, `altered` where the log was told otherwise, or nothing. */
export async function loggedPublication({services, site}: Bench, publication: Publication): Promise<Logged | 'altered' | undefined> {
  const subject = await services.subjects.find(site.id, SITE_ITSELF);
  if (subject === undefined) return undefined;
  const rows = await services.database.query<EntryRow & {body: string}>(
    `SELECT body, ${ENTRY_COLUMNS.join(', ')} FROM assent_records WHERE site = $1 AND subject = $2 AND type = 'publish' ORDER BY seq DESC`,
    [site.id, subject],
  );
  for (const row of rows) {
    const said = saidIn(row.body);
    if (said?.document !== publication.document || said.version !== publication.version) continue;
    const isAsSigned = (await hashText(row.body)) === row.body_hash && sortedJson(said) === sortedJson(publication);
    return isAsSigned ? {record: row.id, recordedAt: row.recorded_at, receipt: receiptOf(row), body: row.body} : 'altered';
  }
  const since = rows.at(-1)?.recorded_at;
  return since !== undefined && since < publication.announcedAt ? 'altered' : undefined;
}

function saidIn(body: string): Publication | undefined {
  const record = v.safeParse(v.pipe(v.string(), v.parseJson(), KeeperRecordSchema), body);
  return record.success && record.output.type === 'publish' ? record.output.publication : undefined;
}
