import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {leafDigest, nodeDigest, verifyConsistency, verifyInclusion, type Digest} from '../../src/protocol/merkle.js';
import {
  TreeEdge, consistencyRanges, inclusionRanges, joinRoots, perfectRoot, tileSpans, type Range,
} from '../../src/protocol/merkle-tree.js';
import {levelWidth} from '../../src/protocol/tiles.js';
import {auditPath, consistencyProof, hex, leaf, node, sha256, treeRoot, unhex} from './reference-tree.js';

// The tree of eight leaves in the tests of google/certificate-transparency, and its published roots and proofs.
const REFERENCE_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(unhex);
const REFERENCE_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(unhex);
const INCLUSION = [
  {index: 0, size: 1, proof: []},
  {index: 0, size: 8, proof: [
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ]},
  {index: 5, size: 8, proof: [
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]},
  {index: 2, size: 3, proof: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']},
];
const CONSISTENCY = [
  {first: 1, second: 1, proof: []},
  {first: 2, second: 8, proof: [
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ]},
  {first: 6, second: 8, proof: [
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]},
  {first: 2, second: 5, proof: [
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  ]},
];

const MAX_LEAVES = 600; // more than two tiles
const leaves = Array.from({length: MAX_LEAVES}, (_, index) => leaf(new TextEncoder().encode(`leaf ${index}`)));
const sizes = fc.integer({min: 1, max: MAX_LEAVES});
const indexAndSize = sizes.chain(size => fc.tuple(fc.integer({min: 0, max: size - 1}), fc.constant(size)));
const twoSizes = sizes.chain(second => fc.tuple(fc.integer({min: 0, max: second}), fc.constant(second)));

/** What a log keeps: the digests of each tile level. */
const levels = (() => {
  const edge = new TreeEdge(node);
  const rows: Digest[][] = [[...leaves], [], []];
  for (const one of leaves) for (const {level, digest} of edge.append(one)) rows[level]!.push(digest);
  return rows;
})();
const rootOf = (range: Range) =>
  joinRoots(tileSpans(range).map(({level, first, count}) => perfectRoot(levels[level]!.slice(first, first + count), node)), node)!;

describe('merkle tree (RFC 6962)', () => {
  it('gives the published roots of the reference tree at every size', async () => {
    const edge = new TreeEdge(node);
    assert.equal(edge.root(), undefined);
    for (const [index, bytes] of REFERENCE_LEAVES.entries()) {
      edge.append(await leafDigest(bytes));
      assert.equal(hex(edge.root()!), hex(REFERENCE_ROOTS[index + 1]!));
    }
  });

  for (const {index, size, proof} of INCLUSION) {
    it(`makes and accepts the published proof of leaf ${index} of ${size}`, async () => {
      const digests = REFERENCE_LEAVES.map(leaf);
      const made = inclusionRanges(index, size).map(({start, end}) => hex(treeRoot(digests.slice(start, end))));
      assert.deepEqual(made, proof);
      const claim = {leaf: digests[index]!, index, size, proof: proof.map(unhex), root: REFERENCE_ROOTS[size]!};
      assert.equal(await verifyInclusion(claim), true);
    });
  }

  for (const {first, second, proof} of CONSISTENCY) {
    it(`makes and accepts the published proof from size ${first} to ${second}`, async () => {
      const digests = REFERENCE_LEAVES.map(leaf);
      const made = consistencyRanges(first, second).map(({start, end}) => hex(treeRoot(digests.slice(start, end))));
      assert.deepEqual(made, proof);
      const claim = {first, second, proof: proof.map(unhex), firstRoot: REFERENCE_ROOTS[first]!, secondRoot: REFERENCE_ROOTS[second]!};
      assert.equal(await verifyConsistency(claim), true);
    });
  }

  it('hashes by WebCrypto what the definitions say', async () => {
    assert.equal(hex(await leafDigest(new Uint8Array())), hex(REFERENCE_ROOTS[1]!));
    assert.equal(hex(await nodeDigest(leaves[0]!, leaves[1]!)), hex(node(leaves[0]!, leaves[1]!)));
  });

  it('makes from tiles the proofs that the definitions make from all leaves', async () => {
    await fc.assert(
      fc.asyncProperty(indexAndSize, async ([index, size]) => {
        const proof = inclusionRanges(index, size).map(rootOf);
        assert.deepEqual(proof.map(hex), auditPath(index, leaves.slice(0, size)).map(hex));
        const claim = {leaf: leaves[index]!, index, size, proof, root: treeRoot(leaves.slice(0, size))};
        assert.equal(await verifyInclusion(claim), true);
      }),
      {numRuns: 60},
    );
    await fc.assert(
      fc.asyncProperty(twoSizes, async ([first, second]) => {
        const proof = consistencyRanges(first, second).map(rootOf);
        assert.deepEqual(proof.map(hex), consistencyProof(first, leaves.slice(0, second)).map(hex));
        const [firstRoot, secondRoot] = [treeRoot(leaves.slice(0, first)), treeRoot(leaves.slice(0, second))];
        assert.equal(await verifyConsistency({first, second, proof, firstRoot, secondRoot}), true);
      }),
      {numRuns: 60},
    );
  });

  it('keeps the root right while it grows, also when it is picked up again from its tiles', () => {
    fc.assert(
      fc.property(twoSizes, ([first, second]) => {
        const rows = [0, 1, 2].map(level => levels[level]!.slice(Math.floor(levelWidth(level, first) / 256) * 256, levelWidth(level, first)));
        const edge = new TreeEdge(node, first, rows);
        for (const one of leaves.slice(first, second)) edge.append(one);
        assert.equal(edge.size, second);
        assert.equal(hex(edge.root() ?? sha256()), hex(treeRoot(leaves.slice(0, second))));
      }),
      {numRuns: 40},
    );
  });

  it('names the subtrees that become complete by their place', () => {
    const edge = new TreeEdge(node);
    const seen = leaves.flatMap(one => edge.append(one).map(({level, index}) => [level, index]));
    assert.deepEqual(seen, [[1, 0], [1, 1]]);
  });

  it('refuses a proof that was bent in any way', async () => {
    const bends = fc.constantFrom('flip', 'drop', 'drop first', 'add', 'add first', 'swap', 'index', 'size', 'leaf', 'root');
    const bent = sizes.filter(size => size > 2).chain(size => fc.tuple(fc.integer({min: 0, max: size - 1}), fc.constant(size), bends, fc.nat()));
    await fc.assert(
      fc.asyncProperty(bent, async ([index, size, bend, random]) => {
        const good = {leaf: leaves[index]!, index, size, proof: inclusionRanges(index, size).map(rootOf), root: treeRoot(leaves.slice(0, size))};
        const {proof} = good;
        const at = random % proof.length;
        const flipped = (digest: Digest) => Uint8Array.from(digest, (byte, place) => (place === random % 32 ? byte ^ 4 : byte));
        const claim = {
          flip: {...good, proof: proof.with(at, flipped(proof[at]!))},
          drop: {...good, proof: proof.slice(0, -1)},
          'drop first': {...good, proof: proof.slice(1)},
          add: {...good, proof: [...proof, good.root]},
          'add first': {...good, proof: [good.leaf, ...proof]},
          swap: {...good, proof: proof.length > 1 ? [proof[1]!, proof[0]!, ...proof.slice(2)] : []},
          index: {...good, index: index === 0 ? 1 : index - 1},
          size: {...good, size: size * 2 + 1},
          leaf: {...good, leaf: flipped(good.leaf)},
          root: {...good, root: flipped(good.root)},
        }[bend];
        assert.equal(await verifyInclusion(claim), false);
      }),
      {numRuns: 300},
    );
  });

  it('refuses to call two histories consistent that are not', async () => {
    const bends = fc.constantFrom('flip', 'drop', 'drop first', 'add', 'first root', 'second root', 'swap roots', 'first', 'back');
    const bent = fc.integer({min: 3, max: MAX_LEAVES}).chain(second => fc.tuple(fc.integer({min: 1, max: second - 1}), fc.constant(second), bends, fc.nat()));
    await fc.assert(
      fc.asyncProperty(bent, async ([first, second, bend, random]) => {
        const [firstRoot, secondRoot] = [treeRoot(leaves.slice(0, first)), treeRoot(leaves.slice(0, second))];
        const good = {first, second, proof: consistencyRanges(first, second).map(rootOf), firstRoot, secondRoot};
        const {proof} = good;
        const at = random % proof.length;
        const flipped = (digest: Digest) => Uint8Array.from(digest, (byte, place) => (place === random % 32 ? byte ^ 4 : byte));
        const claim = {
          flip: {...good, proof: proof.with(at, flipped(proof[at]!))},
          drop: {...good, proof: proof.slice(0, -1)},
          'drop first': {...good, proof: proof.slice(1)},
          add: {...good, proof: [...proof, secondRoot]},
          'first root': {...good, firstRoot: flipped(firstRoot)},
          'second root': {...good, secondRoot: flipped(secondRoot)},
          'swap roots': {...good, firstRoot: secondRoot, secondRoot: firstRoot},
          first: {...good, first: first + second},
          back: {...good, first: second, second: first},
        }[bend];
        assert.equal(await verifyConsistency(claim), false);
      }),
      {numRuns: 300},
    );
  });

  it('counts exactly above 2^32 and 2^53', async () => {
    // A log of 2^k + 1 leaves: the last leaf's only sibling is the root of all the others.
    const [front, last] = [leaves[0]!, leaves[1]!];
    for (const exponent of [31n, 32n, 33n, 52n, 53n, 62n, 63n]) {
      const index = 1n << exponent;
      const claim = {leaf: last, index, size: index + 1n, proof: [front], root: node(front, last)};
      assert.equal(await verifyInclusion(claim), true, `2^${exponent}`);
      assert.equal(await verifyInclusion({...claim, index: index - 1n}), false, `2^${exponent} - 1`);
      const step = {first: index, second: index + 1n, firstRoot: front, secondRoot: node(front, last)};
      assert.equal(await verifyConsistency({...step, proof: [last]}), true, `2^${exponent}`);
      assert.equal(await verifyConsistency({...step, second: 2n * index + 1n, proof: [last]}), false, `2^${exponent} doubled`);
    }
    assert.deepEqual(inclusionRanges(2 ** 40, 2 ** 40 + 1), [{start: 0, end: 2 ** 40}]);
    assert.deepEqual(tileSpans({start: 0, end: 2 ** 40}), [{level: 5, first: 0, count: 1}]);
    assert.deepEqual(tileSpans({start: 2 ** 40, end: 2 ** 40 + 3}), [
      {level: 0, first: 2 ** 40, count: 2},
      {level: 0, first: 2 ** 40 + 2, count: 1},
    ]);
  });

  it('refuses numbers that JavaScript has rounded', async () => {
    const claim = {leaf: leaves[0]!, index: 2 ** 53, size: 2 ** 53 + 2, proof: [], root: leaves[0]!};
    await assert.rejects(verifyInclusion(claim), RangeError);
    await assert.rejects(verifyInclusion({...claim, index: -1, size: 1}), RangeError);
    assert.throws(() => inclusionRanges(0, 2 ** 53), RangeError);
    assert.throws(() => inclusionRanges(8, 8), RangeError);
    assert.throws(() => consistencyRanges(9, 8), RangeError);
    assert.throws(() => new TreeEdge(node, 2 ** 53), RangeError);
  });
});
