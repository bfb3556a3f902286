import type {Hash} from '../../protocol/hash.js';
import type {PushSubscriptionJson} from '../../protocol/push-request.js';
import type {Database} from '../database/database.js';
import {hashText} from '../digest.js';
import type {Seal} from '../keys/seal.js';

/** Devices of one subject; the oldest goes for the eleventh. */
const MAX_DEVICES = 10;

interface Owner {
  site: string;
  subject: string;
}

/** A device to push to. `id` is the hash of its endpoint. */
export interface Device {
  id: Hash;
  subscription: PushSubscriptionJson;
}

/** Where people's devices can be reached: sealed, apart from the chain, and gone when they say so. */
export class PushStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Keeps a subscription. A device is one person's at a time: whoever subscribes it last. */
  async put({site, subject}: Owner, subscription: PushSubscriptionJson, now: Date): Promise<Hash> {
    const id = await hashText(subscription.endpoint);
    const sealed = await this.#seal.close(new TextEncoder().encode(JSON.stringify(subscription)), contextOf(site, subject, id));
    await this.#database.query(
      `INSERT INTO assent_push (site, id, subject, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (site, id) DO UPDATE SET subject = excluded.subject, sealed = excluded.sealed, made_at = excluded.made_at`,
      [site, id, subject, sealed, now.toISOString()],
    );
    const kept = await this.#database.query<{id: Hash}>('SELECT id FROM assent_push WHERE site = $1 AND subject = $2 ORDER BY made_at DESC, id', [site, subject]);
    for (const old of kept.slice(MAX_DEVICES)) await this.remove({site, subject}, old.id);
    return id;
  }

  async of({site, subject}: Owner): Promise<Device[]> {
    const rows = await this.#database.query<{id: Hash; sealed: string}>('SELECT id, sealed FROM assent_push WHERE site = $1 AND subject = $2 ORDER BY made_at', [site, subject]);
    return Promise.all(
      rows.map(async ({id, sealed}) => {
        const bytes = await this.#seal.open(sealed, contextOf(site, subject, id));
        return {id, subscription: JSON.parse(new TextDecoder().decode(bytes)) as PushSubscriptionJson};
      }),
    );
  }

  async remove({site, subject}: Owner, id: Hash): Promise<void> {
    await this.#database.query('DELETE FROM assent_push WHERE site = $1 AND subject = $2 AND id = $3', [site, subject, id]);
  }

  /** Takes all of a subject's devices away, in a transaction where there is one. */
  async forget({site, subject}: Owner, database: Database = this.#database): Promise<void> {
    await database.query('DELETE FROM assent_push WHERE site = $1 AND subject = $2', [site, subject]);
  }
}

function contextOf(site: string, subject: string, id: string): string {
  return JSON.stringify(['push', site, subject, id]);
}
