import type {Inline, List, Paragraph} from '../document/model.js';
import {inlineSize, blockSize, type Row} from './rows.js';

/** A row of more characters than this is drawn in pieces. */
const LONG_CHARACTERS = 4000;
/** The end of a sentence is looked for so far back from where a piece is full. */
const LOOK_BACK = 400;

/** A row as it is, or a very long paragraph or list in rows that follow each other. Every word is in one of them, in order. */
export function piecesOf(row: Row): Row[] {
  if (row.size <= LONG_CHARACTERS || !row.block || row.unsplit) return [row];
  const blocks = row.block.type === 'paragraph' ? paragraphs(row.block) : row.block.type === 'list' ? lists(row.block) : [row.block];
  const {level, depth, key} = row;
  return blocks.map((block, index) => {
    const size = blockSize(block);
    const place = index === 0 ? row : {level, depth, ...(key && {key}), goesOn: true};
    return {...place, block, size, ...(index < blocks.length - 1 && {continues: true})};
  });
}

function paragraphs({content}: Paragraph): Paragraph[] {
  const pieces: Paragraph[] = [];
  let rest: readonly Inline[] = content;
  while (inlineSize(rest) > LONG_CHARACTERS) {
    const [first, others] = cut(rest, LONG_CHARACTERS);
    if (others.length === 0) break;
    pieces.push({type: 'paragraph', content: first});
    rest = others;
  }
  return [...pieces, {type: 'paragraph', content: [...rest]}];
}

/** Some words in two: up to so many characters, and what is left. Marks around the place are in both. */
function cut(content: readonly Inline[], size: number): [Inline[], Inline[]] {
  let room = size;
  for (const [index, inline] of content.entries()) {
    const length = inlineSize([inline]);
    if (length <= room) {
      room -= length;
      continue;
    }
    const [before, after] = [content.slice(0, index), content.slice(index + 1)];
    if (typeof inline === 'string') {
      const at = placeToCut(inline, room);
      return [[...before, inline.slice(0, at)], [inline.slice(at), ...after]];
    }
    if (!('content' in inline)) return [[...before, inline], after];
    const [inner, others] = cut(inline.content, room);
    return [[...before, {...inline, content: inner}], [{...inline, content: others}, ...after]];
  }
  return [[...content], []];
}

/** After a sentence, else after a word, else where it is full; never in the middle of a character. */
function placeToCut(text: string, full: number): number {
  const from = Math.max(0, full - LOOK_BACK);
  const near = text.slice(from, full);
  const sentence = [...near.matchAll(/[.!?;]\s+|[。！？；]/g)].at(-1) ?? [...near.matchAll(/\s+/g)].at(-1);
  if (sentence) return from + sentence.index + sentence[0].length;
  return /[\uD800-\uDBFF]/.test(text[full - 1] ?? '') ? full + 1 : Math.max(1, full);
}

/** A long list as lists that go on counting; an item stays whole. */
function lists({items, ...list}: List): List[] {
  const pieces: List[] = [];
  let room = 0;
  for (const [index, item] of items.entries()) {
    const size = item.reduce((sum, block) => sum + blockSize(block), 0);
    if (room < size || pieces.length === 0) {
      pieces.push({...list, ...(list.ordered && {start: (list.start ?? 1) + index}), items: []});
      room = LONG_CHARACTERS;
    }
    pieces.at(-1)!.items.push(item);
    room -= size;
  }
  return pieces;
}
