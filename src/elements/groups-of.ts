/** Entries of a long list that are drawn at a time. */
const GROUP_ENTRIES = 60;

/** A list of thousands in groups, to be drawn one after the other. */
export function groupsOf<T>(entries: readonly T[]): T[][] {
  return Array.from({length: Math.ceil(entries.length / GROUP_ENTRIES)}, (_, index) => entries.slice(index * GROUP_ENTRIES, (index + 1) * GROUP_ENTRIES));
}
