// The making half of RFC 6962 §2.1: where the parts of a proof lie, and a tree that grows at its right edge.
// Nothing here hashes by itself: the caller brings `node`, so that a server can use its fast synchronous one.
import type {Digest} from './merkle.js';
import {TILE_WIDTH} from './tiles.js';

export type HashNode = (left: Digest, right: Digest) => Digest;

/** The leaves from `start` up to but not including `end`. */
export interface Range {
  start: number;
  end: number;
}

/** A perfect subtree as the tiles hold it: `count` (a power of two) neighbours from `first` on, at a tile level. */
export interface TileSpan {
  level: number;
  first: number;
  count: number;
}

/** A subtree of 256^level leaves that has become complete. */
export interface Subtree {
  level: number;
  index: number;
  digest: Digest;
}

/** The ranges whose roots prove that a tree of that size holds a leaf, from the leaf's sibling up (RFC 6962 §2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  if (countOf(index) >= countOf(size)) throw new RangeError(`A log of ${size} leaves has no place ${index}.`);
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      ranges.push({start: middle, end});
      end = middle;
    } else {
      ranges.push({start, end: middle});
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The ranges whose roots prove that the first `first` leaves of a tree of size `second` are the smaller tree (RFC 6962 §2.1.2). */
export function consistencyRanges(first: number, second: number): Range[] {
  if (countOf(first) > countOf(second)) throw new RangeError(`A log of ${second} leaves cannot extend one of ${first}.`);
  if (first === 0 || first === second) return [];
  const ranges: Range[] = [];
  let [start, end] = [0, second];
  while (end !== first) {
    const middle = start + split(end - start);
    if (first <= middle) {
      ranges.push({start: middle, end});
      end = middle;
    } else {
      ranges.push({start, end: middle});
      start = middle;
    }
  }
  // Where the smaller tree is a perfect one, its verifier has its root already.
  if (start > 0) ranges.push({start, end});
  return ranges.reverse();
}

/** Cuts a range into the perfect subtrees of RFC 6962 §2.1, from left to right, as tiles hold them. */
export function tileSpans({start, end}: Range): TileSpan[] {
  const spans: TileSpan[] = [];
  while (start < end) {
    let leaves = 1;
    while (leaves * 2 <= end - start && start % (leaves * 2) === 0) leaves *= 2;
    let level = 0;
    let unit = 1;
    while (unit * TILE_WIDTH <= leaves) {
      unit *= TILE_WIDTH;
      level += 1;
    }
    spans.push({level, first: start / unit, count: leaves / unit});
    start += leaves;
  }
  return spans;
}

/** The root of a perfect subtree from a power of two of neighbours. */
export function perfectRoot(digests: readonly Digest[], node: HashNode): Digest {
  let row = digests;
  while (row.length > 1) row = pairs(row, node);
  return row[0]!;
}

/** The root over perfect subtrees, from left to right: each joins everything to its right (RFC 6962 §2.1). */
export function joinRoots(roots: readonly Digest[], node: HashNode): Digest | undefined {
  return roots.reduceRight<Digest | undefined>((right, left) => (right ? node(left, right) : left), undefined);
}

/**
 * The right edge of a growing tree: all that it takes to add leaves and to know the root. `levels[l]` are the
 * digests of the last, partial tile of level l (C2SP tlog-tiles).
 */
export class TreeEdge {
  #size: number;
  /** Of each level, the roots of the perfect subtrees that its partial tile falls into, the largest first. */
  readonly #peaks: Digest[][];
  readonly #node: HashNode;

  constructor(node: HashNode, size = 0, levels: readonly (readonly Digest[])[] = []) {
    this.#node = node;
    this.#size = countOf(size);
    this.#peaks = levels.map(digests => {
      const peaks: Digest[] = [];
      for (const [index, digest] of digests.entries()) this.#push(peaks, digest, index + 1);
      return peaks;
    });
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a leaf's digest at the end. Returns the subtrees of 256, 65,536, … leaves that it made complete. */
  append(leaf: Digest): Subtree[] {
    const complete: Subtree[] = [];
    let digest = leaf;
    this.#size = countOf(this.#size + 1);
    let count = this.#size;
    for (let level = 0; ; level += 1) {
      const peaks = (this.#peaks[level] ??= []);
      this.#push(peaks, digest, count);
      if (count % TILE_WIDTH !== 0) return complete;
      // A full tile has become one digest of the level above.
      digest = peaks.pop()!;
      count /= TILE_WIDTH;
      complete.push({level: level + 1, index: count - 1, digest});
    }
  }

  /** The root; undefined for the empty tree, whose root is the SHA-256 of nothing. */
  root(): Digest | undefined {
    return joinRoots(this.#peaks.toReversed().flat(), this.#node);
  }

  /** Adds the `count`th digest of a level: two subtrees of one size join, as in a binary counter. */
  #push(peaks: Digest[], digest: Digest, count: number): void {
    let peak = digest;
    for (let rest = count % TILE_WIDTH || TILE_WIDTH; rest % 2 === 0; rest /= 2) peak = this.#node(peaks.pop()!, peak);
    peaks.push(peak);
  }
}

function pairs(row: readonly Digest[], node: HashNode): Digest[] {
  return Array.from({length: row.length / 2}, (_, index) => node(row[2 * index]!, row[2 * index + 1]!));
}

/** The largest power of two below a count of at least 2. No bit operations: they end at 2^31. */
function split(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function countOf(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('A log counts whole numbers from 0 to 2^53.');
  return count;
}
