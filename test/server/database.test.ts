import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isAssentError} from '../../src/protocol/errors.js';
import {openDatabase} from '../../src/server/database.js';
import {describeDatabase} from '../contracts/describe-database.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeDatabase('SQLite', sqlitePlaces());
describeDatabase('PostgreSQL', postgresPlaces());

describe('openDatabase', () => {
  it('names the URLs that it takes when given another', async () => {
    await assert.rejects(openDatabase('mysql://localhost'), error => isAssentError(error) && error.code === 'invalid_options' && error.advice.includes('sqlite:'));
  });

  it('says which file cannot be opened', async () => {
    await assert.rejects(openDatabase('sqlite:/nowhere/at/all/assent.db'), /\/nowhere\/at\/all\/assent\.db/);
  });

  it('says that PostgreSQL cannot be reached, and not where it is or as whom', async () => {
    const database = await openDatabase('postgres://someone:secret@127.0.0.1:1/nothing');
    await assert.rejects(database.query('SELECT 1'), error => isAssentError(error) && error.code === 'unavailable' && !error.message.includes('secret'));
    await database.close();
  });
});
