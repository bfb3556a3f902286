import {align} from './align.js';
import type {Piece} from './changes.js';
import type {Inline} from './model.js';

/** Characters of two texts beyond which only those sentences are compared word by word that are not in both. */
const LONG = 50_000;
/** Characters that are compared word by word in two long texts; beyond, they are so sentence by sentence. */
const MOST_WORDS = 500_000;
/** Thai, Lao and Khmer part them by spaces. */
const SENTENCE_END = /[.;:!?,]\s+|[。；：！？，、\n]+|(?<=[\u0e00-\u0eff\u1780-\u17ff]) +/g;

/**
 * Two texts as what is compared as one: words, or, where both are long, the sentences that they have in common and the
 * words between: to find words takes longer than all the rest, and common words lead nowhere among so many.
 */
export function unitsOfBoth(before: Cut, after: Cut): [Unit[], Unit[]] {
  if (sizeOf(flatten(before.content)) + sizeOf(flatten(after.content)) <= LONG) return [wordsOf(before), wordsOf(after)];
  const was = flatten(before.content, sentencesIn);
  const is = flatten(after.content, sentencesIn);
  const units: [Unit[], Unit[]] = [[], []];
  let gap: [Piece[], Piece[]] = [[], []];
  let left = MOST_WORDS;
  const flush = () => {
    const size = gap[0].length > 0 && gap[1].length > 0 ? sizeOf(gap[0]) + sizeOf(gap[1]) : 0;
    const changed = size > 0 && size <= left;
    if (changed) left -= size;
    const add = (to: Unit[], pieces: readonly Piece[], {words}: Cut) => {
      for (const unit of changed ? unitsOf(pieces.flatMap(piece => (typeof piece === 'string' ? wordsIn(piece, words) : [piece]))) : pieces) to.push(unit);
    };
    add(units[0], gap[0], before);
    add(units[1], gap[1], after);
    gap = [[], []];
  };
  for (const step of align(keysOf(was), keysOf(is))) {
    if (step.in === 'before') gap[0].push(was[step.before]!);
    else if (step.in === 'after') gap[1].push(is[step.after]!);
    else {
      flush();
      units[0].push(was[step.before]!);
      units[1].push(is[step.after]!);
    }
  }
  flush();
  return units;
}

/** A text, and what tells its words apart. */
export interface Cut {
  content: readonly Inline[];
  words: Intl.Segmenter;
}

function sizeOf(pieces: readonly Piece[]): number {
  let size = 0;
  for (const piece of pieces) if (typeof piece === 'string') size += piece.length;
  return size;
}

function sentencesIn(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const {0: end, index} of text.matchAll(SENTENCE_END)) {
    sentences.push(text.slice(from, index + end.length));
    from = index + end.length;
  }
  if (from < text.length) sentences.push(text.slice(from));
  return sentences;
}

const wordsIn = (text: string, words: Intl.Segmenter): Piece[] => piecesOf(text).flatMap(stretch => Array.from(words.segment(stretch), ({segment}) => segment));
const wordsOf = ({content, words}: Cut): Unit[] => unitsOf(flatten(content, text => wordsIn(text, words)));

/** A text as what it is made of: its strings, cut or whole, and the marks around them. */
export function flatten(content: readonly Inline[], cut?: (text: string) => readonly Piece[]): Piece[] {
  const pieces: Piece[] = [];
  const visit = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (typeof node === 'string') {
        for (const piece of cut?.(node) ?? [node]) pieces.push(piece);
      } else if ('content' in node) {
        const {content: inner, ...mark} = node;
        pieces.push({type: 'open', mark});
        visit(inner);
        pieces.push({type: 'close'});
      } else pieces.push(node);
    }
  };
  visit(content);
  return pieces;
}

/** What is cut off one text at a time, in UTF-16 units. */
const STRETCH = 2000;
const SEAM = /[\s。，；：！？、]/;

/** A text in stretches that end between words: the time that engines take to find words grows with the square of the length. */
function piecesOf(text: string): string[] {
  const stretches: string[] = [];
  let from = 0;
  while (text.length - from > 2 * STRETCH) {
    const seam = text.slice(from + STRETCH, from + 2 * STRETCH).search(SEAM);
    let end = from + STRETCH + (seam < 0 ? STRETCH : seam + 1);
    if ((text.charCodeAt(end) & 0xfc00) === 0xdc00) end++; // never through a pair of surrogates
    stretches.push(text.slice(from, end));
    from = end;
  }
  return [...stretches, text.slice(from)];
}

/** What is compared as one: a word, a mark, or all the white space and breaks between two of them. */
export type Unit = Piece | readonly Piece[];

export function unitsOf(pieces: readonly Piece[]): Unit[] {
  const units: Unit[] = [];
  let gap: Piece[] | undefined;
  for (const piece of pieces) {
    if (!isGap(piece)) {
      units.push(piece);
      gap = undefined;
    } else if (gap) gap.push(piece);
    else units.push((gap = [piece]));
  }
  return units;
}

const isGap = (piece: Piece): boolean => (typeof piece === 'string' ? !/\S/.test(piece) : piece.type === 'break');
export const isList = (unit: Unit): unit is readonly Piece[] => Array.isArray(unit);
export const piecesIn = (units: readonly Unit[]): Piece[] => units.flat() as Piece[];

/**
 * What makes units the same: words are so only with the same link around them, for to lead elsewhere is to say something
 * else, and the end of a mark is that of the same mark. Any white space is as good as any other.
 */
export function keysOf(units: readonly Unit[]): string[] {
  const open: {key: string; href: string}[] = [];
  return units.map(piece => {
    const href = open.at(-1)?.href ?? '';
    if (isList(piece)) return `" "${href}`;
    if (typeof piece === 'string') return `"${piece}"${href}`;
    if (piece.type === 'close') return `/${open.pop()?.key ?? ''}`;
    const key = JSON.stringify(piece);
    if (piece.type === 'open') open.push({key, href: 'href' in piece.mark ? piece.mark.href : href});
    return key;
  });
}
