import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {toldDatabase} from '../../src/cli/told-database.js';

describe('a database that is told of', () => {
  it('has no name and no password in it, wherever they stand', () => {
    for (const secret of ['ada:secret@', 'ada:sec@ret@', 'ada:sec/ret@', 'ada@']) {
      assert.equal(toldDatabase(`postgres://${secret}db.example:5432/assent`), 'postgres://db.example:5432/assent');
    }
    assert.equal(toldDatabase('postgresql://db.example/assent?user=ada&password=secret'), 'postgresql://db.example/assent');
    assert.equal(toldDatabase('postgres://a.example:1,b.example:2/assent'), 'postgres://a.example:1,b.example:2/assent');
  });

  it('is the file as it was given', () => {
    for (const url of ['sqlite:assent.db', 'sqlite:/var/lib/who@home?/assent.db', 'sqlite::memory:']) assert.equal(toldDatabase(url), url);
  });
});
