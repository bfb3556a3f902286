/**
 * A plain value as canonical JSON (RFC 8785), for a browser that checks a hash: `JSON.stringify` writes strings and
 * numbers as the standard does (§3.2.2), and what is left is the order of names. `canonicalBytes` makes what is stored.
 */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(byName)) : inner));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By UTF-16 code units (§3.2.3), as `<` compares strings. */
function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}
