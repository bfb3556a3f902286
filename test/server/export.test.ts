import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {holdLog, checked, type Held} from './evidence-harness.js';

describe('an export', () => {
  let held: Held;
  before(async () => {
    held = await holdLog({subjects: 5, each: 130});
  });
  after(() => held.close());

  it('verifies, with what it counts', async () => {
    const verdict = await checked(await held.exported());
    assert.deepEqual(verdict, {site: 'shop', origin: 'consent.example.com/shop', records: 650, dropped: 0, documents: 1, checkpoints: 5, keys: 'export'});
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
});
