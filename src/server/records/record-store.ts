import type {Act} from '../../protocol/agreement.js';
import type {Hash} from '../../protocol/hash.js';
import type {AnyEntry} from '../../protocol/keeper-record.js';
import {ENTRY_TYPES, type EntryType} from '../../protocol/record.js';
import type {Database, SqlValue} from '../database/database.js';
import {insertRows} from '../database/insert-rows.js';
import {places, rowPlaces} from '../database/places.js';
import {ENTRY_COLUMNS, receiptOf, type EntryRow} from './stored-entry.js';

/** One row: a record, its place in the chain and its signature. */
export interface StoredRecord {
  site: string;
  id: string;
  subject: string;
  seq: number;
  type: AnyEntry['type'];
  document: string;
  version: string;
  hash: string;
  /** JSON, or null where the record has none. */
  choices: string | null;
  recordedAt: string;
  /** The bytes as received: UTF-8, verbatim. */
  body: string;
  bodyHash: Hash;
  /** What the other columns do not say of the entry (`restOf`). */
  entry: string;
  entryHash: Hash;
  kid: string;
  signature: string;
  /** The digest of its leaf, base64. */
  leaf: string;
  /** What only one record of the site can be. */
  claim?: string;
}

/** The last link of a subject's chain. */
export interface Head {
  seq: number;
  entryHash: Hash;
}

/** A record that is stored, as far as a repeat of it needs. */
export interface KnownRecord {
  bodyHash: Hash;
  receipt: string;
}

const COLUMNS =
  'site, id, subject, seq, type, document, version, hash, choices, recorded_at, body, body_hash, entry, entry_hash, kid, signature';
const ENTRY = ENTRY_COLUMNS.join(', ');
/** Acts of one document that an answer names: those that its status hangs on, and enough to look back. */
const MAX_ACTS = 50;
const MAX_OF_TYPE = 10;
const ACT_TYPES = ENTRY_TYPES.map(type => `('${type}')`).join(', ');
/** No chain gets so long; PostgreSQL's INTEGER ends there. */
const ENDLESS = 2_147_483_647;

/** One subject's records before a place. */
export interface Chain {
  subject: string;
  before: number;
}

