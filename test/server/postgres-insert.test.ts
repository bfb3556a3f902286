import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {SqlValue} from '../../src/server/database/database.js';
import {insertOf} from '../../src/server/drivers/postgres-insert.js';

const TEXT = 25;
const BIGINT = 20;

/** Reads an array as PostgreSQL receives it (array_recv in its arrayfuncs.c). */
function arrayIn(bytes: Buffer): {type: number; hasNull: boolean; values: SqlValue[]} {
  let at = 0;
  const word = () => bytes.readInt32BE((at += 4) - 4);
  const [dimensions, hasNull, type, length, first] = [word(), word(), word(), word(), word()];
  assert.deepEqual([dimensions, first], [1, 1]);
  const values = Array.from({length}, () => {
    const size = word();
    if (size < 0) return null;
    const value = bytes.subarray(at, (at += size));
    return type === BIGINT ? Number(value.readBigInt64BE()) : value.toString();
  });
  assert.equal(at, bytes.length, 'nothing behind it');
  return {type, hasNull: hasNull === 1, values};
}

describe('an insert into PostgreSQL', () => {
  const rows = (count: number): SqlValue[][] =>
    Array.from({length: count}, (_, at) => [`é 中文 👩‍⚖️ "${at}"`, at % 3 === 0 ? null : 2 ** 53 - 1 - at, null, '']);

  it('of a few rows has a parameter for each value', () => {
    const {sql, values} = insertOf({into: 't (a, b, c, d)', rows: rows(2)});
    assert.equal(sql, 'INSERT INTO t (a, b, c, d) VALUES ($1, $2, $3, $4), ($5, $6, $7, $8)');
    assert.deepEqual(values, rows(2).flat());
  });

  it('of many has one for each column, to the letter, and the same text however many they are', () => {
    for (const count of [10, 11, 500]) {
      const {sql, values} = insertOf({into: 't (a, b, c, d)', rows: rows(count)});
      assert.equal(sql, 'INSERT INTO t (a, b, c, d) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[])');
      const columns = [0, 1, 2, 3].map(column => rows(count).map(row => row[column]!));
      const [types, nulls] = [[TEXT, BIGINT, TEXT, TEXT], [false, true, true, false]];
      assert.deepEqual(values.map(value => arrayIn(value as Buffer)), columns.map((column, at) => ({type: types[at]!, hasNull: nulls[at]!, values: column})));
    }
  });
});
