import assert from 'node:assert/strict';
import {mkdtemp, readdir, rename, rm, unlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import type {AssentServerOptions} from '../../src/server/create-server.js';
import {exportLog} from '../../src/server/evidence/export-log.js';
import {createKeys, rotateKeys} from '../../src/server/keys/server-keys.js';
import {openServer, SITE} from '../contracts/open-server.js';

describe('the keys of a database that has records', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'assent-keys-'))));
  after(() => rm(folder, {recursive: true}));

  /** A database in which somebody has agreed, closed; its keys are in `<file>.keys.json` unless they were given. */
  async function agreedIn(name: string, options: Partial<AssentServerOptions> = {}): Promise<string> {
    const file = join(folder, name);
    const {server, publish, visitor} = await openServer({database: `sqlite:${file}`, ...options});
    await publish({});
    const person = visitor();
    await person.results([await person.record()]);
    await server.close();
    return file;
  }
  const start = async (file: string, options: Partial<AssentServerOptions> = {}) => (await openServer({database: `sqlite:${file}`, ...options})).server.close();
  const refusal = (message: RegExp) => ({name: 'AssentError', code: 'invalid_options', message, advice: /backup/});

  it('are not made anew where they were lost', async () => {
    const file = await agreedIn('lost.db');
    await rename(`${file}.keys.json`, `${file}.away`);
    await assert.rejects(start(file), refusal(/lost\.db\.keys\.json are not there/));
    await assert.rejects(exportLog({database: `sqlite:${file}`, site: SITE.id}), refusal(/lost\.db\.keys\.json are not there/));
    assert.ok(!(await readdir(folder)).includes('lost.db.keys.json'));
    await rename(`${file}.away`, `${file}.keys.json`);
    await start(file);
  });

  it('are not those of another installation', async () => {
    const file = await agreedIn('other.db');
    await writeFile(`${file}.keys.json`, JSON.stringify(await createKeys()), {mode: 0o600});
    await assert.rejects(start(file), refusal(/none of the keys has signed them/));
    await assert.rejects(start(file, {keys: await createKeys()}), refusal(/none of the keys has signed them/));
  });

  it('are not others where what was recorded has no place in the log yet', async () => {
    const file = await agreedIn('unlogged.db', {log: {sequencer: false}});
    await assert.rejects(start(file, {keys: await createKeys()}), refusal(/none of the keys has signed them/));
  });

  it('may have been rotated, and the oldest be dropped', async () => {
    const first = await createKeys();
    const file = await agreedIn('rotated.db', {keys: first});
    const second = await rotateKeys(first);
    await agreedIn('rotated.db', {keys: second});
    await start(file, {keys: first});
    await start(file, {keys: {...second, signing: second.signing.slice(0, 1)}});
  });

  it('are made where nothing was recorded, and nothing is left beside what is no database', async () => {
    const file = join(folder, 'fresh.db');
    await start(file);
    await unlink(`${file}.keys.json`);
    await start(file);
    await writeFile(join(folder, 'text.db'), 'no database');
    await assert.rejects(start(join(folder, 'text.db')), /no SQLite database/);
    assert.ok(!(await readdir(folder)).includes('text.db.keys.json'));
  });
});
