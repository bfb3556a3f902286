import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openDatabase, type Database} from '../../src/server/database.js';
import {createKeys} from '../../src/server/server-keys.js';
import {openServer, receiptOf} from '../contracts/open-server.js';
import {decodeBase64url} from '../../src/protocol/base64url.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {uuid7} from '../../src/protocol/uuid.js';

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
