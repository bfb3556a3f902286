import type {Database} from '../database/database.js';

/** What was left somewhere. */
export interface Anchored {
  size: number;
  note: string;
}

/** What was anchored, where and when. Rows are only ever added. */
export class AnchorStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The first site after another one, in the order of ids, that has a checkpoint. */
  async siteAfter(site: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{site: string}>('SELECT site FROM assent_checkpoints WHERE site > $1 ORDER BY site LIMIT 1', [site]);
    return row?.site;
  }

  /** The largest that was left at one place, or anywhere. */
  async largest(site: string, anchor?: string): Promise<Anchored | undefined> {
    const [row] = await this.#database.query<{size: number | string; note: string}>(
      `SELECT size, note FROM assent_anchors WHERE site = $1${anchor === undefined ? '' : ' AND anchor = $2'} ORDER BY size DESC LIMIT 1`,
      anchor === undefined ? [site] : [site, anchor],
    );
    return row && {size: Number(row.size), note: row.note};
  }

  async add(site: string, anchor: string, {size, note, proof, at}: Anchored & {proof: string | undefined; at: string}): Promise<void> {
    await this.#database.query(
      'INSERT INTO assent_anchors (site, anchor, size, note, proof, anchored_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (site, anchor, size) DO NOTHING',
      [site, anchor, size, note, proof ?? null, at],
    );
  }
}
