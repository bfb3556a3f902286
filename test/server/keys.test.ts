import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {chmod, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import * as v from 'valibot';
import {isAssentError} from '../../src/protocol/errors.js';
import {KeySetSchema} from '../../src/protocol/jws.js';
import {keysFromFile, rotateKeyFile} from '../../src/server/keys/key-file.js';
import {createKeys, importKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import {openServer} from '../contracts/open-server.js';

const unusable = (keys: unknown) =>
  assert.rejects(importKeys(keys as ServerKeys), error => isAssentError(error) && error.code === 'invalid_options' && error.advice.includes('createKeys'));

describe('keys', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-keys-'));
  });
  after(() => rm(folder, {recursive: true, force: true}));

  it('are published without their private half', async () => {
    const keys = await createKeys();
    const server = await openServer({keys});
    const answer = await server.call('v1/keys');
    assert.ok(v.is(KeySetSchema, answer.json()));
    assert.ok(!answer.text.includes(keys.signing[0]!.d));
    assert.ok(!answer.text.includes(keys.lookupSecret));
    await server.server.close();
  });

  it('that do not belong together, or are none, are refused at the start', async () => {
    const [one, two] = [await createKeys(), await createKeys()];
    await importKeys(one);
    await unusable({...one, signing: [{...one.signing[0], d: two.signing[0]!.d}]});
    await unusable({...one, signing: []});
    await unusable({...one, signing: [{...one.signing[0], d: 'AAAA'}]});
    await unusable({...one, lookupSecret: 'short'});
    await unusable({});
  });

  it('are made beside a SQLite file, for its owner only, and found again', async () => {
    const file = join(folder, 'kept.db');
    const first = await openServer({database: `sqlite:${file}`});
    const keys = (await first.call('v1/keys')).text;
    await first.server.close();
    const path = `${file}.keys.json`;
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const second = await openServer({database: `sqlite:${file}`});
    assert.equal((await second.call('v1/keys')).text, keys);
    await second.server.close();
  });

  it('are the same for processes that start at once, and leave nothing else behind', async () => {
    const path = join(folder, 'race', 'keys.json');
    const module = fileURLToPath(new URL('../../src/server/keys/key-file.ts', import.meta.url));
    const script = `import(${JSON.stringify(module)}).then(({keysFromFile}) => keysFromFile(${JSON.stringify(path)})).then(keys => process.stdout.write(JSON.stringify(keys)))`;
    const start = () => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    const outputs = await Promise.all([start(), start(), start(), keysFromFile(path).then(keys => ({stdout: JSON.stringify(keys)}))]);
    assert.equal(new Set(outputs.map(({stdout}) => stdout)).size, 1);
    assert.deepEqual(await readdir(join(folder, 'race')), ['keys.json']);
  });

  it('lose none of those that are put in front of each other at once', async () => {
    const path = join(folder, 'turned', 'keys.json');
    const first = await keysFromFile(path);
    const tries = await Promise.allSettled([rotateKeyFile(path), rotateKeyFile(path), rotateKeyFile(path)]);
    const made = tries.flatMap(one => (one.status === 'fulfilled' ? [one.value.signing[0]!] : []));
    for (const one of tries) if (one.status === 'rejected') assert.match(String(one.reason), /being rotated already/);
    assert.ok(made.length > 0);
    const {signing} = await keysFromFile(path);
    assert.equal(signing.length, made.length + 1);
    for (const key of [...made, ...first.signing]) assert.ok(signing.some(kept => JSON.stringify(kept) === JSON.stringify(key)));
    assert.deepEqual(await readdir(join(folder, 'turned')), ['keys.json']);
  });

  it('are not rotated while a claim lies there, which is named', async () => {
    const path = join(folder, 'claimed.json');
    await keysFromFile(path);
    await writeFile(`${path}.rotating`, '');
    await assert.rejects(rotateKeyFile(path), error => isAssentError(error) && error.message.includes('claimed.json.rotating') && error.advice.includes('delete that file'));
    assert.equal((await keysFromFile(path)).signing.length, 1);
  });

  it('that others may read are closed to them, with a warning', async () => {
    const path = join(folder, 'loose.json');
    await keysFromFile(path);
    for (const mode of [0o644, 0o640, 0o604]) {
      await chmod(path, mode);
      const warned = new Promise<Error>(resolve => process.once('warning', resolve));
      await keysFromFile(path);
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      assert.match((await warned).message, /loose\.json/);
    }
  });

  it('sign by WebCrypto alone where node:crypto is there in name only, as in Workers', async () => {
    const [keys, signing] = ['keys/server-keys', 'node-crypto'].map(name => JSON.stringify(new URL(`../../src/server/${name}.ts`, import.meta.url).href));
    const script = `
      Object.defineProperty(globalThis, 'navigator', {value: {userAgent: 'Cloudflare-Workers'}});
      const {createKeys, importKeys} = await import(${keys});
      const {nodeCrypto} = await import(${signing});
      const {signer} = await importKeys(await createKeys());
      process.stdout.write(JSON.stringify([nodeCrypto === undefined, (await signer.sign('{}', 'x', {atOnce: true})).split('.').length]));`;
    const {stdout} = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    assert.deepEqual(JSON.parse(stdout), [true, 3]);
  });

  it('that were damaged stop the start, and are not replaced', async () => {
    const path = join(folder, 'damaged.json');
    await writeFile(path, '{"signing":', {mode: 0o600});
    await assert.rejects(keysFromFile(path), /damaged\.json is not JSON/);
    assert.equal(await readFile(path, 'utf8'), '{"signing":');
  });

  it('are asked for where several processes share a database', async () => {
    await assert.rejects(openServer({database: 'postgres://localhost/x'}), error => isAssentError(error) && error.code === 'invalid_options' && /keys/.test(error.message));
  });
});
