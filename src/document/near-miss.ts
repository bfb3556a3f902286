/** What is a word of its own, though it differs from one of ours in a letter. */
const OTHERS = ['content'];

/** Which of these names a key was meant to be: the one that it is but for case, punctuation, plural, or a slip in typing. */
export function nearest(key: string, names: readonly string[]): string | undefined {
  const word = bare(key);
  if (OTHERS.includes(word)) return undefined;
  return names.find(name => bare(name) === word) ?? names.find(name => slips(word, bare(name)) <= (bare(name).length < 5 ? 0 : bare(name).length < 9 ? 1 : 2));
}

const bare = (key: string) => key.toLowerCase().replace(/[^a-z]/g, '').replace(/s$/, '');

/** How many letters were left out, added, mistaken, or swapped with the next one (optimal string alignment). */
function slips(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Infinity;
  const rows = [Array.from({length: other.length + 1}, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1), swapped));
    }
    rows.push(row);
  }
  return rows.at(-1)!.at(-1)!;
}
