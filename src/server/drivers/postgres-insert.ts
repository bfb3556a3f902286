import type {Rows, SqlValue} from '../database/database.js';
import {insertText} from '../database/insert-rows.js';

/** Types of parameters by their object ids, which are the same in every PostgreSQL (`pg_type.dat`). */
const TEXT = 25;
const BIGINT = 20;
const BIGINT_BYTES = 8;
/** Of an array: dimensions, whether it has nulls, type of the elements, how many, and the number of the first. */
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL = -1;

/** From so many rows on, what it costs to plan over arrays is less than what it costs to parse their parameters. */
const MANY = 10;

/**
 * The statement that inserts rows. Of many, a parameter is a whole column: the database then parses as much for a
 * thousand rows as for one. Columns travel as they are stored (PostgreSQL, array_recv), since in text each quote of
 * a JSON would be escaped here and unescaped there.
 */
export function insertOf({into, rows}: Rows): {sql: string; values: (SqlValue | Buffer)[]} {
  if (rows.length < MANY) return {sql: insertText(into, rows.length, rows[0]!.length), values: rows.flat()};
  const columns = rows[0]!.map((_, at) => rows.map(row => row[at]!));
  const types = columns.map(column => (column.some(value => typeof value === 'number') ? BIGINT : TEXT));
  const places = types.map((type, at) => `$${at + 1}::${type === BIGINT ? 'bigint' : 'text'}[]`);
  return {sql: `INSERT INTO ${into} SELECT * FROM unnest(${places.join(', ')})`, values: columns.map((column, at) => arrayOf(column, types[at]!))};
}

function arrayOf(column: readonly SqlValue[], type: number): Buffer {
  const bytes = Buffer.allocUnsafe(column.reduce<number>((sum, value) => sum + LENGTH_BYTES + mostBytes(value), HEAD_BYTES));
  let at = 0;
  for (const word of [1, column.includes(null) ? 1 : 0, type, column.length, 1]) at = bytes.writeInt32BE(word, at);
  for (const value of column) {
    const start = at + LENGTH_BYTES;
    if (value === null) at = bytes.writeInt32BE(NULL, at);
    else {
      const end = typeof value === 'number' ? bytes.writeBigInt64BE(BigInt(value), start) : start + bytes.write(value, start);
      bytes.writeInt32BE(end - start, at);
      at = end;
    }
  }
  return bytes.subarray(0, at);
}

/** A UTF-16 code unit is at most three bytes of UTF-8. */
function mostBytes(value: SqlValue): number {
  return typeof value === 'string' ? value.length * 3 : BIGINT_BYTES;
}
