import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {openServer, SITE, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';
import {until} from './until.js';

const OTHER = {...SITE, id: 'other', publishableKey: 'pk_other', secretKeys: ['sk_other_0123456789abcdef']};

/** What holds of the search for records whatever database keeps them. */
export function describeSearch(name: string, places: Places): void {
  describe(`a search for records in ${name}`, () => {
    let clock: MovingClock;
    let database: Database;
    let host: TestServer;
    let ada: {visitor: Visitor; name: string};
    let ids: string[];

    before(async () => {
      clock = movingClock('2026-03-01T00:00:00Z');
      await places.open();
      database = await openDatabase(await places.make());
      host = await openServer({database, keys: await createKeys(), now: clock.now, limits: false, sites: [SITE, OTHER]});
      await host.publish({});
      await host.publish({document: 'privacy'});
      await host.publish({}, OTHER.secretKeys[0]);
      ada = host.person();
      ids = [];
      for (const [minute, change] of [{}, {type: 'withdraw'}, {document: await textOf('terms-of-use')}, {}].entries()) {
        clock.set(`2026-03-01T00:0${minute}:00Z`);
        ids.push(await act(ada.visitor, change));
      }
      clock.set('2026-03-01T00:04:00Z');
      await act(host.person().visitor, {});
      await act(host.visitor({site: 'pk_other'}), {});
      await until(async () => (await search({})).records.length === 7);
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
    });

    async function textOf(document: string) {
      const {agreements} = await host.visitor().agreements();
      const {version, text: {locale, hash}} = agreements.find(one => one.document === document)!.offers[0]!;
      return {id: document, version, locale, hash};
    }

    async function act(visitor: Visitor, change: object): Promise<string> {
      const record = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString(), ...change});
      const [result] = await visitor.results([record]);
      assert.equal(result!.status, 'recorded', JSON.stringify(result));
      return record.id;
    }

    async function search(asked: Record<string, string>, secret?: string) {
      const answer = await host.admin(`records?${new URLSearchParams(asked)}`, undefined, secret);
      assert.equal(answer.status, 200, answer.text);
      return answer.json() as {records: {entry: {id: string; type: string; sub: string}; receipt: string}[]; next?: string};
    }

    async function every(asked: Record<string, string>): Promise<string[]> {
      const {records, next} = await search(asked);
      assert.ok(records.length <= 100, `${records.length} on a page`);
      return [...records.map(({entry}) => entry.id), ...(next === undefined ? [] : await every({...asked, before: next}))];
    }

    const found = async (asked: Record<string, string>) => (await search(asked)).records.map(({entry}) => ids.indexOf(entry.id));

    it('finds those of a person, newest first, and nobody else’s', async () => {
      assert.deepEqual(await found({subject: ada.name}), [3, 2, 1, 0]);
      const {records} = await search({subject: ada.name});
      assert.deepEqual(await found({subject: records[0]!.entry.sub}), [3, 2, 1, 0]);
      assert.equal(JSON.parse(Buffer.from(records[0]!.receipt.split('.')[1]!, 'base64url').toString()).id, ids[3]);
    });

    it('finds by document, version, kind and time, all of it together', async () => {
      assert.deepEqual(await found({document: 'terms-of-use'}), [2]);
      assert.deepEqual(await found({document: 'terms-of-use', version: '1'}), [2]);
      assert.deepEqual(await found({type: 'withdraw'}), [1]);
      assert.equal((await search({type: 'publish'})).records.length, 2);
      assert.deepEqual(await found({document: 'terms-of-use', version: '7'}), []);
      assert.deepEqual(await found({since: '2026-03-01T00:01:00Z', until: '2026-03-01T00:03:00Z'}), [2, 1]);
      assert.deepEqual(await found({subject: ada.name, since: '2026-03-01T00:01:00Z', type: 'accept'}), [3, 2]);
    });

    it('finds the record of a reference that a person was shown, and of an id', async () => {
      assert.deepEqual(await found({reference: ids[1]!.slice(-12).toUpperCase()}), [1]);
      assert.deepEqual(await found({reference: ids[1]!}), [1]);
      assert.deepEqual(await found({reference: ids[1]!, type: 'accept'}), []);
      assert.deepEqual(await found({reference: ids[1]!.slice(-12), subject: ada.name}), [1]);
    });

    it('finds nothing of another site', async () => {
      await until(async () => (await search({}, OTHER.secretKeys[0])).records.length === 2);
      const answer = await host.admin(`records?${new URLSearchParams({subject: ada.name})}`, undefined, OTHER.secretKeys[0]);
      assert.equal(answer.status, 404);
      assert.deepEqual((await search({reference: ids[0]!}, OTHER.secretKeys[0])).records, []);
    });

    it('gives many page by page, each once', async () => {
      clock.set('2026-03-02T00:00:00Z');
      const {visitor, name: crowd} = host.person();
      for (let sent = 0; sent < 250; sent += 50) {
        const records = await Promise.all(Array.from({length: 50}, () => visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString()})));
        assert.ok((await visitor.results(records)).every(({status}) => status === 'recorded'));
      }
      await until(async () => (await every({since: '2026-03-02T00:00:00Z'})).length === 250);
      for (const asked of [{subject: crowd}, {since: '2026-03-02T00:00:00Z'}] as Record<string, string>[]) {
        const all = await every(asked);
        assert.deepEqual([all.length, new Set(all).size], [250, 250], JSON.stringify(asked));
      }
    });

    it('says what is wrong with what it was asked', async () => {
      const refused = async (path: string, status: number, code: RegExp) => {
        const answer = await host.admin(`records?${path}`);
        assert.equal(answer.status, status, answer.text);
        assert.match(answer.text, code);
      };
      await refused('documents=terms-of-use', 400, /unknown_field.*documents/);
      await refused('type=accepted', 400, /invalid_message/);
      await refused('since=yesterday', 400, /An instant reads/);
      await refused('reference=%25', 400, /A reference is the end of an id/);
      await refused('before=x', 400, /not one that was given/);
      await refused(`before=s_${'a'.repeat(43)}.3`, 400, /not one that was given/);
      await refused(`subject=${ada.name}&before=12`, 400, /not one that was given/);
      await refused('subject=user:nobody', 404, /knows nobody/);
      await refused('subject=nobody', 400, /named in no way/);
      assert.equal((await ada.visitor.get('v1/admin/records')).status, 401);
    });
  });
}
