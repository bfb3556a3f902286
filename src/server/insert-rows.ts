import type {Database, SqlValue} from './database.js';

// Few texts, however many rows: a driver that keeps statements prepared then has them all.
const SIZES = [100, 25, 5, 1];
const texts = new Map<string, string>();

/** Inserts rows into `table (columns)`, in statements of up to 100 rows that go out together. Run it in a transaction. */
export async function insertRows(tx: Database, into: string, rows: readonly SqlValue[][]): Promise<void> {
  const sent: Promise<unknown>[] = [];
  for (let at = 0; at < rows.length; ) {
    const size = SIZES.find(one => one <= rows.length - at)!;
    sent.push(tx.query(insert(into, size, rows[0]!.length), rows.slice(at, at + size).flat()));
    at += size;
  }
  await Promise.all(sent);
}

function insert(into: string, count: number, width: number): string {
  const name = `${into} ${count}`;
  const known = texts.get(name);
  if (known !== undefined) return known;
  const row = (index: number) => `(${Array.from({length: width}, (_, column) => `$${index * width + column + 1}`).join(', ')})`;
  const text = `INSERT INTO ${into} VALUES ${Array.from({length: count}, (_, index) => row(index)).join(', ')}`;
  texts.set(name, text);
  return text;
}
