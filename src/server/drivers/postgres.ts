import {createHash} from 'node:crypto';
import type {Pool, PoolClient} from 'pg';
import {AssentError} from '../../protocol/errors.js';
import type {Database, Durability, Rows, SqlValue} from '../database/database.js';
import {UniqueViolation} from '../database/unique-violation.js';
import {insertOf} from './postgres-insert.js';

const LIMITS = {
  /** Connections at once. */
  connections: 10,
  /** How long to wait for one: to be made, or to become free. */
  connectMs: 5_000,
  /** How long a statement may take. */
  statementMs: 15_000,
  /** How long to wait for its answer: a database that hangs, or that the network has lost, ends no statement by itself. */
  answerMs: 20_000,
};
const MAX_TRIES = 10;
const RETRY_PAUSE_MS = 10;

/** serialization_failure and deadlock_detected: the whole transaction is to be run again (PostgreSQL, appendix A). */
const RETRY_STATES = new Set(['40001', '40P01']);
const UNIQUE_VIOLATION = '23505';
/** Classes of SQLSTATE that pass: connection exception, insufficient resources, operator intervention. */
const PASSING_CLASSES = new Set(['08', '53', '57']);
/** read_only_sql_transaction: a standby, as after a failover, or a database that its operator has stopped. */
const READ_ONLY = '25006';
const UNREACHED = 'Check that it runs, and its address.';
/** What pg says where no connection became free in time; also where this process was busy for so long that it did not look. */
const NONE_FREE = /timeout exceeded when trying to connect/;
const PASSING_NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN']);

/** Opens PostgreSQL, or a database that speaks its protocol, by pg. Connects at the first query. */
export async function openPostgres(url: string, limits: Partial<typeof LIMITS> = {}): Promise<Database> {
  const {Pool: PgPool} = await loadDriver();
  const {connections, connectMs, statementMs, answerMs} = {...LIMITS, ...limits};
  const pool = new PgPool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: answerMs,
    application_name: 'assent',
    pipeline: true,
  });
  // An idle connection that breaks is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  // So would one that breaks while it is in use, when the database goes down: its statements are told by rejection.
  pool.on('connect', client => void client.on('error', () => {}));
  return new PostgresDatabase(pool);
}

async function loadDriver(): Promise<{Pool: typeof Pool}> {
  try {
    return (await import('pg')).default;
  } catch (error) {
    throw new AssentError('invalid_options', 'A postgres:// database needs the package pg, which is not installed.', {
      advice: 'Run `npm i pg`, or use a sqlite: database.',
      cause: error,
    });
  }
}

class PostgresDatabase implements Database {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  query<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return again(() => run<Row>(this.#pool, sql, values));
  }

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    return again(() =>
      this.#connected(async client => {
        // In a pipeline, the first statements go out with the BEGIN and not a trip of the network later.
        const [, result] = await Promise.all([run(client, 'BEGIN', []), work(within(client))]);
        await run(client, 'COMMIT', []);
        return result;
      }),
    );
  }

  /** Runs a transaction on a connection of its own, and leaves the connection without one. */
  async #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await connect(this.#pool);
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      await client.query('ROLLBACK').catch(failure => (broken = failure as Error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** All in one go: where a row is taken, the COMMIT that is on its way already undoes the others. */
  insert(tables: readonly Rows[]): Promise<void> {
    return again(() =>
      this.#connected(async client => {
        const sent = [run(client, 'BEGIN', []), ...inserted(client, tables), run(client, 'COMMIT', [])];
        await Promise.allSettled(sent);
        await Promise.all(sent);
      }),
    );
  }

  async durability(): Promise<Durability> {
    // Where a database that only speaks the protocol does not know a setting, it is null.
    const [row] = await this.query<{fsync: string | null; commit: string | null}>(
      "SELECT current_setting('fsync', true) AS fsync, current_setting('synchronous_commit', true) AS commit",
    );
    const {fsync = null, commit = null} = row ?? {};
    const settings = `fsync=${fsync ?? '?'}, synchronous_commit=${commit ?? '?'}`;
    if (fsync === null || commit === null) return {acknowledged: 'unknown', settings};
    return {acknowledged: fsync === 'on' && commit !== 'off' ? 'synced' : 'not_synced', settings};
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function within(client: PoolClient): Database {
  const tx: Database = {
    query: (sql, values = []) => run(client, sql, values),
    insert: async tables => void (await Promise.all(inserted(client, tables))),
    transaction: work => work(tx),
    close: async () => {},
  };
  return tx;
}

function inserted(client: PoolClient, tables: readonly Rows[]): Promise<unknown>[] {
  return tables.map(table => {
    const {sql, values} = insertOf(table);
    return run(client, sql, values, preparedName(sql));
  });
}

const names = new Map<string, string>();

/**
 * The name of an insert that connections keep prepared: as many as there are tables and sizes of small ones. Only
 * inserts: of a query, PostgreSQL would go on by the plan that it made when the tables were empty. By the words of the
 * insert, for a pooler may hand a connection from one process to another.
 */
function preparedName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `assent ${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`));
  return name;
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    // Whatever keeps us from connecting may pass: a restart, too many clients, a name not resolved yet.
    throw noneFree(error) ?? new AssentError('unavailable', 'The database cannot be reached.', {advice: UNREACHED, cause: error});
  }
}

async function run<Row>(target: Pool | PoolClient, text: string, values: readonly (SqlValue | Buffer)[], name?: string): Promise<Row[]> {
  try {
    return (await target.query({text, values: values as (SqlValue | Buffer)[], ...(name !== undefined && {name})})).rows as Row[];
  } catch (error) {
    throw translated(error);
  }
}

async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= MAX_TRIES || !RETRY_STATES.has(sqlState(error))) throw error;
      await new Promise(resolve => setTimeout(resolve, Math.random() * RETRY_PAUSE_MS * 2 ** Math.min(tries, 6)));
    }
  }
}

function translated(error: unknown): unknown {
  const state = sqlState(error);
  if (state === UNIQUE_VIOLATION) return new UniqueViolation('The row is there already.', {cause: error});
  const busy = noneFree(error);
  if (busy) return busy;
  if (state === READ_ONLY) return new AssentError('unavailable', 'The database takes no writes.', {advice: 'Give the address of the primary, or let it write again.', cause: error});
  const passes = PASSING_CLASSES.has(state.slice(0, 2)) || PASSING_NETWORK.has(state) || /timeout|terminated|not queryable/.test(String(error));
  return passes ? new AssentError('unavailable', 'The database does not answer.', {advice: UNREACHED, cause: error}) : error;
}

/** Nothing was asked of the database then. Whoever is told of it is not sent to look for one that is down. */
function noneFree(error: unknown): AssentError | undefined {
  if (!NONE_FREE.test(String(error))) return undefined;
  return new AssentError('unavailable', 'No connection to the database became free in time: there is more to do than it or this process can.', {
    advice: 'Come again. Where it stays so, more processes share the work, or stricter `limits` keep it off.',
  });
}

function sqlState(error: unknown): string {
  return String((error as {code?: unknown} | undefined)?.code ?? '');
}
