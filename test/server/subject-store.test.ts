import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {migrate} from '../../src/server/database/migrate.js';
import {keyedHash} from '../../src/server/keys/keyed-hash.js';
import {SubjectStore} from '../../src/server/subjects/subject-store.js';

const NOW = new Date('2026-11-30T12:00:00Z');

describe('references of subjects', () => {
  it('are made anew for one who is erased in the moment in which theirs was made', async () => {
    const database = await openDatabase('sqlite::memory:');
    await migrate(database);
    let erasures = 0;
    const erasing: Database = {
      ...database,
      close: () => database.close(),
      transaction: work => database.transaction(work),
      async query(sql, values) {
        const rows = await database.query<never>(sql, values);
        if (sql.startsWith('INSERT INTO assent_subjects') && erasures++ === 0) await database.query('DELETE FROM assent_subjects');
        return rows;
      },
    };
    const ref = await new SubjectStore(erasing, await keyedHash(new Uint8Array(32))).findOrMake('shop', 'user:ada', NOW);
    assert.equal(erasures, 2);
    assert.deepEqual(await database.query('SELECT ref FROM assent_subjects'), [{ref}]);
    await database.close();
  });
});
