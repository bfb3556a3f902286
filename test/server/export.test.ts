import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {AnchorStore} from '../../src/server/anchors/anchor-store.js';
import {openDatabase} from '../../src/server/database/database.js';
import type {ArchiveFile} from '../../src/server/evidence/archive.js';
import {exportSite} from '../../src/server/evidence/export-site.js';
import {createKeys, importKeys} from '../../src/server/keys/server-keys.js';
import {Log} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {openServer, receiptOf, SITE, TERMS} from '../contracts/open-server.js';
import {holdLog, checked, type Held} from './evidence-harness.js';

describe('an export', () => {
  let held: Held;
  before(async () => {
    held = await holdLog({subjects: 5, each: 130});
  });
  after(() => held.close());

  it('verifies, with what it counts', async () => {
    const verdict = await checked(await held.exported());
    assert.deepEqual(verdict, {site: 'shop', origin: 'consent.example.com/shop', records: 650, dropped: 0, documents: 1, unlogged: 0, checkpoints: 6, keys: 'export'});
  });

  it('verifies under keys and checkpoints that were kept', async () => {
    const kept = await held.log.checkpoint('shop');
    await held.add(3);
    await held.sequence();
    const verdict = await checked(await held.exported(), {keys: {keys: held.signer.publicKeys}, against: [kept!.note]});
    assert.equal(verdict.finding, undefined);
    assert.equal(verdict.records, 653);
    assert.equal(verdict.keys, 'given');
  });

  it('verifies where there is no record yet', async () => {
    const empty = await holdLog({subjects: 0, each: 0});
    assert.equal((await checked(await empty.exported())).finding, undefined);
    await empty.close();
  });

  it('is that of one site, where another one has the same text from another source', async () => {
    const database = await openDatabase('sqlite::memory:');
    const keys = await createKeys();
    const {signer} = await importKeys(keys);
    const bank = {...SITE, id: 'bank', publishableKey: 'pk_bank', secretKeys: ['sk_bank_0123456789abcdef']};
    const server = await openServer({database, keys, sites: [SITE, bank], log: {sequencer: false}});
    await server.publish({});
    await server.publish({texts: [{locale: 'en', source: `${TERMS}\n`}]}, bank.secretKeys[0]);
    const log = new Log(new LogStore(database), signer);
    for (const [site, count] of [['shop', 2], ['bank', 3]] as const) {
      for (let at = 0; at < count; at += 1) {
        const visitor = server.visitor({site: `pk_${site}`});
        receiptOf((await visitor.results([await visitor.record()]))[0]);
        await new Sequencer(log, {now: () => new Date(), onError: error => assert.fail(String(error))}).sequence(site);
      }
      const {size, note} = (await log.checkpoint(site))!;
      await new AnchorStore(database).add(site, 'file:outside', {size, note, proof: undefined, at: '2026-11-23T20:00:00.000Z'});
    }
    for (const [site, records] of [['shop', 3], ['bank', 4]] as const) {
      const files: ArchiveFile[] = [];
      for await (const one of exportSite({database, log, site, publicKeys: signer.publicKeys, now: new Date()})) files.push(one);
      assert.deepEqual(await checked(files), {site, origin: `assent/${site}`, records, dropped: 0, documents: 1, unlogged: 0, checkpoints: records - 1, keys: 'export'});
    }
    await server.server.close();
    await database.close();
  });
});
