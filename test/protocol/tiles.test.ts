import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {levelWidth, parseTilePath, tilePath, tileWidth} from '../../src/protocol/tiles.js';

describe('tiles (C2SP tlog-tiles)', () => {
  it('writes indices in groups of three', () => {
    assert.equal(tilePath({level: 0, index: 0, width: 256}), 'tile/0/000');
    assert.equal(tilePath({level: 2, index: 1234067, width: 256}), 'tile/2/x001/x234/067');
    assert.equal(tilePath({level: 1, index: 1000, width: 8}), 'tile/1/x001/000.p/8');
    assert.equal(tilePath({level: 'entries', index: 273, width: 112}), 'tile/entries/273.p/112');
  });

  it('reads back every path that it writes', () => {
    const address = fc.record({
      level: fc.oneof(fc.integer({min: 0, max: 63}), fc.constant('entries' as const)),
      index: fc.maxSafeNat(),
      width: fc.integer({min: 1, max: 256}),
    }, {noNullPrototype: true});
    fc.assert(fc.property(address, one => assert.deepEqual(parseTilePath(tilePath(one)), one)));
  });

  it('knows one spelling of each tile', () => {
    const wrong = [
      'tile/00/000', 'tile/64/000', 'tile/0/00', 'tile/0/0000', 'tile/0/x000/000', 'tile/0/001/002', 'tile/0/x001/x002',
      'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/08', 'tile/-1/000', 'tile/0/000/', '/tile/0/000', 'tile/0/000\n',
      'tile/0/x009/x007/x199/x254/x740/992', 'tile/data/000', 'tile/0/٠٠٠',
    ];
    for (const path of wrong) assert.equal(parseTilePath(path), undefined, path);
  });

  it('agrees with the example of the specification: a tree of 70,000', () => {
    const size = 70_000;
    const widths = (level: number) => Array.from({length: Math.ceil(levelWidth(level, size) / 256)}, (_, index) => tileWidth(level, index, size));
    assert.equal(widths(0).filter(width => width === 256).length, 273);
    assert.deepEqual(widths(0).slice(273), [112]);
    assert.deepEqual(widths(1), [256, 17]);
    assert.deepEqual(widths(2), [1]);
    assert.equal(tileWidth(0, 274, size), 0);
    assert.deepEqual([tileWidth(0, 0, 256), tileWidth(1, 0, 256)], [256, 1]);
  });
});
