import {inlineText} from './inline-text.js';
import type {Block} from './model.js';

/** How much of a text is looked at to tell whether it is a version of another, in characters. */
const LOOKED_AT = 20_000;

/** The words of a text, each once; of Chinese and Japanese, which have no spaces, pairs of characters. */
export function vocabulary(text: string): Set<string> {
  const words = new Set<string>();
  for (const run of text.slice(0, LOOKED_AT).toLowerCase().match(/[\u3040-\u9fff]+|[^\P{L}\u3040-\u9fff]+|\p{N}+/gu) ?? []) {
    if (run.charCodeAt(0) < 0x3040 || run.charCodeAt(0) > 0x9fff || run.length === 1) words.add(run);
    else for (let index = 0; index + 1 < run.length; index++) words.add(run.slice(index, index + 2));
  }
  return words;
}

/** How alike two vocabularies are, from 0 to 1 (Dice), each word by its weight. Two empty ones are alike. */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>, weight: (word: string) => number = () => 1): number {
  let [shared, all] = [0, 0];
  for (const word of one) {
    all += weight(word);
    if (other.has(word)) shared += weight(word);
  }
  for (const word of other) all += weight(word);
  return all === 0 ? 1 : (2 * shared) / all;
}

/** The words of some blocks, clauses left out: these are compared on their own. */
export function blockText(blocks: readonly Block[]): string {
  let text = '';
  for (const block of blocks) {
    if (text.length > LOOKED_AT) break;
    text += `${textOf(block)}\n`;
  }
  return text;
}

function textOf(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return inlineText(block.content);
    case 'list':
      return block.items.map(blockText).join('\n');
    case 'quote':
      return blockText(block.content);
    case 'table':
      return block.rows.flat().map(inlineText).join('\n');
    case 'code':
      return block.text;
    default:
      return '';
  }
}
