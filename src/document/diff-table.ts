import type {BlockChange, In, RowChange, Side} from './changes.js';
import {compareItems} from './diff-items.js';
import {wholeText, type TextComparer} from './diff-text.js';
import {inlineText} from './inline-text.js';
import type {Inline, Table} from './model.js';
import {wordsKey} from './same-words.js';
import {likeness, vocabulary} from './similarity.js';

type Cells = readonly Inline[][];

/** A column of both tables, by its place in either. */
type Column = {in: 'both'; before: number; after: number} | {in: 'before'; before: number} | {in: 'after'; after: number};

/** Finds what changed in a table: rows and columns that are new or gone, and words in cells. */
export function compareTables(was: Table, is: Table, text: TextComparer): BlockChange {
  const columns = columnsOf(was, is);
  const paired = columns.some(column => column.in === 'both');
  const others = paired && columns.some(column => column.in !== 'both');
  const shared = (row: Cells, side: Side) => columns.flatMap(column => (column.in === 'both' ? [row[column[side]]!] : []));
  const isWhole = (row: Cells, side: Side) => paired && row.length === (side === 'before' ? was : is).rows[0]!.length;
  const rows = compareItems<Inline[][], RowChange>(was.rows, is.rows, {
    key: (row, side) => wordsKey(others && isWhole(row, side) ? shared(row, side) : row),
    alike: (one, other) => (isWhole(one, 'before') && isWhole(other, 'after') ? likeness(wordsOf(shared(one, 'before')), wordsOf(shared(other, 'after'))) : 0),
    one: (row, side) => ({in: side, row}),
    both: (one, other) => {
      if (!isWhole(one, 'before') || !isWhole(other, 'after')) return undefined;
      return {in: 'both', cells: columns.map(column => {
        if (column.in === 'both') return text.compare(one[column.before]!, other[column.after]!);
        return column.in === 'before' ? wholeText(one[column.before]!, 'before') : wholeText(other[column.after]!, 'after');
      })};
    },
  });
  return {type: 'table', before: was.align, after: is.align, ...(others && {columns: columns.map((column): In => column.in)}), rows};
}

const wordsOf = (cells: Cells) => vocabulary(cells.map(inlineText).join('\n'));

/** The columns of both, paired by their heads or by what is in them; one by one where both have as many. */
function columnsOf(was: Table, is: Table): Column[] {
  const before = cellsOf(was);
  const after = cellsOf(is);
  if (before.length === after.length) return before.map((_, at) => ({in: 'both', before: at, after: at}));
  return compareItems<{at: number; cells: Inline[][]}, Column>(before, after, {
    key: ({cells}) => wordsKey(cells[0]),
    alike: (one, other) => likeness(wordsOf(one.cells), wordsOf(other.cells)),
    one: ({at}, side) => (side === 'both' ? {in: side, before: at, after: at} : side === 'before' ? {in: 'before', before: at} : {in: 'after', after: at}),
    both: (one, other) => ({in: 'both', before: one.at, after: other.at}),
  });
}

/** The cells of each column of a table. */
const cellsOf = ({rows}: Table) => (rows[0] ?? []).map((_, at) => ({at, cells: rows.map(row => row[at] ?? [])}));
