import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {openDatabase, UniqueViolation, type Database, type SqlValue} from '../../src/server/database/database.js';
import {insertRows} from '../../src/server/database/insert-rows.js';
import {migrate} from '../../src/server/database/migrate.js';
import {MIGRATIONS} from '../../src/server/database/schema.js';
import type {Places} from './places.js';

/** What every database must do for the stores to be right. */
export function describeDatabase(name: string, places: Places): void {
  describe(`${name} as a database`, () => {
    let url: string;
    let database: Database;

    before(async () => {
      await places.open();
      url = await places.make();
      database = await openDatabase(url);
      await database.query('CREATE TABLE notes (name TEXT PRIMARY KEY, body TEXT, count INTEGER)');
    });
    after(async () => {
      await database?.close();
      await places.close();
    });

    it('binds parameters by their number, in any order and more than once', async () => {
      const rows = await database.query('SELECT CAST($2 AS TEXT) AS second, CAST($1 AS TEXT) AS first, CAST($2 AS TEXT) AS again', ['a', 'b']);
      assert.deepEqual(rows.map(row => ({...(row as object)})), [{second: 'b', first: 'a', again: 'b'}]);
    });

    it('gives text back to the letter, whatever the script and the line ends', async () => {
      const body = `中文\r\n\ttab 'quote' "double" $1 ?1 \\ 👩‍⚖️ é é\u2028 ${'x'.repeat(1_000_000)}`;
      await database.query('INSERT INTO notes (name, body, count) VALUES ($1, $2, $3)', ['verbatim', body, 2_147_483_647]);
      const [row] = await database.query<{body: string; count: number}>('SELECT body, count FROM notes WHERE name = $1', ['verbatim']);
      assert.equal(row?.body, body);
      assert.equal(row?.count, 2_147_483_647);
    });

    it('keeps null apart from the empty text', async () => {
      await database.query('INSERT INTO notes (name, body) VALUES ($1, $2), ($3, $4)', ['null', null, 'empty', '']);
      const rows = await database.query<{body: string | null}>("SELECT body FROM notes WHERE name IN ('null', 'empty') ORDER BY name");
      assert.deepEqual(rows.map(({body}) => body), ['', null]);
    });

    it('says that a row is there already, and adds none of those beside it', async () => {
      await database.query('INSERT INTO notes (name) VALUES ($1)', ['taken']);
      await assert.rejects(database.query('INSERT INTO notes (name) VALUES ($1), ($2)', ['free', 'taken']), UniqueViolation);
      assert.deepEqual(await database.query('SELECT name FROM notes WHERE name = $1', ['free']), []);
    });

    for (const count of [1, 9, 10, 300]) {
      it(`adds ${count} rows to several tables, all or none`, async () => {
        const rows = Array.from({length: count}, (_, at): SqlValue[] => [`${count} of many ${at}`, at % 3 === 0 ? null : `"{quote}", \\, 中文, é, 👩‍⚖️, NULL ${at}`, at * 7_000_000]);
        await database.query(`CREATE TABLE beside_${count} (name TEXT PRIMARY KEY, place BIGINT NOT NULL)`);
        const tables = [
          {into: 'notes (name, body, count)', rows},
          {into: 'notes (name)', rows: []},
          {into: `beside_${count} (name, place)`, rows: rows.map((_, at): SqlValue[] => [`${at}`, 2 ** 40 + at])},
        ];
        await insertRows(database, tables);
        const read = async () => [
          (await database.query<{name: string; body: string | null; count: number}>('SELECT name, body, count FROM notes WHERE name LIKE $1 ORDER BY count', [`${count} of many %`])).map(({name, body, count}) => [name, body, count]),
          (await database.query<{place: number | string}>(`SELECT place FROM beside_${count} ORDER BY place`)).map(({place}) => Number(place)),
        ];
        const stored = [rows, rows.map((_, at) => 2 ** 40 + at)];
        assert.deepEqual(await read(), stored);

        const others = rows.map(([name, ...rest]): SqlValue[] => [`${name} again`, ...rest]);
        await assert.rejects(insertRows(database, [{into: 'notes (name, body, count)', rows: others}, tables[2]!]), UniqueViolation);
        assert.deepEqual(await read(), stored);
      });
    }

    it('undoes a transaction that fails, and works on', async () => {
      const failing = database.transaction(async tx => {
        await tx.query('INSERT INTO notes (name) VALUES ($1)', ['undone']);
        throw new Error('on purpose');
      });
      await assert.rejects(failing, /on purpose/);
      assert.deepEqual(await database.query('SELECT name FROM notes WHERE name = $1', ['undone']), []);
      await database.query('INSERT INTO notes (name) VALUES ($1)', ['after']);
    });

    it('undoes a transaction that meets a taken row', async () => {
      await database.query('INSERT INTO notes (name) VALUES ($1)', ['met']);
      const failing = database.transaction(async tx => {
        await tx.query('INSERT INTO notes (name) VALUES ($1)', ['with-it']);
        await tx.query('INSERT INTO notes (name) VALUES ($1)', ['met']);
      });
      await assert.rejects(failing, UniqueViolation);
      assert.deepEqual(await database.query('SELECT name FROM notes WHERE name = $1', ['with-it']), []);
    });

    it('does not show to others what a transaction has not committed', async () => {
      let seen: unknown[] | undefined;
      let look: Promise<void> | undefined;
      await database.transaction(async tx => {
        await tx.query('INSERT INTO notes (name) VALUES ($1)', ['hidden']);
        look = database.query('SELECT name FROM notes WHERE name = $1', ['hidden']).then(rows => void (seen = rows));
        await new Promise(resolve => setTimeout(resolve, 30));
        assert.notEqual(seen?.length, 1);
        await tx.query('DELETE FROM notes WHERE name = $1', ['hidden']);
      });
      await look;
      assert.deepEqual(seen, []);
    });

    it('takes writes of several openers at once and loses none', async () => {
      const others = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
      const writes = others.flatMap((other, opener) =>
        Array.from({length: 30}, (_, index) =>
          other.transaction(tx => tx.query('INSERT INTO notes (name) VALUES ($1)', [`opener-${opener}-${index}`])),
        ),
      );
      await Promise.all(writes);
      const [row] = await database.query<{total: number}>("SELECT CAST(count(*) AS INTEGER) AS total FROM notes WHERE name LIKE 'opener-%'");
      assert.equal(row?.total, 90);
      await Promise.all(others.map(other => other.close()));
    });

    it('is migrated once when several processes start at once', async () => {
      const fresh = await places.make();
      const openers = await Promise.all(Array.from({length: 4}, () => openDatabase(fresh)));
      await Promise.all(openers.map(opener => migrate(opener)));
      const rows = await openers[0]!.query('SELECT number FROM assent_migrations');
      assert.equal(rows.length, MIGRATIONS.length);
      await Promise.all(openers.map(opener => opener.close()));
    });

    it('is left alone when its history is another one', async () => {
      const fresh = await openDatabase(await places.make());
      const step = {number: 1, name: 'one', sql: 'CREATE TABLE one (a TEXT);\nCREATE TABLE two (a TEXT);\n'};
      await migrate(fresh, [step]);
      await migrate(fresh, [step]);
      await assert.rejects(migrate(fresh, [{...step, sql: 'CREATE TABLE one (b TEXT);\n'}]), /history differs/);
      await migrate(fresh, [step, {number: 2, name: 'later', sql: 'CREATE TABLE three (a TEXT);\n'}, {number: 3, name: 'last', sql: 'CREATE TABLE four (a TEXT);\n'}]);
      await assert.rejects(migrate(fresh, [step]), {code: 'invalid_options', message: /at schema 3, and this version knows 1: a newer version/});
      await fresh.close();
    });

    it('keeps nothing of a schema step that fails', async () => {
      const fresh = await openDatabase(await places.make());
      const broken = {number: 1, name: 'broken', sql: 'CREATE TABLE half (a TEXT);\nCREATE TABLE half (a TEXT);\n'};
      await assert.rejects(migrate(fresh, [broken]));
      await migrate(fresh, [{...broken, sql: 'CREATE TABLE half (a TEXT);\n'}]);
      await fresh.close();
    });
  });
}
