import {expect} from 'chai';
import {KeyBook} from '../../src/client/key-book.js';
import type {Transport} from '../../src/client/transport.js';
import {memoryStore} from '../../src/outbox/memory-store.js';
import {encodeBase64url} from '../../src/protocol/base64url.js';
import {AssentError} from '../../src/protocol/errors.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {RECEIPT_TYPE} from '../../src/protocol/receipt.js';

const ES256 = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
const part = (value: object) => encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));

describe('a receipt that comes in', () => {
  const id = '019350a4-7b1c-7d3e-9f2a-11c077de4b5f';
  const document = {id: 'terms-of-service', version: '1', locale: 'en', hash: `sha256:${'a'.repeat(64)}`};
  const record = {id, type: 'decline', site: 'site', subject: `s_${'a'.repeat(43)}`, document, at: '2026-11-23T10:00:00Z'};
  const text = JSON.stringify(record);
  let pair: CryptoKeyPair;
  let book: KeyBook;

  /** As a backend signs that holds the key, whatever it says. */
  const sign = async (entry: object) => {
    const signed = `${part({alg: 'ES256', kid: 'k', typ: RECEIPT_TYPE})}.${part(entry)}`;
    return `${signed}.${encodeBase64url(new Uint8Array(await crypto.subtle.sign(ES256, pair.privateKey, new TextEncoder().encode(signed))))}`;
  };
  const entryOf = async (change: object = {}) => ({
    v: 1, site: record.site, sub: record.subject, seq: 1, prev: null, id, type: record.type, record: await hashBytes(text), document,
    presentedAt: record.at, claimedAt: record.at, recordedAt: record.at, via: 'token', flags: [], ...change,
  });
  const refused = async (jws: string) => book.check(jws, {id, text}).then(() => undefined, (error: unknown) => (error as AssentError).code);

  before(async () => {
    pair = await crypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
    const {kty, crv, x, y} = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const bytes = new TextEncoder().encode(JSON.stringify({keys: [{kid: 'k', kty, crv, alg: 'ES256', use: 'sig', x, y}]}));
    const transport: Transport = async () => ({ok: true, status: 200, headers: new Headers(), bytes});
    book = new KeyBook(memoryStore(), transport);
  });

  it('holds where it is for these bytes, and says what they say', async () => {
    expect(await refused(await sign(await entryOf()))).to.equal(undefined);
    expect(await refused(await sign(await entryOf({record: await hashBytes('{}')})))).to.equal('receipt_invalid');
  });

  it('does not hold where the backend signed for another answer, text or person than the bytes say', async () => {
    for (const lie of [{type: 'accept'}, {document: {...document, version: '2'}}, {sub: `s_${'b'.repeat(43)}`}, {claimedAt: '2026-11-22T10:00:00Z'}]) {
      expect(await refused(await sign(await entryOf(lie))), JSON.stringify(lie)).to.equal('receipt_invalid');
    }
  });
});
