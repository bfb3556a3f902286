import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, it} from 'node:test';
import {openDatabase, type SqlValue} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer} from '../contracts/open-server.js';

describe('GET /metrics', () => {
  it('counts answers by route and status, and names no path, subject or record', async () => {
    const {server, call, publish, visitor: make} = await openServer({metrics: true});
    await publish({});
    const visitor = make();
    const record = await visitor.record();
    await visitor.results([record]);
    await visitor.get(`v1/receipts/${record.id}`);
    await call('nowhere/at/all');
    await call('v1/keys', {method: 'BREW'});
    const {status, text, headers} = await call('metrics');
    assert.equal(status, 200);
    assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
    assert.match(text, /^assent_requests_total\{method="POST",route="v1\/records",status="200"\} 1$/m);
    assert.match(text, /^assent_requests_total\{method="GET",route="v1\/receipts",status="200"\} 1$/m);
    assert.match(text, /^assent_requests_total\{method="GET",route="other",status="404"\} 1$/m);
    assert.match(text, /^assent_requests_total\{method="other",route="v1\/keys",status="405"\} 1$/m);
    assert.match(text, /^assent_request_seconds_count\{method="POST",route="v1\/records"\} 1$/m);
    assert.match(text, /^assent_log_waiting_records \d$/m);
    for (const secret of [record.id, record.subject, visitor.headers['assent-subject']!]) assert.ok(!text.includes(secret));
    await server.close();
  });

  it('is not there unless the operator asked for it, nor without the token that they chose', async () => {
    const off = await openServer();
    assert.equal((await off.call('metrics')).status, 404);
    await off.server.close();
    const guarded = await openServer({metrics: {token: 'of the scraper'}});
    assert.equal((await guarded.call('metrics')).status, 404);
    for (const wrong of ['Bearer of another', 'Bearer of the scraper!', 'of the scraper']) assert.equal((await guarded.call('metrics', {headers: {authorization: wrong}})).status, 404);
    assert.equal((await guarded.call('metrics', {headers: {authorization: 'Bearer of the scraper'}})).status, 200);
    await guarded.server.close();
  });
});

describe('GET /healthz', () => {
  it('tells what an acknowledgement is worth, and how the log keeps up', async () => {
    const durability = {acknowledged: 'in_memory', settings: 'journal_mode=memory, synchronous=2'};
    const database = await openDatabase('sqlite::memory:');
    const clock = {now: Date.now()};
    const {server, call, publish, visitor: make} = await openServer({database, keys: await createKeys(), log: {sequencer: false}, now: () => new Date(clock.now)});
    assert.deepEqual((await call('healthz')).json(), {status: 'ok', durability, log: {waiting: 0, behindMs: 0}});
    await publish({});
    const visitor = make();
    await visitor.results([await visitor.record()]);
    clock.now += 20_000;
    assert.deepEqual((await call('healthz')).json(), {status: 'log_behind', durability, log: {waiting: 2, behindMs: 20_000}});
    await server.close();
    await database.close();
  });

  it('writes once for all who ask meanwhile', async () => {
    const database = await openDatabase('sqlite::memory:');
    const {server, call} = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    let writes = 0;
    const query = database.query.bind(database);
    database.query = <Row>(sql: string, values?: readonly SqlValue[]) => {
      if (values?.[0] === 'health') writes += 1;
      return query<Row>(sql, values);
    };
    const answers = await Promise.all(Array.from({length: 50}, () => call('healthz')));
    assert.ok(answers.every(({status}) => status === 200));
    assert.ok(writes > 0 && writes < 10, `${writes} writes`);
    await server.close();
    await database.close();
  });

  it('calls a SQLite file synced', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assent-health-'));
    const {server, call} = await openServer({database: `sqlite:${join(folder, 'a.db')}`});
    assert.deepEqual((await call('healthz')).json().durability, {acknowledged: 'synced', settings: 'journal_mode=wal, synchronous=2'});
    await server.close();
    await rm(folder, {recursive: true});
  });
});

