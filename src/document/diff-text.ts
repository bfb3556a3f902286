import {align, type Step} from './align.js';
import type {In, Piece, TextRun} from './changes.js';
import type {Inline} from './model.js';

/** Finds what changed in a text, word by word: what a word is depends on the language. */
export class TextComparer {
  readonly #before: Intl.Segmenter;
  readonly #after: Intl.Segmenter;

  /** @param locales of the two texts, BCP 47; they may differ, and may be nonsense */
  constructor(before: string, after: string) {
    this.#before = segmenter(before);
    this.#after = segmenter(after);
  }

  compare(before: readonly Inline[], after: readonly Inline[]): TextRun[] {
    const was = flatten(before, this.#before);
    const is = flatten(after, this.#after);
    return toRuns(tidy(align(was.map(keyOf), is.map(keyOf)), was), was, is);
  }
}

/** A text that is the same in both, or in one of them alone. */
export function wholeText(content: readonly Inline[], side: In): TextRun[] {
  const words = joinWords(flatten(content));
  return words.length > 0 ? [{in: side, words}] : [];
}

function segmenter(locale: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(locale, {granularity: 'word'});
  } catch {
    return new Intl.Segmenter(undefined, {granularity: 'word'});
  }
}

function flatten(content: readonly Inline[], words?: Intl.Segmenter): Piece[] {
  const pieces: Piece[] = [];
  const visit = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (typeof node === 'string') {
        if (words) for (const stretch of stretchesOf(node)) for (const {segment} of words.segment(stretch)) pieces.push(segment);
        else pieces.push(node);
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
function stretchesOf(text: string): string[] {
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

const keyOf = (piece: Piece): string => (typeof piece === 'string' ? `"${piece}` : JSON.stringify(piece));

/**
 * A space or a comma that both have between two changes is a coincidence: as a change of its own, the reader
 * sees one change instead of three.
 */
function tidy(steps: readonly Step[], was: readonly Piece[]): Step[] {
  const changedBefore = new Array<boolean>(steps.length);
  let changed = false;
  steps.forEach((step, index) => {
    if (step.in !== 'both') changed = true;
    else if (!isFiller(was[step.before]!)) changed = false;
    changedBefore[index] = changed;
  });
  changed = false;
  const tidied: Step[][] = [];
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index]!;
    if (step.in !== 'both') changed = true;
    else if (!isFiller(was[step.before]!)) changed = false;
    const between = step.in === 'both' && changed && changedBefore[index];
    tidied.push(between ? [{in: 'before', before: step.before}, {in: 'after', after: step.after}] : [step]);
  }
  return tidied.reverse().flat();
}

const isFiller = (piece: Piece): boolean => typeof piece === 'string' && !/[\p{L}\p{N}]/u.test(piece);

/** Steps as runs; between two places that both have, what is gone comes before what is new. */
function toRuns(steps: readonly Step[], was: readonly Piece[], is: readonly Piece[]): TextRun[] {
  const runs: TextRun[] = [];
  const pending: Record<'before' | 'after', Piece[]> = {before: [], after: []};
  const push = (side: In, words: Piece[]) => {
    if (words.length > 0) runs.push({in: side, words: joinWords(words)});
  };
  const flush = () => {
    push('before', pending.before);
    push('after', pending.after);
    pending.before = [];
    pending.after = [];
  };
  let both: Piece[] = [];
  for (const step of steps) {
    if (step.in === 'both') {
      flush();
      both.push(is[step.after]!);
      continue;
    }
    push('both', both);
    both = [];
    if (step.in === 'before') pending.before.push(was[step.before]!);
    else pending.after.push(is[step.after]!);
  }
  flush();
  push('both', both);
  return runs;
}

function joinWords(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) joined.push(words.join(''));
    words = [];
  };
  for (const piece of pieces) {
    if (typeof piece === 'string') words.push(piece);
    else {
      flush();
      joined.push(piece);
    }
  }
  flush();
  return joined;
}
