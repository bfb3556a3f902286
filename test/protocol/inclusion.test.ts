import assert from 'node:assert/strict';
import {generateKeyPairSync, sign, type KeyObject} from 'node:crypto';
import {describe, it} from 'node:test';
import {encodeBase64} from '../../src/protocol/base64.js';
import {formatCheckpoint, parseCheckpoint, verifyCheckpoint, type Checkpoint} from '../../src/protocol/checkpoint.js';
import {verifyLoggedReceipt, type Inclusion} from '../../src/protocol/inclusion.js';
import type {PublicKey} from '../../src/protocol/jws.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {formatNote, noteKey} from '../../src/protocol/signed-note.js';
import {auditPath, leaf, treeRoot} from './reference-tree.js';

const ORIGIN = 'consent.example.com/shop';

function keyPair(kid: string): {published: PublicKey; secret: KeyObject} {
  const {publicKey, privateKey} = generateKeyPairSync('ed25519');
  const {x} = publicKey.export({format: 'jwk'});
  return {published: {kid, kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', x: x!}, secret: privateKey};
}

const {published, secret} = keyPair('2026');
const keys = {keys: [published]};

const entry: Entry = {
  v: 1, site: 'shop', sub: `s_${'a'.repeat(43)}`, seq: 1, prev: null, id: '019aae8d-5c00-7000-8000-000000000001', type: 'accept',
  record: `sha256:${'1'.repeat(64)}`, document: {id: 'terms', version: '1', locale: 'en', hash: `sha256:${'2'.repeat(64)}`},
  presentedAt: '2026-11-23T20:00:00.000Z', claimedAt: '2026-11-23T20:00:01.000Z', recordedAt: '2026-11-23T20:00:02.000Z',
  via: 'anonymous', flags: [],
};

function receiptOf(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({alg: 'EdDSA', kid: '2026', typ: 'assent-receipt+jws'})}.${part(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), secret).toString('base64url')}`;
}

async function signedCheckpoint(checkpoint: Checkpoint, key = secret, name = checkpoint.origin): Promise<string> {
  const text = formatCheckpoint(checkpoint);
  const {keyId} = await noteKey(name, new Uint8Array(Buffer.from(published.x, 'base64url')));
  return formatNote({text, signatures: [{name, keyId, signature: new Uint8Array(sign(null, Buffer.from(text), key))}]});
}

async function logged(index = 3, size = 7, origin = ORIGIN) {
  const receipt = receiptOf(entry);
  const leaves = Array.from({length: size}, (_, place) =>
    leaf(place === index ? Buffer.from(receipt.split('.')[1]!, 'base64url') : Uint8Array.of(place)),
  );
  const root = treeRoot(leaves) as Checkpoint['root'];
  const inclusion: Inclusion = {
    index, size, proof: auditPath(index, leaves).map(encodeBase64), checkpoint: await signedCheckpoint({origin, size, root}),
  };
  return {receipt, inclusion, root};
}

describe('checkpoint (C2SP tlog-checkpoint)', () => {
  it('reads back what it writes, and the checkpoint of the specification', () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const parsed = parseCheckpoint(example)!;
    assert.equal(parsed.origin, 'example.com/behind-the-sofa');
    assert.equal(parsed.size, 20_852_163);
    assert.equal(formatCheckpoint(parsed), example);
    assert.equal(parseCheckpoint(`${example}an extension line\n`)!.size, 20_852_163);
  });

  it('reads nothing that is not a checkpoint', () => {
    const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
    const wrong = [
      '', `a\n1\n${root}`, `a\n01\n${root}\n`, `a\n-1\n${root}\n`, `a\n1e3\n${root}\n`, `a\n9007199254740993\n${root}\n`, `\n1\n${root}\n`,
      'a\n1\nCsUY\n', `a\n1\n${root.slice(0, -1)}\n`, `a\n1\n${root}\n\nb\n`,
    ];
    for (const text of wrong) assert.equal(parseCheckpoint(text), undefined, JSON.stringify(text));
  });

  it('is valid under its own name and a published key only', async () => {
    const {root} = await logged();
    const checkpoint = {origin: ORIGIN, size: 7, root};
    assert.equal((await verifyCheckpoint(await signedCheckpoint(checkpoint), keys)).result, 'valid');
    assert.equal((await verifyCheckpoint(await signedCheckpoint(checkpoint, keyPair('x').secret), keys)).result, 'invalid');
    assert.equal((await verifyCheckpoint(await signedCheckpoint(checkpoint, secret, 'consent.example.com/other'), keys)).result, 'invalid');
    assert.equal((await verifyCheckpoint(await signedCheckpoint(checkpoint), {keys: [keyPair('y').published]})).result, 'invalid');
    assert.equal((await verifyCheckpoint('no note', keys)).result, 'invalid');
  });
});

describe('a receipt with its proof', () => {
  it('is valid with the published keys alone', async () => {
    for (const [index, size] of [[0, 1], [0, 8], [7, 8], [300, 301], [299, 520]] as const) {
      const {receipt, inclusion} = await logged(index, size);
      const check = await verifyLoggedReceipt(receipt, inclusion, keys);
      assert.equal(check.result, 'valid');
      assert.ok(check.result === 'valid' && check.entry.id === entry.id && check.index === index && check.checkpoint.size === size);
    }
  });

  it('is refused, with the reason, where any part is not what it was', async () => {
    const {receipt, inclusion} = await logged();
    const other = await logged(4, 9);
    const cases: [string, string, Inclusion, RegExp][] = [
      ['another entry', receiptOf({...entry, type: 'decline'}), inclusion, /does not lead/],
      ['an unsigned entry', `${receipt.slice(0, -8)}AAAAAAAA`, inclusion, /signature/i],
      ['another place', receipt, {...inclusion, index: 2}, /does not lead/],
      ['a place outside', receipt, {...inclusion, index: 7}, /does not lead/],
      ['another size', receipt, {...inclusion, size: 8}, /another size/],
      ['a shorter proof', receipt, {...inclusion, proof: inclusion.proof.slice(1)}, /does not lead/],
      ['a proof that is none', receipt, {...inclusion, proof: ['AAAA']}, /not made of digests/],
      ['another checkpoint', receipt, {...inclusion, checkpoint: other.inclusion.checkpoint}, /another size/],
      ['a checkpoint with an altered root', receipt, {...inclusion, checkpoint: inclusion.checkpoint.replace(/\n7\n./, '\n7\nA')}, /Checkpoint: /],
      ['the log of another site', receipt, (await logged(3, 7, 'consent.example.com/bank')).inclusion, /another log/],
    ];
    for (const [name, bent, proof, reason] of cases) {
      const check = await verifyLoggedReceipt(bent, proof, keys);
      assert.equal(check.result, 'invalid', name);
      assert.match(check.result === 'invalid' ? check.reason : '', reason, name);
    }
  });
});
