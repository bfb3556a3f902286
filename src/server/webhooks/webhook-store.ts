import type {Database} from '../database/database.js';
import type {Seal} from '../keys/seal.js';

/** Messages that are opened at a time. */
const PAGE = 500;

export type WebhookState = 'waiting' | 'delivered' | 'dead';

/** A message to one endpoint. */
export interface WebhookMessage {
  site: string;
  id: string;
  /** Of the configuration: which endpoint it goes to. */
  url: string;
  type: string;
  attempts: number;
  dueAt: string;
  /** Undefined where it does not open: it was changed, or sealed with another secret. */
  body: string | undefined;
}

/** A message as the operator sees it. */
export type WebhookView = Omit<WebhookMessage, 'site' | 'body'> & {state: WebhookState; reason?: string};

interface Row {
  site: string;
  id: string;
  url: string;
  type: string;
  state: WebhookState;
  attempts: number;
  due_at: string;
  reason: string | null;
  sealed: string;
}

/** Messages that wait for their endpoints, and those that no endpoint took. Bodies are sealed: they hold addresses. */
export class WebhookStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Keeps a message; one with the id and endpoint of another is that one. */
  async add({site, id, url, type, body, dueAt}: Omit<WebhookMessage, 'attempts' | 'body'> & {body: string}): Promise<void> {
    await this.#database.query(
      `INSERT INTO assent_webhooks (site, id, url, type, state, attempts, due_at, sealed) VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6)
       ON CONFLICT (site, id, url) DO NOTHING`,
      [site, id, url, type, dueAt, await this.#seal.close(new TextEncoder().encode(body), contextOf({site, id}))],
    );
  }

  /** Takes what is due; nobody else takes it before `leaseUntil`. */
  async claim(now: Date, {leaseUntil, limit}: {leaseUntil: Date; limit: number}): Promise<WebhookMessage[]> {
    const due = await this.#database.query<Row>(
      `SELECT site, id, url, type, state, attempts, due_at, reason, sealed FROM assent_webhooks
       WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT ${limit}`,
      [now.toISOString()],
    );
    const claimed: WebhookMessage[] = [];
    for (const row of due) {
      const won = await this.#database.query(
        `UPDATE assent_webhooks SET due_at = $1, attempts = attempts + 1
         WHERE site = $2 AND id = $3 AND url = $4 AND due_at = $5 AND state = 'waiting' RETURNING id`,
        [leaseUntil.toISOString(), row.site, row.id, row.url, row.due_at],
      );
      if (won.length > 0) claimed.push({...viewOf(row), site: row.site, attempts: row.attempts + 1, body: await this.#seal.openText(row.sealed, contextOf(row))});
    }
    return claimed;
  }

  /** What became of a message, unless it is to be sent again by now: whoever replays it begins to count anew. */
  async settle({site, id, url, attempts}: WebhookMessage, {state, dueAt, reason}: {state: WebhookState; dueAt?: Date; reason?: string}): Promise<void> {
    await this.#database.query(
      'UPDATE assent_webhooks SET state = $1, due_at = COALESCE($2, due_at), reason = $3 WHERE site = $4 AND id = $5 AND url = $6 AND attempts = $7',
      [state, dueAt?.toISOString() ?? null, reason ?? null, site, id, url, attempts],
    );
  }

  /** Messages of a site in a state, the oldest first. */
  async list(site: string, state: WebhookState, limit: number): Promise<WebhookView[]> {
    const rows = await this.#database.query<Row>(
      `SELECT id, url, type, state, attempts, due_at, reason FROM assent_webhooks WHERE site = $1 AND state = $2 ORDER BY due_at, id LIMIT ${limit}`,
      [site, state],
    );
    return rows.map(viewOf);
  }

  /** Sends a message again, to every endpoint it was for. Tells how many. */
  async replay(site: string, id: string, now: Date): Promise<number> {
    const rows = await this.#database.query(
      "UPDATE assent_webhooks SET state = 'waiting', attempts = 0, due_at = $1, reason = NULL WHERE site = $2 AND id = $3 RETURNING url",
      [now.toISOString(), site, id],
    );
    return rows.length;
  }

  /**
   * Destroys the messages of a site that name one of these; they are sealed, so each is opened. What does not open
   * goes, too: whom it names cannot be told, and no endpoint would ever get it.
   */
  async forget(site: string, names: ReadonlySet<string>): Promise<void> {
    for (let after = ''; ; ) {
      const rows = await this.#database.query<Row>(`SELECT site, id, url, sealed FROM assent_webhooks WHERE site = $1 AND id > $2 ORDER BY id LIMIT ${PAGE}`, [site, after]);
      for (const row of rows) {
        // Every name in a message is a JSON string of its own.
        const words = (await this.#seal.openText(row.sealed, contextOf(row)))?.split('"');
        if (!words || words.some(word => names.has(word))) await this.#database.query('DELETE FROM assent_webhooks WHERE site = $1 AND id = $2', [site, row.id]);
      }
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.id;
    }
  }
}

function viewOf({id, url, type, state, attempts, due_at, reason}: Row): WebhookView {
  return {id, url, type, state, attempts, dueAt: due_at, ...(reason !== null && {reason})};
}

function contextOf({site, id}: {site: string; id: string}): string {
  return JSON.stringify(['webhook', site, id]);
}
