// Keys that live elsewhere: P-256, reached by a callback, as of an HSM or a key management service.
import assert from 'node:assert/strict';
import {createPublicKey, generateKeyPairSync, sign, verify, type KeyObject} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {compactVerify, importJWK} from 'jose';
import {verifyLoggedReceipt, verifyReceipt, type LoggedReceipt} from '../../src/index.js';
import {verifyCheckpoint} from '../../src/protocol/checkpoint.js';
import type {KeySet} from '../../src/protocol/jws.js';
import {parseNote} from '../../src/protocol/signed-note.js';
import {unpack} from '../../src/server/evidence/archive.js';
import {exportLog} from '../../src/server/evidence/export-log.js';
import {verifyExport} from '../../src/server/evidence/verify-export.js';
import {createKeys, importKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import type {SigningKey} from '../../src/server/keys/signing-key.js';
import {runCli} from '../cli/run-cli.js';
import {codeOf, openServer, receiptOf, type TestServer} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

type Half = Record<'x' | 'y' | 'd', string>;

/** A keeper of a key, who answers as those do: with ASN.1. */
function keeper(format: 'der' | 'ieee-p1363' = 'der'): {key: SigningKey; privateKey: KeyObject; asked: number; down: boolean} {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const {x, y} = privateKey.export({format: 'jwk'}) as Half;
  const kept = {
    privateKey,
    asked: 0,
    down: false,
    key: {
      kty: 'EC',
      crv: 'P-256',
      x,
      y,
      async sign(bytes) {
        kept.asked += 1;
        if (kept.down) throw new Error('the service does not answer');
        return sign('sha256', bytes, {key: privateKey, dsaEncoding: format});
      },
    } as SigningKey,
  };
  return kept;
}

describe('keys of P-256 that live elsewhere', () => {
  const kms = keeper();
  let folder: string;
  let fresh: ServerKeys;
  let keys: ServerKeys;
  let server: TestServer;
  let keySet: KeySet;
  const database = () => `sqlite:${join(folder, 'assent.db')}`;
  const headers = {'assent-subject': crypto.randomUUID()};

  const logged = (id: string): Promise<Required<LoggedReceipt>> =>
    until(async () => {
      const {receipt, inclusion} = (await server.visitor({headers}).get(`v1/receipts/${id}`)).json() as LoggedReceipt;
      return inclusion && {receipt, inclusion};
    });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assent-es256-'));
    fresh = await createKeys();
    keys = {...fresh, signing: [kms.key, ...fresh.signing]};
    // What was signed before the key moved out.
    const before = await openServer({database: database(), keys: fresh});
    await before.publish({});
    await before.visitor({headers}).results([await before.visitor({headers}).record()]);
    await before.server.close();
    server = await openServer({database: database(), keys});
    keySet = (await server.call('v1/keys')).json();
  });
  after(async () => {
    await server.server.close();
    await rm(folder, {recursive: true, force: true});
  });

  it('sign receipts that verify here and with any library for JWS', async () => {
    const visitor = server.visitor({headers});
    const record = await visitor.record();
    const receipt = receiptOf((await visitor.results([record]))[0]);
    assert.equal((await verifyReceipt(receipt, keySet)).result, 'valid');
    const {protectedHeader} = await compactVerify(receipt, await importJWK({...keySet.keys[0]!}, 'ES256'));
    assert.equal(protectedHeader.alg, 'ES256');
    assert.equal(receiptOf((await visitor.results([record]))[0]), receipt, 'to the byte, when it is asked for again');
    const [head, body, signature] = receipt.split('.');
    const bent = Buffer.from(signature!, 'base64url');
    bent[40]! ^= 1;
    assert.equal((await verifyReceipt(`${head}.${body}.${bent.toString('base64url')}`, keySet)).result, 'invalid');
  });

  it('sign checkpoints as C2SP signed notes of type 2', async () => {
    const visitor = server.visitor({headers});
    const record = await visitor.record();
    await visitor.results([record]);
    const {receipt, inclusion} = await logged(record.id);
    assert.equal((await verifyCheckpoint(inclusion.checkpoint, keySet)).result, 'valid');
    const {text, signatures} = parseNote(inclusion.checkpoint)!;
    assert.ok(verify('sha256', Buffer.from(text), createPublicKey(kms.privateKey), signatures[0]!.signature), 'as OpenSSL reads it');
    assert.equal((await verifyLoggedReceipt(receipt, inclusion, keySet)).result, 'valid');
    const others = {keys: keySet.keys.slice(1)};
    assert.equal((await verifyLoggedReceipt(receipt, inclusion, others)).result, 'invalid');
  });

  it('stand beside keys of Ed25519 in an export and in receipts that the command verifies', async () => {
    const visitor = server.visitor({headers});
    const record = await visitor.record();
    await visitor.results([record]);
    await Promise.all([
      writeFile(join(folder, 'receipt.json'), JSON.stringify({...(await logged(record.id)), body: JSON.stringify(record)})),
      writeFile(join(folder, 'keys.json'), JSON.stringify(keySet)),
    ]);
    const {code, stderr} = await runCli(['verify', 'receipt.json', '--keys', 'keys.json'], {cwd: folder});
    assert.equal(code, 0, stderr);
    const verdict = await verifyExport(unpack(await exportLog({database: database(), site: 'shop', keys})), {keys: keySet});
    assert.equal(verdict.finding, undefined, JSON.stringify(verdict.finding));
    assert.ok(verdict.records >= 4 && verdict.checkpoints >= 2);
  });

  it('that do not answer make the server say when to come again, and lose nothing', async () => {
    const visitor = server.visitor({headers});
    const record = await visitor.record();
    kms.down = true;
    const answer = await visitor.send([record]);
    assert.deepEqual([answer.status, codeOf(answer.json())], [503, 'unavailable']);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    kms.down = false;
    assert.equal((await visitor.results([record]))[0]?.status, 'recorded');
  });

  it('may answer with two numbers as well, or have their private half in the keys', async () => {
    const {key, privateKey} = keeper('ieee-p1363');
    const {x, y, d} = privateKey.export({format: 'jwk'}) as Half;
    for (const one of [key, {kty: 'EC', crv: 'P-256', x, y, d} as SigningKey]) {
      const {signer} = await importKeys({...fresh, signing: [one]});
      const probe = await signer.sign('{"a":1}', 'probe+jws');
      assert.ok(await compactVerify(probe, await importJWK({...signer.publicKeys[0]!}, 'ES256')));
    }
  });

  it('are refused at the start where they cannot sign', async () => {
    const {key, privateKey} = keeper();
    const other = keeper();
    const broken: SigningKey[] = [
      {...key, sign: other.key.sign!},
      {...key, sign: async () => new Uint8Array(10)},
      {...key, sign: undefined},
      {...key, sign: undefined, d: (other.privateKey.export({format: 'jwk'}) as Half).d},
    ];
    for (const one of broken) await assert.rejects(importKeys({...fresh, signing: [one]}), {code: 'invalid_options'});
    assert.ok(privateKey);
  });
});
