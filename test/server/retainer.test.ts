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

  it('drops nothing by a clock that jumped ahead, until it has stood for a day', async () => {
    const clock = movingClock('2024-06-01T00:00:00Z');
    const database = await openDatabase('sqlite::memory:');
    const keys = await createKeys();
    const begin = () => openServer({database, keys, now: clock.now, sites: [{...SITE, retainYears: 2}]});
    const bodies = async () => (await database.query<{body: string}>("SELECT body FROM assent_records WHERE type = 'accept' ORDER BY recorded_at")).map(({body}) => body !== '');
    const recordOne = async ({visitor}: Awaited<ReturnType<typeof begin>>) => {
      const someone = visitor();
      assert.equal((await someone.results([await someone.record({at: clock.now().toISOString()})]))[0]!.status, 'recorded');
    };

    const first = await begin();
    await first.publish({});
    await recordOne(first);
    await first.server.close();

    clock.set('2036-06-01T00:00:00Z');
    const second = await begin();
    await recordOne(second);
    await until(async () => second.errors.length > 0);
    assert.match(String(second.errors[0]), /clock says 2036.* last signed in 2024: nothing was dropped/);
    await second.server.close();
    assert.deepEqual(await bodies(), [true, true]);

    clock.addDays(2);
    const third = await begin();
    await until(async () => !(await bodies())[0]);
    await third.server.close();
    assert.deepEqual(await bodies(), [false, true]);
    await database.close();
  });
});
