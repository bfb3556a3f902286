import assert from 'node:assert/strict';
import {createServer, type Server} from 'node:http';
import {connect, type AddressInfo, type Socket} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {listen, type Listening} from '../../src/server/http/listen.js';
import {toNodeHandler} from '../../src/server/http/node-handler.js';
import {openServer, type TestServer} from '../contracts/open-server.js';

const HEAD = 'POST /v1/records?site=pk_shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n';
/** Long enough for the slowest machine; a client that is not cut off is there for ever. */
const PATIENCE_MS = 60_000;

describe('clients that are slow', () => {
  let server: TestServer;
  before(async () => {
    server = await openServer();
    await server.publish({});
  });
  after(async () => {
    await server.server.close();
    assert.deepEqual(server.errors, []);
  });

  /** Sends one byte after the other for ever, and resolves when the other end has had enough. */
  function dribble(port: number, begun: string): {socket: Socket; cutOff: Promise<string>} {
    const socket = connect(port, '127.0.0.1', () => socket.write(begun));
    // After what came in this turn was read: a write to a line that was cut would throw it away.
    const timer = setInterval(() => setImmediate(() => socket.write('x')), 20);
    const cutOff = new Promise<string>((resolve, reject) => {
      let answer = '';
      const late = setTimeout(() => reject(new Error('not cut off')), PATIENCE_MS);
      socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
      // A reset is the usual end of a line on which bytes are still coming in.
      socket.on('error', () => {}).on('close', () => {
        clearInterval(timer);
        clearTimeout(late);
        resolve(answer);
      });
    });
    return {socket, cutOff};
  }

  it('are cut off in the middle of a body by toNodeHandler, and hold up nobody else', async () => {
    const http: Server = createServer(toNodeHandler(server.server, {bodyTimeoutMs: 300}));
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const {port} = http.address() as AddressInfo;
    const slow = Array.from({length: 50}, () => dribble(port, `${HEAD}\r\n{"records":[`));
    const visitor = server.visitor();
    const response = await fetch(`http://127.0.0.1:${port}/v1/agreements?site=pk_shop`, {headers: visitor.headers});
    assert.equal(response.status, 200);
    await Promise.all(slow.map(({cutOff}) => cutOff));
    await new Promise<void>(resolve => {
      http.close(() => resolve());
      http.closeIdleConnections();
    });
  });

  describe('of `assent serve`', () => {
    let listening: Listening;
    const port = () => Number(new URL(listening.address).port);
    before(async () => {
      listening = await listen('127.0.0.1', 0, {headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50});
      listening.answer(toNodeHandler(server.server));
    });
    after(() => listening.stop());

    it('are cut off in the middle of a head', async () => {
      assert.match(await dribble(port(), `${HEAD}X-Slow: `).cutOff, /^HTTP\/1\.1 408 /);
    });

    it('are cut off in the middle of a body', async () => {
      await dribble(port(), `${HEAD}\r\n{"records":[`).cutOff;
    });

    it('are given longer between two requests than a proxy keeps a connection', async () => {
      const response = await fetch(`http://127.0.0.1:${port()}/healthz`);
      await response.text();
      assert.equal(response.headers.get('keep-alive'), 'timeout=65');
    });
  });
});
