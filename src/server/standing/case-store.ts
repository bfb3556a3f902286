import type {RecordBody} from '../../protocol/record-body.js';
import type {Database} from '../database/database.js';
import type {CaseRecord} from './fold-standing.js';

const TYPES = "('restrict', 'lift', 'appeal', 'review')";

/** A place in the order of cases: when something last happened, and whose it is. */
export interface CasePlace {
  last: string;
  subject?: string | undefined;
}

/** Restrictions and appeals, read from the chain: there is no other place where they stand. */
export class CaseStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** What bears on a subject's standing, in the order of its chain. */
  async of(site: string, subject: string): Promise<CaseRecord[]> {
    const rows = await this.#database.query<{body: string; recorded_at: string}>(
      `SELECT body, recorded_at FROM assent_records WHERE site = $1 AND subject = $2 AND type IN ${TYPES} AND body <> '' ORDER BY seq`,
      [site, subject],
    );
    return rows.map(({body, recorded_at}) => ({body, recordedAt: recorded_at}));
  }

  /** Whose case a restriction or an appeal is. */
  async subjectOf(site: string, id: string, type: 'restrict' | 'appeal'): Promise<string | undefined> {
    const [row] = await this.#database.query<{subject: string}>('SELECT subject FROM assent_records WHERE site = $1 AND id = $2 AND type = $3', [site, id, type]);
    return row?.subject;
  }

  /** Whose an appeal is, and the hashes of the attachments that it quotes. */
  async appeal(site: string, id: string): Promise<{subject: string; hashes: string[]} | undefined> {
    const [row] = await this.#database.query<{subject: string; body: string}>("SELECT subject, body FROM assent_records WHERE site = $1 AND id = $2 AND type = 'appeal' AND body <> ''", [site, id]);
    const {appeal} = row ? (JSON.parse(row.body) as Pick<RecordBody, 'appeal'>) : {};
    return row && appeal && {subject: row.subject, hashes: appeal.attachments.map(({hash}) => hash)};
  }

  /** Subjects with a case, newest first; those of one moment, such as of one write, by their references. */
  async subjects(site: string, {before, limit}: {before: CasePlace; limit: number}): Promise<Required<CasePlace>[]> {
    const {last, subject} = before;
    const here = subject === undefined ? '' : ' OR (MAX(recorded_at) = $2 AND subject > $3)';
    return this.#database.query(
      `SELECT subject, MAX(recorded_at) AS last FROM assent_records WHERE site = $1 AND type IN ${TYPES}
       GROUP BY subject HAVING MAX(recorded_at) < $2${here} ORDER BY last DESC, subject LIMIT ${limit}`,
      [site, last, ...(subject === undefined ? [] : [subject])],
    );
  }
}
