import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {movingClock} from '../contracts/moving-clock.js';
import {openServer, SITE} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

describe('a site that keeps bodies for some years', () => {
  it('drops older ones by itself once a process has started', async () => {
    const clock = movingClock('2022-06-01T00:00:00Z');
    const database = await openDatabase('sqlite::memory:');
    const keys = await createKeys();
    const begin = (retainYears?: number) => openServer({database, keys, now: clock.now, sites: [{...SITE, ...(retainYears !== undefined && {retainYears})}]});
    const bodies = async () => (await database.query<{body: string}>("SELECT body FROM assent_records WHERE type = 'accept' ORDER BY recorded_at")).map(({body}) => body !== '');

    const first = await begin();
    await first.publish({});
    for (const year of [2022, 2024, 2025]) {
      clock.set(`${year}-06-01T00:00:00Z`);
      const visitor = first.visitor();
      assert.equal((await visitor.results([await visitor.record({at: clock.now().toISOString()})]))[0]!.status, 'recorded');
    }
    await first.server.close();
    assert.deepEqual(await bodies(), [true, true, true]);

    clock.set('2026-06-01T00:00:00Z');
    const second = await begin(2);
    await until(async () => !(await bodies())[0]);
    await second.server.close();
    assert.deepEqual(await bodies(), [false, true, true], 'of 2024 and 2025, and of this year, the bodies stay');
    assert.deepEqual([...first.errors, ...second.errors], []);
    await database.close();
  });
});
