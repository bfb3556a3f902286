import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {movingClock} from '../contracts/moving-clock.js';
import {openServer, type TestServer} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

const WORDS = 'What this person alone was shown, once.';

describe('an erasure in a SQLite file', () => {
  let folder: string;
  let host: TestServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-erasure-'));
    host = await openServer({database: `sqlite:${join(folder, 'assent.db')}`, keys: await createKeys()});
    await host.publish({});
  });
  after(async () => {
    await host.server.close();
    await rm(folder, {recursive: true, force: true});
  });

  const filesWith = (words: string) => readdirSync(folder).filter(file => readFileSync(join(folder, file)).includes(words));

  it('leaves nothing in the files while the server runs on', async () => {
    const visitor = host.visitor();
    const record = await visitor.record({shown: {mode: 'host', statement: WORDS, endReached: false, openMs: 0}});
    await visitor.results([JSON.stringify(record)]);
    assert.notDeepEqual(filesWith(WORDS), [], 'it is there before');
    const answer = await host.admin('erasures', {subject: record.subject, by: 'privacy', bodies: 'all'});
    assert.equal(answer.status, 201);
    assert.deepEqual(filesWith(WORDS), []);
  });
});

describe('bodies that a SQLite file drops by their year', () => {
  it('are in none of its files any more while the server runs on', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-retention-'));
    const clock = movingClock('2024-06-01T00:00:00Z');
    const host = await openServer({database: `sqlite:${join(folder, 'assent.db')}`, keys: await createKeys(), now: clock.now});
    try {
      await host.publish({});
      const visitor = host.visitor();
      const record = await visitor.record({at: clock.now().toISOString(), shown: {mode: 'host', statement: WORDS, endReached: false, openMs: 0}});
      await visitor.results([JSON.stringify(record)]);
      await until(async () => (await visitor.get(`v1/receipts/${record.id}`)).json().inclusion !== undefined);
      clock.set('2026-06-01T00:00:00Z');
      assert.equal((await host.admin('retention', {before: 2025, by: 'privacy'})).json().dropped, 1);
      assert.deepEqual(readdirSync(folder).filter(file => readFileSync(join(folder, file)).includes(WORDS)), []);
    } finally {
      await host.server.close();
      await rm(folder, {recursive: true, force: true});
    }
  });
});
