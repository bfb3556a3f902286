import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import type {KeySet} from '../../src/protocol/jws.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {verifyReceipt} from '../../src/protocol/verify-receipt.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import {storedEntry, type EntryRow} from '../../src/server/records/stored-entry.js';
import {codeOf, openServer, receiptOf, refusalOf, SECRET, SITE, type TestServer} from './open-server.js';
import type {Places} from './places.js';

interface Row extends EntryRow {
  body: string;
  entry_hash: string;
}

/** What holds for records whatever database keeps them, with two servers on it. */
export function describeRecords(name: string, places: Places): void {
  describe(`records in ${name}`, () => {
    let database: Database;
    let keys: ServerKeys;
    let keySet: KeySet;
    let one: TestServer;
    let two: TestServer;

    before(async () => {
      await places.open();
      const url = await places.make();
      keys = await createKeys();
      [one, two] = await Promise.all([openServer({database: url, keys}), openServer({database: url, keys})]);
      database = await openDatabase(url);
      await one.publish({});
      keySet = (await one.call('v1/keys')).json();
    });
    after(async () => {
      await Promise.all([one?.server.close(), two?.server.close(), database?.close()]);
      await places.close();
      assert.deepEqual([...one.errors, ...two.errors], []);
    });

    it('refuses an address with a null character in it, which not every database could look for', async () => {
      const headers = {authorization: `Bearer ${SECRET}`};
      const paths = ['v1/receipts/a%00', 'v1/documents/%00', 'v1/changes/%00/%00', 'v1/log/%00/checkpoint', 'v1/admin/notices?about=%00', 'v1/admin/restrictions?before=%00'];
      for (const path of paths) {
        const answer = await one.call(path, {headers});
        assert.deepEqual([path, answer.status, codeOf(answer.json())], [path, 400, 'invalid_message']);
      }
    });

    /** With whole entries. */
    const chainOf = async (subject: string) => {
      const rows = await database.query<Row>('SELECT * FROM assent_records WHERE subject = $1 ORDER BY seq', [subject]);
      return rows.map(row => ({...row, entry: storedEntry(row)}));
    };

    it('keeps the bytes as they came, with their hash', async () => {
      const visitor = one.visitor();
      const record = await visitor.record({shown: {mode: 'dialog', statement: '我同意 “条款” 👍', endReached: true, openMs: 1}});
      const text = JSON.stringify(record, null, '\t').replace('"accept"', '"\\u0061ccept"').replaceAll('\n', '\r\n');
      receiptOf((await visitor.results([text]))[0]);
      const [row] = await chainOf(record.subject);
      assert.equal(row?.body, text);
      assert.equal(row?.body_hash, await hashBytes(text));
    });

    it('gives a receipt whose payload is the entry, to the byte', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const receipt = receiptOf((await visitor.results([record]))[0]);
      const check = await verifyReceipt(receipt, keySet);
      assert.equal(check.result, 'valid');
      const [row] = await chainOf(record.subject);
      assert.equal(Buffer.from(receipt.split('.')[1]!, 'base64url').toString(), row?.entry);
      assert.equal(row?.entry_hash, await hashBytes(row!.entry));
    });

    it('answers a record that is sent again with the very same receipt', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const [first] = await visitor.results([record]);
      const [again] = await visitor.results([record]);
      const [elsewhere] = await two.visitor().results([record]);
      assert.equal(first?.status, 'recorded');
      assert.deepEqual([again?.status, elsewhere?.status], ['duplicate', 'duplicate']);
      assert.equal(receiptOf(again), receiptOf(first));
      assert.equal(receiptOf(elsewhere), receiptOf(first));
    });

    it('refuses other bytes under the same id', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      await visitor.results([record]);
      const [spaced] = await visitor.results([JSON.stringify(record).replace('{', '{ ')]);
      assert.equal(refusalOf(spaced), 'id_conflict');
      assert.equal((await chainOf(record.subject)).length, 1);
    });

    it('takes one of two records of the same id in one request', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const [first, same, other] = await visitor.results([record, record, {...record, type: 'decline'}]);
      assert.equal(first?.status, 'recorded');
      assert.equal(same?.status, 'duplicate');
      assert.equal(receiptOf(same), receiptOf(first));
      assert.equal(refusalOf(other), 'id_conflict');
    });

    it('numbers 50 records that arrive at once through two servers from 1 to 50, and chains them', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const other = two.visitor({headers: visitor.headers});
      const ids = Array.from({length: 50}, () => uuid7(Date.now()));
      const answers = await Promise.all(ids.map((id, index) => (index % 2 ? visitor : other).results([{...record, id}])));
      for (const [result] of answers) assert.equal(result?.status, 'recorded');
      await assertChain(await chainOf(record.subject), 50);
    });

    it('stores one of the same record when both servers get it at once', async () => {
      const visitor = one.visitor();
      const other = two.visitor({headers: visitor.headers});
      const records = await Promise.all(Array.from({length: 20}, () => visitor.record()));
      const pairs = await Promise.all(records.map(record => Promise.all([visitor.results([record]), other.results([record])])));
      for (const [[here], [there]] of pairs) {
        assert.equal(receiptOf(here), receiptOf(there));
        assert.deepEqual([here?.status, there?.status].sort(), ['duplicate', 'recorded']);
      }
      await assertChain(await chainOf(records[0]!.subject), 20);
    });

    it('stores 100 records of one request in their order', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const records = Array.from({length: 100}, () => ({...record, id: uuid7(Date.now())}));
      const results = await visitor.results(records);
      assert.deepEqual(results.map(({id}) => id), records.map(({id}) => id));
      const rows = await chainOf(record.subject);
      assert.deepEqual(rows.map(({id}) => id), records.map(({id}) => id));
      await assertChain(rows, 100);
    });

    it('gives two first requests of a visitor the same subject', async () => {
      const headers = {'assent-subject': crypto.randomUUID()};
      const answers = await Promise.all([one, two, one, two].map(server => server.visitor({headers}).agreements()));
      assert.equal(new Set(answers.map(({subject}) => subject)).size, 1);
    });

    it('keeps no external id, neither in clear nor as a plain hash', async () => {
      const id = crypto.randomUUID();
      await one.visitor({id}).agreements();
      const rows = JSON.stringify(await database.query('SELECT * FROM assent_subjects'));
      assert.ok(!rows.includes(id));
      assert.ok(!rows.includes((await hashBytes(id)).slice(7)));
    });

    it('publishes once when two servers are asked at once, and refuses one of two that differ', async () => {
      const same = await Promise.all([one, two, one, two].map(server => server.publish({document: 'privacy', effectiveAt: '2200-01-01T00:00:00Z'})));
      assert.deepEqual(same.map(({status}) => status).sort(), [200, 200, 200, 201]);
      const differing = await Promise.all(
        [one, two].map((server, index) => server.publish({document: 'cookies', effectiveAt: `220${index}-01-01T00:00:00Z`})),
      );
      assert.deepEqual(differing.map(({status}) => status).sort(), [201, 409]);
    });

    it('adds two locales that arrive at once', async () => {
      const document = 'community';
      await one.publish({document, effectiveAt: '2200-01-01T00:00:00Z'});
      const added = await Promise.all([
        one.publish({document, texts: [{locale: 'de', source: '# Regeln\n\n1. Seid nett.\n'}]}),
        two.publish({document, texts: [{locale: 'zh-CN', source: '# 规则\n\n1. 友善。\n'}]}),
      ]);
      assert.deepEqual(added.map(({status}) => status), [201, 201]);
      const {agreements} = await two.visitor().agreements({documents: document});
      assert.deepEqual([...agreements[0]!.offers[0]!.locales].sort(), ['de', 'en', 'zh-CN']);
    });

    it('serves the same to a server that starts later', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const receipt = receiptOf((await visitor.results([record]))[0]);
      const late = await openServer({database, keys, sites: [SITE]});
      const answer = await late.visitor({headers: visitor.headers}).get(`v1/receipts/${record.id}`);
      assert.equal(answer.json().receipt, receipt);
      await late.server.close();
    });
  });
}

async function assertChain(rows: readonly Row[], length: number): Promise<void> {
  assert.deepEqual(rows.map(({seq}) => seq), Array.from({length}, (_, index) => index + 1));
  let prev: string | null = null;
  for (const row of rows) {
    const entry = JSON.parse(row.entry) as Entry;
    assert.equal(entry.prev, prev);
    assert.equal(entry.seq, row.seq);
    assert.equal(entry.record, await hashBytes(row.body));
    assert.equal(row.entry_hash, await hashBytes(row.entry));
    prev = row.entry_hash;
  }
}
