/** A break, as JSON has it between two strings. */
const BREAK = /",\{"type":"break"\},"/g;

/**
 * What some part of a document says, for comparing: two that differ only in the characters of their white space, as a
 * no-break space or a line end, have the same. White space of code is a part of it.
 */
export function wordsKey(part: unknown): string {
  return JSON.stringify(part, (name, value: unknown) => (typeof value === 'string' && name !== 'text' ? value.replace(/\s+/g, ' ') : value)).replace(BREAK, ' ');
}
