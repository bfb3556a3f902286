import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {decodeBase64} from '../../src/protocol/base64.js';
import {verifyCheckpoint} from '../../src/protocol/checkpoint.js';
import {verifyLoggedReceipt, type LoggedReceipt} from '../../src/protocol/inclusion.js';
import type {KeySet} from '../../src/protocol/jws.js';
import {verifyConsistency} from '../../src/protocol/merkle.js';
import {tilePath, tileWidth} from '../../src/protocol/tiles.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys, importKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import {Log, readCheckpoint} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {LogRollback} from '../../src/server/log/rollback.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {storedEntry, type EntryRow} from '../../src/server/records/stored-entry.js';
import {leaf, treeRoot} from '../protocol/reference-tree.js';
import {openServer, SITE, type TestServer} from './open-server.js';
import type {Places} from './places.js';
import {until} from './until.js';

const OTHER_SITE = {id: 'bank', publishableKey: 'pk_bank', secretKeys: ['sk_bank_0123456789abcdef'], origins: []};
/** A look every 20 ms: so many make two seconds. A slow machine looks less often, and sequences as slowly. */
const LOOK_MS = 20;
const LOOKS = 2_000 / LOOK_MS;

interface LeafRow {
  place: number | string;
  subject: string;
  seq: number;
  digest: string;
  entry: string;
}

