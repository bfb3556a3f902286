import assert from 'node:assert/strict';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer, type AddressInfo, type Socket} from 'node:net';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {ANONYMOUS_HEADER} from '../../src/protocol/routes.js';
import {runCli, startCli, type Running} from './run-cli.js';

const TERMS = '# Terms\n\n## 1. Use\n\n1.1 Be kind.\n';
const PUBLISH = ['publish', 'terms.md', '--document', 'terms-of-service', '--version', '1', '--locale', 'en'];

let cwd: string;
let servers: Running[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'assent-cli-'));
  writeFileSync(join(cwd, 'terms.md'), TERMS);
  writeFileSync(join(cwd, 'terms.zh-CN.md'), '# 条款\n\n## 1. 使用\n\n1.1 请友善。\n');
});

afterEach(async () => {
  for (const {child} of servers) child.kill('SIGKILL');
  await Promise.all(servers.map(({ended}) => ended));
  servers = [];
  await rm(cwd, {recursive: true, force: true});
});

const run = (...args: string[]) => runCli(args, {cwd});

async function serve(...args: string[]): Promise<{running: Running; endpoint: string}> {
  const running = startCli(['serve', '--port', '0', ...args], {cwd});
  servers.push(running);
  const [, endpoint] = await running.printed(/listens on (\S+)/);
  return {running, endpoint: endpoint!};
}

/** The site that the first run made. */
function firstSite(): {publishableKey: string; secretKeys: string[]; origins: string[]} {
  return JSON.parse(readFileSync(join(cwd, 'assent.json'), 'utf8')).sites[0];
}

async function offers(endpoint: string): Promise<Record<string, string[]>> {
  const response = await fetch(`${endpoint}v1/agreements?site=${firstSite().publishableKey}`, {
    headers: {[ANONYMOUS_HEADER]: crypto.randomUUID()},
  });
  const {agreements} = (await response.json()) as {agreements: {document: string; offers: {version: string}[]}[]};
  return Object.fromEntries(agreements.map(({document, offers}) => [document, offers.map(({version}) => version)]));
}

