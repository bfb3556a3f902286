import type {NoticeChannel, NoticeKind, NoticeState, NoticeView} from '../../protocol/notice.js';
import type {Database, SqlValue} from '../database/database.js';
import {literals} from '../database/literals.js';
import type {Seal} from '../keys/seal.js';

/** A notice to one person, before it goes out. */
export interface NewNotice {
  site: string;
  id: string;
  subject: string;
  about: string;
  kind: NoticeKind;
  channel: NoticeChannel;
  locale: string;
  document: string;
  version: string;
  hash: string;
  dueAt: string;
  address: string;
}

/** A notice whose time has come; without its address where that does not open: it was changed, or sealed with another secret. */
export interface DueNotice extends Omit<NewNotice, 'address'> {
  address?: string | undefined;
  attempts: number;
}

interface Row {
  site: string;
  id: string;
  subject: string;
  about: string;
  kind: NoticeKind;
  channel: NoticeChannel;
  locale: string;
  document: string;
  version: string;
  hash: string;
  state: NoticeState;
  due_at: string;
  attempts: number;
  words: string | null;
  reference: string | null;
  reason: string | null;
  sent_at: string | null;
  delivered_at: string | null;
  shown_at: string | null;
  failed_at: string | null;
}

const COLUMNS =
  'site, id, subject, about, kind, channel, locale, document, version, hash, state, due_at, attempts, words, reference, reason, sent_at, delivered_at, shown_at, failed_at';

/** The ledger of notices. An address is sealed, and forgotten when it is not needed any more. */
export class NoticeStore {
  readonly #database: Database;
  readonly #seal: Seal;

  constructor(database: Database, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Adds a notice, unless this person has this one by this channel. Says whether it did. */
  async add(notice: NewNotice): Promise<boolean> {
    const rows = await this.#database.query(
      `INSERT INTO assent_notices (site, id, subject, about, kind, channel, locale, document, version, hash, state, due_at, attempts, address)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, 0, $12)
       ON CONFLICT (site, subject, about, kind, channel) DO NOTHING RETURNING id`,
      [
        notice.site,
        notice.id,
        notice.subject,
        notice.about,
        notice.kind,
        notice.channel,
        notice.locale,
        notice.document,
        notice.version,
        notice.hash,
        notice.dueAt,
        await this.#seal.close(new TextEncoder().encode(notice.address), contextOf(notice)),
      ],
    );
    return rows.length > 0;
  }

  /** Takes what is due; nobody else takes it before `leaseUntil`. */
  async claim(now: Date, {leaseUntil, limit}: {leaseUntil: Date; limit: number}): Promise<DueNotice[]> {
    const due = await this.#database.query<Row & {address: string}>(
      `SELECT ${COLUMNS}, address FROM assent_notices WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at LIMIT ${limit}`,
      [now.toISOString()],
    );
    const claimed: DueNotice[] = [];
    for (const row of due) {
      const won = await this.#database.query(
        `UPDATE assent_notices SET due_at = $1, attempts = attempts + 1 WHERE site = $2 AND id = $3 AND due_at = $4 AND state = 'waiting' RETURNING id`,
        [leaseUntil.toISOString(), row.site, row.id, row.due_at],
      );
      if (won.length > 0) claimed.push({...row, dueAt: row.due_at, attempts: row.attempts + 1, address: await this.#seal.openText(row.address, contextOf(row))});
    }
    return claimed;
  }

  /** Tries again later. */
  async postpone({site, id}: {site: string; id: string}, dueAt: Date, reason: string): Promise<void> {
    await this.#database.query("UPDATE assent_notices SET due_at = $1, reason = $2 WHERE site = $3 AND id = $4 AND state = 'waiting'", [
      dueAt.toISOString(),
      reason,
      site,
      id,
    ]);
  }

  /**
   * Says what became of a notice. What was delivered, or failed after it was sent, is not undone by a late report that it was
   * sent; what failed before is sent where it is tried once more, as by the replay of a webhook.
   */
  async settle(
    {site, id}: {site: string; id: string},
    {state, at, words, reference, reason}: {state: Exclude<NoticeState, 'waiting'>; at: Date; words?: string; reference?: string; reason?: string},
  ): Promise<void> {
    const column = state === 'stopped' ? 'failed_at' : `${state}_at`;
    const after = {sent: ['waiting'], failed: ['waiting', 'sent'], stopped: ['waiting'], delivered: ['waiting', 'sent', 'failed'], shown: ['waiting', 'sent', 'failed', 'delivered']}[state];
    const [before, past] = state === 'sent' ? [" OR (state = 'failed' AND sent_at IS NULL)", 'reason = $5, failed_at = NULL'] : ['', 'reason = COALESCE($5, reason)'];
    const values: SqlValue[] = [state, at.toISOString(), words ?? null, reference ?? null, reason ?? null, site, id];
    await this.#database.query(
      `UPDATE assent_notices SET state = $1, ${column} = $2, words = COALESCE($3, words), reference = COALESCE($4, reference), ${past}, address = NULL
       WHERE site = $6 AND id = $7 AND (state IN (${literals(after)})${before})`,
      values,
    );
  }

  /** Lets all that waits about something fall due: what it waited for has come. */
  async hasten(site: string, about: string, now: Date): Promise<void> {
    await this.#database.query("UPDATE assent_notices SET due_at = $1 WHERE site = $2 AND about = $3 AND state = 'waiting' AND attempts = 0", [now.toISOString(), site, about]);
  }

  /** Stops all that waits about something: an announcement that was withdrawn. */
  async stop(site: string, about: string, at: Date): Promise<void> {
    await this.#database.query("UPDATE assent_notices SET state = 'stopped', failed_at = $1, address = NULL WHERE site = $2 AND about = $3 AND state = 'waiting'", [at.toISOString(), site, about]);
  }

  /** One notice, with the version that it is about. */
  async find(site: string, id: string): Promise<(NoticeView & {document: string; version: string}) | undefined> {
    const [row] = await this.#database.query<Row>(`SELECT ${COLUMNS} FROM assent_notices WHERE site = $1 AND id = $2`, [site, id]);
    return row && {...viewOf(row), document: row.document, version: row.version};
  }

  /** The notices about something, in the order of their ids, after one of them. */
  async list(site: string, about: string, {after, limit}: {after: string; limit: number}): Promise<NoticeView[]> {
    const rows = await this.#database.query<Row>(
      `SELECT ${COLUMNS} FROM assent_notices WHERE site = $1 AND about = $2 AND id > $3 ORDER BY id LIMIT ${limit}`,
      [site, about, after],
    );
    return rows.map(viewOf);
  }

  /** By channel: how many people a notice about something was at least sent to. */
  async reached(site: string, about: string): Promise<Record<string, number>> {
    const rows = await this.#database.query<{channel: string; count: number | string}>(
      `SELECT channel, COUNT(DISTINCT subject) AS count FROM assent_notices
       WHERE site = $1 AND about = $2 AND state IN ('sent', 'delivered', 'shown') GROUP BY channel`,
      [site, about],
    );
    return Object.fromEntries(rows.map(({channel, count}) => [channel, Number(count)]));
  }
}

function viewOf(row: Row): NoticeView {
  const {id, subject, about, kind, channel, locale, hash, state, due_at} = row;
  const optional = {
    words: row.words,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    shownAt: row.shown_at,
    failedAt: row.failed_at,
    reference: row.reference,
    reason: row.reason,
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return {id, subject, about, kind, channel, locale, hash, state, dueAt: due_at, ...present};
}

function contextOf({site, id}: {site: string; id: string}): string {
  return JSON.stringify(['notice', site, id]);
}