/** Records and their chains. Append-only: nothing here updates or deletes; what drops bodies is in `privacy/`. */
export class RecordStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Those of some ids that are stored, by id. */
  async known(site: string, ids: readonly string[]): Promise<Map<string, KnownRecord>> {
    const rows = await this.#database.query<EntryRow>(
      `SELECT ${ENTRY} FROM assent_records WHERE site = $1 AND id IN (${places(ids, 2)})`,
      [site, ...ids],
    );
    return new Map(rows.map(row => [row.id, {bodyHash: row.body_hash, receipt: receiptOf(row)}]));
  }

  /** The heads of some chains, by subject; a chain that is empty has none. */
  async heads(site: string, subjects: readonly string[]): Promise<Map<string, Head>> {
    // One look at the end of an index for each; a GROUP BY would read every link of every chain. Of one chain it is
    // planned sooner without the list: PostgreSQL takes 50 µs in place of 70.
    const head = (subject: string) => `SELECT seq || ' ' || entry_hash FROM assent_records WHERE site = $1 AND subject = ${subject} ORDER BY seq DESC LIMIT 1`;
    const listed = `VALUES ${rowPlaces(subjects.length, 1, 2)}`;
    const rows = await this.#database.query<{subject: string; head: string | null}>(
      subjects.length === 1 ? `SELECT $2 AS subject, (${head('$2')}) AS head` : `SELECT column1 AS subject, (${head('column1')}) AS head FROM (${listed}) AS asked`,
      [site, ...subjects],
    );
    return new Map(rows.flatMap(({subject, head}): [string, Head][] => (head === null ? [] : [[subject, headOf(head)]])));
  }

  /** Those of some claims that are taken, with the id of the record that has each. */
  async claimed(site: string, claims: readonly string[]): Promise<Map<string, string>> {
    if (claims.length === 0) return new Map();
    const rows = await this.#database.query<{claim: string; id: string}>(
      `SELECT claim, id FROM assent_claims WHERE site = $1 AND claim IN (${places(claims, 2)})`,
      [site, ...claims],
    );
    return new Map(rows.map(({claim, id}) => [claim, id]));
  }

  /**
   * Adds records, all or none. Rejects with `UniqueViolation` where an id, a place in a chain or a
   * claim is taken. `beside` runs in the same transaction.
   */
  async insert(records: readonly StoredRecord[], beside?: (tx: Database) => Promise<unknown>): Promise<void> {
    const tables = [
      {into: 'assent_claims (site, claim, id)', rows: records.flatMap(({site, id, claim}) => (claim === undefined ? [] : [[site, claim, id]]))},
      {into: `assent_records (${COLUMNS})`, rows: records.map(valuesOf)},
      // The log finds them by these rows, and takes the rows away again.
      {into: 'assent_unlogged (site, subject, seq, leaf)', rows: records.map(({site, subject, seq, leaf}) => [site, subject, seq, leaf])},
    ];
    if (!beside) return insertRows(this.#database, tables);
    await this.#database.transaction(async tx => {
      await insertRows(tx, tables);
      await beside(tx);
    });
  }

  /** Notes that a visitor is the person of an account from a record of the visitor's chain on. */
  async link({site, account, visitor, record}: {site: string; account: string; visitor: string; record: string}): Promise<void> {
    await this.#database.query(
      `INSERT INTO assent_linked (site, account, visitor, record) VALUES ($1, $2, $3, $4)
       ON CONFLICT (site, account, visitor) DO NOTHING`,
      [site, account, visitor, record],
    );
  }

  /** The chains of a subject: those of the visitors that it was, each up to its link, and its own; as far as they reach back. */
  async chains(site: string, subject: string): Promise<Chain[]> {
    const rows = await this.#database.query<{subject: string; seq: number}>(
      `SELECT record.subject, record.seq FROM assent_linked AS linked
       JOIN assent_records AS record ON record.site = linked.site AND record.id = linked.record
       WHERE linked.site = $1 AND linked.account = $2 ORDER BY record.recorded_at, record.subject`,
      [site, subject],
    );
    return [...rows.map(({subject, seq}) => ({subject, before: seq})), {subject, before: ENDLESS}];
  }

  /**
   * The acts of a subject on some documents, by document and in the order of their chain: the newest of each document, and
   * of each type. Those of a visitor that it was come in where they were recorded.
   */
  async acts(site: string, subject: string, documents: readonly string[]): Promise<Map<string, Act[]>> {
    if (documents.length === 0) return new Map();
    const [chains, own] = await Promise.all([this.chains(site, subject), this.#newest(site, {subject, before: ENDLESS}, documents)]);
    const earlier = await Promise.all(chains.slice(0, -1).map(chain => this.#newest(site, chain, documents)));
    // Stable: within a chain its own order holds, whatever the clocks of several machines say.
    const rows = earlier.length === 0 ? own : merge([...earlier, own]);
    const acts = new Map<string, Act[]>();
    for (const row of rows) {
      const list = acts.get(row.document);
      if (list) list.push(actOf(row));
      else acts.set(row.document, [actOf(row)]);
    }
    return acts;
  }

  /** Whoever likes can make their chain as long as they like: of each kind of act the end of an index is read, and no more. */
  #newest(site: string, {subject, before}: Chain, documents: readonly string[]): Promise<ActRow[]> {
    const kind = 'record.site = $1 AND record.subject = $2 AND record.document = kind.document AND record.type = kind.type AND record.seq < $3';
    return this.#database.query<ActRow>(
      // Each database is told an order, or would take the whole chain first: PostgreSQL by MATERIALIZED, SQLite by CROSS JOIN
      // (https://sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join). Bodies come to what is left.
      `WITH kind AS MATERIALIZED (
         SELECT asked.column1 AS document, types.column1 AS type FROM (VALUES ${rowPlaces(documents.length, 1, 4)}) AS asked CROSS JOIN (VALUES ${ACT_TYPES}) AS types
       ), near AS MATERIALIZED (
         SELECT document, type, COALESCE((SELECT record.seq FROM assent_records AS record WHERE ${kind} ORDER BY record.seq DESC LIMIT 1 OFFSET ${MAX_ACTS - 1}), 0) AS least FROM kind
       ), aged AS MATERIALIZED (
         SELECT record.seq,
           row_number() OVER (PARTITION BY record.document ORDER BY record.seq DESC) AS age,
           row_number() OVER (PARTITION BY record.document, record.type ORDER BY record.seq DESC) AS age_of_type
         FROM near AS kind CROSS JOIN assent_records AS record WHERE ${kind} AND record.seq >= kind.least
       )
       SELECT act.document, act.id, act.type, act.version, act.hash, act.recorded_at, act.choices, act.body
       FROM aged CROSS JOIN assent_records AS act
       WHERE act.site = $1 AND act.subject = $2 AND act.seq = aged.seq AND (age <= ${MAX_ACTS} OR age_of_type <= ${MAX_OF_TYPE}) ORDER BY act.seq`,
      [site, subject, before, ...documents],
    );
  }

  /** The records of a chain after a place in it, oldest first; without a body where it was dropped. */
  async history(site: string, {subject, before}: Chain, {after, limit}: {after: number; limit: number}): Promise<{seq: number; type: AnyEntry['type']; body?: string; receipt: string}[]> {
    const rows = await this.#database.query<EntryRow & {body: string}>(
      `SELECT body, ${ENTRY} FROM assent_records
       WHERE site = $1 AND subject = $2 AND seq > $3 AND seq < $4 ORDER BY seq LIMIT ${limit}`,
      [site, subject, after, before],
    );
    return rows.map(row => ({seq: row.seq, type: row.type, ...(row.body && {body: row.body}), receipt: receiptOf(row)}));
  }

  /** One record with its receipt; without a body where it was dropped. */
  async one(site: string, id: string): Promise<{subject: string; body?: string; receipt: string} | undefined> {
    const [row] = await this.#database.query<EntryRow & {body: string}>(`SELECT body, ${ENTRY} FROM assent_records WHERE site = $1 AND id = $2`, [site, id]);
    return row && {subject: row.subject, ...(row.body && {body: row.body}), receipt: receiptOf(row)};
  }

  /** The receipt of one record, whose it is, and its place in their chain. */
  async receipt(site: string, id: string): Promise<{subject: string; seq: number; receipt: string} | undefined> {
    const [row] = await this.#database.query<EntryRow>(
      `SELECT ${ENTRY} FROM assent_records WHERE site = $1 AND id = $2`,
      [site, id],
    );
    return row && {subject: row.subject, seq: row.seq, receipt: receiptOf(row)};
  }
}

