import {inlineText} from '../document/inline-text.js';
import type {Block} from '../document/model.js';
import {firstIndex} from './chunk-builder.js';
import type {Row} from './rows.js';

/** One place where the words that are looked for begin: the row, and the how-many-th in it. */
export interface Hit {
  row: number;
  nth: number;
}

/** Where words were found, as far as a text was looked through: a number for each row, however many there are in it. */
export class Hits {
  /** How many there are up to the end of each row. */
  readonly #upTo: number[] = [];

  get count(): number {
    return this.#upTo.at(-1) ?? 0;
  }

  /** How many begin in the next row. */
  add(inRow: number): void {
    this.#upTo.push(this.count + inRow);
  }

  /** The how-many-th is the first in a row or below it; the count where there is none. */
  from(row: number): number {
    return this.#upTo[Math.min(row, this.#upTo.length) - 1] ?? 0;
  }

  at(index: number): Hit | undefined {
    const row = firstIndex(this.#upTo.length, at => this.#upTo[at]! > index);
    return row < this.#upTo.length ? {row, nth: index - this.from(row)} : undefined;
  }
}

/** The pattern for what a person typed: any case, any white space. Undefined for nothing. */
export function patternOf(typed: string): RegExp | undefined {
  const words = typed.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return new RegExp(words.map(word => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s+'), 'giu');
}

/** How often words begin in a row, whether it is drawn or not. They may end in the row below, where that has the next words of the same block. */
export function countIn(rows: readonly Row[], index: number, pattern: RegExp): number {
  const row = rows[index]!;
  const text = textOfRow(row);
  const below = row.continues && rows[index + 1]?.block;
  if (below) return beginningIn(text.length, text + (below.type === 'paragraph' ? '' : '\n') + textOfBlock(below), pattern).length;
  let count = 0;
  // Without a list of what was found: in a large text it would be long.
  for (pattern.lastIndex = 0; pattern.test(text); count++);
  return count;
}

/** The words of a row: each block on a line of its own, so that no two words become one. */
export function textOfRow({number = '', heading = [], block}: Row): string {
  return [number, inlineText(heading), block ? textOfBlock(block) : ''].join('\n');
}

function textOfBlock(block: Block): string {
  switch (block.type) {
    case 'paragraph': return inlineText(block.content);
    case 'list': return block.items.flat().map(textOfBlock).join('\n');
    case 'table': return block.rows.flat().map(inlineText).join('\n');
    case 'quote': return block.content.map(textOfBlock).join('\n');
    case 'code': return block.text;
    case 'rule': return '';
    case 'clause': return [block.number ?? '', inlineText(block.heading ?? []), ...block.content.map(textOfBlock)].join('\n');
  }
}

/** The same places in a row that is drawn, as ranges to highlight. `below` is the row that goes on with its block. */
export function rangesIn(element: Element, pattern: RegExp, below?: Element): Range[] {
  const own = linesOf(element);
  const {nodes, text} = below ? linesOf(below, own) : own;
  return beginningIn(own.text.length, text, pattern).map(({index, 0: {length}}) => rangeOf(nodes, index, index + length));
}

/** What begins in the first characters of a text, wherever it ends. */
function beginningIn(length: number, text: string, pattern: RegExp): RegExpExecArray[] {
  return [...text.matchAll(pattern)].filter(({index}) => index < length);
}

interface Lines {
  readonly nodes: readonly {node: Text; start: number}[];
  readonly text: string;
}

/** The words of a row that is drawn, after those of the row above. */
function linesOf(element: Element, above: Lines = {nodes: [], text: ''}): Lines {
  const nodes = [...above.nodes];
  let {text} = above;
  let line: Element | undefined;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement!;
    // Our own words are not the text's.
    if (parent.closest('.badge, .unseen')) continue;
    const ownLine = parent.closest('p, li, td, th, pre, .number, .heading > :last-child');
    if (!ownLine) continue;
    // A paragraph that goes on does so in the same line; the next item of a list is one of its own.
    const goesOn = !line && above.text && ownLine.matches('.words > p');
    if (ownLine !== line && !goesOn) text += '\n';
    line = ownLine;
    nodes.push({node, start: text.length});
    text += node.data;
  }
  return {nodes, text};
}

function rangeOf(nodes: Lines['nodes'], from: number, to: number): Range {
  const range = new Range();
  const first = nodes.findLast(({start}) => start <= from)!;
  const last = nodes.findLast(({start}) => start < to)!;
  range.setStart(first.node, from - first.start);
  range.setEnd(last.node, Math.min(to - last.start, last.node.length));
  return range;
}
