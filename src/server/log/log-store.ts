import {decodeBase64} from '../../protocol/base64.js';
import type {Digest} from '../../protocol/merkle.js';
import type {Subtree} from '../../protocol/merkle-tree.js';
import type {Database} from '../database/database.js';
import {insertRows} from '../database/insert-rows.js';
import {ENTRY_COLUMNS, storedEntry, type EntryRow} from '../records/stored-entry.js';
import {leafDigestOf, readDigest, storedDigest} from './digests.js';

/** A record that waits for its place in the log. */
export interface Unlogged {
  subject: string;
  seq: number;
  /** Of its leaf. */
  digest: Digest;
}

export interface Leaf {
  place: number;
  subject: string;
  seq: number;
  digest: Digest;
}

export interface StoredCheckpoint {
  size: number;
  /** A signed note. */
  note: string;
  madeAt: string;
}

/** A backlog beyond this is a long one, whatever its length. */
const MAX_BACKLOG = 1_000;
const ENTRY = ENTRY_COLUMNS.map(column => `r.${column}`).join(', ');

/** Rows of a log. Those of leaves, subtrees and checkpoints are only ever added. */
export class LogStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The first site, in the order of ids, after another one, that has records without a leaf. */
  async backlogAfter(site: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{site: string}>('SELECT site FROM assent_unlogged WHERE site > $1 ORDER BY site LIMIT 1', [site]);
    return row?.site;
  }

  /** How many records have no leaf, up to 1,000, and since when the oldest of these waits; over all sites. */
  async backlog(): Promise<{count: number; oldest?: string}> {
    const rows = await this.#database.query<{recorded_at: string}>(
      `SELECT r.recorded_at FROM (SELECT site, subject, seq FROM assent_unlogged LIMIT ${MAX_BACKLOG}) AS u
       JOIN assent_records r ON r.site = u.site AND r.subject = u.subject AND r.seq = u.seq ORDER BY r.recorded_at`,
    );
    return {count: rows.length, oldest: rows[0]?.recorded_at};
  }

  /**
   * Records without a leaf, from a subject on, each subject's in the order of its chain and without a gap:
   * a link is written after the one before it has been committed.
   */
  async unlogged(site: string, from: string, limit: number): Promise<Unlogged[]> {
    const rows = await this.#database.query<{subject: string; seq: number; leaf: string | null}>(
      `SELECT subject, seq, leaf FROM assent_unlogged WHERE site = $1 AND subject >= $2 ORDER BY subject, seq LIMIT ${limit}`,
      [site, from],
    );
    const waiting = rows.flatMap(({subject, seq, leaf}) => {
      const digest = readDigest(leaf);
      return digest ? [{subject, seq: Number(seq), digest}] : [];
    });
    return waiting.length === rows.length ? waiting : this.#unloggedBefore(site, from, limit);
  }

  /** As `unlogged`, where a process of an earlier version wrote some of them. */
  async #unloggedBefore(site: string, from: string, limit: number): Promise<Unlogged[]> {
    const rows = await this.#database.query<EntryRow>(
      `SELECT ${ENTRY} FROM
         (SELECT site, subject, seq FROM assent_unlogged WHERE site = $1 AND subject >= $2 ORDER BY subject, seq LIMIT ${limit}) AS u
       JOIN assent_records r ON r.site = u.site AND r.subject = u.subject AND r.seq = u.seq
       ORDER BY u.subject, u.seq`,
      [site, from],
    );
    return rows.map(row => ({subject: row.subject, seq: Number(row.seq), digest: leafDigestOf(storedEntry(row))}));
  }

  /** Adds leaves, and the subtrees that they complete, or rejects with `UniqueViolation` where a place is taken. */
  async append(site: string, leaves: readonly Leaf[], subtrees: readonly Subtree[]): Promise<void> {
    await this.#database.transaction(async tx => {
      await insertRows(tx, [
        {into: 'assent_leaves (site, place, subject, seq, digest)', rows: leaves.map(({place, subject, seq, digest}) => [site, place, subject, seq, storedDigest(digest)])},
        {into: 'assent_subtrees (site, level, place, digest)', rows: subtrees.map(({level, index, digest}) => [site, level, index, storedDigest(digest)])},
      ]);
      await tx.query(
        `DELETE FROM assent_unlogged WHERE site = $1 AND subject >= $2 AND subject <= $3 AND EXISTS
           (SELECT 1 FROM assent_leaves l WHERE l.site = $1 AND l.subject = assent_unlogged.subject AND l.seq = assent_unlogged.seq)`,
        [site, leaves[0]!.subject, leaves.at(-1)!.subject],
      );
    });
  }

  /** How many leaves a log has. */
  async size(site: string): Promise<number> {
    const [row] = await this.#database.query<{place: number | string}>(
      'SELECT place FROM assent_leaves WHERE site = $1 ORDER BY place DESC LIMIT 1',
      [site],
    );
    return row ? Number(row.place) + 1 : 0;
  }

  /** Neighbouring digests of a tile level: of leaves at level 0, of complete subtrees above. */
  async digests(site: string, level: number, first: number, count: number): Promise<Digest[]> {
    const [table, levels] = level === 0 ? ['assent_leaves', ''] : ['assent_subtrees', ' AND level = $4'];
    const found = await this.#database.query<{digest: string}>(
      `SELECT digest FROM ${table} WHERE site = $1 AND place >= $2 AND place < $3${levels} ORDER BY place`,
      [site, first, first + count, ...(level === 0 ? [] : [level])],
    );
    if (found.length !== count) throw new Error(`The log of ${site} lacks digests ${first} to ${first + count - 1} of level ${level}.`);
    return found.map(({digest}) => decodeBase64(digest));
  }

  /** Where the log holds a record, or undefined while it does not. */
  async placeOf(site: string, id: string): Promise<number | undefined> {
    const [row] = await this.#database.query<{place: number | string}>(
      `SELECT l.place FROM assent_records r JOIN assent_leaves l ON l.site = r.site AND l.subject = r.subject AND l.seq = r.seq
       WHERE r.site = $1 AND r.id = $2`,
      [site, id],
    );
    return row && Number(row.place);
  }

  /** The largest checkpoint of a log. */
  async checkpoint(site: string): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.#database.query<CheckpointRow>(
      'SELECT size, note, made_at FROM assent_checkpoints WHERE site = $1 ORDER BY size DESC LIMIT 1',
      [site],
    );
    return row && checkpointOf(row);
  }

  /** When a log was last signed before an instant. */
  async lastSigned(site: string, before: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{made_at: string}>(
      'SELECT made_at FROM assent_checkpoints WHERE site = $1 AND made_at < $2 ORDER BY size DESC LIMIT 1',
      [site, before],
    );
    return row?.made_at;
  }

  /** Keeps a checkpoint; another process may have kept one of the same size, which says the same. */
  async addCheckpoint(site: string, {size, note, madeAt}: StoredCheckpoint): Promise<void> {
    await this.#database.query(
      'INSERT INTO assent_checkpoints (site, size, note, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT (site, size) DO NOTHING',
      [site, size, note, madeAt],
    );
  }

  /** Takes or keeps a lease on work that one process at a time had better do. False where another one has it. */
  async lease(name: string, holder: string, {now, until, farthest}: {now: string; until: string; farthest: string}): Promise<boolean> {
    // A lease from beyond any that is given was made by a clock that is wrong: it does not count.
    const taken = await this.#database.query(
      `INSERT INTO assent_leases (name, holder, until) VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE assent_leases.holder = $2 OR assent_leases.until < $4 OR assent_leases.until > $5 RETURNING holder`,
      [name, holder, until, now, farthest],
    );
    return taken.length > 0;
  }

  /** Gives a lease back. */
  async release(name: string, holder: string): Promise<void> {
    await this.#database.query('DELETE FROM assent_leases WHERE name = $1 AND holder = $2', [name, holder]);
  }
}

interface CheckpointRow {
  size: number | string;
  note: string;
  made_at: string;
}

function checkpointOf({size, note, made_at}: CheckpointRow): StoredCheckpoint {
  return {size: Number(size), note, madeAt: made_at};
}
