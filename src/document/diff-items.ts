import {align, inOrder} from './align.js';
import {wordsKey} from './same-words.js';

/** How alike two things must be for one to be a version of the other. */
const ALIKE = 0.4;
/** Pairs of changed things that are compared with each other between two that are the same. */
const MAX_COMPARED = 2500;

export interface Compare<Item, Change> {
  /** From 0 to 1. */
  alike: (was: Item, is: Item) => number;
  /** What two that are the same have in common; what they say, where absent. */
  key?: (item: Item, side: 'before' | 'after') => string;
  /** Something that is the same in both, or in one of them alone. */
  one: (item: Item, side: 'both' | 'before' | 'after') => Change;
  /** Two versions of one thing; undefined where they cannot be shown as such. */
  both: (was: Item, is: Item) => Change | undefined;
}

/** Aligns two sequences: first what is the same, then, between, what is alike, in order. */
export function compareItems<Item, Change>(before: readonly Item[], after: readonly Item[], how: Compare<Item, Change>): Change[] {
  const changes: Change[] = [];
  let was: Item[] = [];
  let is: Item[] = [];
  const flush = () => {
    changes.push(...compareChanged(was, is, how));
    was = [];
    is = [];
  };
  const keysOf = (list: readonly Item[], side: 'before' | 'after') => list.map(item => how.key?.(item, side) ?? wordsKey(item));
  for (const step of align(keysOf(before, 'before'), keysOf(after, 'after'))) {
    if (step.in === 'before') was.push(before[step.before]!);
    else if (step.in === 'after') is.push(after[step.after]!);
    else {
      flush();
      changes.push(...same(before[step.before]!, after[step.after]!, how));
    }
  }
  flush();
  return changes;
}

/** What has the same words in both, and mostly the same characters. */
function same<Item, Change>(was: Item, is: Item, how: Compare<Item, Change>): Change[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [how.one(is, 'both')];
  const both = how.both(was, is);
  return both ? [both] : [how.one(was, 'before'), how.one(is, 'after')];
}

function compareChanged<Item, Change>(was: readonly Item[], is: readonly Item[], how: Compare<Item, Change>): Change[] {
  const changes: Change[] = [];
  let [b, a] = [0, 0];
  const addUntil = (beforeEnd: number, afterEnd: number) => {
    while (b < beforeEnd) changes.push(how.one(was[b++]!, 'before'));
    while (a < afterEnd) changes.push(how.one(is[a++]!, 'after'));
  };
  for (const [beforeIndex, afterIndex] of versions(was, is, how.alike)) {
    const both = how.both(was[beforeIndex]!, is[afterIndex]!);
    if (!both) continue;
    addUntil(beforeIndex, afterIndex);
    changes.push(both);
    b++;
    a++;
  }
  addUntil(was.length, is.length);
  return changes;
}

/** Pairs of versions in order: each with the most alike that is left, or, where there are very many, its counterpart. */
function versions<Item>(was: readonly Item[], is: readonly Item[], alike: Compare<Item, unknown>['alike']): [number, number][] {
  if (was.length * is.length > MAX_COMPARED) {
    const pairs = was.slice(0, is.length).map((_, index): [number, number] => [index, index]);
    return pairs.filter(([index]) => alike(was[index]!, is[index]!) >= ALIKE);
  }
  const all = was.flatMap((one, b) => is.map((other, a) => ({b, a, alike: alike(one, other)}))).filter(pair => pair.alike >= ALIKE);
  all.sort((one, other) => other.alike - one.alike);
  const taken = {before: new Set<number>(), after: new Set<number>()};
  const best: [number, number][] = [];
  for (const {b, a} of all) {
    if (taken.before.has(b) || taken.after.has(a)) continue;
    taken.before.add(b);
    taken.after.add(a);
    best.push([b, a]);
  }
  return inOrder(best.sort(([one], [other]) => one - other));
}
