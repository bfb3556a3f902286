import type {AttachmentType} from '../../protocol/appeal.js';
import type {Hash} from '../../protocol/hash.js';
import type {Database} from '../database/database.js';
import type {Seal} from '../keys/seal.js';

interface Owner {
  site: string;
  subject: string;
}

/** The bytes of attachments, sealed, apart from the chain: the records hold only their hashes. */
export class AttachmentStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Keeps bytes. The same ones again change nothing. */
  async put(owner: Owner, {hash, type, bytes, now}: {hash: Hash; type: AttachmentType; bytes: Uint8Array<ArrayBuffer>; now: Date}): Promise<void> {
    await this.#database.query(
      `INSERT INTO assent_attachments (site, subject, hash, type, bytes, sealed, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (site, subject, hash) DO NOTHING`,
      [owner.site, owner.subject, hash, type, bytes.length, await this.#seal.close(bytes, contextOf(owner, hash)), now.toISOString()],
    );
  }

  /** Which attachments of a subject are kept, and how many bytes that makes. */
  async kept({site, subject}: Owner): Promise<{hashes: Set<string>; bytes: number}> {
    const rows = await this.#database.query<{hash: string; bytes: number}>('SELECT hash, bytes FROM assent_attachments WHERE site = $1 AND subject = $2', [site, subject]);
    return {hashes: new Set(rows.map(({hash}) => hash)), bytes: rows.reduce((sum, {bytes}) => sum + bytes, 0)};
  }

  /** The bytes again, undefined where they are not kept (any more). */
  async read(owner: Owner, hash: string): Promise<{type: AttachmentType; bytes: Uint8Array<ArrayBuffer>} | undefined> {
    const [row] = await this.#database.query<{type: AttachmentType; sealed: string}>(
      'SELECT type, sealed FROM assent_attachments WHERE site = $1 AND subject = $2 AND hash = $3',
      [owner.site, owner.subject, hash],
    );
    return row && {type: row.type, bytes: await this.#seal.open(row.sealed, contextOf(owner, hash))};
  }
}

function contextOf({site, subject}: Owner, hash: string): string {
  return JSON.stringify([site, subject, hash]);
}
