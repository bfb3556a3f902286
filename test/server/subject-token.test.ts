import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {base64url, exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload} from 'jose';
import type {SiteOptions} from '../../src/server/sites/sites.js';
import {codeOf, openServer, SITE, type TestServer} from '../contracts/open-server.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const NOW_S = NOW.getTime() / 1000;
const CLAIMS = {sub: 'account-1', iat: NOW_S, exp: NOW_S + 300, iss: 'https://shop.example', aud: 'assent'};

type TokenKey = NonNullable<NonNullable<SiteOptions['subjects']>['tokens']>['keys'][number];

async function makeKey(alg: 'EdDSA' | 'ES256', kid: string): Promise<{privateKey: CryptoKey; jwk: TokenKey}> {
  const {privateKey, publicKey} = await generateKeyPair(alg, {extractable: true});
  return {privateKey, jwk: {...((await exportJWK(publicKey)) as Omit<TokenKey, 'kid' | 'alg'>), kid, alg}};
}

describe('subject tokens', () => {
  let server: TestServer;
  let eddsa: Awaited<ReturnType<typeof makeKey>>;
  let es256: Awaited<ReturnType<typeof makeKey>>;
  let stranger: Awaited<ReturnType<typeof makeKey>>;

  before(async () => {
    [eddsa, es256, stranger] = await Promise.all([makeKey('EdDSA', 'ed'), makeKey('ES256', 'es'), makeKey('EdDSA', 'ed')]);
    const tokens = {issuer: 'https://shop.example', audience: 'assent', keys: [eddsa.jwk, es256.jwk]};
    server = await openServer({
      now: () => NOW,
      sites: [
        {...SITE, subjects: {anonymous: false, tokens}},
        {...SITE, id: 'anonymous', publishableKey: 'pk_anonymous', secretKeys: [], subjects: {}},
        {...SITE, id: 'bare', publishableKey: 'pk_bare', secretKeys: [], subjects: {tokens: {keys: [eddsa.jwk]}}},
      ],
    });
    await server.publish({});
  });
  after(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });

  const sign = (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, key = eddsa.privateKey) =>
    new SignJWT({...CLAIMS, ...claims}).setProtectedHeader({alg: 'EdDSA', kid: 'ed', ...header}).sign(key);
  const ask = (token: string, site = 'pk_shop') =>
    server.visitor({headers: {authorization: `Bearer ${token}`}, site}).get('v1/agreements');
  const unsigned = (header: object, claims: object = CLAIMS, signature = '') =>
    `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}.${signature}`;

  /** Signed as a token is, with a header that no library would write. */
  const signedAs = async (header: object) => {
    const signed = unsigned({alg: 'EdDSA', kid: 'ed', ...header}).slice(0, -1);
    return `${signed}.${base64url.encode(new Uint8Array(await crypto.subtle.sign('Ed25519', eddsa.privateKey as CryptoKey, new TextEncoder().encode(signed))))}`;
  };

  it('name the subject, with either algorithm', async () => {
    const first = await ask(await sign());
    const second = await ask(await sign({}, {alg: 'ES256', kid: 'es'}, es256.privateKey));
    const other = await ask(await sign({sub: 'account-2'}));
    assert.deepEqual([first.status, second.status, other.status], [200, 200, 200]);
    assert.equal(first.json().subject, second.json().subject);
    assert.notEqual(first.json().subject, other.json().subject);
  });

  it('are allowed a minute between two clocks', async () => {
    assert.equal((await ask(await sign({iat: NOW_S + 50, exp: NOW_S + 600}))).status, 200);
    assert.equal((await ask(await sign({iat: NOW_S - 600, exp: NOW_S - 30}))).status, 200);
    assert.equal((await ask(await sign({nbf: NOW_S + 50}))).status, 200);
  });

  it('are refused when they have expired, by a problem of its own', async () => {
    const answer = await ask(await sign({iat: NOW_S - 700, exp: NOW_S - 100}));
    assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'token_expired']);
  });

  const refusals: [what: string, token: () => Promise<string> | string][] = [
    ['signed with another key of the same kid', () => sign({}, {}, stranger.privateKey)],
    ['of a kid that is not configured', () => sign({}, {kid: 'other'})],
    ['without a kid', () => sign({}, {kid: undefined as unknown as string})],
    ['with the algorithm of another key', () => sign({}, {alg: 'ES256'}, es256.privateKey)],
    ['with alg none', () => unsigned({alg: 'none', kid: 'ed'})],
    ['with alg HS256 and the public key as the secret', async () => {
      const secret = await crypto.subtle.importKey('raw', new Uint8Array(base64url.decode(eddsa.jwk.x)), {name: 'HMAC', hash: 'SHA-256'}, true, ['sign']);
      return new SignJWT(CLAIMS).setProtectedHeader({alg: 'HS256', kid: 'ed'}).sign(secret as CryptoKey);
    }],
    ['that bring a key in jwk', () => sign({}, {jwk: stranger.jwk}, stranger.privateKey)],
    ['that point to keys in jku', () => sign({}, {jku: 'https://evil.example/keys'})],
    ['that point to a certificate in x5u', () => sign({}, {x5u: 'https://evil.example/cert'})],
    ['that bring a certificate in x5c', () => sign({}, {x5c: ['AAAA']})],
    ['with a crit header', () => signedAs({crit: ['exp'], exp: 1})],
    ['with a payload that may not be encoded', () => signedAs({b64: true})],
    ['that name a certificate in x5t', () => signedAs({x5t: 'AAAA'})],
    ['that name a certificate in x5t#S256', () => signedAs({'x5t#S256': 'AAAA'})],
    ['with another name of the algorithm of their key', () => signedAs({alg: 'Ed25519'})],
    ['without exp', () => sign({exp: undefined})],
    ['without iat', () => sign({iat: undefined})],
    ['without sub', () => sign({sub: undefined})],
    ['with an empty sub', () => sign({sub: ''})],
    ['with a sub that is no text', () => sign({sub: 7 as unknown as string})],
    ['with a sub of 201 characters', () => sign({sub: 'x'.repeat(201)})],
    ['that live longer than ten minutes', () => sign({exp: NOW_S + 601})],
    ['that live longer than ten minutes, of which some are over', () => sign({iat: NOW_S - 300, exp: NOW_S + 400})],
    ['from the future', () => sign({iat: NOW_S + 120, exp: NOW_S + 300})],
    ['that end before they begin', () => sign({iat: NOW_S + 30, exp: NOW_S + 20})],
    ['that are not valid yet', () => sign({nbf: NOW_S + 120})],
    ['of another issuer', () => sign({iss: 'https://evil.example'})],
    ['for another audience', () => sign({aud: 'other'})],
    ['for no audience, where one is configured', () => sign({aud: undefined})],
    ['of another kind by their typ', () => sign({}, {typ: 'at+jwt'})],
    ['with a typ that is no text', () => signedAs({typ: ['JWT', 'x']})],
    ['that are no token', () => 'hello'],
    ['that are longer than any token', () => `${'x'.repeat(9000)}.y.z`],
  ];
  for (const [what, token] of refusals) {
    it(`are refused ${what}`, async () => {
      const answer = await ask(await token());
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'token_invalid']);
    });
  }

  it('may say that they are JWTs, in any case', async () => {
    for (const typ of ['JWT', 'jwt', 'application/jwt']) {
      assert.equal((await ask(await sign({}, {typ}))).status, 200);
      assert.equal((await ask(await signedAs({typ}))).status, 200);
    }
  });

  it('are refused at a site without an audience when they are for somebody', async () => {
    assert.equal((await ask(await sign({aud: undefined}), 'pk_bare')).status, 200);
    for (const aud of ['assent', 'https://api.shop.example', ['assent'], []]) {
      const answer = await ask(await sign({aud}), 'pk_bare');
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'token_invalid']);
      assert.match(answer.json().advice, /Configure `audience`/);
    }
  });

  it('are refused for halves of characters, of which any two would be one person', async () => {
    for (const sub of ['a\ud800', '\udc00a']) {
      const answer = await ask(await sign({sub}));
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'token_invalid']);
    }
    assert.equal((await ask(await sign({sub: '艾达 👋'}))).status, 200);
  });

  it('are refused when a single character was changed', async () => {
    const token = await sign();
    const [head, body, signature] = token.split('.') as [string, string, string];
    const forged = base64url.encode(JSON.stringify({...CLAIMS, sub: 'account-2'}));
    for (const bad of [`${head}.${forged}.${signature}`, `${head}.${body}.${signature.replace(/^./, first => (first === 'A' ? 'B' : 'A'))}`]) {
      assert.equal(codeOf((await ask(bad)).json()), 'token_invalid');
    }
  });

  it('are refused at a site that takes none', async () => {
    assert.equal(codeOf((await ask(await sign(), 'pk_anonymous')).json()), 'token_invalid');
  });

  it('are the only way at a site that takes no anonymous subjects', async () => {
    for (const headers of [{'assent-subject': crypto.randomUUID()}, {}] as Record<string, string>[]) {
      const answer = await server.visitor({headers}).get('v1/agreements');
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'subject_required']);
    }
  });

  it('keep an account apart from an anonymous id of the same letters', async () => {
    const id = crypto.randomUUID();
    const account = await ask(await sign({sub: id}));
    const anonymous = await server.visitor({id, site: 'pk_anonymous'}).agreements();
    assert.notEqual(account.json().subject, anonymous.subject);
  });

  it('open nothing that is for the site’s own server', async () => {
    const headers = {authorization: `Bearer ${await sign()}`, 'content-type': 'application/json'};
    const calls: [method: string, path: string][] = [
      ['GET', 'v1/publications'], ['POST', 'v1/publications'], ['GET', 'v1/admin/subjects'], ['POST', 'v1/admin/erasures'], ['POST', 'v1/admin/restrictions'], ['POST', 'v1/admin/retention'],
    ];
    for (const [method, path] of calls) {
      const answer = await server.call(`${path}?site=pk_shop`, {method, headers, ...(method === 'POST' && {body: '{}'})});
      assert.deepEqual([path, answer.status, codeOf(answer.json())], [path, 401, 'secret_key_required']);
    }
  });

  it('are never repeated in an answer', async () => {
    const token = await sign({}, {}, stranger.privateKey);
    assert.ok(!(await ask(token)).text.includes(token.split('.')[2]!));
  });
});
