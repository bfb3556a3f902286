import {countIn, type Hit} from '../../src/elements/row-search.js';
import type {Row} from '../../src/elements/rows.js';

/** Every place where a pattern is found in the rows of a text, one by one. */
export function hitsOf(rows: readonly Row[], pattern: RegExp): Hit[] {
  return rows.flatMap((_, row) => Array.from({length: countIn(rows, row, pattern)}, (_, nth) => ({row, nth})));
}
