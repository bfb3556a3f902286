import assert from 'node:assert/strict';
import {createServer, request as httpRequest, type Server} from 'node:http';
import {connect as connectHttp2, createServer as createHttp2Server, type OutgoingHttpHeaders} from 'node:http2';
import {connect, type AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import {MAX_BATCH_BYTES} from '../../src/protocol/record.js';
import {toNodeHandler} from '../../src/server/http/node-handler.js';
import {codeOf, openServer, receiptOf, type TestServer} from '../contracts/open-server.js';

describe('toNodeHandler', () => {
  let server: TestServer;
  let http: Server;
  let port: number;

  before(async () => {
    server = await openServer();
    await server.publish({});
    // Nothing here is cut off by time.
    http = createServer({requestTimeout: 0}, toNodeHandler(server.server, {bodyTimeoutMs: 3_600_000}));
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    ({port} = http.address() as AddressInfo);
  });
  after(async () => {
    http.closeAllConnections();
    await new Promise(resolve => http.close(resolve));
    await server.server.close();
    assert.deepEqual(server.errors, []);
  });

  const url = (path: string) => `http://127.0.0.1:${port}/assent/${path}`;
  /** Sends bytes as they are, and gives everything that comes back until the line is closed. */
  const raw = (bytes: string, {end = true} = {}) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => (end ? socket.end(bytes) : socket.write(bytes)));
      let text = '';
      socket.setEncoding('utf8').on('data', part => (text += part));
      socket.on('close', () => resolve(text)).on('error', error => (text ? resolve(text) : reject(error)));
    });

  it('carries a record there and its receipt back, to the byte, over a real socket', async () => {
    const visitor = server.visitor();
    const record = await visitor.record({shown: {mode: 'dialog', statement: '我同意 👍', endReached: true, openMs: 5}});
    const text = JSON.stringify(record);
    const response = await fetch(url('v1/records?site=pk_shop'), {
      method: 'POST',
      headers: {...visitor.headers, 'content-type': 'application/json'},
      body: `{"records":[{"record":${text}}]}`,
    });
    assert.equal(response.status, 200);
    const {results} = (await response.json()) as {results: Parameters<typeof receiptOf>[0][]};
    const entry = JSON.parse(Buffer.from(receiptOf(results[0]).split('.')[1]!, 'base64url').toString());
    assert.equal(entry.record, await hashBytes(text));
  });

  it('says whose fault it is where the host cannot tell an address, and not what went wrong there', async () => {
    const addressOf = () => {
      throw new Error('203.0.113.7 is in no table');
    };
    const failing = createServer(toNodeHandler(server.server, {addressOf}));
    await new Promise<void>(resolve => failing.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${(failing.address() as AddressInfo).port}/v1/keys?site=pk_shop`);
    const text = await response.text();
    assert.equal(response.status, 500);
    assert.equal(JSON.parse(text).type, 'urn:assent:problem:internal');
    assert.match(text, /addressOf/);
    assert.doesNotMatch(text, /203\.0/);
    failing.closeAllConnections();
    await new Promise(resolve => failing.close(resolve));
  });

  it('takes a body that comes in small pieces, cut inside a character', async () => {
    const visitor = server.visitor();
    const bytes = Buffer.from(`{"records":[{"record":${JSON.stringify(await visitor.record({shown: {mode: 'dialog', statement: '同意'.repeat(50), endReached: true, openMs: 5}}))}}]}`);
    const status = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(url('v1/records?site=pk_shop'), {method: 'POST', headers: {...visitor.headers, 'content-type': 'application/json'}}, response => {
        response.resume();
        resolve(response.statusCode!);
      });
      request.on('error', reject);
      void (async () => {
        for (let at = 0; at < bytes.length; at += 100) {
          request.write(bytes.subarray(at, at + 100));
          await new Promise(setImmediate);
        }
        request.end();
      })();
    });
    assert.equal(status, 200);
  });

  it('answers every status, with headers and without a body where there is none', async () => {
    const head = await fetch(url('v1/keys'), {method: 'HEAD'});
    assert.deepEqual([head.status, await head.text()], [200, '']);
    const missing = await fetch(url('nothing'));
    assert.deepEqual([missing.status, missing.headers.get('content-type')], [404, 'application/problem+json']);
    const preflight = await fetch(url('v1/keys'), {method: 'OPTIONS'});
    assert.deepEqual([preflight.status, await preflight.text()], [204, '']);
  });

  it('keeps a connection that was read to its end', async () => {
    const once = 'GET /v1/keys HTTP/1.1\r\nHost: x\r\n\r\n';
    const text = await raw(once + once.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    assert.equal(text.match(/HTTP\/1\.1 200/g)?.length, 2);
  });

  it('cuts off who sends too much, after saying so', async () => {
    const text = await raw(
      `POST /v1/records?site=pk_shop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${MAX_BATCH_BYTES * 1000}\r\n\r\n{`,
      {end: false},
    );
    assert.match(text, /^HTTP\/1\.1 413/);
    assert.match(text, /body_too_large/);
  });

  it('cuts off who sends too much without saying how much', async () => {
    let chunks = 1_000;
    // Each in a turn of its own, and not for ever: a stream that never waits may starve the answer that ends it.
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
      await new Promise(resolve => setImmediate(resolve));
      if (chunks-- > 0) controller.enqueue(new Uint8Array(65_536).fill(32));
      else controller.close();
    };
    const answer = await fetch(url('v1/records?site=pk_shop'), {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: new ReadableStream({pull}),
      duplex: 'half',
    } as RequestInit).then(
      async response => codeOf((await response.json()) as {type: string}),
      // The line may be cut before the answer was read.
      () => 'body_too_large',
    );
    assert.equal(answer, 'body_too_large');
  });

  it('serves HTTP/2, and refuses there what is too much without ending the connection', async () => {
    const http2 = createHttp2Server(toNodeHandler(server.server));
    await new Promise<void>(resolve => http2.listen(0, '127.0.0.1', resolve));
    const line = connectHttp2(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    const ask = (headers: OutgoingHttpHeaders, body = '') =>
      new Promise<{status: number; json: any}>((resolve, reject) => {
        let status = 0;
        let text = '';
        const stream = line.request(headers, {endStream: !body}).setEncoding('utf8');
        stream.on('response', answer => (status = Number(answer[':status'])));
        stream.on('data', part => (text += part));
        stream.on('end', () => resolve({status, json: text && JSON.parse(text)})).on('error', reject);
        if (body) stream.end(body);
      });
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const visitor = server.visitor();
    const send = {':method': 'POST', ':path': '/assent/v1/records?site=pk_shop', 'content-type': 'application/json', ...visitor.headers};
    const long = {...send, 'content-length': MAX_BATCH_BYTES + 1};
    assert.equal(codeOf((await ask(long, ' '.repeat(MAX_BATCH_BYTES + 1))).json), 'body_too_large');
    const sent = await ask(send, JSON.stringify({records: [{record: await visitor.record()}]}));
    assert.equal(sent.status, 200);
    receiptOf(sent.json.results[0]);
    assert.equal((await ask({':path': '/assent/v1/keys'})).status, 200);
    process.off('warning', warned);
    line.destroy();
    await new Promise(resolve => http2.close(resolve));
    assert.deepEqual(warnings, []);
  });

  it('survives who goes away in the middle', async () => {
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /v1/records?site=pk_shop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"records":');
        setTimeout(() => socket.destroy(), 20);
      });
      socket.on('close', () => resolve());
    });
    assert.equal((await fetch(url('healthz'))).status, 200);
  });

  it('answers strange request lines without breaking', async () => {
    for (const target of ['//evil.example/v1/keys', 'http://evil.example/v1/keys', '/v1/keys?%', '/%ff%00', '/\\..\\v1/keys', '*', 'http://[']) {
      const text = await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.match(text, /^HTTP\/1\.1 (200|400|404)/, target);
    }
    for (const line of ['TRACE /v1/keys', 'GET *', 'GET http://[']) {
      assert.match(await raw(`${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 400[^]*urn:assent:problem:invalid_message/, line);
    }
    const twice = await raw('GET /v1/keys HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n\r\n');
    assert.match(twice, /^HTTP\/1\.1 200/);
  });

  it('says so when a body parser has eaten the body', async () => {
    const visitor = server.visitor();
    const message = {records: [{record: await visitor.record()}]};
    const mount = (parsed?: (bytes: Buffer) => unknown) =>
      createServer(async (incoming, outgoing) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        toNodeHandler(server.server)(Object.assign(incoming, parsed && {body: parsed(Buffer.concat(chunks))}), outgoing);
      });
    const post = async (parsing: Server) => {
      await new Promise<void>(resolve => parsing.listen(0, '127.0.0.1', resolve));
      const response = await fetch(`http://127.0.0.1:${(parsing.address() as AddressInfo).port}/v1/records?site=pk_shop`, {
        method: 'POST',
        headers: {...visitor.headers, 'content-type': 'application/json'},
        body: JSON.stringify(message),
      });
      const body = (await response.json()) as {detail: string};
      parsing.closeAllConnections();
      await new Promise(resolve => parsing.close(resolve));
      return {status: response.status, body};
    };
    assert.equal((await post(mount(bytes => bytes))).status, 200);
    // Koa and Fastify keep what they have read in a request of their own.
    for (const parsed of [(bytes: Buffer) => JSON.parse(bytes.toString()), undefined]) {
      const eaten = await post(mount(parsed));
      assert.equal(eaten.status, 500);
      assert.match(eaten.body.detail, /body parser/);
    }
  });
});
