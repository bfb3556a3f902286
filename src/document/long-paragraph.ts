/** Longest paragraph that is parsed in one piece, in characters: the parser's cost grows with the square. */
export const PIECE = 4096;
/** Characters with a meaning that one piece may have; three times what the densest real paragraph has. */
const MAX_SPECIALS = 800;
/** More spaces in a row look no different. */
const SPACES = / {100,}/g;
const SPECIAL = /\\[!-/:-@[-`{-~]|[[\]*_~<`]|(?<=\]\([^\s()]{1,500}\s)["'(]/g;

/**
 * Bounds one paragraph. A long one is cut between words where no mark is open, or anywhere if there is no such
 * place, each cut marked with `joint`. What a piece has too many of is escaped.
 * @param length of a piece, in characters
 */
export function boundParagraph(source: string, joint: string, length: number): string {
  const text = source.replace(SPACES, spaces => spaces.slice(0, 100));
  if (text.length <= length) return escapeBeyond(text);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.length - start <= length ? text.length : cut(text, start, length);
    const piece = escapeBeyond(text.slice(start, end));
    // A piece that begins with a mark of its own must not begin a list or a quote.
    pieces.push(start > 0 && /^[!-/:-@[\]-`{-~]/.test(piece) ? `\\${piece}` : piece);
    start = end;
  }
  return pieces.join(`${joint}\n\n`);
}

/** Where to cut: the last place in reach where no mark is open, else the last one between words, else the next one. */
function cut(text: string, start: number, length: number): number {
  let last: number | undefined;
  let balanced: number | undefined;
  let open = 0;
  for (let index = start; index <= start + length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5b) open++;
    else if (code === 0x5d) open = Math.max(0, open - 1);
    else if (code === 0x2a || code === 0x60) open ^= 0x10000;
    if (index - start < length / 2 || !isBetweenWords(text, index)) continue;
    last = index;
    if (open === 0) balanced = index;
  }
  let next = balanced ?? last ?? start + length;
  while (next < text.length && next !== last && next !== balanced && !isSafe(text, next)) next++;
  return next;
}

/** Before a letter after a space, or between two characters of Chinese or Japanese. */
function isBetweenWords(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const before = text.charCodeAt(index - 1);
  const space = before === 0x20 || before === 0x0a;
  if (code >= 0x3040 && code <= 0x9fff) return space || before >= 0x3000;
  return space && /\p{L}/u.test(text[index]!);
}

/** Not inside of a character or an escape, and not before what would be read otherwise at the beginning of a line. */
function isSafe(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code > 0x20 && (code < 0x30 || code > 0x39) && (code < 0xdc00 || code > 0xdfff) && text[index - 1] !== '\\';
}

function escapeBeyond(text: string): string {
  if (text.length <= MAX_SPECIALS) return text;
  let left = MAX_SPECIALS;
  return text.replace(SPECIAL, found => (found.length > 1 || left-- > 0 ? found : `\\${found}`));
}