describe('assent', () => {
  it('tells what there is and its version, and exits with 0', async () => {
    const help = await run('--help');
    assert.equal(help.code, 0);
    assert.match(help.stdout, /serve .*[\s\S]*publish /);
    const {version} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.deepEqual(await run('--version'), {code: 0, stdout: `${version}\n`, stderr: ''});
    assert.equal((await run('publish', '--help')).code, 0);
  });

  it('exits with 2 when it is used wrongly, and says how it is meant', async () => {
    writeFileSync(join(cwd, 'assent.sites.json'), '{"sites": [{"id": "shop", "publishableKey": "pk_shop", "origins": []}]}');
    const wrong: [string[], RegExp][] = [
      [['launch'], /unknown command 'launch'/],
      [['serve', '--prot', '1'], /unknown option '--prot'.*--port/s],
      [['serve', '--port', '70000'], /0 to 65535/],
      [['publish', 'terms.md', '--locale', 'en', '--version', '1'], /--document/],
      [PUBLISH, /--endpoint.*or --database/],
      [[...PUBLISH, '--locale', 'zh-CN', '--database', 'sqlite:a.db'], /1 files need as many --locale; there are 2/],
      [[...PUBLISH, '--effective-at', 'tomorrow', '--endpoint', 'http://localhost/'], /2027-01-01T00:00:00Z/],
      [[...PUBLISH, '--effective-at', '2027-01-01T00:00:00', '--endpoint', 'http://localhost/'], /zone/],
      [[...PUBLISH, '--effective-at', '2027-02-30T00:00:00Z', '--endpoint', 'http://localhost/'], /no day 2027-02-30/],
      [[...PUBLISH, '--assent', 'maybe', '--endpoint', 'http://localhost/'], /explicit, continued-use, none/],
      [[...PUBLISH, '--endpoint', 'http://localhost/', '--site', 'pk_abc'], /ASSENT_SECRET_KEY/],
      [[...PUBLISH, '--endpoint', 'http://localhost/', '--site', 'pk_abc', '--secret-key', 'no-such-key'], /A secret key reads sk_/],
      [[...PUBLISH, '--endpoint', 'http://localhost/', '--config', 'assent.sites.json', '--site', 'shoe'], /assent\.sites\.json has no site shoe/],
      [[...PUBLISH, '--endpoint', 'localhost:8787'], /https:\/\/terms\.example\.com\//],
      [[...PUBLISH, '--renew-months', 'twelve', '--endpoint', 'http://localhost/'], /a whole number, from 1/],
      [PUBLISH.slice(0, -2), /--locale/],
      [['restrict', '--subject', 'user:1', '--kind', 'limit', '--facts', 'f', '--clause', 'terms#1', '--by', 'role', '--endpoint', 'http://localhost/'], /--scope/],
      [['verify', '.'], /\. is a folder/],
    ];
    await Promise.all(wrong.map(async ([args, message]) => {
      const {code, stderr} = await run(...args);
      assert.match(stderr, message);
      assert.equal(code, 2, `${args.join(' ')}\n${stderr}`);
      assert.doesNotMatch(stderr, /no-such-key/);
    }));
  });

  it('minds nobody who has read enough of its help', async () => {
    const {child, ended} = startCli(['--help'], {cwd});
    child.stdout!.destroy();
    assert.deepEqual(await ended, {code: 0, stdout: '', stderr: ''});
  });

  it('exits with 1 when it fails, and says why and what to do', async () => {
    writeFileSync(join(cwd, 'broken.json'), '{"sites": [');
    writeFileSync(join(cwd, 'comma.json'), '{\n  "sites": [],\n}\n');
    writeFileSync(join(cwd, 'stray.json'), '{"sites": [], "port": 1}');
    writeFileSync(join(cwd, 'wrong.json'), '{"sites": [{"id": "a", "publishableKey": "pk_abc", "secretKeys": ["sk_short"], "origins": []}]}');
    // Of letters in ASCII, UTF-16 is UTF-8 too, with null characters.
    writeFileSync(join(cwd, 'wide.md'), Buffer.from('# Terms\n\n1. One.\n', 'utf16le'));
    writeFileSync(join(cwd, 'latin.md'), Buffer.from('# Caf\u00e9\n\n1. One.\n', 'latin1'));
    const failing: [string[], RegExp][] = [
      [['publish', 'wide.md', ...PUBLISH.slice(2), '--endpoint', 'http://localhost:9/', '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab'], /wide\.md is not UTF-8, but seems to be UTF-16LE\.\n {2}Save it as UTF-8/],
      [['publish', 'latin.md', ...PUBLISH.slice(2), '--endpoint', 'http://localhost:9/', '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab'], /latin\.md is not UTF-8, but seems to be windows-1252/],
      [['serve', '--config', 'none.json', '--port', '0'], /none\.json is not there/],
      [['serve', '--config', 'broken.json', '--port', '0'], /broken\.json is not JSON/],
      [['serve', '--config', 'comma.json', '--port', '0'], /comma\.json is not JSON: it breaks in line 3\./],
      [['serve', '--config', 'stray.json', '--port', '0'], /"port", which means nothing here/],
      [['serve', '--config', 'wrong.json', '--port', '0'], /secretKeys/],
      [['publish', 'none.md', ...PUBLISH.slice(2), '--endpoint', 'http://localhost:9/', '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab'], /none\.md is not there/],
      [['publish', '.', ...PUBLISH.slice(2), '--endpoint', 'http://localhost:9/', '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab'], /\. cannot be read \(EISDIR\)/],
      [[...PUBLISH, '--endpoint', 'http://localhost:9/', '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab'], /Nothing answers at http:\/\/localhost:9\//],
      [['serve', '--host', '192.0.2.1', '--port', '0', '--config', 'wrong.json'], /192\.0\.2\.1 cannot be listened on.*\n {2}Choose another with --host/],
    ];
    for (const [args, message] of failing) {
      const {code, stderr} = await run(...args);
      assert.match(stderr, message);
      assert.equal(code, 1, `${args.join(' ')}\n${stderr}`);
      assert.doesNotMatch(stderr, /sk_short|sk_0123/);
    }
  });
});

describe('assent serve', () => {
  it('makes a site on the first run, prints its publishable key and never its secret', async () => {
    const {running, endpoint} = await serve('--origin', 'https://shop.example');
    await running.printed(/<\/script>/);
    const site = firstSite();
    assert.ok(running.stdout.includes(`data-site="${site.publishableKey}"`));
    assert.ok(running.stdout.includes(`data-endpoint="${endpoint}"`));
    assert.doesNotMatch(running.stdout + running.stderr, /sk_/);
    assert.equal(statSync(join(cwd, 'assent.json')).mode & 0o777, 0o600);
    assert.deepEqual(site.origins, ['https://shop.example', endpoint.slice(0, -1)]);
    assert.equal((await fetch(`${endpoint}healthz`)).status, 200);
  });

  it('leaves no keys behind when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const {code, stderr} = await run('serve', '--port', String((taken.address() as AddressInfo).port));
    taken.close();
    assert.equal(code, 1);
    assert.match(stderr, /is taken.\n {2}Choose another with --port/);
    assert.equal(existsSync(join(cwd, 'assent.json')), false);
  });

  it('leaves no config behind when its database cannot be opened', async () => {
    for (const [database, message] of [['assent.db', /neither sqlite: nor postgres/], ['sqlite:terms.md', /terms\.md is no SQLite database/], ['postgres://localhost:1/x', /does not answer\.\n {2}.*ECONNREFUSED.*\n {2}Check that it runs/]] as const) {
      const {code, stderr} = await run('serve', '--port', '0', '--database', database);
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.equal(existsSync(join(cwd, 'assent.json')), false, database);
    }
  });

  it('keeps what was published across a restart, with the same keys', async () => {
    const first = await serve();
    assert.equal((await run(...PUBLISH, '--endpoint', first.endpoint)).code, 0);
    const keys = await (await fetch(`${first.endpoint}v1/keys`)).json();
    first.running.child.kill('SIGTERM');
    assert.equal((await first.running.ended).code, 0);
    const second = await serve();
    assert.deepEqual(await offers(second.endpoint), {'terms-of-service': ['1']});
    assert.deepEqual(await (await fetch(`${second.endpoint}v1/keys`)).json(), keys);
  });

  it('counts behind a proxy by what the proxy says, not by what a client puts before it', async () => {
    const site = {id: 'shop', publishableKey: 'pk_shop', origins: []};
    writeFileSync(join(cwd, 'assent.json'), JSON.stringify({sites: [site], limits: {address: 2}}));
    const {endpoint} = await serve('--address-header', 'X-Forwarded-For');
    const ask = async (forwarded?: string) => (await fetch(`${endpoint}v1/keys`, {headers: forwarded ? {'x-forwarded-for': forwarded} : {}})).status;
    const asked = [await ask('203.0.113.7'), await ask('198.51.100.9, 203.0.113.7'), await ask('192.0.2.1, 203.0.113.8')];
    assert.deepEqual([...asked, await ask('203.0.113.7, 198.51.100.9'), await ask()], [200, 200, 429, 200, 200]);
    assert.deepEqual([await ask('203.0.113.9, unknown'), await ask('203.0.113.9, unknown')], [200, 429], 'what is no address leaves that of the socket');
    assert.equal((await run('serve', '--address-header', 'a b')).code, 2);
  });

  it('logs requests without people, keys or tokens', async () => {
    const {running, endpoint} = await serve();
    await offers(endpoint);
    const visitor = crypto.randomUUID();
    await fetch(`${endpoint}v1/records?site=pk_unknown&subject=${visitor}`, {headers: {authorization: 'Bearer eyJhbGciOi.secret'}});
    await fetch(`${endpoint}v1/receipts/${visitor}?site=pk_unknown`);
    await running.printed(/"method":"GET","route":"v1\/agreements","status":200,"ms":\d+/);
    await running.printed(/"method":"GET","route":"v1\/receipts","status":401,"ms":\d+/);
    assert.doesNotMatch(running.stderr, /pk_|eyJ|secret/);
    assert.ok(!running.stderr.includes(visitor));
    for (const line of running.stderr.trim().split('\n')) assert.deepEqual(Object.keys(JSON.parse(line)), ['level', 'time', 'method', 'route', 'status', 'ms', 'msg']);
  });

  it('finishes a request that has begun when it is told to stop, and takes no other', async () => {
    const {running, endpoint} = await serve();
    const {socket, body, rest} = await beginPublication(endpoint);
    running.child.kill('SIGTERM');
    await running.printed(/stopping/);
    await assert.rejects(fetch(`${endpoint}healthz`));
    socket.write(rest);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 201 [\s\S]*\r\nconnection: close\r\n/i, 'and says that nothing more is taken on this connection');
    assert.equal((await running.ended).code, 0);
    assert.match(running.stderr, /"POST","route":"v1\/publications","status":201,.*\n.*"stopped"}\n$/);
    assert.ok(body.length > 0);
    assert.deepEqual(await offers((await serve()).endpoint), {'terms-of-service': ['1']});
  });

  it('ends at once at the second signal', async () => {
    const {running, endpoint} = await serve();
    const {socket} = await beginPublication(endpoint);
    socket.on('error', () => {});
    running.child.kill('SIGINT');
    await running.printed(/stopping/);
    running.child.kill('SIGINT');
    assert.equal((await running.ended).code, 1);
    assert.doesNotMatch(running.stderr, /stopped/, 'as it says where it has waited for the request');
  });
});

