import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {BoundedCache} from '../../src/server/bounded-cache.js';

describe('what is kept in memory', () => {
  const kept = (cache: BoundedCache<string>, ...keys: string[]) => keys.filter(key => cache.get(key) !== undefined);

  it('is forgotten once it is too many, what was used longest ago first', () => {
    const cache = new BoundedCache<string>(2);
    cache.set('a', '1');
    cache.set('b', '2');
    cache.get('a');
    cache.set('c', '3');
    assert.deepEqual(kept(cache, 'a', 'b', 'c'), ['a', 'c']);
  });

  it('is forgotten once it is too much, by what each weighs now', () => {
    const cache = new BoundedCache<string>(10, ({length}) => length);
    cache.set('a', '12345678');
    cache.set('a', '12');
    cache.set('b', '12345678');
    assert.deepEqual(kept(cache, 'a', 'b'), ['a', 'b'], 'what was replaced does not count');
    cache.delete('b');
    cache.set('c', '12345678');
    cache.set('d', '1');
    assert.deepEqual(kept(cache, 'a', 'c', 'd'), ['c', 'd']);
  });

  it('holds nothing that weighs more than all may', () => {
    const cache = new BoundedCache<string>(3, ({length}) => length);
    cache.set('a', '1');
    cache.set('b', '1234');
    assert.deepEqual(kept(cache, 'a', 'b'), []);
    cache.set('c', '123');
    assert.deepEqual(kept(cache, 'c'), ['c']);
  });
});
