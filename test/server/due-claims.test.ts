import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {migrate} from '../../src/server/database/migrate.js';
import {keyedHash} from '../../src/server/keys/keyed-hash.js';
import {Seal} from '../../src/server/keys/seal.js';
import {NoticeStore} from '../../src/server/notices/notice-store.js';
import {WebhookStore} from '../../src/server/webhooks/webhook-store.js';

const NOW = new Date('2026-11-23T20:00:00.000Z');
const LATER = new Date('2026-11-23T20:02:00.000Z');

describe('what is due, where two processes look at the same moment', () => {
  let database: Database;
  let seal: Seal;
  const ids = Array.from({length: 5}, () => uuid7(NOW.getTime()));

  before(async () => {
    database = await openDatabase('sqlite::memory:');
    await migrate(database);
    seal = await Seal.of(await keyedHash(new Uint8Array(32)));
  });
  after(() => database.close());

  /** What two take at once, and what one takes when the time of the first has passed. */
  const claimed = async (store: {claim(now: Date, how: {leaseUntil: Date; limit: number}): Promise<{id: string; attempts: number}[]>}) => {
    const both = await Promise.all([1, 2].map(() => store.claim(NOW, {leaseUntil: LATER, limit: 20})));
    const meanwhile = await store.claim(new Date(LATER.getTime() - 1), {leaseUntil: LATER, limit: 20});
    const again = await store.claim(LATER, {leaseUntil: new Date(LATER.getTime() + 60_000), limit: 20});
    return {taken: both.flat().map(({id}) => id).sort(), meanwhile: meanwhile.length, attempts: again.map(({attempts}) => attempts)};
  };
  const once = (names: string[]) => ({taken: names.toSorted(), meanwhile: 0, attempts: [2, 2, 2, 2, 2]});

  it('is taken by one of them: a notice', async () => {
    const store = new NoticeStore(database, seal);
    for (const [at, id] of ids.entries()) {
      await store.add({
        site: 'shop', id, subject: `s_${at}`, about: 'publication:terms@2', kind: 'first', channel: 'mail', locale: 'en',
        document: 'terms', version: '2', hash: 'sha256:0', dueAt: NOW.toISOString(), address: 'a@b.example',
      });
    }
    assert.deepEqual(await claimed(store), once(ids));
  });

  it('is taken by one of them: a message to an endpoint', async () => {
    const store = new WebhookStore(database, seal);
    for (const id of ids) await store.add({site: 'shop', id, url: 'https://shop.example/hooks', type: 'notice.due', body: '{}', dueAt: NOW.toISOString()});
    assert.deepEqual(await claimed(store), once(ids));
  });

  it('is sent again where that was asked for before the first one said what became of it', async () => {
    const store = new WebhookStore(database, seal);
    await store.add({site: 'bank', id: 'msg_1', url: 'https://bank.example/hooks', type: 'notice.due', body: '{}', dueAt: NOW.toISOString()});
    const [message] = await store.claim(NOW, {leaseUntil: LATER, limit: 20});
    assert.equal(await store.replay('bank', 'msg_1', NOW), 1);
    await store.settle(message!, {state: 'dead', reason: 'The endpoint answered 410.'});
    assert.deepEqual((await store.list('bank', 'waiting', 20)).map(({id, attempts}) => [id, attempts]), [['msg_1', 0]]);
    const [again] = await store.claim(NOW, {leaseUntil: LATER, limit: 20});
    await store.settle(again!, {state: 'delivered'});
    assert.equal((await store.list('bank', 'delivered', 20)).length, 1);
  });
});
