import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

/** Tables that grow with people and what they do. What belongs to a site by itself, such as its publications, stays small. */
const GROWING = 'records|unlogged|leaves|subtrees|subjects|linked|claims|extras|attachments|notices|links|push|webhooks';

/** A database that says which statements it was asked. */
function overheard(database: Database, heard: Set<string>): Database {
  return {
    query: (sql, values) => (heard.add(sql), database.query(sql, values)),
    transaction: work => database.transaction(tx => work(overheard(tx, heard))),
    ...(database.insert && {insert: tables => database.insert!(tables)}),
    close: () => database.close(),
  };
}

describe('what is asked of the database', () => {
  it('reads no table of people or records from end to end', async () => {
    const database = await openDatabase('sqlite::memory:');
    const heard = new Set<string>();
    const server = await openServer({database: overheard(database, heard), keys: await createKeys()});
    await server.publish({});
    const {visitor, name} = server.person();
    const {id} = await visitor.record();
    await visitor.results([await visitor.record({id}), await visitor.record(), await visitor.record({type: 'decline'})]);
    await until(async () => (await visitor.get(`v1/receipts/${id}`)).text.includes('inclusion'));
    for (const path of ['v1/records', 'v1/standing', 'v1/announcements']) assert.equal((await visitor.get(path)).status, 200, path);
    assert.equal((await server.call('v1/log/shop/checkpoint')).status, 200);
    const restriction = {subject: name, kind: 'limit', scope: ['posting'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'moderation'};
    assert.equal((await server.admin('restrictions', restriction)).status, 201);
    for (const path of ['restrictions', `restrictions?subject=${name}`, `subjects?subject=${name}`, 'records', 'records?type=accept', `records?subject=${name}`, `records?reference=${id}`]) assert.equal((await server.admin(path)).status, 200, path);
    assert.equal((await server.admin('holds', {subject: name, matter: 'A suit.', by: 'legal'})).status, 201);
    assert.equal((await server.admin('retention', {before: new Date().getUTCFullYear(), by: 'records'})).status, 200);
    await server.server.close();

    const whole: string[] = [];
    for (const sql of heard) {
      // What ends with its first rows, in the order of an index, reads no more than those.
      if (!/^\s*(SELECT|UPDATE|DELETE)/.test(sql) || (/LIMIT/.test(sql) && !/GROUP BY/.test(sql))) continue;
      const values = Array.from(new Set(sql.match(/\$\d+/g)), () => '');
      const plan = await database.query<{detail: string}>(`EXPLAIN QUERY PLAN ${sql}`, values);
      const bad = plan.filter(({detail}) => new RegExp(`SCAN assent_(${GROWING})\\b|SEARCH assent_(${GROWING})\\b.* sqlite_autoindex\\w+ \\(site=\\?\\)$`).test(detail));
      if (bad.length > 0) whole.push(`${bad.map(({detail}) => detail).join()}: ${sql}`);
    }
    assert.deepEqual(whole, []);
    // A chain is as long as its person likes, and everybody who comes is asked for the newest acts.
    const acts = [...heard].find(sql => /row_number/.test(sql))!;
    const plan = await database.query<{detail: string}>(`EXPLAIN QUERY PLAN ${acts}`, Array.from(new Set(acts.match(/\$\d+/g)), () => ''));
    const found = plan.map(({detail}) => detail).filter(detail => /assent_records|SEARCH act /.test(detail));
    assert.deepEqual(found.filter(detail => !/type=\? AND seq|seq=\?/.test(detail)), []);
    assert.ok(found.length > 2, found.join());
    assert.ok(heard.size > 40, `${heard.size} statements`);
    await database.close();
  });
});
