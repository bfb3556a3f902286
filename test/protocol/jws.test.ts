import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {base64url, CompactSign, exportJWK, generateKeyPair, type CryptoKey} from 'jose';
import {verifyJws, type PublicKey} from '../../src/protocol/jws.js';

const TYP = 'test+jws';
const encode = (value: unknown) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));

async function makeKey(alg: 'EdDSA' | 'ES256', kid: string): Promise<{privateKey: CryptoKey; jwk: PublicKey}> {
  const {privateKey, publicKey} = await generateKeyPair(alg, {extractable: true});
  return {privateKey, jwk: {...((await exportJWK(publicKey)) as PublicKey), kid, alg, use: 'sig'}};
}

describe('verifyJws', () => {
  let eddsa: Awaited<ReturnType<typeof makeKey>>;
  let es256: Awaited<ReturnType<typeof makeKey>>;
  let keys: {keys: PublicKey[]};

  before(async () => {
    [eddsa, es256] = await Promise.all([makeKey('EdDSA', 'ed'), makeKey('ES256', 'es')]);
    keys = {keys: [es256.jwk, eddsa.jwk]};
  });

  const sign = (payload: unknown, header: object = {}, key = eddsa.privateKey) =>
    new CompactSign(new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload)))
      .setProtectedHeader({alg: 'EdDSA', kid: 'ed', typ: TYP, ...header})
      .sign(key);
  const invalid = async (jws: string, why?: RegExp) => {
    const check = await verifyJws(jws, keys, TYP);
    assert.equal(check.result, 'invalid');
    if (why && check.result === 'invalid') assert.match(check.reason, why);
  };

  it('takes what another implementation signed, by either algorithm', async () => {
    for (const jws of [await sign({a: '字'}), await sign({a: '字'}, {alg: 'ES256', kid: 'es'}, es256.privateKey)]) {
      assert.deepEqual(await verifyJws(jws, keys, TYP), {result: 'valid', payload: {a: '字'}});
    }
  });

  it('refuses it when any character of it is another one', async () => {
    const jws = await sign({amount: 1});
    for (let at = 0; at < jws.length; at += 1) {
      const other = jws[at] === 'A' ? 'B' : 'A';
      const changed = jws.slice(0, at) + other + jws.slice(at + 1);
      await invalid(changed);
    }
    // The last one holds four bits that mean nothing: sixteen spellings of the same bytes, and one of them ours.
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') if (!jws.endsWith(letter)) await invalid(jws.slice(0, -1) + letter);
  });

  it('refuses a header with anything more, or anything less', async () => {
    await invalid(await sign({}, {jwk: eddsa.jwk}), /header/);
    await invalid(await sign({}, {cty: 'json'}), /header/);
    await invalid(await sign({}, {typ: 'other+jws'}), /header/);
    await invalid(await sign({}, {kid: undefined}), /header/);
  });

  it('refuses a key that is not published, and an algorithm that is not the key’s', async () => {
    await invalid(await sign({}, {kid: 'other'}), /not among the published/);
    await invalid(await sign({}, {alg: 'ES256', kid: 'ed'}, es256.privateKey), /another algorithm/);
    await invalid(`${encode({alg: 'none', kid: 'ed', typ: TYP})}.${encode({})}.AA`, /another algorithm/);
  });

  it('refuses what is not a compact JWS of JSON', async () => {
    const jws = await sign({});
    for (const text of ['', '.', '..', 'a.b', `${jws}.`, `${jws}.x`, `.${jws}`, jws.replace('.', '..'), `${jws}=`, ` ${jws}`, '\u{1f600}.a.b']) await invalid(text);
    await invalid(await sign('not json'));
    await invalid(`${encode('{')}.${encode({})}.AA`);
    await invalid(`${encode({alg: 'EdDSA', kid: 'ed', typ: TYP})}.${base64url.encode(Uint8Array.of(0x22, 0xff, 0x22))}.AA`);
  });

  it('says that a published key is not usable', async () => {
    const broken = {keys: [{...eddsa.jwk, x: 'AAAA'}]};
    const check = await verifyJws(await sign({}), broken, TYP);
    assert.deepEqual(check, {result: 'invalid', reason: 'The published key is not usable.'});
  });
});
