import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import {codeOf, openServer, ORIGIN, SECRET, type TestServer, type Visitor} from '../contracts/open-server.js';

describe('HTTP', () => {
  let server: TestServer;
  let visitor: Visitor;
  let hash: string;

  before(async () => {
    server = await openServer();
    await server.publish({});
    visitor = server.visitor();
    hash = (await visitor.agreements()).agreements[0]!.offers[0]!.text.hash;
  });
  after(() => server.server.close());

  it('lets pages of an allowed origin read answers and problems, by its exact name', async () => {
    for (const path of ['v1/agreements?site=pk_shop', 'v1/agreements?site=pk_shop&locale=!', `v1/documents/${hash}?site=pk_shop`]) {
      const {headers} = await server.call(path, {headers: {...visitor.headers, origin: ORIGIN}});
      assert.equal(headers.get('access-control-allow-origin'), ORIGIN);
      assert.equal(headers.get('access-control-allow-credentials'), null);
      assert.match(headers.get('vary') ?? '', /origin/i);
      const nobody = await server.call(path, {headers: visitor.headers});
      assert.match(nobody.headers.get('vary') ?? '', /origin/i, 'what no page asked for is not kept for one');
    }
  });

  it('refuses pages of any other origin, and lets them read nothing', async () => {
    for (const origin of ['https://evil.example', 'https://shop.example.evil', 'http://shop.example', 'https://shop.example:8443', 'null', 'https://sub.shop.example']) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await server.call('v1/agreements?site=pk_shop', {method, headers: {...visitor.headers, origin}});
        assert.equal(answer.status, 403);
        assert.equal(codeOf(answer.json()), 'origin_not_allowed');
        assert.equal(answer.headers.get('access-control-allow-origin'), null);
        assert.match(answer.headers.get('vary') ?? '', /origin/i);
      }
    }
  });

  it('answers a preflight', async () => {
    const {status, headers, text} = await server.call('v1/records?site=pk_shop', {
      method: 'OPTIONS',
      headers: {origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'assent-subject, content-type'},
    });
    assert.deepEqual([status, text], [204, '']);
    assert.equal(headers.get('access-control-allow-origin'), ORIGIN);
    assert.match(headers.get('access-control-allow-methods') ?? '', /POST/);
    for (const name of ['authorization', 'assent-subject', 'content-type', 'if-none-match']) {
      assert.ok(headers.get('access-control-allow-headers')?.includes(name), name);
    }
    assert.equal(headers.get('access-control-max-age'), '7200');
  });

  it('lets everyone read the keys, the description and the health', async () => {
    for (const path of ['v1/keys', 'openapi.json', 'healthz']) {
      const {status, headers} = await server.call(path, {headers: {origin: 'https://anyone.example'}});
      assert.deepEqual([status, headers.get('access-control-allow-origin')], [200, '*']);
    }
  });

  it('serves the bytes that the hash names, to be kept for ever', async () => {
    const answer = await server.call(`v1/documents/${hash}?site=pk_shop`);
    assert.equal(await hashBytes(answer.text), hash);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const etag = answer.headers.get('etag')!;
    const again = await server.call(`v1/documents/${hash}?site=pk_shop`, {headers: {'if-none-match': etag}});
    assert.deepEqual([again.status, again.text], [304, '']);
  });

  it('keeps what is about a person out of caches', async () => {
    for (const path of ['v1/agreements', 'v1/records']) {
      assert.equal((await visitor.get(path)).headers.get('cache-control'), 'private, no-store');
    }
  });

  it('hardens every answer', async () => {
    for (const path of ['v1/agreements?site=pk_shop', 'v1/agreements', 'nothing', 'v1/keys', `v1/documents/${hash}?site=pk_shop`]) {
      const {headers} = await server.call(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('set-cookie'), null);
    }
  });

  it('says at an unknown path, or with a method too many, what there is', async () => {
    for (const path of ['', 'v1', 'v1/agreements/', 'v1/documents', 'v1/documents/', 'v2/agreements', 'xv1/agreements', 'v1/recordsx']) {
      const answer = await server.call(`${path}?site=pk_shop`);
      assert.deepEqual([path, answer.status, codeOf(answer.json())], [path, 404, 'not_found']);
    }
    const answer = await server.call('v1/agreements?site=pk_shop', {method: 'DELETE'});
    assert.deepEqual([answer.status, codeOf(answer.json())], [405, 'method_not_allowed']);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD, OPTIONS');
    const strange = await server.call('v1/keys', {method: 'CONSTRUCTOR'});
    assert.equal(strange.status, 405);
  });

  it('answers HEAD as GET, without the body', async () => {
    const get = await visitor.get('v1/records');
    const head = await server.call('v1/records?site=pk_shop', {method: 'HEAD', headers: visitor.headers});
    assert.deepEqual([head.status, head.text], [get.status, '']);
    assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
  });

  it('answers whatever carries the request, with all that it passes along', async () => {
    const bun = {address: {address: '127.0.0.1', family: 'IPv4', port: 3000}, port: 3000};
    for (const carrier of [undefined, null, bun, {params: Promise.resolve({})}, 'env', 5]) {
      const response = await server.server.fetch(new Request('http://host/v1/keys'), carrier as never);
      assert.equal(response.status, 200);
    }
  });

  it('says so when somebody before it has read the body, or is at it', async () => {
    const posted = () => new Request('http://host/v1/records?site=pk_shop', {method: 'POST', headers: {...visitor.headers, 'content-type': 'application/json'}, body: '{"records":[]}'});
    const [read, locked] = [posted(), posted()];
    await read.text();
    locked.body!.getReader();
    for (const request of [read, locked]) {
      const response = await server.server.fetch(request);
      assert.equal(response.status, 500);
      assert.match((await response.json()).detail, /body parser/);
    }
    assert.deepEqual(server.errors, []);
  });

  it('works below any prefix, and at the root', async () => {
    for (const prefix of ['', '/assent', '/a/b/c', '/v1/agreements']) {
      const response = await server.server.fetch(new Request(`http://host${prefix}/v1/keys`));
      assert.equal(response.status, 200);
    }
  });

  it('asks for a site where none is named', async () => {
    const {detail, advice} = (await server.call('v1/agreements', {headers: visitor.headers})).json();
    assert.match(`${detail} ${advice}`, /names no site\. .*`site`.*pk_.*Bearer sk_/);
  });

  it('asks for a site that it knows', async () => {
    for (const path of ['v1/agreements', 'v1/agreements?site=', 'v1/agreements?site=pk_other', 'v1/agreements?site=__proto__']) {
      const answer = await server.call(path, {headers: visitor.headers});
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'site_unknown']);
    }
  });

  it('lets every page read that its site is not known, which no allowed origin could', async () => {
    const headers = {origin: 'https://new.example', ...visitor.headers};
    const answer = await server.call('v1/agreements?site=pk_misspelt', {headers});
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [401, '*']);
    const preflight = await server.call('v1/agreements?site=pk_misspelt', {method: 'OPTIONS', headers});
    assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, '*']);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /assent-subject/);
  });

  it('asks for a subject that is one', async () => {
    for (const headers of [{}, {'assent-subject': ''}, {'assent-subject': 'me'}, {'assent-subject': `x${crypto.randomUUID()}`}, {authorization: `Bearer ${SECRET}`}] as Record<string, string>[]) {
      const answer = await server.call('v1/agreements?site=pk_shop', {headers});
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'subject_required']);
    }
    const answer = await server.call('v1/agreements?site=pk_shop', {headers: {authorization: 'Basic QTpC'}});
    assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'token_invalid']);
  });

  it('knows a visitor by their id in either case', async () => {
    const id = crypto.randomUUID();
    const [one, other] = await Promise.all([id, id.toUpperCase()].map(async id => (await server.visitor({id}).agreements()).subject));
    assert.equal(one, other);
  });

  it('publishes for the secret key of the site only', async () => {
    const wrong = await server.publish({}, 'sk_wrong_0123456789abcdef');
    assert.deepEqual([wrong.status, codeOf(wrong.json())], [401, 'secret_key_required']);
    for (const method of ['GET', 'POST']) {
      const answer = await server.call('v1/publications?site=pk_shop', {method, headers: visitor.headers});
      assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'secret_key_required']);
    }
  });

  it('tells of trouble inside without its details, and reports it', async () => {
    const broken = await openServer({
      database: {
        query: async sql => {
          if (/assent_leases/.test(sql)) throw new Error('password=hunter2');
          return [];
        },
        transaction: async work => work({query: async () => [], transaction: async () => assert.fail(), close: async () => {}}),
        close: async () => {},
      },
      sites: [{id: 's', publishableKey: 'pk_test', origins: []}],
      keys: await (await import('../../src/server/keys/server-keys.js')).createKeys(),
    });
    const answer = await broken.call('healthz');
    assert.deepEqual([answer.status, codeOf(answer.json())], [500, 'internal']);
    assert.ok(!answer.text.includes('hunter2'));
    assert.match(String(broken.errors.at(-1)), /hunter2/);
    await broken.server.close();
  });

  it('refuses new requests once it closes, with a problem that means later', async () => {
    const closing = await openServer();
    await closing.server.close();
    const answer = await closing.call('healthz');
    assert.deepEqual([answer.status, codeOf(answer.json())], [503, 'unavailable']);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  });

  it('finishes what has begun before it closes', async () => {
    const closing = await openServer();
    await closing.publish({});
    const person = closing.visitor();
    const record = await person.record();
    const answers = Promise.all(Array.from({length: 5}, (_, index) => person.send([{...record, id: record.id.replace(/.$/, String(index))}])));
    await closing.server.close();
    for (const {status} of await answers) assert.equal(status, 200);
    assert.deepEqual(closing.errors, []);
  });
});
