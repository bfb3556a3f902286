// The short form; `npm run test:chaos` is the long one.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {chaos} from '../chaos/chaos.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describe('servers that are killed without warning', () => {
  it('lose nothing that was acknowledged: one on SQLite', async () => {
    const {records} = await chaos(sqlitePlaces(), {processes: 1, kills: 2, clients: 4});
    assert.ok(records > 20, `${records} records`);
  });

  it('lose nothing that was acknowledged: three on PostgreSQL, which is killed as well', async () => {
    const places = postgresPlaces({alone: true});
    const {records, databaseKills} = await chaos(places, {processes: 3, kills: 3, databaseKills: 2, clients: 6});
    assert.ok(records > 20, `${records} records`);
    assert.equal(databaseKills, places.crash ? 2 : 0);
  });
});
