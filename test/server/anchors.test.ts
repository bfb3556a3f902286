import assert from 'node:assert/strict';
import {copyFileSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {TimeStampResp} from 'pkijs';
import {verifyCheckpoint} from '../../src/protocol/checkpoint.js';
import type {AnchorOptions} from '../../src/server/anchors/anchor.js';
import {AnchorStore} from '../../src/server/anchors/anchor-store.js';
import {FileAnchor} from '../../src/server/anchors/file-anchor.js';
import {openAnchors} from '../../src/server/anchors/open-anchors.js';
import {TimeStampAnchor} from '../../src/server/anchors/time-stamp-anchor.js';
import {openDatabase} from '../../src/server/database/database.js';
import {exportLog} from '../../src/server/evidence/export-log.js';
import {readCheckpoint} from '../../src/server/log/log.js';
import {openServer, SITE, type TestServer} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';
import {hasOpenssl, openTimeStampAuthority} from './time-stamp-authority.js';

const withoutOpenssl = (await hasOpenssl()) ? false : 'OpenSSL is not installed';
const EVERY_MS = 100;

describe('anchors', () => {
  let folder: string;
  let server: TestServer | undefined;
  const file = () => join(folder, 'assent.db');
  const start = async (anchors: readonly AnchorOptions[]) => {
    server = await openServer({database: `sqlite:${file()}`, log: {origin: 'consent.example.com', anchors, anchorEveryMs: EVERY_MS}});
    await server.publish({});
    return server;
  };
  const stop = async () => {
    await server?.server.close();
    server = undefined;
  };
  /** The log has one more: the publication. */
  const record = async (to: TestServer, count = 1) => {
    const visitor = to.visitor();
    for (let at = 0; at < count; at += 1) await visitor.results([await visitor.record()]);
  };
  const anchored = async () => {
    const database = await openDatabase(`sqlite:${file()}`);
    try {
      return await database.query<{anchor: string; size: number; note: string; proof: string | null}>('SELECT anchor, size, note, proof FROM assent_anchors ORDER BY size');
    } finally {
      await database.close();
    }
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-anchors-'));
  });
  afterEach(async () => {
    await stop();
    await rm(folder, {recursive: true, force: true});
  });

  it('are refused where two go by one name: one of them would never be left anything', async () => {
    const hook = (query: string): AnchorOptions => ({kind: 'webhook', url: `https://keeper.example/anchors?${query}`});
    await assert.rejects(start([hook('token=one'), hook('token=two')]), {code: 'invalid_options', message: /webhook:https:\/\/keeper\.example\/anchors: /});
  });

  it('leave signed checkpoints in a file, each once', async () => {
    const {call} = await start([{kind: 'file', folder: join(folder, 'outside')}]);
    await record(server!, 2);
    const path = join(folder, 'outside', 'shop.checkpoints');
    await until(async () => (await new FileAnchor(join(folder, 'outside')).last('shop'))?.includes('\n3\n') ?? false);
    await pause(3 * EVERY_MS);
    const notes = readFileSync(path, 'utf8').trim().split('\n').map(line => JSON.parse(line).note as string);
    const sizes = notes.map(note => readCheckpoint(note).size);
    assert.deepEqual(sizes, [...new Set(sizes)]);
    assert.equal((await verifyCheckpoint(notes.at(-1)!, (await call('v1/keys')).json())).result, 'valid');
    assert.deepEqual(server!.errors, []);
  });

  it('read past a line that a crash left half-written', async () => {
    const anchor = new FileAnchor(folder);
    assert.equal(await anchor.last('shop'), undefined);
    await anchor.put('shop', 'one');
    writeFileSync(join(folder, 'shop.checkpoints'), '{"note":"tw', {flag: 'a'});
    assert.equal(await anchor.last('shop'), 'one');
    await anchor.put('shop', 'three');
    assert.equal(await anchor.last('shop'), 'three');
  });

  it('post checkpoints to a webhook, again until it takes them, and remember no secret', async () => {
    const seen: string[] = [];
    const refusals = [500, 404];
    const http = createServer(async (request, response) => {
      const body = await text(request);
      assert.equal(request.headers['x-key'], 'of the witness');
      const refusal = refusals.shift();
      if (refusal !== undefined) response.writeHead(refusal).end();
      else {
        seen.push(body);
        response.end('thanks');
      }
    });
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/witness?token=secret`;
    await start([{kind: 'webhook', url, headers: {'x-key': 'of the witness'}}]);
    await record(server!);
    await until(async () => seen.some(note => readCheckpoint(note).size === 2));
    await until(async () => (await anchored()).length > 0);
    assert.ok(!JSON.stringify(await anchored()).includes('secret'));
    assert.deepEqual(server!.errors.map(error => /answered (\d+)/.exec(String(error))?.[1]), ['500', '404']);
    await stop();
    http.closeAllConnections();
    http.close();
  });

  it('say which one took nothing and why, and no secret', async () => {
    await start([{kind: 'webhook', url: 'http://127.0.0.1:1/witness?token=secret'}, {kind: 'file', folder: join(folder, 'outside')}]);
    await record(server!);
    await until(async () => server!.errors.length > 0);
    assert.match(String(server!.errors[0]), /^Error: Nothing could be left at webhook:http:\/\/127\.0\.0\.1:1\/witness\. \S/);
    assert.doesNotMatch(String(server!.errors[0]), /secret/);
    await stop();
  });

  it('are stamped by a time-stamp authority, as OpenSSL can tell', {skip: withoutOpenssl}, async () => {
    const authority = await openTimeStampAuthority();
    await start([{kind: 'rfc3161', url: authority.url}]);
    await record(server!);
    await until(async () => (await anchored()).length > 0);
    const [{note, proof}] = (await anchored()) as [{note: string; proof: string; anchor: string; size: number}];
    assert.equal(await authority.verifies(Buffer.from(proof, 'base64'), note), true);
    assert.equal(await authority.verifies(Buffer.from(proof, 'base64'), `${note}!`), false);
    assert.deepEqual(server!.errors, []);
    await stop();
    await authority.close();
  });

  it('take no stamp that is for something else, or for another request', {skip: withoutOpenssl}, async () => {
    const authority = await openTimeStampAuthority();
    const anchor = new TimeStampAnchor(authority.url);
    const replies: Buffer[] = [];
    authority.bend(reply => (replies.push(reply), reply));
    await anchor.put('shop', 'one');
    authority.bend(() => replies[0]!);
    await assert.rejects(anchor.put('shop', 'two'), /stamped something else/);
    await assert.rejects(anchor.put('shop', 'one'), /answered another request/);
    authority.bend(reply => {
      const refused = TimeStampResp.fromBER(new Uint8Array(reply));
      refused.status.status = 2;
      return Buffer.from(refused.toSchema().toBER());
    });
    await assert.rejects(anchor.put('shop', 'one'), /did not grant/);
    authority.bend(() => Buffer.from('no reply'));
    await assert.rejects(anchor.put('shop', 'one'));
    await authority.close();
  });

  it('keep a backup that was put back from being signed over', async () => {
    const anchors: AnchorOptions[] = [{kind: 'file', folder: join(folder, 'outside')}];
    await start(anchors);
    await record(server!);
    // What the backup knows to be left outside is less than what is.
    await until(async () => (await anchored()).some(({size}) => size === 2));
    await stop();
    const parts = ['', '-wal'].filter(part => existsSync(file() + part));
    for (const part of parts) copyFileSync(file() + part, join(folder, `backup.db${part}`));
    await start(anchors);
    await record(server!, 2);
    await until(async () => (await new FileAnchor(join(folder, 'outside')).last('shop'))?.includes('\n4\n') ?? false);
    await stop();

    for (const part of ['', '-wal', '-shm']) rmSync(file() + part, {force: true});
    for (const part of parts) copyFileSync(join(folder, `backup.db${part}`), file() + part);
    await start(anchors);
    await record(server!, 5); // more than were lost: the log would be longer than the anchored one
    await until(async () => server!.errors.length > 0);
    assert.ok(server!.errors.every(error => (error as {code?: string}).code === 'log_rollback_detected'), String(server!.errors));
    assert.equal(readCheckpoint((await server!.call('v1/log/shop/checkpoint')).text).size, 2, 'nothing new is signed');
    await until(async () => (await server!.call('healthz')).json().status === 'log_rollback_detected');
    assert.equal(readCheckpoint((await new FileAnchor(join(folder, 'outside')).last('shop'))!).size, 4, 'nothing new is left outside');
    await stop();
    const log = {database: `sqlite:${file()}`, site: 'shop', origin: 'consent.example.com'};
    await assert.rejects(exportLog({...log, anchors}), {code: 'log_rollback_detected'}, 'an export does not sign it either');
  });

  it('keep a log that was rewritten past what was anchored from being signed over', async () => {
    await start([]);
    await record(server!, 3);
    await stop();
    const database = await openDatabase(`sqlite:${file()}`);
    const [{note}] = (await database.query<{note: string}>('SELECT note FROM assent_checkpoints ORDER BY size DESC LIMIT 1')) as [{note: string}];
    await database.close();
    const root = note.split('\n')[2]!;
    const other = `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`;
    await new FileAnchor(join(folder, 'outside')).put('shop', note.replace(root, other));
    await start([{kind: 'file', folder: join(folder, 'outside')}]);
    await record(server!);
    await until(async () => server!.errors.length > 0);
    for (const error of server!.errors) assert.match(String(error), /do not give the root that was anchored at 4/);
    assert.equal(readCheckpoint((await server!.call('v1/log/shop/checkpoint')).text).size, 4);
  });

  it('count where they can be read no more, for the database remembers what was left there', async () => {
    const hook: AnchorOptions = {kind: 'webhook', url: 'https://keeper.example/anchors'};
    await start([]);
    await record(server!, 3);
    await until(async () => (await server!.call('v1/log/shop/checkpoint')).text.includes('\n4\n'));
    await stop();
    const database = await openDatabase(`sqlite:${file()}`);
    const [{note}] = (await database.query<{note: string}>('SELECT note FROM assent_checkpoints WHERE size = 4')) as [{note: string}];
    const root = note.split('\n')[2]!;
    const other = note.replace(root, `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`);
    const [anchor] = await openAnchors([hook]);
    await new AnchorStore(database).add('shop', anchor!.name, {size: 4, note: other, proof: undefined, at: '2026-11-23T20:00:00.000Z'});
    await database.close();
    await start([hook]);
    await record(server!);
    await until(async () => server!.errors.length > 0);
    assert.match(String(server!.errors[0]), /do not give the root that was anchored at 4/);
    assert.equal(readCheckpoint((await server!.call('v1/log/shop/checkpoint')).text).size, 4);
  });

  it('are left the log of each site, whichever is the longer', async () => {
    const outside = new FileAnchor(join(folder, 'outside'));
    const bank = {...SITE, id: 'bank', publishableKey: 'pk_bank', secretKeys: ['sk_bank_0123456789abcdef']};
    const log = {origin: 'consent.example.com', anchors: [{kind: 'file', folder: join(folder, 'outside')}] as const, anchorEveryMs: EVERY_MS};
    server = await openServer({database: `sqlite:${file()}`, log, sites: [SITE, bank]});
    await Promise.all([server.publish({}), server.publish({}, bank.secretKeys[0])]);
    await record(server, 3);
    await until(async () => (await outside.last('shop'))?.includes('\n4\n') ?? false);
    const visitor = server.visitor({site: 'pk_bank'});
    await visitor.results([await visitor.record()]);
    await until(async () => (await outside.last('bank'))?.includes('/bank\n2\n') || server!.errors.length > 0);
    assert.deepEqual(server.errors, []);
  });
});