function headOf(text: string): Head {
  const [seq, entryHash] = text.split(' ') as [string, Hash];
  return {seq: Number(seq), entryHash};
}

/** Rows of several chains by the server's clock; each chain keeps its order. */
function merge(chains: readonly (readonly ActRow[])[]): ActRow[] {
  const merged: ActRow[] = [];
  const at = chains.map(() => 0);
  for (;;) {
    const heads = chains.flatMap((chain, index) => (chain[at[index]!] ? [{row: chain[at[index]!]!, index}] : []));
    const [first, ...others] = heads;
    if (!first) return merged;
    const next = others.reduce((least, head) => (head.row.recorded_at < least.row.recorded_at ? head : least), first);
    merged.push(next.row);
    at[next.index]! += 1;
  }
}

interface ActRow {
  document: string;
  id: string;
  type: EntryType;
  version: string;
  hash: Hash;
  recorded_at: string;
  choices: string | null;
  body: string;
}

function actOf({id, type, version, hash, recorded_at, ...row}: ActRow): Act {
  const choices = choicesOf(row);
  return {id, type, version, hash, at: recorded_at, ...(choices && {choices})};
}

/**
 * As the body says: an edit of that is found by `verify`, as one of the other columns is, and an edit of `choices` is not.
 * Where the body was dropped, the column is all there is.
 */
function choicesOf({choices, body}: Pick<ActRow, 'choices' | 'body'>): Act['choices'] {
  if (body !== '') return (JSON.parse(body) as Pick<Act, 'choices'>).choices;
  return choices === null ? undefined : (JSON.parse(choices) as Act['choices']);
}

function valuesOf(record: StoredRecord): SqlValue[] {
  return [
    record.site,
    record.id,
    record.subject,
    record.seq,
    record.type,
    record.document,
    record.version,
    record.hash,
    record.choices,
    record.recordedAt,
    record.body,
    record.bodyHash,
    record.entry,
    record.entryHash,
    record.kid,
    record.signature,
  ];
}
