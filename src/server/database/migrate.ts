import {AssentError} from '../../protocol/errors.js';
import {hashBytes} from '../../protocol/hash.js';
import {explained, UniqueViolation, type Database} from './database.js';
import {MIGRATIONS, type Migration} from './schema.js';

interface Applied {
  number: number;
  checksum: string;
}

const MAX_TRIES = 20;
const RETRY_PAUSE_MS = 50;

/**
 * Brings a database to the newest schema. Several processes may start at once: each step begins by inserting
 * its number, and the primary key lets one of them through. Throws where the database has another history, and `invalid_options` where a newer version has served it, or it is read-only.
 */
export async function migrate(database: Database, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await createHistory(database);
      for (const migration of await pending(database, migrations)) await apply(database, migration);
      return;
    } catch (error) {
      if (tries >= MAX_TRIES || !lostRace(error)) throw explained(error);
      await new Promise(resolve => setTimeout(resolve, RETRY_PAUSE_MS * Math.random()));
    }
  }
}

async function createHistory(database: Database): Promise<void> {
  await database.query(`CREATE TABLE IF NOT EXISTS assent_migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)`);
}

async function pending(database: Database, migrations: readonly Migration[]): Promise<Migration[]> {
  const applied = await database.query<Applied>('SELECT number, checksum FROM assent_migrations ORDER BY number');
  const newest = applied.at(-1)?.number ?? 0;
  if (applied.length > migrations.length) {
    throw new AssentError('invalid_options', `The database is at schema ${newest}, and this version knows ${migrations.length}: a newer version has served it.`, {
      advice: 'Start that version or a later one; for this one, put back the backup of before.',
    });
  }
  for (const [index, {number, checksum}] of applied.entries()) {
    const migration = migrations[index]!;
    if (migration.number !== number || checksum !== (await hashBytes(migration.sql))) {
      throw new Error(`Schema step ${number} in the database is not the one of this version: its history differs, and it is left alone.`);
    }
  }
  return migrations.slice(applied.length);
}

async function apply(database: Database, {number, name, sql}: Migration): Promise<void> {
  const checksum = await hashBytes(sql);
  await database.transaction(async tx => {
    await tx.query('INSERT INTO assent_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', [
      number,
      name,
      checksum,
      new Date().toISOString(),
    ]);
    for (const statement of statements(sql)) await tx.query(statement);
  });
}

function statements(sql: string): string[] {
  return sql.split(/;\s*$/m).filter(part => part.trim());
}

/** In PostgreSQL, two `CREATE TABLE IF NOT EXISTS` at once: one may fail in the catalogue, in one of these ways. */
function lostRace(error: unknown): boolean {
  return error instanceof UniqueViolation || ['42P07', '42710', 'XX000'].includes(String((error as {code?: unknown}).code));
}
