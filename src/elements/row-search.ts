import {inlineText} from '../document/inline-text.js';
import type {Block} from '../document/model.js';
import type {Row} from './rows.js';

/** One place where the words that are looked for stand: the row, and the how-many-th in it. */
export interface Hit {
  row: number;
  nth: number;
}

/** The pattern for what a person typed: any case, any white space. Undefined for nothing. */
export function patternOf(typed: string): RegExp | undefined {
  const words = typed.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return new RegExp(words.map(word => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('\\s+'), 'giu');
}

/** Everywhere in the text, in order. Rows that are not drawn yet count too. */
export function findHits(rows: readonly Row[], pattern: RegExp): Hit[] {
  return rows.flatMap((row, index) => [...textOfRow(row).matchAll(pattern)].map((_, nth) => ({row: index, nth})));
}

/** The words of a row: each block on a line of its own, so that nothing is found across two. */
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

/** The same places in a row that is drawn, as ranges to highlight. */
export function rangesIn(element: Element, pattern: RegExp): Range[] {
  const nodes: {node: Text; start: number}[] = [];
  let text = '';
  let line: Element | null = null;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement!;
    // Our own words are not the text's.
    if (parent.closest('.badge, .unseen')) continue;
    const ownLine = parent.closest('p, li, td, th, pre, .number, .heading > :last-child');
    if (!ownLine) continue;
    if (ownLine !== line) text += '\n';
    line = ownLine;
    nodes.push({node, start: text.length});
    text += node.data;
  }
  return [...text.matchAll(pattern)].map(({index, 0: {length}}) => rangeOf(nodes, index, index + length));
}

function rangeOf(nodes: readonly {node: Text; start: number}[], from: number, to: number): Range {
  const range = new Range();
  const first = nodes.findLast(({start}) => start <= from)!;
  const last = nodes.findLast(({start}) => start < to)!;
  range.setStart(first.node, from - first.start);
  range.setEnd(last.node, Math.min(to - last.start, last.node.length));
  return range;
}
