import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {createKeys} from '../../src/server/server-keys.js';
import {openServer, type TestServer} from '../contracts/open-server.js';

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
