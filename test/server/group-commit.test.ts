import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openDatabase, type Database} from '../../src/server/database.js';
import {createKeys} from '../../src/server/server-keys.js';
import {openServer} from '../contracts/open-server.js';

describe('records that come at the same time', () => {
  it('share transactions, and so syncs of the disk, though each came alone', async () => {
    const inner = await openDatabase('sqlite::memory:');
    let transactions = 0;
    const database: Database = {
      query: (sql, values) => inner.query(sql, values),
      transaction: work => {
        transactions += 1;
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
});
