import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openPostgres, type TestPostgres} from './open-postgres.js';

/** Somewhere that databases are made, empty, each at a URL of its own. */
export interface Places {
  open(): Promise<void>;
  make(): Promise<string>;
  /** Kills the database without warning and resolves when it answers again; absent where that cannot be done. */
  crash?(what: 'all' | 'one'): Promise<void>;
  close(): Promise<void>;
}

/** SQLite files in a folder that goes away at the end. */
export function sqlitePlaces(): Places {
  let folder: string;
  let count = 0;
  return {
    async open() {
      folder = await mkdtemp(join(tmpdir(), 'assent-sqlite-'));
    },
    make: async () => `sqlite:${join(folder, `${(count += 1)}.db`)}`,
    close: () => rm(folder, {recursive: true, force: true}),
  };
}

/** Databases of a real PostgreSQL; of one that nobody else uses, for who kills it. */
export function postgresPlaces(how?: {alone: boolean}): Places {
  let postgres: TestPostgres;
  const places: Places = {
    async open() {
      postgres = await openPostgres(how);
      if (postgres.crash) places.crash = postgres.crash;
    },
    make: () => postgres.createDatabase(),
    close: () => postgres.close(),
  };
  return places;
}
