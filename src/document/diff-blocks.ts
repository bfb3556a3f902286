import type {BlockChange, ItemChange} from './changes.js';
import {compareItems} from './diff-items.js';
import {compareTables} from './diff-table.js';
import type {TextComparer} from './diff-text.js';
import type {Block, List, Quote} from './model.js';
import {blockText, likeness, vocabulary} from './similarity.js';

/** A block of a clause, or the place of one of its parts; parts that are the same one have the same number. */
export type Part = Block | {type: 'part'; clause: number};

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
    if (was.type === 'table' && is.type === 'table') return compareTables(was, is, this.#text);
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
}

function alikeParts(was: Part, is: Part): number {
  if (was.type !== is.type || was.type === 'part' || is.type === 'part') return 0;
  return likeness(vocabulary(blockText([was])), vocabulary(blockText([is])));
}
