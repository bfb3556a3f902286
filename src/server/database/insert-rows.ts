import type {Database, Rows} from './database.js';
import {rowPlaces} from './places.js';

// Few texts, however many rows: a driver that keeps statements prepared then has them all.
const SIZES = [100, 25, 5, 1];
const texts = new Map<string, string>();

/**
 * Inserts rows into tables, all or none: as the database has it, or in statements of up to 100 rows. Rejects with
 * `UniqueViolation` where one is taken.
 */
export async function insertRows(database: Database, tables: readonly Rows[]): Promise<void> {
  const filled = tables.filter(({rows}) => rows.length > 0);
  if (filled.length === 0) return;
  if (database.insert) return database.insert(filled);
  await database.transaction(tx => Promise.all(filled.flatMap(table => inserted(tx, table))));
}

function inserted(tx: Database, {into, rows}: Rows): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  for (let at = 0; at < rows.length; ) {
    const size = SIZES.find(one => one <= rows.length - at)!;
    sent.push(tx.query(insertText(into, size, rows[0]!.length), rows.slice(at, at + size).flat()));
    at += size;
  }
  return sent;
}

/** `INSERT INTO table (columns) VALUES …` of so many rows, as wide as that. */
export function insertText(into: string, count: number, width: number): string {
  const name = `${into} ${count}`;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = `INSERT INTO ${into} VALUES ${rowPlaces(count, width)}`;
  texts.set(name, text);
  return text;
}
