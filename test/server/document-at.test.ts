import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import {openDatabase} from '../../src/server/database/database.js';
import {verifyReceiptFile} from '../../src/server/evidence/verify-receipt-file.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {ORIGIN, SECRET, codeOf, openServer, type TestServer} from '../contracts/open-server.js';

const FIRST = '2026-03-01T00:00:00.000Z';
const SECOND = '2026-09-01T00:00:00.000Z';

describe('the terms in force at a moment', () => {
  let server: TestServer;
  const ask = (instant: string, locale = '') =>
    server.call(`v1/admin/documents/terms-of-use/at/${instant}?locale=${locale}`, {headers: {authorization: `Bearer ${SECRET}`}});

  before(async () => {
    const clock = {now: new Date(FIRST)};
    server = await openServer({now: () => clock.now});
    const first = await server.publish({texts: [{locale: 'en', source: '# Terms\n\n1. First.\n'}, {locale: 'zh-CN', source: '# 条款\n\n1. 第一版。\n'}]});
    assert.equal(first.status, 201);
    clock.now = new Date('2026-08-01T00:00:00.000Z');
    const second = await server.publish({version: '2', effectiveAt: SECOND, texts: [{locale: 'en', source: '# Terms\n\n1. Second.\n'}]});
    assert.equal(second.status, 201);
  });
  after(() => server.server.close());

  it('come with their exact bytes, their publication, and from when until when', async () => {
    const {document, inForce, publication, text} = (await ask('2026-08-15T12:00:00Z')).json();
    assert.equal(document, 'terms-of-use');
    assert.deepEqual(inForce, {from: FIRST, until: SECOND});
    assert.deepEqual([publication.version, publication.announcedAt, publication.assent], ['1', FIRST, 'explicit']);
    assert.equal(text.locale, 'en');
    const {basis} = (await ask(SECOND)).json();
    assert.deepEqual(basis, {assent: 'explicit', change: 'material', audience: 'everyone', announcedAt: '2026-08-01T00:00:00.000Z', noticeDays: 31});
    assert.equal(await hashBytes(text.canonical), text.hash);
    assert.match(text.canonical, /First\./);
  });

  it('come with what the log was told of them: the publication in a signed record', async () => {
    const {publication, logged} = (await ask('2026-08-15T12:00:00Z')).json();
    const {keys} = (await server.call('v1/keys')).json();
    const {finding, entry} = await verifyReceiptFile(JSON.stringify({receipt: logged.receipt, body: logged.body}), {keys});
    assert.deepEqual([finding, entry?.type, entry?.id, entry?.recordedAt], [undefined, 'publish', logged.record, logged.recordedAt]);
    assert.deepEqual(JSON.parse(logged.body).publication, publication);
  });

  it('are not given where somebody has altered their dates, and are without such a record where it is not there', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys()});
    await other.publish({});
    const now = `documents/terms-of-use/at/${new Date(Date.now() + 1000).toISOString()}`;
    await database.query("UPDATE assent_publications SET announced_at = '2019-01-01T00:00:00.000Z'");
    const {status, text} = await other.admin(now);
    assert.equal(status, 500);
    assert.match(text, /not what the log was told/);
    await database.query("UPDATE assent_records SET body = replace(body, '\"announcedAt\":\"20', '\"announcedAt\":\"19')");
    assert.equal((await other.admin(now)).status, 500, 'nor where the record was altered');
    await database.query('DELETE FROM assent_records');
    assert.equal((await other.admin(now)).json().logged, undefined, 'older than such records');
    await other.server.close();
    await database.close();
  });

  it('are not given where somebody has put them in force behind the log’s back', async () => {
    const database = await openDatabase('sqlite::memory:');
    const clock = {now: new Date(FIRST)};
    const other = await openServer({database, keys: await createKeys(), now: () => clock.now});
    await other.publish({});
    clock.now = new Date(SECOND);
    await other.publish({version: '2', texts: [{locale: 'en', source: '# Terms\n\n1. Second.\n'}]});
    await database.query('DELETE FROM assent_records WHERE seq = 2');
    assert.equal((await other.admin(`documents/terms-of-use/at/${FIRST}`)).status, 200);
    assert.equal((await other.admin(`documents/terms-of-use/at/${SECOND}`)).status, 500);
    await other.server.close();
    await database.close();
  });

  it('are not given where somebody has altered their bytes', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys()});
    await other.publish({});
    await database.query("UPDATE assent_texts SET canonical = replace(canonical, 'You may use this', 'You owe us a house')");
    const {status, text} = await other.admin(`documents/terms-of-use/at/${new Date(Date.now() + 1000).toISOString()}`);
    assert.equal(status, 500);
    assert.match(text, /no longer has its hash/);
    await other.server.close();
    await database.close();
  });

  it('that took effect at once were told of no days before, though the request was a moment on its way', async () => {
    const now = new Date(SECOND);
    const host = await openServer({now: () => now});
    await host.publish({effectiveAt: '2026-08-31T23:59:58.000Z'});
    const {basis} = (await host.admin(`documents/terms-of-use/at/${SECOND}`)).json();
    assert.equal(basis.noticeDays, 0);
    await host.server.close();
  });

  it('change at the very instant that was announced', async () => {
    const version = async (instant: string) => (await ask(instant)).json().publication.version;
    assert.equal(await version('2026-08-31T23:59:59.999Z'), '1');
    assert.equal(await version(SECOND), '2');
    assert.deepEqual((await ask(SECOND)).json().inForce, {from: SECOND});
  });

  it('come in the locale that is asked for, or the nearest', async () => {
    assert.match((await ask(FIRST, 'zh')).json().text.canonical, /第一版/);
    assert.match((await ask(FIRST, 'fr')).json().text.canonical, /First/);
  });

  it('come in no translation that was added later, and say of one when it came', async () => {
    const clock = {now: new Date(FIRST)};
    const host = await openServer({now: () => clock.now});
    await host.publish({});
    clock.now = new Date(SECOND);
    const texts = [{locale: 'fr', source: '# Conditions\n\n1. Voilà.\n'}];
    assert.equal((await host.publish({texts})).json().texts[1].addedAt, SECOND);
    const at = async (instant: string) => (await host.admin(`documents/terms-of-use/at/${instant}?locale=fr`)).json();
    const before = await at('2026-08-15T12:00:00Z');
    assert.deepEqual([before.text.locale, before.publication.texts.length], ['en', 1]);
    const {text, publication} = await at(SECOND);
    assert.deepEqual([text.locale, text.addedAt], ['fr', SECOND]);
    assert.deepEqual(publication.texts.map((one: {addedAt?: string}) => one.addedAt), [undefined, SECOND]);
    await host.server.close();
  });

  it('are not those of an announcement that was withdrawn', async () => {
    const clock = {now: new Date(FIRST)};
    const host = await openServer({now: () => clock.now});
    await host.publish({});
    await host.publish({version: '2', effectiveAt: SECOND, texts: [{locale: 'en', source: '# Terms\n\n1. Second.\n'}]});
    assert.equal((await host.admin('publications/terms-of-use@2/withdraw', {})).status, 200);
    clock.now = new Date('2026-10-01T00:00:00.000Z');
    const {publication, inForce} = (await host.admin('documents/terms-of-use/at/2026-09-15T00:00:00Z')).json();
    assert.deepEqual([publication.version, inForce], ['1', {from: FIRST}]);
    await host.server.close();
  });

  it('are those of a person, where a version is for others', async () => {
    const clock = {now: new Date(FIRST)};
    const host = await openServer({now: () => clock.now});
    await host.publish({});
    const {visitor, name} = host.person();
    await visitor.results([await visitor.record({at: FIRST})]);
    clock.now = new Date(SECOND);
    await host.publish({version: '2', audience: 'new', texts: [{locale: 'en', source: '# Terms\n\n1. Second.\n'}]});
    const of = async (subject: string) => (await host.admin(`documents/terms-of-use/at/${SECOND}?subject=${encodeURIComponent(subject)}`)).json();
    const {publication, inForce} = await of(name);
    assert.deepEqual([publication.version, inForce], ['1', {from: FIRST}]);
    assert.equal((await of(host.person().name)).publication.version, '2');
    assert.equal((await of('nobody')).status, 400);
    await host.server.close();
  });

  it('are not there before the first version, nor for a document that is not', async () => {
    const early = await ask('2026-02-28T23:59:59Z');
    assert.deepEqual([early.status, codeOf(early.json())], [404, 'not_found']);
    assert.equal((await ask('tomorrow')).status, 400);
  });

  it('are for the site itself', async () => {
    const answer = await server.call(`v1/admin/documents/terms-of-use/at/${FIRST}?site=pk_shop`, {headers: {origin: ORIGIN}});
    assert.equal(answer.status, 401);
  });
});
