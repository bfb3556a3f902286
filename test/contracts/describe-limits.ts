import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {codeOf, openServer, SITE, type TestServer} from './open-server.js';
import type {Places} from './places.js';
import {until} from './until.js';

/** What holds for limits whatever database shares them between two servers. */
export function describeLimits(name: string, places: Places): void {
  describe(`rate limits in ${name}`, () => {
    let url: string;
    let one: TestServer;
    let two: TestServer;
    const clock = {now: Date.parse('2026-11-23T20:00:10.000Z')};

    before(async () => {
      await places.open();
      url = await places.make();
      const options = {database: url, keys: await createKeys(), limits: {site: 60, subject: 12, address: 20}, sites: [SITE, {...SITE, id: 'other', publishableKey: 'pk_other', secretKeys: []}], now: () => new Date(clock.now)};
      [one, two] = [await openServer(options), await openServer(options)];
      await one.publish({});
    });
    after(async () => {
      assert.deepEqual([...one.errors, ...two.errors], []);
      await Promise.all([one.server.close(), two.server.close()]);
      await places.close();
    });

    const nextMinute = () => (clock.now += 60_000);
    const from = async (server: TestServer, address: string, path = 'v1/keys') => {
      const {status} = await server.server.fetch(new Request(`https://api.example/${path}`), {address});
      return status;
    };

    it('refuse a subject that asks too often, until the minute is over, and nobody else', async () => {
      const visitor = one.visitor();
      const statuses = [];
      for (let at = 0; at < 13; at += 1) statuses.push((await visitor.get('v1/agreements')).status);
      assert.deepEqual(statuses, [...Array.from({length: 12}, () => 200), 429]);
      const refused = await visitor.get('v1/agreements');
      assert.equal(codeOf(refused.json()), 'rate_limited');
      assert.equal(refused.headers.get('retry-after'), '50');
      assert.equal((await one.visitor().get('v1/agreements')).status, 200);
      assert.equal((await one.visitor({headers: visitor.headers, site: 'pk_other'}).get('v1/agreements')).status, 200, 'on another site');
      nextMinute();
      assert.equal((await visitor.get('v1/agreements')).status, 200);
    });

    it('hold across processes', async () => {
      nextMinute();
      const visitor = one.visitor();
      for (let at = 0; at < 12; at += 1) await visitor.get('v1/agreements');
      const elsewhere = two.visitor({headers: visitor.headers});
      const statuses: number[] = [];
      // Shared once a second; eleven there would be too few to be refused by themselves.
      while (statuses.length < 11 && statuses.at(-1) !== 429) {
        if (statuses.length > 0) await pause(1_300);
        statuses.push((await elsewhere.get('v1/agreements')).status);
      }
      assert.deepEqual([statuses[0], statuses.at(-1)], [200, 429]);
    });

    it('refuse a network whose addresses ask too often, also with keys that are wrong', async () => {
      nextMinute();
      for (let at = 0; at < 20; at += 1) assert.notEqual(await from(one, `192.0.2.${at}`, ['v1/keys', 'v1/agreements?site=pk_wrong', 'v1/announcements?site=pk_shop'][at % 3]), 429);
      assert.equal(await from(one, '192.0.2.200'), 429);
      assert.equal(await from(one, '::ffff:192.0.2.7', 'v1/agreements?site=pk_wrong'), 429);
      assert.equal(await from(one, '192.0.2.9', 'v1/announcements?site=pk_shop'), 429);
      assert.equal(await from(one, '198.51.100.1'), 200);
    });

    it('refuse a site that is asked too often, whoever asks', async () => {
      nextMinute();
      const statuses = [];
      for (let at = 0; at < 61; at += 1) statuses.push((await one.visitor().get('v1/records')).status);
      assert.deepEqual(statuses.slice(59), [200, 429]);
      nextMinute();
    });

    it('keep neither an address nor a person in the database, and nothing for long', async () => {
      nextMinute();
      await from(one, '203.0.113.9');
      const visitor = one.visitor();
      await visitor.get('v1/agreements');
      const database = await openDatabase(url);
      const minute = Math.floor(clock.now / 60_000);
      const kept = () => database.query<{name: string; minute: number}>('SELECT name, minute FROM assent_rates');
      const rows = await until(async () => {
        const rows = await kept();
        // Of the address, of the site and of the person, and what is too old is gone.
        return rows.filter(row => row.minute === minute).length >= 3 && rows.every(row => row.minute >= minute - 1) ? rows : undefined;
      });
      await database.close();
      assert.ok(!JSON.stringify(rows).includes('203.0.113') && !JSON.stringify(rows).includes(visitor.headers['assent-subject']!));
    });
  });
}
