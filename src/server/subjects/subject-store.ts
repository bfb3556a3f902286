import {encodeBase64url} from '../../protocol/base64url.js';
import {BoundedCache} from '../bounded-cache.js';
import type {Database} from '../database/database.js';
import {keyedHash, type KeyedHash} from '../keys/keyed-hash.js';

const MAX_CACHED = 10_000;
/** For how long another process may go on by a row that was erased. */
const CACHED_MS = 5_000;
const SALT_BYTES = 32;

/**
 * Who is behind a subject reference. A row is found by a keyed hash of the external id, and its random salt
 * makes the reference: forget the salt, and nothing in the chain leads back to the person.
 */
export class SubjectStore {
  readonly #database: Database;
  readonly #lookupHash: KeyedHash;
  readonly #known = new BoundedCache<{ref: string; until: number}>(MAX_CACHED);

  constructor(database: Database, lookupHash: KeyedHash) {
    this.#database = database;
    this.#lookupHash = lookupHash;
  }

  /** The reference of an external id (`user:<sub>` or `anon:<uuid>`), undefined while it has none. */
  async find(site: string, external: string): Promise<string | undefined> {
    return this.#read(site, await this.#lookup(site, external));
  }

  /** Whether a reference is one of a site's. */
  async has(site: string, ref: string): Promise<boolean> {
    return (await this.#database.query('SELECT ref FROM assent_subjects WHERE site = $1 AND ref = $2', [site, ref])).length > 0;
  }

  /** What is known of a subject besides its records, undefined where its reference leads nowhere. */
  async view(site: string, ref: string): Promise<{since: string; records: number} | undefined> {
    const [row] = await this.#database.query<{made_at: string; records: number | string}>(
      `SELECT made_at, (SELECT COUNT(*) FROM assent_records r WHERE r.site = $1 AND r.subject = $2) AS records
       FROM assent_subjects WHERE site = $1 AND ref = $2`,
      [site, ref],
    );
    return row && {since: row.made_at, records: Number(row.records)};
  }

  /** Destroys what leads from an external id to a reference, and back: the row with its salt and its sealed key. */
  async erase(tx: Database, site: string, ref: string): Promise<void> {
    for (const {lookup} of await tx.query<{lookup: string}>('DELETE FROM assent_subjects WHERE site = $1 AND ref = $2 RETURNING lookup', [site, ref])) {
      this.#known.delete(lookup);
    }
  }

  /** The reference of an external id, made where it has none. Two who ask at once get the same one. */
  async findOrMake(site: string, external: string, now: Date): Promise<string> {
    const lookup = await this.#lookup(site, external);
    for (;;) {
      const known = await this.#read(site, lookup);
      if (known) return known;
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
      const ref = `s_${await (await keyedHash(salt))(named(site, external))}`;
      // It may be erased before it is read, and is made anew then.
      await this.#database.query(
        `INSERT INTO assent_subjects (site, lookup, ref, salt, made_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (site, lookup) DO NOTHING`,
        [site, lookup, ref, encodeBase64url(salt), now.toISOString()],
      );
    }
  }

  #lookup(site: string, external: string): Promise<string> {
    return this.#lookupHash(named(site, external));
  }

  async #read(site: string, lookup: string): Promise<string | undefined> {
    const cached = this.#known.get(lookup);
    if (cached && performance.now() < cached.until) return cached.ref;
    const [row] = await this.#database.query<{ref: string}>(
      'SELECT ref FROM assent_subjects WHERE site = $1 AND lookup = $2',
      [site, lookup],
    );
    if (row) this.#known.set(lookup, {ref: row.ref, until: performance.now() + CACHED_MS});
    return row?.ref;
  }
}

function named(site: string, external: string): string {
  return JSON.stringify([site, external]);
}
