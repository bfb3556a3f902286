/** Words of our own as SQL, with commas between them, as for `IN (…)`. What comes from elsewhere goes in as a parameter. */
export function literals(words: readonly string[]): string {
  return words.map(word => `'${word}'`).join(', ');
}
