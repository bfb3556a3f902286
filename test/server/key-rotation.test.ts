import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import {verifyLoggedReceipt, type LoggedReceipt} from '../../src/protocol/inclusion.js';
import type {KeySet} from '../../src/protocol/jws.js';
import {verifyJws} from '../../src/protocol/jws.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase} from '../../src/server/database/database.js';
import {unpack, type ArchiveFile} from '../../src/server/evidence/archive.js';
import {exportLog} from '../../src/server/evidence/export-log.js';
import {rotateKeyFile} from '../../src/server/keys/key-file.js';
import {createKeys, importKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import {Appender} from '../../src/server/records/appender.js';
import {appendOperatorRecords} from '../../src/server/records/operator-records.js';
import {RecordStore} from '../../src/server/records/record-store.js';
import {openServer} from '../contracts/open-server.js';
import {checked} from './evidence-harness.js';

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

    // Two of the visitor, one of the publication, and one that says that there is a new key.
    const exported = await filesOf(await exportLog({database: database(), site: 'shop'}));
    const verdict = await checked(exported, {keys: second.keys});
    assert.equal(verdict.finding, undefined, JSON.stringify(verdict.finding));
    assert.equal(verdict.records, 4);
    assert.ok(verdict.checkpoints >= 2);
    // Who kept the old key alone trusts the new one by its word, in the log.
    const kept = await checked(exported, {keys: first.keys});
    assert.equal(kept.finding, undefined, JSON.stringify(kept.finding));
    assert.equal(kept.keys, 'vouched');
    const [said] = bodiesOf(exported).filter(({type}) => type === 'keys');
    assert.deepEqual(said.keys, second.keys.keys);
    const vouched = await verifyJws(said.vouched, first.keys, 'assent-key+jws');
    assert.deepEqual(vouched, {result: 'valid', payload: second.keys.keys[0]});
  });

  it('are named in the log once, however often servers start, and again when there is another one', async () => {
    await live();
    await Promise.all([live(), live()]);
    const named = async () => bodiesOf(await filesOf(await exportLog({database: database(), site: 'shop'}))).filter(({type}) => type === 'keys').map(({keys}) => keys.length);
    assert.deepEqual(await named(), [2]);
    await rotateKeyFile(keyFile());
    await Promise.all([live(), live(), live()]);
    assert.deepEqual(await named(), [2, 3]);
  });

  it('are found out where the kept one does not vouch for them, or is another under its name', async () => {
    const {keys} = await live();
    const files = await filesOf(await exportLog({database: database(), site: 'shop'}));
    const [, ...kept] = keys.keys;
    assert.equal((await checked(files, {keys: {keys: kept.slice(-1)}})).keys, 'vouched', 'over two steps');
    const other = (await importKeys(await createKeys())).signer.publicKeys[0]!;
    const publishing = (published: unknown[]) => files.map(file => (file.name === 'keys.json' ? {...file, data: Buffer.from(JSON.stringify({keys: published}))} : file));
    // The kept key vouches for the one that has signed, and the export says that this was another.
    const swapped = await checked(publishing([{...other, kid: keys.keys[0]!.kid}, ...kept]), {keys: {keys: kept}});
    assert.equal(swapped.finding?.kind, 'checkpoint_invalid', JSON.stringify(swapped.finding));
    const renamed = await checked(files, {keys: {keys: [{...other, kid: keys.keys[0]!.kid}, ...kept]}});
    assert.equal(renamed.finding?.kind, 'checkpoint_invalid', JSON.stringify(renamed.finding));
    assert.equal((await checked(files, {keys: {keys: [other]}})).finding?.kind, 'checkpoint_invalid', 'keys of another log');
  });

  it('are found out where one has signed that the history in the log does not name', async () => {
    const {keys} = await live();
    const files = await filesOf(await exportLog({database: database(), site: 'shop'}));
    assert.equal((await checked(files, {keys})).finding, undefined);
    // The last one to come, as if it had never been announced: its records are whole, and so are the trees over them.
    const stranger = JSON.parse(readFileSync(keyFile(), 'utf8')) as ServerKeys;
    stranger.signing.unshift(...(await createKeys()).signing);
    const database2 = await openDatabase(database());
    const {signer} = await importKeys(stranger);
    const appender = new Appender(new RecordStore(database2), signer, {now: () => new Date()});
    const {v, site, sub, id: _, ...entry} = entriesOf(files).find(({type}) => type === 'accept');
    const id = uuid7(Date.now());
    const body = JSON.stringify({v, id, type: entry.type, site, subject: sub, document: entry.document, at: entry.claimedAt});
    await appender.append('shop', [{entry: {...entry, v, site, sub, id, record: await hashBytes(body)}, body, choices: null}]);
    await database2.close();
    const verdict = await checked(await filesOf(await exportLog({database: database(), site: 'shop'})), {keys: {keys: signer.publicKeys}});
    assert.equal(verdict.finding?.kind, 'key_unlisted', JSON.stringify(verdict.finding));
    assert.equal(verdict.finding?.record, id);
    // Slipped into the published keys as well, it has nobody's word.
    const kept = await checked(await filesOf(await exportLog({database: database(), site: 'shop', keys: stranger})), {keys});
    assert.equal(kept.finding?.kind, 'key_unlisted', JSON.stringify(kept.finding));
    assert.match(kept.finding.message, /none of the keys that were given vouches for it/);
  });

  it('are found out where one has only its own word', async () => {
    const url = `sqlite:${join(folder, 'own.db')}`;
    const first = await createKeys();
    const server = await openServer({database: url, keys: first});
    await server.publish({});
    const visitor = server.visitor();
    const record = await visitor.record();
    await visitor.results([record]);
    await server.server.close();
    const stranger: ServerKeys = {...first, signing: [...(await createKeys()).signing, ...first.signing]};
    const [{signer}, {signer: {publicKeys: kept}}] = await Promise.all([importKeys(stranger), importKeys(first)]);
    const vouched = await signer.sign(JSON.stringify(signer.publicKeys[0]), 'assent-key+jws');
    const open = await openDatabase(url);
    const at = new Date();
    const said = {v: 1, id: uuid7(at.getTime()), type: 'keys', site: 'shop', subject: record.subject, keys: signer.publicKeys, vouched, made: {by: 'operator', role: 'keys'}, at: at.toISOString()} as const;
    await appendOperatorRecords(new Appender(new RecordStore(open), signer, {now: () => at}), [said]);
    await open.close();
    const {finding} = await checked(await filesOf(await exportLog({database: url, site: 'shop', keys: stranger})), {keys: {keys: kept}});
    assert.equal(finding?.kind, 'key_unlisted', JSON.stringify(finding));
    assert.match(finding.message, /none of the keys that were given vouches for it/);
  });
});

async function filesOf(tar: ReadableStream<Uint8Array>): Promise<ArchiveFile[]> {
  const files = [];
  for await (const file of unpack(tar)) files.push(file);
  return files;
}

function linesOf(files: readonly ArchiveFile[]): string[] {
  return files.filter(({name}) => name.startsWith('records/')).flatMap(({data}) => Buffer.from(data).toString().trim().split('\n'));
}

function entriesOf(files: readonly ArchiveFile[]): any[] {
  return linesOf(files).map(line => JSON.parse(Buffer.from(JSON.parse(line).receipt.split('.')[1], 'base64url').toString()));
}

function bodiesOf(files: readonly ArchiveFile[]): any[] {
  return linesOf(files).map(line => JSON.parse(JSON.parse(line).body));
}
