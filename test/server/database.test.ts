import assert from 'node:assert/strict';
import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {createAssentServer} from '../../src/server/create-server.js';
import {explained, openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {describeDatabase} from '../contracts/describe-database.js';
import {codeOf, openServer, SITE} from '../contracts/open-server.js';
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
    // Of a folder, as libsql names it; a full disk; and a constraint, of which this is none.
    const codes = ['UNKNOWN_SQLITE_ERROR_1544', 'SQLITE_FULL', 'UNKNOWN_SQLITE_ERROR_1555'];
    const told = codes.map(code => explained(Object.assign(new Error(), {code})));
    assert.deepEqual(told.map(error => isAssentError(error) && error.code), ['invalid_options', 'unavailable', false]);
  });

  it('that has no room any more makes the server say when to come again, and is not called well', async () => {
    const database = await openDatabase('sqlite::memory:');
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({texts: [{locale: 'en', source: `# Terms\n\n1. ${'Much. '.repeat(10_000)}\n`}]});
    const visitor = server.visitor();
    const record = await visitor.record();
    for (const full of ['PRAGMA max_page_count = 1', 'PRAGMA query_only = ON']) {
      await database.query(full);
      // What is free in pages that are there is used up first.
      const answers = [];
      for (let at = 0; at < 100; at += 1) answers.push(await visitor.send([{...record, id: uuid7(Date.now())}]));
      const last = answers.at(-1)!;
      assert.deepEqual([last.status, codeOf(last.json())], [503, 'unavailable'], full);
      assert.ok(Number(last.headers.get('retry-after')) > 0);
    }
    assert.equal((await server.call('healthz')).status, 503);
    await database.query('PRAGMA query_only = OFF');
    await database.query('PRAGMA max_page_count = 1000000');
    assert.equal((await server.call('healthz')).status, 200);
    assert.equal((await visitor.results([record]))[0]!.status, 'recorded');
    await server.server.close();
    await database.close();
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
