import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {toNodeHandler} from '../../src/server/http/node-handler.js';
import {logError, logged, openLog} from '../../src/server/http/request-log.js';
import {openServer, SECRET, type TestServer} from '../contracts/open-server.js';

describe('the log of requests', () => {
  let server: TestServer;
  let text = '';
  const log = openLog({write: line => void (text += line)});
  const lines = () => text.trim().split('\n').map(line => JSON.parse(line));

  before(async () => {
    server = await openServer();
    await server.publish({});
  });
  after(() => server.server.close());

  it('names method, route, status and time of every request, and nobody and nothing secret', async () => {
    const http = createServer(logged(toNodeHandler(server.server), log));
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}/assent/`;
    const visitor = server.visitor();
    const record = await visitor.record();
    const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
    const body = `{"records":[{"record":${JSON.stringify(record)}}]}`;
    const json = {'content-type': 'application/json'};
    const requests: [path: string, init: RequestInit, status: number][] = [
      ['v1/records?site=pk_shop', {method: 'POST', headers: {...visitor.headers, ...json}, body}, 200],
      ['v1/records?site=pk_shop&email=alice@example.com', {headers: visitor.headers}, 200],
      [`v1/receipts/${record.id}?site=pk_shop`, {headers: visitor.headers}, 200],
      ['v1/agreements?site=pk_shop', {headers: {authorization: `Bearer ${token}`}}, 401],
      ['v1/publications', {method: 'POST', headers: {authorization: `Bearer ${SECRET}`, ...json}, body: '{"alice":1}'}, 400],
      [`v1/documents/${record.document.hash}?site=pk_shop`, {}, 200],
      [`alice@example.com/${token}`, {}, 404],
    ];
    for (const [path, init, status] of requests) assert.equal((await fetch(base + path, init)).status, status, path);
    await new Promise(resolve => http.close(resolve));

    assert.deepEqual(lines().map(({method, route, status}) => [method, route, status]), [
      ['POST', 'v1/records', 200],
      ['GET', 'v1/records', 200],
      ['GET', 'v1/receipts', 200],
      ['GET', 'v1/agreements', 401],
      ['POST', 'v1/publications', 400],
      ['GET', 'v1/documents', 200],
      ['GET', '(other)', 404],
    ]);
    const secrets = [token, SECRET, 'pk_shop', 'alice', 'eyJ', '127.0.0.1', record.id, record.subject, record.presentation, visitor.headers['assent-subject']!];
    for (const secret of secrets) assert.ok(!text.includes(secret), secret);
  });

  it('names what works by itself where that broke', () => {
    text = '';
    logError(log, new Error('Nothing could be left there.'), {method: 'LOG', path: 'anchors'});
    assert.deepEqual([lines()[0].method, lines()[0].route], ['LOG', 'anchors']);
  });

  it('says where something broke, and not what was sent', () => {
    text = '';
    const error = Object.assign(new Error('duplicate key value'), {code: '23505', detail: 'Key (lookup)=(alice) exists', parameters: [SECRET]});
    logError(log, error, {method: 'POST', path: `/v1/records/alice?token=${SECRET}`});
    const [line] = lines();
    assert.deepEqual([line.level, line.method, line.route, line.error, line.code], ['error', 'POST', 'v1/records', 'Error', '23505']);
    assert.match(line.stack, /request-log\.test/);
    assert.ok(!text.includes('alice') && !text.includes(SECRET));
  });
});
