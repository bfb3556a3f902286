import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {Log, readCheckpoint} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {LogRollback} from '../../src/server/log/rollback.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {checked, holdLog, type Held} from './evidence-harness.js';

/** That of a process in which something happens between its look at what waits and its write. */
class SlowStore extends LogStore {
  meanwhile: () => Promise<void> = async () => {};

  override async append(...written: Parameters<LogStore['append']>): Promise<void> {
    const {meanwhile} = this;
    this.meanwhile = async () => {};
    await meanwhile();
    await super.append(...written);
  }
}

describe('the log', () => {
  let held: Held;
  beforeEach(async () => {
    held = await holdLog({subjects: 0, each: 0});
  });
  afterEach(() => held.close());

  const sequencerOn = (store: LogStore) => new Sequencer(new Log(store, held.signer, 'consent.example.com'), {now: () => new Date(), onError: error => assert.fail(String(error))});
  const waiting = () => held.database.query<{subject: string; seq: number}>('SELECT subject, seq FROM assent_unlogged ORDER BY subject, seq');

  it('is signed as it was committed by a process that another one has overtaken', async () => {
    await held.add(1);
    const first = (await waiting())[0]!.subject;
    const store = new SlowStore(held.database);
    const slow = sequencerOn(store);
    store.meanwhile = async () => {
      // Until somebody comes before the one whom the slow process gives the first place.
      do await held.add(1);
      while ((await waiting())[0]!.subject === first);
      await held.sequence();
    };
    await slow.sequence('shop');
    await held.add(1);
    await slow.sequence('shop');
    const {finding, records} = await checked(await held.exported());
    assert.equal(finding, undefined, JSON.stringify(finding));
    assert.deepEqual([await waiting(), records > 2], [[], true]);
  });

  it('has a place for what comes into a chain while that is written', async () => {
    const store = new SlowStore(held.database);
    await held.add(1);
    const {subject} = (await waiting())[0]!;
    store.meanwhile = () => held.say({type: 'hold', subject, matter: 'File 1'});
    await sequencerOn(store).sequence('shop');
    assert.deepEqual((await waiting()).map(({seq}) => seq), [2]);
    await held.sequence();
    assert.equal((await checked(await held.exported())).records, 3);
  });

  it('gives no proof of what is not signed yet', async () => {
    for (let at = 0; at < 2; at += 1) {
      await held.add(1);
      await held.sequence();
    }
    const [{id}] = (await held.database.query<{id: string}>('SELECT r.id FROM assent_leaves l JOIN assent_records r ON r.subject = l.subject AND r.seq = l.seq WHERE l.place = 2')) as [{id: string}];
    assert.equal((await held.log.inclusion('shop', id))?.index, 2);
    await held.database.query('DELETE FROM assent_checkpoints WHERE size = 3');
    assert.equal(await held.log.inclusion('shop', id), undefined);
  });

  it('is not signed with a place in it that is empty', async () => {
    await held.add(3);
    await held.sequence();
    await held.database.query('DELETE FROM assent_checkpoints');
    await held.database.query('DELETE FROM assent_leaves WHERE place = 1');
    await assert.rejects(held.sequence(), /lacks digests 0 to 3/);
    assert.equal(await held.log.checkpoint('shop'), undefined);
  });

  it('that was rolled back is told of before anything else that went wrong', async () => {
    await held.add(1);
    await held.sequence();
    const {size, note} = (await held.log.checkpoint('shop'))!;
    assert.equal(readCheckpoint(note).size, size);
    // One site whose log has a hole, and after it one whose signed leaves are gone.
    await held.database.query("INSERT INTO assent_leaves (site, place, subject, seq, digest) SELECT 'a', 1, subject, seq, digest FROM assent_leaves WHERE place = 0");
    await held.database.query("INSERT INTO assent_checkpoints (site, size, note, made_at) VALUES ('b', $1, $2, '2026-11-23T20:00:00.000Z')", [size, note]);
    for (const site of ['a', 'b']) await held.database.query("INSERT INTO assent_unlogged (site, subject, seq) VALUES ($1, 's', 9)", [site]);
    await assert.rejects(sequencerOn(held.log.store).run(), LogRollback);
  });
});
