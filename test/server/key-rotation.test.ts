import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {verifyLoggedReceipt, type LoggedReceipt} from '../../src/protocol/inclusion.js';
import type {KeySet} from '../../src/protocol/jws.js';
import {unpack} from '../../src/server/evidence/archive.js';
import {exportLog} from '../../src/server/evidence/export-log.js';
import {verifyExport} from '../../src/server/evidence/verify-export.js';
import {rotateKeyFile} from '../../src/server/key-file.js';
import type {ServerKeys} from '../../src/server/server-keys.js';
import {openServer} from '../contracts/open-server.js';

describe('keys that are rotated', () => {
  let folder: string;
  const database = () => `sqlite:${join(folder, 'assent.db')}`;
  const keyFile = () => join(folder, 'assent.db.keys.json');
  const headers = {'assent-subject': crypto.randomUUID()};
  const kidOf = ({receipt}: LoggedReceipt) => JSON.parse(Buffer.from(receipt.split('.')[0]!, 'base64url').toString()).kid as string;

  /** One life of a server: records something, ends, and then tells what the log holds. */
  async function live(): Promise<{keys: KeySet; id: string}> {
    const server = await openServer({database: database()});
    await server.publish({});
    const visitor = server.visitor({headers});
    const record = await visitor.record();
    await visitor.results([record]);
    const keys = (await server.call('v1/keys')).json() as KeySet;
    await server.server.close();
    return {keys, id: record.id};
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-rotation-'));
  });
  after(() => rm(folder, {recursive: true, force: true}));

  it('sign with the new one, and leave everything that the old one signed good', async () => {
    const first = await live();
    const before = JSON.parse(readFileSync(keyFile(), 'utf8')) as ServerKeys;
    await rotateKeyFile(keyFile());
    const after = JSON.parse(readFileSync(keyFile(), 'utf8')) as ServerKeys;
    assert.deepEqual(after.signing.slice(1), before.signing);
    assert.equal(after.lookupSecret, before.lookupSecret);
    assert.equal(statSync(keyFile()).mode & 0o777, 0o600);

    const second = await live();
    assert.deepEqual(second.keys.keys.map(({kid}) => kid).slice(1), first.keys.keys.map(({kid}) => kid));
    const server = await openServer({database: database()});
    const [old, fresh] = await Promise.all(
      [first.id, second.id].map(async id => (await server.visitor({headers}).get(`v1/receipts/${id}`)).json() as LoggedReceipt),
    );
    await server.server.close();
    assert.equal(kidOf(old!), first.keys.keys[0]!.kid);
    assert.equal(kidOf(fresh!), second.keys.keys[0]!.kid);
    for (const {receipt, inclusion} of [old!, fresh!]) {
      assert.equal((await verifyLoggedReceipt(receipt, inclusion!, second.keys)).result, 'valid');
    }
    // Who only knows the old key trusts what it signed, and nothing that came after.
    assert.equal((await verifyLoggedReceipt(fresh!.receipt, fresh!.inclusion!, first.keys)).result, 'invalid');

    const verdict = await verifyExport(unpack(await exportLog({database: database(), site: 'shop'})), {keys: second.keys});
    assert.equal(verdict.finding, undefined);
    assert.deepEqual([verdict.records, verdict.checkpoints], [2, 2]);
  });
});
