import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {decodeBase64url} from '../../src/protocol/base64url.js';
import {AssentError} from '../../src/protocol/errors.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer, receiptOf} from '../contracts/open-server.js';

describe('records that come at the same time', () => {
  it('share transactions, and so syncs of the disk, though each came alone', async () => {
    const inner = await openDatabase('sqlite::memory:');
    let transactions = 0;
    const database: Database = {
      query: (sql, values) => inner.query(sql, values),
      async transaction(work) {
        transactions += 1;
        // A disk that takes its time: whoever comes meanwhile, on a slow machine too, shares the next.
        await new Promise(resolve => setTimeout(resolve, 250));
        return inner.transaction(work);
      },
      close: () => inner.close(),
    };
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const people = await Promise.all(
      Array.from({length: 32}, async () => {
        const visitor = server.visitor();
        return {visitor, record: await visitor.record()};
      }),
    );
    const before = transactions;
    const answers = await Promise.all(people.map(({visitor, record}) => visitor.results([record])));
    assert.deepEqual(answers.map(([result]) => result?.status), Array(32).fill('recorded'));
    assert.ok(transactions - before <= 8, `${transactions - before} transactions`);
    await server.server.close();
    await database.close();
  });

  /** A database whose writes go by `write`, and a record of each of some people. */
  async function withWrites(write: (inner: Database, work: () => Promise<void>) => Promise<void>, count: number) {
    const inner = await openDatabase('sqlite::memory:');
    let armed = false;
    const database: Database = {
      query: (sql, values) => inner.query(sql, values),
      transaction: work => inner.transaction(work),
      insert: tables => (armed ? write(inner, () => inner.insert!(tables)) : inner.insert!(tables)),
      close: () => inner.close(),
    };
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const people = await Promise.all(
      Array.from({length: count}, async () => {
        const visitor = server.visitor();
        return {visitor, record: await visitor.record()};
      }),
    );
    armed = true;
    return {server, people, close: () => server.server.close().then(() => inner.close())};
  }

  it('wait for what is noticed about them, and are not stored where that cannot be known', async () => {
    const inner = await openDatabase('sqlite::memory:');
    let look: () => Promise<void> = async () => {};
    const database: Database = {
      async query(sql, values) {
        if (/gates FROM assent_publications/.test(sql) && sql.includes('withdrawn_at IS NULL')) await look();
        return inner.query(sql, values);
      },
      transaction: work => inner.transaction(work),
      insert: tables => inner.insert!(tables),
      close: () => inner.close(),
    };
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const visitor = server.visitor();
    const late = {...(await visitor.record()), at: new Date(Date.now() - 3_600_000).toISOString()};
    look = () => Promise.reject(new Error('The disk is gone.'));
    assert.equal((await visitor.send([late], {elapsedMs: 3_600_000})).status, 500);
    look = () => new Promise(resolve => setTimeout(resolve, 200));
    const [result] = await visitor.results([late], {elapsedMs: 3_600_000});
    assert.equal(result?.status, 'recorded');
    assert.ok(JSON.parse(Buffer.from(receiptOf(result).split('.')[1]!, 'base64url').toString()).flags.includes('late'));
    await server.server.close();
    await inner.close();
  });

  it('wait once together for a database that does not answer, and are all to come again', async () => {
    let writes = 0;
    const {server, people, close} = await withWrites(async () => {
      writes += 1;
      await new Promise(resolve => setTimeout(resolve, 250));
      throw new AssentError('unavailable', 'The database does not answer.');
    }, 8);
    const answers = await Promise.all(people.map(({visitor, record}) => visitor.send([record])));
    assert.deepEqual(answers.map(({status, headers}) => [status, headers.get('retry-after')]), Array(8).fill([503, '2']));
    assert.ok(writes <= 2, `${writes} writes`);
    assert.equal(server.errors.length, 8);
    await close();
  });

  it('are written one by one where one of them cannot be written', async () => {
    let writes = 0;
    const {people, close} = await withWrites(async (_, work) => {
      writes += 1;
      if (writes === 1) throw new Error('One of them is not storable.');
      await work();
    }, 4);
    const answers = await Promise.all(people.map(({visitor, record}) => visitor.send([record])));
    assert.ok(answers.filter(({status}) => status === 200).length >= 3, answers.map(({status}) => status).join());
    await close();
  });

  it('stand in the chain of each person as they were sent, though large requests are written side by side', async () => {
    const server = await openServer();
    await server.publish({});
    const people = await Promise.all(
      Array.from({length: 6}, async () => {
        const visitor = server.visitor();
        return {visitor, record: await visitor.record()};
      }),
    );
    const sent: Promise<number[]>[] = [];
    for (const size of [70, 100, 1, 90]) {
      for (const {visitor, record} of people) {
        const results = visitor.results(Array.from({length: size}, () => ({...record, id: uuid7(Date.now())})));
        sent.push(results.then(all => all.map(result => entryOf(receiptOf(result)).seq)));
      }
    }
    const places = await Promise.all(sent);
    for (const [person] of people.entries()) {
      const own = places.filter((_, at) => at % people.length === person).flat();
      assert.deepEqual(own, Array.from({length: 261}, (_, at) => at + 1));
    }
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });
});

function entryOf(receipt: string): Entry {
  return JSON.parse(new TextDecoder().decode(decodeBase64url(receipt.split('.')[1]!))) as Entry;
}
