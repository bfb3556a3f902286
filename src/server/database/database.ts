import {AssentError} from '../../protocol/errors.js';

export {UniqueViolation} from './unique-violation.js';

/** Kinds of SQLite's errors (https://sqlite.org/rescode.html), by name and number. */
const KINDS = {SQLITE_READONLY: 8, SQLITE_IOERR: 10, SQLITE_FULL: 13, SQLITE_CANTOPEN: 14};
type Kind = keyof typeof KINDS;

/** What both databases hold without a difference: text, numbers within 2^53, nothing. */
export type SqlValue = string | number | null;

/** Rows for a table. */
export interface Rows {
  /** `table (columns)`. */
  into: string;
  /** Values in the order of the columns; at least one row. */
  rows: readonly SqlValue[][];
}

/** The part of a SQL database that we call; both drivers fit. Parameters are written `$1`, `$2`, …. */
export interface Database {
  /** Runs one statement. Rejects with `UniqueViolation` where a unique constraint forbids it. */
  query<Row = unknown>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs `work` in one transaction; `work` may run again when the database asks for it, so it only queries. */
  transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
  /** Adds rows to tables, all or none, in a way of its own; where absent, `insertRows` writes statements. Rejects with `UniqueViolation`. */
  insert?(tables: readonly Rows[]): Promise<void>;
  /** After an erasure: takes what was deleted out of the logs that this side keeps; where absent, it can reach none. */
  scrub?(): Promise<void>;
  /** What holds of a record once it is acknowledged; not told where absent. */
  durability?(): Promise<Durability>;
  close(): Promise<void>;
}

/** `synced`: on the disk, so it survives the process and the power; `not_synced`: the last ones may be lost with either. */
export interface Durability {
  acknowledged: 'synced' | 'not_synced' | 'in_memory' | 'unknown';
  /** What the database itself says, by its own names. */
  settings: string;
}

/**
 * Opens `sqlite:<file>`, `sqlite::memory:` or `postgres://…`. Throws `invalid_options` for any other URL,
 * and an error that names the package where its driver is not installed.
 */
export async function openDatabase(url: string): Promise<Database> {
  const file = sqliteFile(url);
  if (file !== undefined) {
    const {openSqlite} = await import('../drivers/sqlite.js');
    // What people have said, and who they are to whoever knows them, is in it.
    if (file !== ':memory:') await (await import('./own-file.js')).makeOwnFile(file);
    return openSqlite(file).catch(error => {
      throw explained(error);
    });
  }
  const {openPostgres} = await import('../drivers/postgres.js');
  return openPostgres(url);
}

/** What is wrong with a database, where its own words say neither that nor what to do. */
export function explained(error: unknown): unknown {
  const kind = kindOf(error);
  if (kind === 'SQLITE_FULL') return new AssentError('unavailable', 'The disk of the SQLite file is full.', {advice: 'Make room on it: nothing can be recorded before.', cause: error});
  if (kind !== 'SQLITE_READONLY') return error;
  return new AssentError('invalid_options', 'The SQLite file may not be written to.', {advice: 'Check who owns it, and its folder: SQLite writes beside it as well.', cause: error});
}

/** Whether it is the place of a SQLite file that failed: full, read-only or broken. What was asked is not wrong, and may go through later. */
export function isPlaceFailure(error: unknown): boolean {
  return kindOf(error) !== undefined;
}

function kindOf(error: unknown): Kind | undefined {
  const code = String((error as {code?: unknown} | undefined)?.code ?? '');
  // libsql has no names for extended codes; what kind they are of is in their last byte.
  const number = Number(/^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code)?.[1]) & 0xff;
  return (Object.keys(KINDS) as Kind[]).find(kind => code.startsWith(kind) || number === KINDS[kind]);
}

/** The file in a `sqlite:` URL, `:memory:` for none, undefined for `postgres://…`. Throws `invalid_options` for any other URL. */
export function sqliteFile(url: string): string | undefined {
  if (/^postgres(ql)?:\/\//.test(url)) return undefined;
  const [, file] = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url) ?? [];
  if (file !== undefined) return file;
  throw new AssentError('invalid_options', 'The database is neither sqlite: nor postgres://.', {
    advice: 'Write sqlite:assent.db, sqlite::memory: or postgres://user@host/name.',
  });
}
