import {align, type Step} from './align.js';
import type {In, Piece, TextRun} from './changes.js';
import {flatten, isList, keysOf, piecesIn, unitsOfBoth, type Unit} from './diff-units.js';
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
    const [was, is] = unitsOfBoth({content: before, words: this.#before}, {content: after, words: this.#after});
    return toRuns(tidy(align(keysOf(was), keysOf(is)), was, is), was, is);
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

/** Letters that two changes may have between them and still be one, however long they are. */
const MAX_BETWEEN = 24;

/** A stretch of steps that are all kept, or all not. */
interface Stretch {
  kept: boolean;
  steps: Step[];
  /** Letters and digits: of a change those of its longer side. */
  size: number;
}

/**
 * Words that both have between two changes may be a coincidence: a space or a comma, or a "the" between sentences that
 * have nothing in common. As one change with its neighbours the reader sees a sentence instead of scraps.
 */
function tidy(steps: readonly Step[], was: readonly Unit[], is: readonly Unit[]): Step[] {
  const tidied: Stretch[] = [];
  for (const stretch of stretchesOf(steps, was, is)) {
    const [change, between] = tidied.slice(-2);
    if (!stretch.kept && change && between?.kept && isCoincidence(between, Math.min(change.size, stretch.size))) {
      tidied.length -= 2;
      // Before and after alike: the whole is sorted into its two sides when it becomes runs.
      const common = between.steps.flatMap((step): Step[] => (step.in === 'both' ? [{in: 'before', before: step.before}, {in: 'after', after: step.after}] : [step]));
      for (const step of [...common, ...stretch.steps]) change.steps.push(step);
      tidied.push({kept: false, steps: change.steps, size: change.size + between.size + stretch.size});
    } else tidied.push(stretch);
  }
  return tidied.flatMap(stretch => stretch.steps);
}

function stretchesOf(steps: readonly Step[], was: readonly Unit[], is: readonly Unit[]): Stretch[] {
  const stretches: Stretch[] = [];
  let sizes = {before: 0, after: 0};
  for (const step of steps) {
    const kept = step.in === 'both';
    let stretch = stretches.at(-1);
    if (stretch?.kept !== kept) {
      stretches.push((stretch = {kept, steps: [], size: 0}));
      sizes = {before: 0, after: 0};
    }
    stretch.steps.push(step);
    if (step.in === 'after') sizes.after += lettersOf(is[step.after]!);
    else sizes.before += lettersOf(was[step.before]!);
    stretch.size = Math.max(sizes.before, sizes.after);
  }
  return stretches;
}

/** Whether what is kept between two changes means nothing: no letters, or few beside theirs. */
function isCoincidence({size}: Stretch, around: number): boolean {
  return size === 0 || (size <= MAX_BETWEEN && 2 * size <= around);
}

const lettersOf = (piece: Unit): number => (typeof piece === 'string' ? (piece.match(/[\p{L}\p{N}]/gu)?.length ?? 0) : 0);

/** Steps as runs; between two places that both have, what is gone comes before what is new. */
function toRuns(steps: readonly Step[], was: readonly Unit[], is: readonly Unit[]): TextRun[] {
  const runs: TextRun[] = [];
  const pending: Record<'before' | 'after', Unit[]> = {before: [], after: []};
  const push = (side: In, words: readonly Unit[]) => {
    if (words.length > 0) runs.push({in: side, words: joinWords(piecesIn(words))});
  };
  const flush = () => {
    push('before', pending.before);
    push('after', pending.after);
    pending.before = [];
    pending.after = [];
  };
  let both: Unit[] = [];
  const pushBoth = () => {
    push('both', both);
    both = [];
  };
  for (const step of steps) {
    if (step.in === 'both') {
      flush();
      const [gone, unit] = [was[step.before]!, is[step.after]!];
      if (!isList(gone) || !isList(unit) || isSame(gone, unit)) {
        both.push(unit);
        continue;
      }
      pushBoth();
      runs.push({in: 'both', words: joinWords(unit), was: joinWords(gone)});
      continue;
    }
    pushBoth();
    if (step.in === 'before') pending.before.push(was[step.before]!);
    else pending.after.push(is[step.after]!);
  }
  flush();
  pushBoth();
  return runs;
}

const isSame = (one: readonly Piece[], other: readonly Piece[]): boolean => one.length === other.length && JSON.stringify(one) === JSON.stringify(other);

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
