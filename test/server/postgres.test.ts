// What PostgreSQL asks of those who use it: to come again, and not to wait for ever.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {createAssentServer} from '../../src/server/create-server.js';
import {UniqueViolation, type Database, type SqlValue} from '../../src/server/database/database.js';
import {insertRows} from '../../src/server/database/insert-rows.js';
import {openPostgres} from '../../src/server/drivers/postgres.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {codeOf, openServer, SITE, type Answer} from '../contracts/open-server.js';
import {postgresPlaces} from '../contracts/places.js';
import {until} from '../contracts/until.js';

describe('PostgreSQL', () => {
  const places = postgresPlaces({alone: true});
  before(() => places.open());
  after(() => places.close());

  function assertLater(answer: Answer): void {
    assert.deepEqual([answer.status, codeOf(answer.json())], [503, 'unavailable']);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }

  /** Something that happens when two have arrived. */
  function meeting(): () => Promise<void> {
    let arrived = 0;
    let open: () => void;
    const both = new Promise<void>(resolve => (open = resolve));
    return async () => {
      if ((arrived += 1) >= 2) open();
      await both;
    };
  }

  async function withRows(work: (database: Database) => Promise<void>): Promise<void> {
    const database = await openPostgres(await places.make());
    await database.query('CREATE TABLE counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL)');
    await database.query("INSERT INTO counts VALUES ('a', 0), ('b', 0)");
    await work(database).finally(() => database.close());
  }
  const add = (tx: Database, name: string) => tx.query('UPDATE counts SET count = count + 1 WHERE name = $1', [name]);
  const counts = async (database: Database) => (await database.query<{count: number}>('SELECT count FROM counts ORDER BY name')).map(({count}) => count);

  it('is asked again where two transactions wait for each other (40P01)', () =>
    withRows(async database => {
      const met = meeting();
      let runs = 0;
      const both = (first: string, second: string) =>
        database.transaction(async tx => {
          runs += 1;
          await add(tx, first);
          await met();
          await add(tx, second);
        });
      await Promise.all([both('a', 'b'), both('b', 'a')]);
      assert.deepEqual(await counts(database), [2, 2]);
      assert.equal(runs, 3, 'one of the two ran twice');
    }));

  it('is asked again where transactions cannot be put in an order (40001)', () =>
    withRows(async database => {
      const met = meeting();
      let runs = 0;
      const one = () =>
        database.transaction(async tx => {
          runs += 1;
          await tx.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
          const [row] = await tx.query<{count: number}>("SELECT count FROM counts WHERE name = 'a'");
          await met();
          await tx.query("UPDATE counts SET count = $1 WHERE name = 'a'", [row!.count + 1]);
        });
      await Promise.all([one(), one()]);
      assert.deepEqual(await counts(database), [2, 0]);
      assert.equal(runs, 3, 'one of the two ran twice');
    }));

  it('that has no connection left makes the server say when to come again', async () => {
    const url = await places.make();
    const database = await openPostgres(url, {connections: 1, connectMs: 1_500});
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    let release: () => void;
    const released = new Promise<void>(resolve => (release = resolve));
    let held: Promise<void>;
    await new Promise<void>(resolve => {
      held = database.transaction(async () => {
        resolve();
        await released;
      });
    });
    assertLater(await visitor.send([record]));
    assertLater(await server.call('healthz'));
    // The operator is not sent to look for a database that is down.
    assert.ok(server.errors.length >= 2);
    for (const error of server.errors) assert.match(String(error), /No connection to the database became free/);
    release!();
    await held!;
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
    await server.server.close();
    await database.close();
  });

  it('that takes too long over a statement makes the server say when to come again', async () => {
    const url = await places.make();
    const [database, other] = await Promise.all([openPostgres(url, {statementMs: 1_500}), openPostgres(url)]);
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    await other.transaction(async tx => {
      await tx.query('LOCK TABLE assent_records IN ACCESS EXCLUSIVE MODE');
      assertLater(await visitor.send([record]));
    });
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
    await server.server.close();
    await Promise.all([database.close(), other.close()]);
  });

  it('that the network has lost makes the server say when to come again, and is found again', async () => {
    const url = new URL(await places.make());
    const lost: Socket[] = [];
    const line = createServer(socket => {
      const far = connect(Number(url.port), url.hostname);
      socket.pipe(far).pipe(socket);
      for (const end of [socket, far]) end.on('error', () => {});
      lost.push(socket, far);
    });
    await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve));
    const database = await openPostgres(Object.assign(new URL(url), {port: String((line.address() as AddressInfo).port)}).href, {answerMs: 1_000});
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    // Nothing is heard of either end any more, and no end is told.
    for (const socket of lost) socket.pause().unpipe();
    assertLater(await server.call('healthz'));
    await until(async () => (await server.call('healthz')).status === 200);
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
    await server.server.close();
    await database.close();
    for (const socket of lost) socket.destroy();
    line.close();
  });

  it('that is killed while it works leaves the server up, which goes on when it is back', async context => {
    if (!places.crash) return context.skip('a server that is not ours is not killed');
    const url = await places.make();
    const database = await openPostgres(url);
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    const sleeping = database.transaction(tx => tx.query('SELECT pg_sleep(60)'));
    const ended = assert.rejects(sleeping, error => isAssentError(error) && error.code === 'unavailable');
    await Promise.all([ended, places.crash('all')]);
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
    await server.server.close();
    await database.close();
  });

  it('keeps inserts prepared, one of each text, also after one that failed; and no queries', async () => {
    const database = await openPostgres(await places.make(), {connections: 1});
    await database.query('CREATE TABLE notes (name TEXT PRIMARY KEY, place BIGINT)');
    const rows = (count: number, from: string): SqlValue[][] => Array.from({length: count}, (_, at) => [`${from} ${at}`, at % 2 === 0 ? null : at]);
    const add = (count: number, from: string) => insertRows(database, [{into: 'notes (name, place)', rows: rows(count, from)}]);
    for (const from of ['a', 'b', 'c']) for (const count of [2, 12, 40]) await add(count, `${from} ${count}`);
    await assert.rejects(add(12, 'a 12'), UniqueViolation);
    await database.transaction(tx => insertRows(tx, [{into: 'notes (name, place)', rows: rows(12, 'd')}]));
    const prepared = await database.query<{name: string; statement: string}>('SELECT name, statement FROM pg_prepared_statements ORDER BY statement');
    assert.deepEqual(prepared.map(({statement}) => statement), [
      'INSERT INTO notes (name, place) SELECT * FROM unnest($1::text[], $2::bigint[])',
      'INSERT INTO notes (name, place) VALUES ($1, $2), ($3, $4)',
    ]);
    // By their words: a pooler may hand the connection to another process, which has the same ones.
    for (const {name, statement} of prepared) assert.equal(name, `assent ${createHash('sha256').update(statement).digest('hex').slice(0, 32)}`);
    const [{count}] = (await database.query('SELECT count(*) AS count FROM notes')) as [{count: string}];
    assert.equal(Number(count), 3 * (2 + 12 + 40) + 12);
    await database.close();
  });

  it('that takes no writes, as a standby, makes the server say when to come again', async () => {
    const url = await places.make();
    const server = await openServer({database: url, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    const operator = await openPostgres(url);
    const name = new URL(url).pathname.slice(1);
    await operator.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await operator.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    await until(async () => (await server.call('healthz')).status === 503);
    assertLater(await visitor.send([record]));
    await assert.rejects(createAssentServer({database: url, keys: await createKeys(), sites: [SITE]}), {code: 'unavailable', message: /takes no writes/, advice: /primary/});
    await operator.query('SET default_transaction_read_only = off');
    await operator.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await operator.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
    await until(async () => (await server.call('healthz')).status === 200);
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
    await server.server.close();
    await operator.close();
  });

  it('tells what an acknowledgement is worth', async () => {
    const url = await places.make();
    const server = await openServer({database: url, keys: await createKeys()});
    assert.deepEqual((await server.call('healthz')).json().durability, {acknowledged: 'synced', settings: 'fsync=on, synchronous_commit=on'});
    await server.server.close();
    const lax = await openPostgres(`${url}?options=-c%20synchronous_commit%3Doff`);
    assert.equal((await lax.durability!()).acknowledged, 'not_synced');
    await lax.close();
  });
});
