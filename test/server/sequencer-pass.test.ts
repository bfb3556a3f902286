import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readCheckpoint} from '../../src/server/log/log.js';
import {holdLog} from './evidence-harness.js';

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
});