/** What holds for the log whatever database keeps it, with two servers on it. */
export function describeLog(name: string, places: Places): void {
  describe(`log in ${name}`, () => {
    let url: string;
    let database: Database;
    let keys: ServerKeys;
    let keySet: KeySet;
    let one: TestServer;
    let two: TestServer;

    before(async () => {
      await places.open();
      url = await places.make();
      keys = await createKeys();
      const options = {database: url, keys, sites: [SITE, OTHER_SITE], log: {origin: 'consent.example.com'}};
      [one, two] = await Promise.all([openServer(options), openServer(options)]);
      database = await openDatabase(url);
      await one.publish({});
      await one.publish({}, OTHER_SITE.secretKeys[0]);
      keySet = (await one.call('v1/keys')).json();
    });
    after(async () => {
      assert.deepEqual([...one.errors, ...two.errors], []);
      await Promise.all([one.server.close(), two.server.close()]);
      await database.close();
      await places.close();
    });

    const leavesOf = async (site = 'shop') => {
      const rows = await database.query<LeafRow & EntryRow>(
        `SELECT r.*, l.place, l.digest FROM assent_leaves l
         JOIN assent_records r ON r.site = l.site AND r.subject = l.subject AND r.seq = l.seq WHERE l.site = $1 ORDER BY l.place`,
        [site],
      );
      return rows.map((row): LeafRow => ({...row, entry: storedEntry(row)}));
    };
    const allLogged = async () => {
      const [row] = await database.query<{count: number | string}>('SELECT COUNT(*) AS count FROM assent_unlogged');
      return Number(row!.count) === 0;
    };
    const drained = () => until(allLogged);
    const sequencerOn = async (store: LogStore) =>
      new Sequencer(new Log(store, (await importKeys(keys)).signer, 'consent.example.com'), {now: () => new Date(), onError: error => assert.fail(String(error))});

    it('gives a receipt its proof within two seconds, good offline with the published keys alone', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      await visitor.results([record]);
      let answer: LoggedReceipt;
      let looks = 0;
      do {
        await pause(LOOK_MS);
        answer = (await visitor.get(`v1/receipts/${record.id}`)).json();
      } while (!answer.inclusion && ++looks < LOOKS);
      assert.ok(answer.inclusion, `not after ${looks} looks`);
      const check = await verifyLoggedReceipt(answer.receipt, answer.inclusion!, keySet);
      assert.ok(check.result === 'valid' && check.entry.id === record.id);
      assert.equal(check.checkpoint.origin, 'consent.example.com/shop');
    });

    it('holds every record once, each subject in order, under one root, when two servers write at once', async () => {
      const visitors = await Promise.all(
        Array.from({length: 12}, async (_, index) => {
          const visitor = (index % 2 ? one : two).visitor();
          return {visitor, record: await visitor.record()};
        }),
      );
      await Promise.all(
        visitors.map(async ({visitor, record}) => {
          for (let batch = 0; batch < 5; batch += 1) {
            await visitor.results(Array.from({length: 10}, () => ({...record, id: uuid7(Date.now())})));
          }
        }),
      );
      await drained();
      const leaves = await leavesOf();
      const [{count}] = (await database.query<{count: number | string}>("SELECT COUNT(*) AS count FROM assent_records WHERE site = 'shop'")) as [{count: number}];
      assert.equal(leaves.length, Number(count));
      assert.ok(leaves.length > 512, 'more than two tiles');
      assert.deepEqual(leaves.map(({place}) => Number(place)), leaves.map((_, index) => index));
      for (const {digest, entry} of leaves) assert.equal(digest, Buffer.from(leaf(Buffer.from(entry))).toString('base64'));
      const next = new Map<string, number>();
      for (const {subject, seq} of leaves) {
        assert.equal(seq, next.get(subject) ?? 1);
        next.set(subject, seq + 1);
      }
      await until(async () => readCheckpoint((await one.call('v1/log/shop/checkpoint')).text).size === leaves.length);
      const {text} = await one.call('v1/log/shop/checkpoint');
      const digests = leaves.map(({digest}) => decodeBase64(digest));
      const check = await verifyCheckpoint(text, keySet);
      assert.ok(check.result === 'valid');
      assert.equal(Buffer.from(check.checkpoint.root).toString('hex'), Buffer.from(treeRoot(digests)).toString('hex'));
    });

    it('serves the tiles that its checkpoint needs, and no others', async () => {
      const {size} = readCheckpoint((await one.call('v1/log/shop/checkpoint')).text);
      const digests = (await leavesOf()).slice(0, size).map(({digest}) => decodeBase64(digest));
      for (let index = 0; index * 256 < size; index += 1) {
        const width = tileWidth(0, index, size);
        const answer = await fetchBytes(one, tilePath({level: 0, index, width}));
        assert.equal(answer.status, 200);
        assert.equal(answer.type, 'application/octet-stream');
        assert.deepEqual(answer.bytes, Buffer.concat(digests.slice(index * 256, index * 256 + width)));
      }
      const above = await fetchBytes(one, tilePath({level: 1, index: 0, width: 2}));
      assert.deepEqual(above.bytes, Buffer.concat([treeRoot(digests.slice(0, 256)), treeRoot(digests.slice(256, 512))]));
      const last = Math.floor(size / 256);
      for (const path of ['tile/0/999', 'tile/1/000', 'tile/2/000.p/1', `tile/0/00${last}.p/${(size % 256) + 1}`, 'tile/entries/000', 'tile/0/0', 'tile', '']) {
        assert.equal((await one.call(`v1/log/shop/${path}`)).status, 404, path);
      }
      assert.equal((await one.call('v1/log/nobody/checkpoint')).status, 404);
    });

    it('signed nothing at any time that is inconsistent with anything that it signed at another', async () => {
      const rows = await database.query<{note: string}>("SELECT note FROM assent_checkpoints WHERE site = 'shop' ORDER BY size");
      const checkpoints = rows.map(({note}) => readCheckpoint(note));
      assert.ok(checkpoints.length > 1);
      const log = new Log(new LogStore(database), (await importKeys(keys)).signer, 'consent.example.com');
      for (const [index, before] of checkpoints.entries()) {
        for (const later of checkpoints.slice(index)) {
          const proof = await log.consistency('shop', before.size, later.size);
          const claim = {first: before.size, second: later.size, proof, firstRoot: before.root, secondRoot: later.root};
          assert.equal(await verifyConsistency(claim), true, `${before.size} → ${later.size}`);
        }
      }
    });

    it('keeps the logs of sites apart', async () => {
      const visitor = two.visitor({site: 'pk_bank'});
      const record = await visitor.record();
      await visitor.results([record]);
      await drained();
      await until(async () => readCheckpoint((await one.call('v1/log/bank/checkpoint')).text).size === 2);
      const {origin, size} = readCheckpoint((await one.call('v1/log/bank/checkpoint')).text);
      assert.deepEqual([origin, size], ['consent.example.com/bank', 2]);
      assert.equal((await visitor.get(`v1/receipts/${record.id}`)).json().inclusion.size, 2);
    });

    it('gives no place twice when several sequencers run without a lease', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      const sequencers = await Promise.all(Array.from({length: 4}, () => sequencerOn(new LogStore(database))));
      for (let round = 0; round < 5; round += 1) {
        await visitor.results(Array.from({length: 20}, () => ({...record, id: uuid7(Date.now())})));
        await Promise.all(sequencers.map(sequencer => sequencer.sequence('shop')));
      }
      assert.equal(await allLogged(), true);
      const leaves = await leavesOf();
      assert.deepEqual(leaves.map(({place}) => Number(place)), leaves.map((_, index) => index));
      assert.equal(new Set(leaves.map(({subject, seq}) => `${subject} ${seq}`)).size, leaves.length);
    });

    it('goes on where a process died with the lease in its hand, or with a clock far ahead', async () => {
      for (const until of [Date.now() + 1_000, Date.now() + 3_600_000]) {
        await database.query(
          "INSERT INTO assent_leases (name, holder, until) VALUES ('sequencer', 'the dead', $1) ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until",
          [new Date(until).toISOString()],
        );
        const visitor = one.visitor();
        await visitor.results([await visitor.record()]);
        await drained();
      }
    });

    it('does not skip a record whose transaction commits late', async () => {
      const visitor = one.visitor();
      const record = await visitor.record();
      await visitor.results([record]);
      await drained();
      const before = (await leavesOf()).length;
      // Another process's writer that takes its time: with a row older, by every clock and id, than those around it.
      const slow = await openDatabase(url);
      await slow.transaction(async tx => {
        await tx.query(
          `INSERT INTO assent_records SELECT site, '00000000-0000-7000-8000-000000000000', 's_late', 1, type, document, version, hash, choices,
             '2020-01-01T00:00:00.000Z', body, body_hash, entry, entry_hash, kid, signature FROM assent_records WHERE site = 'shop' AND id = $1`,
          [record.id],
        );
        await tx.query("INSERT INTO assent_unlogged (site, subject, seq) VALUES ('shop', 's_late', 1)");
        void visitor.results([{...record, id: uuid7(Date.now())}]);
        await pause(1_200);
      });
      await slow.close();
      await until(async () => (await leavesOf()).length === before + 2);
      assert.ok((await leavesOf()).slice(before).some(({subject}) => subject === 's_late'));
    });

    it('signs nothing over a log that is shorter than, or differs from, the one that it signed', async () => {
      const store = new LogStore(database);
      const saved = await database.query<{place: number | string; digest: string}>("SELECT place, digest FROM assent_leaves WHERE site = 'bank' ORDER BY place");
      const visitor = one.visitor({site: 'pk_bank'});
      await database.query("UPDATE assent_leaves SET digest = $1 WHERE site = 'bank' AND place = 0", [createHash('sha256').digest('base64')]);
      await assert.rejects((await sequencerOn(store)).sequence('bank'), LogRollback);
      await database.query("UPDATE assent_leaves SET digest = $1 WHERE site = 'bank' AND place = 0", [saved[0]!.digest]);
      await (await sequencerOn(store)).sequence('bank');

      await visitor.results([await visitor.record()]);
      await drained();
      await until(async () => (await store.checkpoint('bank'))!.size === 3);
      const [last] = await database.query<LeafRow>("SELECT * FROM assent_leaves WHERE site = 'bank' AND place = 2");
      await database.query("DELETE FROM assent_leaves WHERE site = 'bank' AND place = 2");
      await assert.rejects((await sequencerOn(store)).sequence('bank'), (error: LogRollback) => error.code === 'log_rollback_detected');
      await database.query("INSERT INTO assent_leaves (site, place, subject, seq, digest) VALUES ('bank', 2, $1, $2, $3)", [last!.subject, last!.seq, last!.digest]);
    });
  });
}

async function fetchBytes({server}: TestServer, path: string) {
  const response = await server.fetch(new Request(`https://api.example/assent/v1/log/shop/${path}`));
  return {status: response.status, type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer())};
}

