import type {Extras, RecordExtras} from '../../protocol/privacy.js';
import type {Database} from '../database/database.js';
import {Seal} from '../keys/seal.js';

const KEY_BYTES = 32;

interface Owner {
  site: string;
  subject: string;
}

/**
 * What a site asks to know beside records, apart from the log. Each subject has a key of its own; it is sealed
 * under the server's key and stands in the subject's row. Without the row, nothing here opens any more.
 */
export class ExtrasStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Keeps the extras of a record; the first ones stay. Nothing is kept of a subject that was erased. */
  async keep(owner: Owner, {record, ...extras}: RecordExtras, now: Date): Promise<void> {
    const seal = (await this.#keyOf(owner)) ?? (await this.#makeKey(owner));
    if (!seal) return;
    const sealed = await seal.close(new TextEncoder().encode(JSON.stringify(extras)), record);
    await this.#database.query(
      `INSERT INTO assent_extras (site, record, subject, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (site, record) DO NOTHING`,
      [owner.site, record, owner.subject, sealed, now.toISOString()],
    );
  }

  /** The extras of a subject's records, oldest first. */
  async of(owner: Owner): Promise<RecordExtras[]> {
    const seal = await this.#keyOf(owner);
    if (!seal) return [];
    const rows = await this.#database.query<{record: string; sealed: string}>(
      'SELECT record, sealed FROM assent_extras WHERE site = $1 AND subject = $2 ORDER BY made_at, record',
      [owner.site, owner.subject],
    );
    return Promise.all(rows.map(async ({record, sealed}) => ({record, ...parsed(await seal.open(sealed, record))})));
  }

  async #keyOf({site, subject}: Owner): Promise<Seal | undefined> {
    const [row] = await this.#database.query<{sealed_key: string | null}>('SELECT sealed_key FROM assent_subjects WHERE site = $1 AND ref = $2', [site, subject]);
    return row?.sealed_key ? Seal.under(await this.#seal.open(row.sealed_key, contextOf({site, subject}))) : undefined;
  }

  /** Of two who make the key at once, the first is right. */
  async #makeKey(owner: Owner): Promise<Seal | undefined> {
    const key = await this.#seal.close(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), contextOf(owner));
    await this.#database.query('UPDATE assent_subjects SET sealed_key = $1 WHERE site = $2 AND ref = $3 AND sealed_key IS NULL', [key, owner.site, owner.subject]);
    return this.#keyOf(owner);
  }
}

function contextOf({site, subject}: Owner): string {
  return JSON.stringify(['extras', site, subject]);
}

function parsed(bytes: Uint8Array): Extras {
  return JSON.parse(new TextDecoder().decode(bytes)) as Extras;
}
