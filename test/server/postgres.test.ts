// What PostgreSQL asks of those who use it: to come again, and not to wait for ever.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {openPostgres} from '../../src/server/drivers/postgres.js';
import {createKeys} from '../../src/server/server-keys.js';
import type {Database} from '../../src/server/database.js';
import {codeOf, openServer, type Answer} from '../contracts/open-server.js';
import {postgresPlaces} from '../contracts/places.js';

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
