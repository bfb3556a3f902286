import {diffArrays} from 'diff';

/** One step through two sequences: an item of both, or of one of them. */
export type Step = {in: 'both'; before: number; after: number} | {in: 'before'; before: number} | {in: 'after'; after: number};

/** Edits that the exact search may make: its cost grows with their square. Beyond, a stretch is all new. */
const MAX_EDITS = 1000;
const MAX_DEPTH = 64;

/** A stretch of either sequence, by its bounds. */
type Stretch = [before: number, beforeEnd: number, after: number, afterEnd: number];

/**
 * Aligns two sequences, in order, by their longest common parts. What occurs once in both is matched first
 * (patience), the rest by Myers' search between: so it takes near linear time where the two are versions of one
 * text, and people see the change that they would have named.
 */
export function align(before: readonly string[], after: readonly string[]): Step[] {
  const steps: Step[] = [];
  alignStretch(before, after, [0, before.length, 0, after.length], 0, steps);
  return steps;
}

function alignStretch(before: readonly string[], after: readonly string[], stretch: Stretch, depth: number, steps: Step[]): void {
  let [b, bEnd, a, aEnd] = stretch;
  while (b < bEnd && a < aEnd && before[b] === after[a]) steps.push({in: 'both', before: b++, after: a++});
  let same = 0;
  while (bEnd - same > b && aEnd - same > a && before[bEnd - same - 1] === after[aEnd - same - 1]) same++;
  bEnd -= same;
  aEnd -= same;
  const inner: Stretch = [b, bEnd, a, aEnd];
  if (b === bEnd || a === aEnd) addRest(inner, steps);
  else alignBetween(before, after, inner, depth, steps);
  for (let index = 0; index < same; index++) steps.push({in: 'both', before: bEnd + index, after: aEnd + index});
}

function alignBetween(before: readonly string[], after: readonly string[], [b, bEnd, a, aEnd]: Stretch, depth: number, steps: Step[]): void {
  const fixed = depth < MAX_DEPTH ? inOrder(uniqueMatches(before, after, [b, bEnd, a, aEnd])) : [];
  if (fixed.length === 0) return search(before, after, [b, bEnd, a, aEnd], steps);
  let [fromB, fromA] = [b, a];
  for (const [matchB, matchA] of fixed) {
    alignStretch(before, after, [fromB, matchB, fromA, matchA], depth + 1, steps);
    steps.push({in: 'both', before: matchB, after: matchA});
    [fromB, fromA] = [matchB + 1, matchA + 1];
  }
  alignStretch(before, after, [fromB, bEnd, fromA, aEnd], depth + 1, steps);
}

/** Pairs of places of what occurs exactly once in either stretch, in the order of the first. */
function uniqueMatches(before: readonly string[], after: readonly string[], [b, bEnd, a, aEnd]: Stretch): [number, number][] {
  const places = (items: readonly string[], from: number, to: number) => {
    const found = new Map<string, number>();
    for (let index = from; index < to; index++) found.set(items[index]!, found.has(items[index]!) ? -1 : index);
    return found;
  };
  const there = places(after, a, aEnd);
  const matches: [number, number][] = [];
  for (const [item, index] of places(before, b, bEnd)) {
    const other = there.get(item) ?? -1;
    if (index >= 0 && other >= 0) matches.push([index, other]);
  }
  return matches;
}

/** The longest run of pairs that is in order on both sides (patience sorting, n log n). */
export function inOrder(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous: number[] = [];
  pairs.forEach(([, value], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = index;
  });
  const run: [number, number][] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index]!) run.push(pairs[index]!);
  return run.reverse();
}

function search(before: readonly string[], after: readonly string[], [b, bEnd, a, aEnd]: Stretch, steps: Step[]): void {
  const parts = diffArrays(before.slice(b, bEnd), after.slice(a, aEnd), {maxEditLength: MAX_EDITS});
  if (!parts) return addRest([b, bEnd, a, aEnd], steps);
  for (const {added, removed, count} of parts) {
    for (let index = 0; index < count; index++) {
      if (removed) steps.push({in: 'before', before: b++});
      else if (added) steps.push({in: 'after', after: a++});
      else steps.push({in: 'both', before: b++, after: a++});
    }
  }
}

function addRest([b, bEnd, a, aEnd]: Stretch, steps: Step[]): void {
  for (let index = b; index < bEnd; index++) steps.push({in: 'before', before: index});
  for (let index = a; index < aEnd; index++) steps.push({in: 'after', after: index});
}
