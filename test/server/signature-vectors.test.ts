// Signatures that others have published, and such as look right and must not pass.
import assert from 'node:assert/strict';
import {createPublicKey, verify} from 'node:crypto';
import {describe, it} from 'node:test';
import {ecdsaFromDer, ecdsaToDer} from '../../src/protocol/ecdsa-signature.js';
import {verifyJws} from '../../src/protocol/jws.js';
import {ReceiptChecker} from '../../src/server/evidence/receipt-checker.js';
import {createKeys, importKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';

const LOOKUP_SECRET = 'A'.repeat(43);

describe('published signatures', () => {
  it('are made to the byte: Ed25519 in a JWS (RFC 8037, appendix A)', async () => {
    const signing: ServerKeys['signing'] = [{kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'}];
    const {signer} = await importKeys({signing, lookupSecret: LOOKUP_SECRET});
    assert.equal(signer.kid, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    const signed = Buffer.from('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc');
    const signature = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    for (const atOnce of [true, false]) assert.equal(Buffer.from(await signer.signBytes(new Uint8Array(signed), {atOnce})).toString('base64url'), signature);
  });

  it('read the same as two numbers and as ASN.1: ES256 in a JWS (RFC 7515, appendix A.3)', () => {
    const key = createPublicKey({format: 'jwk', key: {kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'}});
    const signed = Buffer.from('eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ');
    const signature = Buffer.from('DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q', 'base64url');
    const der = ecdsaToDer(signature);
    assert.ok(verify('sha256', signed, key, der));
    assert.deepEqual(Buffer.from(ecdsaFromDer(der)!), signature);
  });
});

describe('signatures that look right', () => {
  /** The order of the group of Ed25519 (RFC 8032 §5.1). */
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const entry = {
    v: 1, site: 'shop', sub: `s_${'a'.repeat(43)}`, seq: 1, prev: null, id: '01900000-0000-7000-8000-000000000000', type: 'accept', record: `sha256:${'0'.repeat(64)}`,
    document: {id: 'terms', version: '1', locale: 'en', hash: `sha256:${'0'.repeat(64)}`}, presentedAt: '2026-01-01T00:00:00Z', claimedAt: '2026-01-01T00:00:00Z', recordedAt: '2026-01-01T00:00:00Z', via: 'token', flags: [],
  };
  const TYP = 'assent-receipt+jws';

  /** Refused by what the browser checks with and by what checks exports. */
  async function refused(jws: string, keys: Awaited<ReturnType<typeof importKeys>>['signer']['publicKeys']): Promise<void> {
    assert.equal((await verifyJws(jws, {keys}, TYP)).result, 'invalid');
    const opened = new ReceiptChecker(keys).open(jws);
    assert.ok(typeof opened === 'string' || (await opened.signature) !== undefined, jws);
  }

  it('are refused: another number for the same S (RFC 8032 §8.4), a cut, a longer and an empty one', async () => {
    const {signer} = await importKeys(await createKeys());
    const jws = await signer.sign(JSON.stringify(entry), TYP);
    assert.equal((await verifyJws(jws, {keys: signer.publicKeys}, TYP)).result, 'valid');
    const [head, body, end] = jws.split('.');
    const signature = Buffer.from(end!, 'base64url');
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + ORDER;
    const malleated = Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()]);
    for (const bytes of [malleated, signature.subarray(0, 63), Buffer.concat([signature, Buffer.alloc(1)]), Buffer.alloc(64)]) {
      await refused(`${head}.${body}.${bytes.toString('base64url')}`, signer.publicKeys);
    }
    await refused(`${head}.${body}.`, signer.publicKeys);
    await refused(`${head}.${body}.${end}=`, signer.publicKeys);
  });

  it('are refused: no algorithm, that of another key, a key in the header, critical extensions, a payload that is not encoded', async () => {
    const {signer} = await importKeys(await createKeys());
    const [, body, end] = (await signer.sign(JSON.stringify(entry), TYP)).split('.');
    const {kid, ...jwk} = signer.publicKeys[0]!;
    const headers = [
      {alg: 'none', kid, typ: TYP}, {alg: 'HS256', kid, typ: TYP}, {alg: 'ES256', kid, typ: TYP}, {alg: 'eddsa', kid, typ: TYP}, {alg: 'EdDSA', kid, typ: TYP, jwk},
      {alg: 'EdDSA', kid, typ: TYP, crit: ['b64'], b64: false}, {alg: 'EdDSA', typ: TYP}, {alg: 'EdDSA', kid}, {alg: 'EdDSA', kid, typ: 'JWT'}, {alg: 'EdDSA', kid: [kid], typ: TYP},
    ];
    for (const header of headers) {
      // Signed over this very header, so that nothing but the header can be the reason.
      const head = Buffer.from(JSON.stringify(header)).toString('base64url');
      const signature = Buffer.from(await signer.signBytes(new Uint8Array(Buffer.from(`${head}.${body}`)))).toString('base64url');
      await refused(`${head}.${body}.${signature}`, signer.publicKeys);
      await refused(`${head}.${body}.${end}`, signer.publicKeys);
    }
  });

  it('are refused: ES256 with zeros, and with numbers outside the group', async () => {
    const {privateKey} = (await import('node:crypto')).generateKeyPairSync('ec', {namedCurve: 'P-256'});
    const {x, y, d} = privateKey.export({format: 'jwk'}) as Record<'x' | 'y' | 'd', string>;
    const {signer} = await importKeys({signing: [{kty: 'EC', crv: 'P-256', x, y, d}], lookupSecret: LOOKUP_SECRET});
    const [head, body] = (await signer.sign(JSON.stringify(entry), TYP)).split('.');
    const n = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
    // The first is what CVE-2022-21449 ("psychic signatures") took for good.
    for (const bytes of [Buffer.alloc(64), Buffer.concat([n, n]), Buffer.alloc(64, 0xff), Buffer.concat([Buffer.alloc(32), n])]) {
      await refused(`${head}.${body}.${bytes.toString('base64url')}`, signer.publicKeys);
    }
  });
});
