import type {RecordSearch} from '../../protocol/record-search.js';
import type {Database, SqlValue} from '../database/database.js';
import type {Chain} from './record-store.js';
import {ENTRY_COLUMNS, type EntryRow} from './stored-entry.js';

/** What a record has to be like. */
export type RecordFilter = Omit<RecordSearch, 'subject' | 'before'>;

const ENTRY = ENTRY_COLUMNS.map(column => `r.${column}`).join(', ');

/** Finds records, newest first, along the indexes that writing has anyway: the log of a site, or the chain of a subject. */
export class RecordFinder {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The one of an id, if it fits. */
  byId(site: string, id: string, filter: RecordFilter): Promise<EntryRow[]> {
    const values: SqlValue[] = [site, id];
    return this.#database.query<EntryRow>(`SELECT ${ENTRY} FROM assent_records r WHERE r.site = $1 AND r.id = $2${conditions(filter, values)}`, values);
  }

  /** Those in a chain before a place. */
  inChain(site: string, {subject, before}: Chain, filter: RecordFilter, limit: number): Promise<EntryRow[]> {
    const values: SqlValue[] = [site, subject, before];
    return this.#database.query<EntryRow>(
      `SELECT ${ENTRY} FROM assent_records r WHERE r.site = $1 AND r.subject = $2 AND r.seq < $3${conditions(filter, values)} ORDER BY r.seq DESC LIMIT ${limit}`,
      values,
    );
  }

  /** Those at some places of the log, with their places. */
  async inLog(site: string, {from, before}: {from: number; before: number}, filter: RecordFilter, limit: number): Promise<(EntryRow & {place: number})[]> {
    const values: SqlValue[] = [site, from, before];
    const rows = await this.#database.query<EntryRow & {place: number | string}>(
      `SELECT l.place, ${ENTRY} FROM assent_leaves l JOIN assent_records r ON r.site = l.site AND r.subject = l.subject AND r.seq = l.seq
       WHERE l.site = $1 AND l.place >= $2 AND l.place < $3${conditions(filter, values)} ORDER BY l.place DESC LIMIT ${limit}`,
      values,
    );
    return rows.map(row => ({...row, place: Number(row.place)}));
  }
}

/** What a filter says, in SQL; its values go behind those that are there. */
function conditions({document, version, type, since, until, reference}: RecordFilter, values: SqlValue[]): string {
  const test = (left: string, value: string | undefined) => (value === undefined ? '' : ` AND ${left} $${values.push(value)}`);
  // As they are stored: with milliseconds, they sort as text.
  const instant = (text: string | undefined) => text && new Date(text).toISOString();
  return [
    test('r.document =', document),
    test('r.version =', version),
    test('r.type =', type),
    test('r.recorded_at >=', instant(since)),
    test('r.recorded_at <', instant(until)),
    test('r.id LIKE', reference && `%${reference}`),
  ].join('');
}
