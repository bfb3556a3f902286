import {BoundedCache} from './bounded-cache.js';

/** Lists that are kept: a batch has the size of the one before, as a rule, and a long list takes time to write. */
const KEPT = new BoundedCache<string>(64);

/** The rows of a multi-row INSERT: `($1, $2), ($3, $4)`. */
export function valueRows(count: number, width: number): string {
  const name = `${count} ${width}`;
  const kept = KEPT.get(name);
  if (kept !== undefined) return kept;
  const row = (index: number) => `(${Array.from({length: width}, (_, column) => `$${index * width + column + 1}`).join(', ')})`;
  const rows = Array.from({length: count}, (_, index) => row(index)).join(', ');
  KEPT.set(name, rows);
  return rows;
}
