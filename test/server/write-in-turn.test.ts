import assert from 'node:assert/strict';
import {describe, it, mock} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {openDatabase, UniqueViolation, type Database} from '../../src/server/database/database.js';
import {writeInTurn} from '../../src/server/database/write-in-turn.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {codeOf, openServer, SECRET} from '../contracts/open-server.js';

describe('a write in turn', () => {
  it('looks again where another one was first, and follows', async () => {
    const seen: number[] = [];
    const written = await writeInTurn(async tries => {
      seen.push(tries);
      if (tries < 4) throw new UniqueViolation();
      return 'written';
    });
    assert.equal(written, 'written');
    assert.deepEqual(seen, [1, 2, 3, 4]);
  });

  it('does not try again what failed for another reason', async () => {
    let tries = 0;
    await assert.rejects(writeInTurn(async () => {
      tries += 1;
      throw new Error('broken');
    }), /broken/);
    assert.equal(tries, 1);
  });

  it('gives up after thirty lost turns, and says that it may come again', async () => {
    let tries = 0;
    // Without its pauses: nobody else is there who would need them.
    const timers = mock.method(globalThis, 'setTimeout', ((run: () => void) => setImmediate(run)) as unknown as typeof setTimeout);
    await assert.rejects(
      writeInTurn(async () => {
        tries += 1;
        throw new UniqueViolation();
      }),
      error => isAssentError(error) && error.code === 'unavailable' && error.cause instanceof UniqueViolation,
    ).finally(() => timers.mock.restore());
    assert.equal(tries, 30);
  });

  it('of the operator is answered 503 with Retry-After where others always write first, and holds the next time', async () => {
    const inner = await openDatabase('sqlite::memory:');
    let first = false;
    const database: Database = {
      query: (sql, values) => inner.query(sql, values),
      transaction: work => inner.transaction(work),
      insert: async tables => {
        // As a process would that has just written into the same chain.
        if (first && tables.some(({into}) => into.startsWith('assent_records'))) throw new UniqueViolation();
        await inner.insert!(tables);
      },
      close: () => inner.close(),
    };
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await server.publish({});
    const {visitor, name} = server.person();
    await visitor.agreements();
    const restriction = {subject: name, kind: 'limit', scope: ['posting'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'trust-and-safety'};
    first = true;
    const lost = await server.admin('restrictions', restriction);
    assert.deepEqual([lost.status, codeOf(lost.json()), lost.headers.get('retry-after')], [503, 'unavailable', '2']);
    first = false;
    assert.equal((await server.admin('restrictions', restriction)).status, 201);
    const {restrictions} = (await server.admin(`restrictions?subject=${encodeURIComponent(name)}`)).json();
    assert.equal(restrictions.length, 1, 'nothing of the lost one is there');
    await server.server.close();
    await inner.close();
  });

  it('of a publication is answered 503, too, and holds the next time', async () => {
    const inner = await openDatabase('sqlite::memory:');
    let first = false;
    const database: Database = {
      query: (sql, values) => inner.query(sql, values),
      transaction: async work => {
        if (first) throw new UniqueViolation();
        return inner.transaction(work);
      },
      insert: tables => inner.insert!(tables),
      close: () => inner.close(),
    };
    const server = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    first = true;
    const body = JSON.stringify({document: 'terms-of-use', version: '2', texts: [{locale: 'en', source: '# Terms\n\nBe kind.'}]});
    const publish = () => server.call('v1/publications', {method: 'POST', headers: {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'}, body});
    const lost = await publish();
    assert.deepEqual([lost.status, codeOf(lost.json())], [503, 'unavailable']);
    first = false;
    assert.equal((await publish()).status, 201);
    await server.server.close();
    await inner.close();
  });
});
