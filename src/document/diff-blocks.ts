import {align, inOrder} from './align.js';
import type {BlockChange, ItemChange, RowChange} from './changes.js';
import type {TextComparer} from './diff-text.js';
import {inlineText} from './inline-text.js';
import type {Block, Inline, List, Quote, Table} from './model.js';
import {wordsKey} from './same-words.js';
import {blockText, likeness, vocabulary} from './similarity.js';

/** A block of a clause, or the place of one of its parts; parts that are the same one have the same number. */
export type Part = Block | {type: 'part'; clause: number};

/** How alike two blocks must be for one to be a version of the other. */
const ALIKE = 0.4;
/** Pairs of changed blocks that are compared with each other between two that are the same. */
const MAX_COMPARED = 2500;

/** Finds what changed among blocks: whole ones, and words inside of paragraphs, items and cells. */
export class BlockComparer {
  readonly #text: TextComparer;

  constructor(text: TextComparer) {
    this.#text = text;
  }

  compare(before: readonly Part[], after: readonly Part[]): BlockChange[] {
    return compareItems(before, after, {
      alike: alikeParts,
      one: (part, side) => (part.type === 'part' ? {type: 'clause', in: side, clause: part.clause} : {type: 'block', in: side, block: part}),
      both: (was, is) => this.#changed(was, is),
    });
  }

  #changed(was: Part, is: Part): BlockChange | undefined {
    if (was.type === 'paragraph' && is.type === 'paragraph') return {type: 'paragraph', text: this.#text.compare(was.content, is.content)};
    if (was.type === 'list' && is.type === 'list') return this.#list(was, is);
    if (was.type === 'quote' && is.type === 'quote') return this.#quote(was, is);
    if (was.type === 'table' && is.type === 'table') return this.#table(was, is);
    return undefined;
  }

  #quote(was: Quote, is: Quote): BlockChange {
    return {type: 'quote', content: this.compare(was.content, is.content)};
  }

  #list({type: _was, items: wasItems, ...before}: List, {type: _is, items: isItems, ...after}: List): BlockChange {
    const items = compareItems<Block[], ItemChange>(wasItems, isItems, {
      alike: (was, is) => likeness(vocabulary(blockText(was)), vocabulary(blockText(is))),
      one: (item, side) => ({in: side, item}),
      both: (was, is) => ({in: 'both', content: this.compare(was, is)}),
    });
    return {type: 'list', before, after, items};
  }

  #table(was: Table, is: Table): BlockChange {
    const rows = compareItems<Inline[][], RowChange>(was.rows, is.rows, {
      alike: (one, other) => (one.length === other.length ? likeness(rowWords(one), rowWords(other)) : 0),
      one: (row, side) => ({in: side, row}),
      both: (one, other) => ({in: 'both', cells: one.map((cell, index) => this.#text.compare(cell, other[index]!))}),
    });
    return {type: 'table', before: was.align, after: is.align, rows};
  }
}

const rowWords = (row: Inline[][]) => vocabulary(row.map(inlineText).join('\n'));

function alikeParts(was: Part, is: Part): number {
  if (was.type !== is.type || was.type === 'part' || is.type === 'part') return 0;
  return likeness(vocabulary(blockText([was])), vocabulary(blockText([is])));
}

interface Compare<Item, Change> {
  /** From 0 to 1. */
  alike: (was: Item, is: Item) => number;
  /** Something that is the same in both, or in one of them alone. */
  one: (item: Item, side: 'both' | 'before' | 'after') => Change;
  /** Two versions of one thing; undefined where they cannot be shown as such. */
  both: (was: Item, is: Item) => Change | undefined;
}

/** Aligns two sequences: first what is the same, then, between, what is alike, in order. */
function compareItems<Item, Change>(before: readonly Item[], after: readonly Item[], how: Compare<Item, Change>): Change[] {
  const changes: Change[] = [];
  let was: Item[] = [];
  let is: Item[] = [];
  const flush = () => {
    changes.push(...compareChanged(was, is, how));
    was = [];
    is = [];
  };
  for (const step of align(before.map(wordsKey), after.map(wordsKey))) {
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
