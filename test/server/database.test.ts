import assert from 'node:assert/strict';
import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {createAssentServer} from '../../src/server/create-server.js';
import {explained, openDatabase} from '../../src/server/database.js';
import {createKeys} from '../../src/server/server-keys.js';
import {describeDatabase} from '../contracts/describe-database.js';
import {SITE} from '../contracts/open-server.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeDatabase('SQLite', sqlitePlaces());
describeDatabase('PostgreSQL', postgresPlaces());

describe('openDatabase', () => {
  it('names the URLs that it takes when given another', async () => {
    for (const url of ['mysql://localhost', 'assent.db', 'sqlite:', '']) {
      const names = (error: unknown) => isAssentError(error) && error.code === 'invalid_options' && error.advice.includes('sqlite:');
      await assert.rejects(openDatabase(url), names, url);
      // Before it is asked which keys such a database needs.
      await assert.rejects(createAssentServer({database: url, sites: [SITE]}), names, url);
    }
  });

  it('says which file is none of SQLite’s, and leaves it as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-no-database-'));
    const file = join(folder, 'terms.md');
    await writeFile(file, '# Terms that are long enough to be read as the head of a database');
    await assert.rejects(openDatabase(`sqlite:${file}`), error => isAssentError(error) && error.code === 'invalid_options' && error.message.includes(file));
    assert.match(await readFile(file, 'utf8'), /^# Terms/);
    await rm(folder, {recursive: true});
  });

  it('makes a file that only its owner may read, and leaves the mode of one that is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-modes-'));
    const modes = async () => Object.fromEntries(await Promise.all((await readdir(folder)).map(async name => [name, (await stat(join(folder, name))).mode & 0o777])));
    const url = `sqlite:${join(folder, 'assent.db')}`;
    const database = await openDatabase(url);
    await database.query('CREATE TABLE t (a TEXT)');
    assert.deepEqual(await modes(), {'assent.db': 0o600, 'assent.db-shm': 0o600, 'assent.db-wal': 0o600});
    await database.close();
    await chmod(join(folder, 'assent.db'), 0o640);
    await (await openDatabase(url)).close();
    assert.equal((await modes())['assent.db'], 0o640);
    await rm(folder, {recursive: true});
  });

  it('says of a file that may not be written to what to look at', async () => {
    const database = await openDatabase('sqlite::memory:');
    await database.query('PRAGMA query_only = ON');
    await assert.rejects(createAssentServer({database, sites: [SITE], keys: await createKeys()}), {code: 'invalid_options', message: /may not be written to/, advice: /folder/});
    await database.close();
    // Of a folder, as libsql names it; and a constraint, of which this is none.
    const codes = ['UNKNOWN_SQLITE_ERROR_1544', 'UNKNOWN_SQLITE_ERROR_1555', 'SQLITE_FULL'];
    assert.deepEqual(codes.map(code => isAssentError(explained(Object.assign(new Error(), {code})))), [true, false, false]);
  });

  it('says which file cannot be opened', async () => {
    await assert.rejects(openDatabase('sqlite:/nowhere/at/all/assent.db'), /\/nowhere\/at\/all\/assent\.db/);
  });

  it('says that PostgreSQL cannot be reached, and not where it is or as whom', async () => {
    const database = await openDatabase('postgres://someone:secret@127.0.0.1:1/nothing');
    await assert.rejects(database.query('SELECT 1'), error => isAssentError(error) && error.code === 'unavailable' && !error.message.includes('secret'));
    await database.close();
  });
});
