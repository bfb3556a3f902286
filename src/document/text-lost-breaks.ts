import {looksLikeHeading} from './heading-words.js';
import {readMarker} from './marker.js';
import {follows} from './sequence.js';

/** A number of several levels behind a space, as it stands within a line. */
const WITHIN = /(?<![ \u3000])[ \u3000]{1,8}(?=[0-9]{1,3}(?:\.[0-9]{1,3}){1,6}(?![0-9%]|\.[0-9])[ \u3000]?[^\s0-9.,;)%])/g;
const ENDS_SENTENCE = /[.。;；!！?？:：]["'”’」』)）]?$/;

/**
 * The clauses of one line, where a page lost its line breaks when it was copied: "5.1.3 … 。 5.1.4 … 。 5.2 …". Only
 * where the line begins with such a number and the others go on from it, each behind a sentence or a heading.
 */
export function splitLostBreaks(line: string): string[] {
  let number = numberOf(line);
  if (!number) return [line];
  const pieces: string[] = [];
  let from = 0;
  for (const {0: gap, index} of line.matchAll(WITHIN)) {
    const at = index + gap.length;
    const next = numberOf(line.slice(at, at + 60));
    if (!next || !goesOn(number, next, line.slice(Math.max(from, index - 200), index))) continue;
    pieces.push(line.slice(from, index));
    from = at;
    number = next;
  }
  return [...pieces, line.slice(from)];
}

/** The levels of the number that some words begin with, if it has several. */
function numberOf(words: string): readonly number[] | undefined {
  const [reading] = readMarker(words)?.readings ?? [];
  return reading && reading.values.length > 1 ? reading.values : undefined;
}

/** Whether a number is the next one after another, at its level or above, behind a sentence, or its first part. */
function goesOn(number: readonly number[], next: readonly number[], words: string): boolean {
  if (next.length === number.length + 1) return next.at(-1) === 1 && number.every((value, index) => value === next[index]) && (ENDS_SENTENCE.test(words) || looksLikeHeading([words]));
  const last = {style: '1.', values: number.slice(0, next.length)};
  return ENDS_SENTENCE.test(words) && follows(last, {style: '1.', values: next}) === 'next';
}
