import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {SharedReads} from '../../src/server/shared-reads.js';

describe('readings that are shared', () => {
  it('are one for all who ask meanwhile, and never began before somebody asked', async () => {
    const shared = new SharedReads<number>();
    let begun = 0;
    const ends: (() => void)[] = [];
    const read = () => {
      const number = (begun += 1);
      return new Promise<number>(resolve => ends.push(() => resolve(number)));
    };
    const first = shared.read('a', read);
    const [second, third] = [shared.read('a', read), shared.read('a', read)];
    const other = shared.read('b', read);
    assert.equal(begun, 2);
    ends.splice(0).forEach(end => end());
    assert.deepEqual([await first, await other], [1, 2]);
    while (ends.length === 0) await new Promise(resolve => setImmediate(resolve));
    ends.splice(0).forEach(end => end());
    assert.deepEqual([await second, await third], [3, 3]);
    const later = shared.read('a', read);
    assert.equal(begun, 4);
    ends.splice(0).forEach(end => end());
    assert.equal(await later, 4);
  });

  it('that fail fail for those who share them, and for nobody after', async () => {
    const shared = new SharedReads<string>();
    const first = shared.read('a', () => Promise.reject(new Error('gone')));
    const second = shared.read('a', () => Promise.resolve('there'));
    await assert.rejects(first, /gone/);
    assert.equal(await second, 'there');
    assert.equal(await shared.read('a', () => Promise.resolve('still')), 'still');
  });
});
