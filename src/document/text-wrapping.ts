import {BEGINS_SMALL} from './heading-words.js';
import {textWidth} from './inline-text.js';
import {readMarker} from './marker.js';
import {BULLET, ENDS_SENTENCE, type Unit} from './text-unit.js';

/** Scripts that have no spaces between words. */
const SPACELESS = /[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\uff60]/;
const NARROWEST = 50;
const WIDEST = 130;
/** The share of lines that are no wider than the column, for an address or a heading may stick out. */
const WITHIN = 0.95;
/** The share of the column that a line has at least which was set in it by the widths of letters, as those of a PDF are. */
const NEARLY_FULL = 0.85;

/** What stood between two lines before they were wrapped: where that was done makes no other text. */
export function jointOf(row: string, next: string): string {
  const together = SPACELESS.test(row.slice(-1)) && SPACELESS.test(next.slice(0, 1));
  return together || /\p{L}-$/u.test(row) ? '' : ' ';
}

/**
 * Tells whether one line only goes on with another because the source is wrapped at some column: most lines
 * without a number would not have had room for the first word of the next one.
 */
export function wrapTest(text: string): (line: Unit, next: Unit) => boolean {
  const rows = text.split('\n').map(row => row.trimEnd());
  const column = columnOf(rows);
  if (column < NARROWEST || column > WIDEST) return () => false;
  let full = 0;
  let goingOn = 0;
  let pairs = 0;
  rows.forEach((row, index) => {
    const next = rows[index + 1]?.trim();
    if (!row.trim() || !next || readMarker(next) || BULLET.test(next)) return;
    pairs++;
    if (isFull(textWidth(row), next, column)) full++;
    if (textWidth(row) > NEARLY_FULL * column && !ENDS_SENTENCE.test(row) && BEGINS_SMALL.test(next)) goingOn++;
  });
  const even = full >= 3 && full >= 0.6 * pairs;
  const uneven = goingOn >= 3 && goingOn >= 0.4 * pairs;
  if (!even && !uneven) return () => false;
  return (line, next) => {
    const starts = next.marker !== undefined || BULLET.test(next.text);
    if (!even && line.end > NEARLY_FULL * column && !ENDS_SENTENCE.test(line.row)) return !starts;
    if (even && isFull(line.end, next.text, column)) return !(starts && /[.。;；:：!?！？,，]$|\b(and|or)$/.test(line.row));
    // Nobody sets every line alike: a sentence that goes on in small letters was wrapped as well.
    return !starts && line.end > column / 2 && /[\p{L}\p{N},]$/u.test(line.row) && BEGINS_SMALL.test(next.text);
  };
}

/** Where the lines end, but for a few. */
function columnOf(rows: readonly string[]): number {
  const widths = rows.filter(row => row !== '').map(row => (row.length > WIDEST ? Infinity : textWidth(row)));
  widths.sort((one, other) => one - other);
  return widths[Math.ceil(WITHIN * widths.length) - 1] ?? 0;
}

function isFull(width: number, next: string, column: number): boolean {
  const first = /^[\u2e80-\uffef]/.test(next) ? 2 : 1 + (/^\S*/.exec(next.slice(0, WIDEST))![0].length);
  return width + first > column;
}
