import {inlineText} from '../document/inline-text.js';
import type {Row} from './rows.js';
import {textOfRow} from './row-search.js';

/** One line of the table of contents. */
export interface ContentsEntry {
  /** Of the row that it leads to. */
  row: number;
  number: string;
  title: string;
  /** 1 for the outermost. */
  level: number;
}

/** More than this, and the inner levels are left out. */
const MANY_ENTRIES = 150;
const LONGEST_TITLE = 80;

/** The headings of a text; where it has none, its outermost numbered clauses by their first words. */
export function contentsOf(rows: readonly Row[]): ContentsEntry[] {
  const headed = rows.flatMap((row, index) => (row.heading && row.anchor ? [entry(row, index, inlineText(row.heading))] : []));
  const entries = headed.length > 1 ? headed : rows.flatMap((row, index) => (row.anchor && row.level === 1 ? [entry(row, index, textOfRow(row))] : []));
  const outer = entries.filter(({level}) => level <= (entries.length > MANY_ENTRIES ? 1 : 3));
  return outer.length > 1 ? outer : entries;
}

/** The last entry that begins at a row or before it. */
export function entryAt(entries: readonly ContentsEntry[], row: number): ContentsEntry | undefined {
  return entries.findLast(entry => entry.row <= row);
}

function entry({number = '', level}: Row, row: number, words: string): ContentsEntry {
  const title = words.slice(words.startsWith(`${number}\n`) ? number.length : 0).replace(/\s+/g, ' ').trim();
  return {row, number, level, title: title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE).trim()}…` : title};
}
