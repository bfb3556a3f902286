/** Quotes and lists that may open on one line, and columns of indentation that may nest more of them. */
const MAX_CONTAINERS = 24;
const MAX_INDENT = 160;
/** Characters with a meaning that one paragraph may have: the parser's time grows with their square. */
const MAX_SPECIALS = 2000;
/** Characters that a paragraph's openers of code, HTML and link titles may look through for their ends, in all. */
const MAX_LOOKAHEAD = 40_000_000;

const CONTAINER = /(?:>|[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$))[ \t]*/y;
const STARTS_ITEM = /^\s*(?:[-+*]|[0-9]{1,9}[.)])[ \t]/;
const STARTS_BLOCK = /^\s{0,3}(?:#{1,6}[ \t]|>|```|~~~)/;
const TABLE_RULE = /^[\s>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * Bounds what the Markdown parser may spend on one place: nesting beyond any reader's patience and paragraphs of
 * thousands of brackets or asterisks are escaped, so that they stay as text. Sources that people wrote come back
 * as they are.
 */
export function guardMarkdown(source: string): string {
  const lines = source.split('\n').map(boundNesting);
  let start = 0;
  let table = false;
  for (let index = 1; index <= lines.length; index++) {
    const line = lines[index] ?? '';
    const blank = !line.trim() || STARTS_BLOCK.test(line);
    if (blank) table = false;
    const boundary = blank || table || (STARTS_ITEM.test(line) && STARTS_ITEM.test(lines[start]!));
    // Below its rule, every row of a table is on its own, and its cells are parsed one by one.
    if (!blank && isTableRule(line, lines[index - 1]!)) table = true;
    if (!boundary && index < lines.length) continue;
    boundSpecials(lines, start, index);
    start = index;
  }
  return lines.join('\n');
}

function isTableRule(line: string, head: string): boolean {
  return line.length < 10_000 && line.includes('-') && TABLE_RULE.test(line) && cells(line) === cells(head);
}

function cells(row: string): number {
  return row.replace(/^[\s>]*\||\|\s*$/g, '').split('|').length;
}

function boundNesting(line: string): string {
  if (line.length < MAX_CONTAINERS * 2) return line;
  const indent = /^[ \t]*/.exec(line)![0].length;
  const bounded = indent > MAX_INDENT ? line.slice(indent - MAX_INDENT) : line;
  let at = Math.min(indent, MAX_INDENT);
  for (let depth = 0; depth < MAX_CONTAINERS; depth++) {
    CONTAINER.lastIndex = at;
    const match = CONTAINER.exec(bounded);
    if (!match) return bounded;
    at += match[0].length;
  }
  const digits = /^[0-9]*/.exec(bounded.slice(at, at + 10))![0].length;
  return bounded.slice(0, at + digits) + (/[>+*.)-]/.test(bounded[at + digits] ?? '') ? '\\' : '') + bounded.slice(at + digits);
}

function boundSpecials(lines: string[], start: number, end: number): void {
  let length = 0;
  for (let index = start; index < end; index++) length += lines[index]!.length;
  if (length <= MAX_SPECIALS) return;
  let specials = MAX_SPECIALS;
  let openers = Math.min(MAX_SPECIALS, Math.ceil(MAX_LOOKAHEAD / length));
  for (let index = start; index < end; index++) {
    lines[index] = lines[index]!.replace(/\\[!-/:-@[-`{-~]|[[\]*_~]|[<`]|(?<=\]\([^\s()]{1,2000}\s+)["'(]/g, found => {
      if (found.length > 1) return found;
      const left = /[[\]*_~]/.test(found) ? specials-- : openers--;
      return left > 0 ? found : `\\${found}`;
    });
  }
}
