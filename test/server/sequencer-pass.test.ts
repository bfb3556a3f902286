import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readCheckpoint} from '../../src/server/log/log.js';
import {LogRollback} from '../../src/server/log/rollback.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {checked, holdLog} from './evidence-harness.js';

describe('one pass of the sequencer', () => {
  it('takes in and signs all that was committed before it began, whatever comes meanwhile', async () => {
    const held = await holdLog({subjects: 3, each: 1});
    await held.add(1_250); // more than fits into one transaction
    const before = await held.database.query<{id: string}>('SELECT id FROM assent_records');
    await Promise.all([held.sequence(), held.add(200)]);
    const signed = readCheckpoint((await held.log.checkpoint('shop'))!.note);
    assert.ok(signed.size >= before.length, `${signed.size} of ${before.length}`);
    const places = await Promise.all(before.map(({id}) => held.log.store.placeOf('shop', id)));
    assert.ok(places.every(place => place !== undefined && place < signed.size));
    const last = await held.log.inclusion('shop', before.at(-1)!.id);
    assert.equal(last?.size, signed.size);
    await held.close();
  });

  it('takes a leaf from the record where no digest waits beside it, and a false one is found', async () => {
    const held = await holdLog({subjects: 1, each: 1});
    await held.add(3);
    await held.database.query('UPDATE assent_unlogged SET leaf = NULL WHERE seq = 2');
    await held.database.query("UPDATE assent_unlogged SET leaf = 'not a digest' WHERE seq = 3");
    await held.sequence();
    const good = await checked(await held.exported());
    assert.equal(good.finding, undefined);
    assert.equal(good.records, 4);

    await held.add(2);
    const [other] = await held.database.query<{digest: string}>('SELECT digest FROM assent_leaves WHERE place = 0');
    await held.database.query('UPDATE assent_unlogged SET leaf = $1 WHERE seq = 2', [other!.digest]);
    await held.sequence();
    const {finding} = await checked(await held.exported());
    assert.equal(finding?.kind, 'leaf_altered');
    assert.equal(finding?.place, 5);
    await held.close();
  });

  it('signs the logs of other sites where that of one cannot be signed, and says so', async () => {
    const held = await holdLog({subjects: 1, each: 1});
    await held.add(1);
    // A tenant that comes first in the order of ids, whose signed leaves are gone.
    await held.database.query("INSERT INTO assent_unlogged (site, subject, seq) VALUES ('a', 's', 1)");
    await held.database.query("INSERT INTO assent_checkpoints (site, size, note, made_at) SELECT 'a', size, note, made_at FROM assent_checkpoints");
    const sequencer = new Sequencer(held.log, {now: () => new Date(), onError: () => {}});
    await assert.rejects(sequencer.run(), LogRollback);
    assert.equal(readCheckpoint((await held.log.checkpoint('shop'))!.note).size, 2);
    await held.close();
  });
});
