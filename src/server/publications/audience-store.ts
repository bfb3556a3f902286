import {ANSWERS} from '../../protocol/agreement-status.js';
import type {Progress} from '../../protocol/publication.js';
import {publicationId} from '../../protocol/publication.js';
import type {Database} from '../database/database.js';
import {literals} from '../database/literals.js';

/** A version of a document on a site. */
interface Version {
  document: string;
  version: string;
}

interface Count {
  count: number | string;
}

const ANSWERED = `(${literals(ANSWERS)})`;

/** How many people stand how to a document. Each is counted once, by the last thing they did. */
export class AudienceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those who go by some version of a document now. */
  async bound(site: string, document: string): Promise<number> {
    const [row] = await this.#database.query<Count>(
      `SELECT COUNT(*) AS count FROM (
         SELECT type, row_number() OVER (PARTITION BY subject ORDER BY seq DESC) AS age
         FROM assent_records WHERE site = $1 AND document = $2 AND type IN ${ANSWERED}
       ) AS aged WHERE age = 1 AND type IN ('accept', 'continue')`,
      [site, document],
    );
    return Number(row!.count);
  }

  /** How far the answers to a version have come. */
  async progress(site: string, {document, version}: Version): Promise<Progress> {
    const values = [site, document, version];
    const answered = "version = $3 AND type IN ('accept', 'continue', 'decline')";
    // A withdrawal is of the document: who has accepted nothing since then is asked for no version.
    const [asked] = await this.#database.query<{asked: number | string; withdrawn: number | string}>(
      `SELECT COUNT(*) AS asked, COUNT(CASE WHEN type = 'withdraw' THEN 1 END) AS withdrawn FROM (
         SELECT type, row_number() OVER (PARTITION BY subject ORDER BY seq DESC) AS age,
           COUNT(CASE WHEN type <> 'withdraw' THEN 1 END) OVER (PARTITION BY subject) AS answers
         FROM assent_records WHERE site = $1 AND document = $2 AND (type = 'withdraw' OR (${answered}) OR (type IN ('accept', 'continue') AND version IN (
           SELECT earlier.version FROM assent_publications earlier JOIN assent_publications here ON here.site = earlier.site AND here.document = earlier.document
           WHERE here.site = $1 AND here.document = $2 AND here.version = $3 AND earlier.effective_at < here.effective_at)))
       ) AS aged WHERE age = 1 AND answers > 0`,
      values,
    );
    const days = await this.#database.query<{day: string; type: string} & Count>(
      `SELECT substr(recorded_at, 1, 10) AS day, type, COUNT(*) AS count FROM (
         SELECT recorded_at, type, row_number() OVER (PARTITION BY subject ORDER BY seq DESC) AS age
         FROM assent_records WHERE site = $1 AND document = $2 AND (type = 'withdraw' OR (${answered}))
       ) AS aged WHERE age = 1 AND type <> 'withdraw' GROUP BY substr(recorded_at, 1, 10), type ORDER BY day`,
      values,
    );
    const notices = await this.#database.query<{day: string} & Count>(
      `SELECT day, COUNT(*) AS count FROM (
         SELECT subject, MIN(substr(recorded_at, 1, 10)) AS day
         FROM assent_records WHERE site = $1 AND document = $2 AND version = $3 AND type = 'notice' GROUP BY subject
       ) AS first GROUP BY day`,
      values,
    );
    const [shown] = await this.#database.query<Count>(
      // Those of other channels bear the ids of their notices in the ledger.
      `SELECT COUNT(DISTINCT subject) AS count FROM assent_records
       WHERE site = $1 AND document = $2 AND version = $3 AND type = 'notice' AND id NOT IN (SELECT id FROM assent_notices WHERE site = $1)`,
      values,
    );
    const total = (type: string) => days.filter(day => day.type === type).reduce((sum, {count}) => sum + Number(count), 0);
    const [accepted, continued, declined] = [total('accept'), total('continue'), total('decline')];
    const [all, withdrawn] = [Number(asked!.asked), Number(asked!.withdrawn)];
    return {
      publication: publicationId({document, version}),
      asked: all,
      notified: {web: Number(shown!.count)},
      accepted,
      continued,
      declined,
      withdrawn,
      waiting: all - accepted - continued - declined - withdrawn,
      days: byDay([...days, ...notices.map(row => ({...row, type: 'notice'}))]),
    };
  }
}

const COLUMNS: Record<string, 'notified' | 'accepted' | 'continued' | 'declined'> = {notice: 'notified', accept: 'accepted', continue: 'continued', decline: 'declined'};

function byDay(rows: readonly ({day: string; type: string} & Count)[]): Progress['days'] {
  const days = new Map<string, Progress['days'][number]>();
  for (const {day, type, count} of rows) {
    const counts = days.get(day) ?? {day, notified: 0, accepted: 0, continued: 0, declined: 0};
    counts[COLUMNS[type]!] = Number(count);
    days.set(day, counts);
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}
