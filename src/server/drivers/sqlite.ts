import {AssentError} from '../../protocol/errors.js';
import type {Database, Durability, Rows, SqlValue} from '../database/database.js';
import {insertText} from '../database/insert-rows.js';
import {UniqueViolation} from '../database/unique-violation.js';

/** How long a statement waits for another process's write, before it is tried again after a pause. */
const BUSY_TIMEOUT_MS = 50;
/** How long we go on trying altogether. */
const BUSY_PATIENCE_MS = 10_000;
const BUSY_PAUSE_MS = 20;
/** As `PRAGMA synchronous` tells it. */
const SYNCHRONOUS_FULL = 2;
/** Statements that name several things differ by their number. */
const MAX_PREPARED = 256;

/** The part of libsql that we call. */
interface Statement {
  /** Whether it gives rows. */
  readonly reader: boolean;
  all(values: readonly SqlValue[]): unknown[];
  run(values: readonly SqlValue[]): unknown;
}
interface Connection {
  readonly inTransaction: boolean;
  prepare(sql: string): Statement;
  close(): void;
}

/**
 * Opens a SQLite file (or `:memory:`) by libsql. Durable once a statement has resolved: WAL with
 * `synchronous=FULL` syncs the log at every commit (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export async function openSqlite(file: string): Promise<Database> {
  const Driver = await loadDriver();
  let connection: Connection;
  try {
    connection = new Driver(file);
  } catch (error) {
    throw new AssentError('unavailable', `The SQLite file ${file} cannot be opened.`, {
      advice: 'Check that its folder is there and may be written to.',
      cause: error,
    });
  }
  const database = new SqliteDatabase(connection);
  try {
    await database.configure();
  } catch (error) {
    connection.close();
    if ((error as {code?: unknown}).code !== 'SQLITE_NOTADB') throw error;
    throw new AssentError('invalid_options', `The file ${file} is no SQLite database.`, {advice: 'Check the path; it is left as it is.', cause: error});
  }
  return database;
}

async function loadDriver(): Promise<new (file: string) => Connection> {
  try {
    return (await import('libsql')).default as unknown as new (file: string) => Connection;
  } catch (error) {
    throw new AssentError('invalid_options', 'A sqlite: database needs the package libsql, which is not installed.', {
      advice: 'Run `npm i libsql`, or use a postgres:// database.',
      cause: error,
    });
  }
}

/** One connection; whoever comes while a transaction is open waits for its end. */
class SqliteDatabase implements Database {
  readonly #connection: Connection;
  readonly #prepared = new Map<string, Statement>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async configure(): Promise<void> {
    this.#run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`, []);
    await patiently(() => this.#run('PRAGMA journal_mode = WAL', []));
    this.#run('PRAGMA synchronous = FULL', []);
    this.#run('PRAGMA foreign_keys = ON', []);
    // What is deleted is overwritten where that costs no write of its own: an erased row is not left in its page.
    this.#run('PRAGMA secure_delete = FAST', []);
  }

  query<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#alone(() => patiently(() => this.#run<Row>(sql, values)));
  }

  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T> {
    const tx: Database = {
      query: async <Row>(sql: string, values: readonly SqlValue[] = []) => this.#run<Row>(sql, values),
      insert: async tables => this.#insert(tables),
      transaction: inner => inner(tx),
      close: async () => {},
    };
    return this.#alone(async () => {
      // IMMEDIATE takes the write lock first: a reader that turns writer can meet SQLITE_BUSY half-way.
      await patiently(() => this.#run('BEGIN IMMEDIATE', []));
      try {
        const result = await work(tx);
        await patiently(() => this.#run('COMMIT', []));
        return result;
      } catch (error) {
        if (this.#connection.inTransaction) this.#run('ROLLBACK', []);
        throw error;
      }
    });
  }

  insert(tables: readonly Rows[]): Promise<void> {
    return this.transaction(async () => this.#insert(tables));
  }

  async durability(): Promise<Durability> {
    const [{journal_mode: journal}] = (await this.query('PRAGMA journal_mode')) as [{journal_mode: string}];
    const [{synchronous}] = (await this.query('PRAGMA synchronous')) as [{synchronous: number}];
    const settings = `journal_mode=${journal}, synchronous=${synchronous}`;
    if (journal === 'memory') return {acknowledged: 'in_memory', settings};
    return {acknowledged: synchronous >= SYNCHRONOUS_FULL ? 'synced' : 'not_synced', settings};
  }

  scrub(): Promise<void> {
    return this.#alone(async () => this.#truncateWal());
  }

  close(): Promise<void> {
    return this.#alone(async () => {
      this.#run('PRAGMA busy_timeout = 0', []);
      this.#truncateWal();
      this.#prepared.clear();
      this.#connection.close();
    });
  }

  /** Leaves no log behind in which erased rows could still be read; where others are at work, they will. */
  #truncateWal(): void {
    try {
      this.#run('PRAGMA wal_checkpoint(TRUNCATE)', []);
    } catch {
      // Nothing depends on it.
    }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Row by row: a statement that is prepared costs less each time than one of many rows takes to bind. */
  #insert(tables: readonly Rows[]): void {
    for (const {into, rows} of tables) {
      const sql = insertText(into, 1, rows[0]!.length);
      for (const row of rows) this.#run(sql, row);
    }
  }

  #run<Row>(sql: string, values: readonly SqlValue[]): Row[] {
    try {
      const statement = this.#statement(sql);
      if (statement.reader) return statement.all(values) as Row[];
      // `all` takes 6 µs where this takes 2: it makes ready for rows that do not come.
      statement.run(values);
      return [];
    } catch (error) {
      throw translated(error);
    }
  }

  #statement(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known) return known;
    // In SQLite `$1` is a name, bound in the order of appearance; `?1` is a position.
    const statement = this.#connection.prepare(sql.replace(/\$(\d+)/g, '?$1'));
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** Tries again while another process writes; sleeping here rather than in SQLite leaves the event loop free. */
async function patiently<T>(attempt: () => T): Promise<T> {
  const deadline = Date.now() + BUSY_PATIENCE_MS;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!(error instanceof AssentError) || Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, BUSY_PAUSE_MS * (0.5 + Math.random())));
    }
  }
}

function translated(error: unknown): unknown {
  const code = String((error as {code?: unknown}).code ?? '');
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new UniqueViolation('The row is there already.', {cause: error});
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AssentError('unavailable', 'The SQLite file is locked by another process.', {cause: error});
  }
  return error;
}