/** Sends all of a publication but its last byte. */
async function beginPublication(endpoint: string): Promise<{socket: Socket; body: string; rest: string}> {
  const {hostname, port, host} = new URL(endpoint);
  const {publishableKey, secretKeys} = firstSite();
  const body = JSON.stringify({document: 'terms-of-service', version: '1', texts: [{locale: 'en', source: TERMS}]});
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /v1/publications?site=${publishableKey} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${secretKeys[0]}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
  );
  // The server must have begun with it before it is told to stop.
  await fetch(`${endpoint}healthz`);
  return {socket, body, rest: body.slice(-1)};
}

describe('assent publish', () => {
  it('puts every locale in force on a running backend', async () => {
    const {endpoint} = await serve();
    const {code, stdout, stderr} = await run(
      'publish', 'terms.md', 'terms.zh-CN.md', '--document', 'terms-of-service', '--version', '1', '--locale', 'en', '--locale', 'zh-CN',
      '--summary', 'The first.', '--summary', '首个版本。', '--endpoint', endpoint,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^terms-of-service 1: in force since \S+Z\n {2}en {2}sha256:[0-9a-f]{64} {2}Terms\n {2}zh-CN {2}sha256:[0-9a-f]{64} {2}条款\n {2}en {2}has \d+ clauses?, /);
    assert.deepEqual(await offers(endpoint), {'terms-of-service': ['1']});
  });

  it('announces a version that takes effect later', async () => {
    const {endpoint} = await serve();
    await run(...PUBLISH, '--endpoint', endpoint);
    const later = await run(...PUBLISH.with(5, '2'), '--effective-at', '2099-01-01T08:00:00+08:00', '--assent', 'continued-use', '--endpoint', endpoint);
    assert.match(later.stdout, /^terms-of-service 2: takes effect at 2099-01-01T00:00:00\.000Z/);
    assert.deepEqual(await offers(endpoint), {'terms-of-service': ['1', '2']});
  });

  it('says again what is published already, and refuses other words under the same version', async () => {
    const {endpoint} = await serve();
    const first = await run(...PUBLISH, '--endpoint', endpoint);
    assert.deepEqual(await run(...PUBLISH, '--endpoint', endpoint), first);
    writeFileSync(join(cwd, 'terms.md'), TERMS.replace('kind', 'quick'));
    const {code, stderr} = await run(...PUBLISH, '--endpoint', endpoint);
    assert.equal(code, 1);
    assert.match(stderr, /published already.*text \(en\)[\s\S]*new version/);
  });

  it('writes straight into a database that no backend has open, without a secret key', async () => {
    const {running} = await serve();
    running.child.kill('SIGTERM');
    await running.ended;
    const {code, stderr} = await run(...PUBLISH, '--database', 'sqlite:assent.db');
    assert.equal(code, 0, stderr);
    assert.deepEqual(await offers((await serve()).endpoint), {'terms-of-service': ['1']});
  });

  it('takes the secret key from the environment, and says when it is wrong without showing it', async () => {
    const {endpoint} = await serve();
    const {publishableKey, secretKeys} = firstSite();
    const elsewhere = await mkdtemp(join(tmpdir(), 'assent-cli-elsewhere-'));
    writeFileSync(join(elsewhere, 'terms.md'), TERMS);
    const args = [...PUBLISH, '--endpoint', endpoint, '--site', publishableKey];
    const wrong = await runCli(args, {cwd: elsewhere, env: {ASSENT_SECRET_KEY: 'sk_not-the-right-one'}});
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /refused/);
    assert.doesNotMatch(wrong.stderr, /not-the-right-one/);
    assert.equal((await runCli(args, {cwd: elsewhere, env: {ASSENT_SECRET_KEY: secretKeys[0]!}})).code, 0);
    await rm(elsewhere, {recursive: true});
  });

  it('says so when something else answers at the endpoint', async () => {
    const other = createServer(socket => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'))).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    const {code, stderr} = await run(...PUBLISH, '--endpoint', endpoint, '--site', 'pk_abc', '--secret-key', 'sk_0123456789ab');
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, /answered 200, and not as an Assent backend does/);
  });
});
