/** So many parameters from `$first` on, with commas between them, as for `IN (…)`; `NULL`, which nothing equals, for none. */
export function places(values: readonly unknown[], first: number): string {
  return values.map((_, index) => `$${first + index}`).join(', ') || 'NULL';
}

/** Rows of so many parameters each, from `$first` on, as for `VALUES …`. */
export function rowPlaces(count: number, width: number, first = 1): string {
  const row = (from: number) => `(${Array.from({length: width}, (_, column) => `$${from + column}`).join(', ')})`;
  return Array.from({length: count}, (_, index) => row(first + index * width)).join(', ');
}
