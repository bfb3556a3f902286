import {boundParagraph, PIECE} from './long-paragraph.js';
import {joinUnderlines} from './markdown-underlines.js';
import {readMarker} from './marker.js';

/** Quotes and lists that may open on one line, and columns of indentation that may nest more of them. */
const MAX_CONTAINERS = 24;
const MAX_INDENT = 160;
/** Lines that may go on with a paragraph in a list or quote without its mark: their cost grows with their square. */
const MAX_LAZY_LINES = 200;
/** More empty lines in a row look no different. */
const MAX_EMPTY_LINES = 3;

const CONTAINER = /(?:>|[-+*](?=[ \t]|$)|[0-9]{1,9}[.)](?=[ \t]|$))[ \t]*/y;
const ITEM = /^\s*(?:[-+*]|[0-9]{1,9}[.)])[ \t]/;
/** What ends a paragraph without an empty line (CommonMark 0.31 §4.8): of numbers only a 1. */
const INTERRUPTS = /^\s*(?:#{1,6}[ \t]|>|[-+*][ \t]|1[.)][ \t])/;
const FENCE = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** Bullets that are none in Markdown: its lines would run on in one paragraph. */
const BULLET = /^([ \t]*)(?:[•◦▪‣⁃⦁\uf020-\uf0ff][ \t\u00a0\u3000]+(?=\S)|[・･](?=[\p{L}\p{N}「『（(]))/u;
const ENDS_SENTENCE = /[.。;；:：!！?？]\s*$/;
const TABLE_RULE = /^[\s>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * Bounds what the Markdown parser may spend on one place, so that its time stays linear and its stack shallow:
 * nesting beyond any reader's patience and paragraphs of thousands of brackets are escaped and stay as text.
 * Sources that people wrote come back as they are, but for bullets that were copied from a page.
 * @param joint a character that the source has not: put where a long paragraph was cut, to be joined again
 */
export function guardMarkdown(source: string, joint: string): string {
  const guard = new Guard(joint);
  for (const line of joinUnderlines(source.split('\n'))) guard.add(line);
  return guard.finish();
}

class Guard {
  readonly #joint: string;
  readonly #out: string[] = [];
  /** Lines that may be one paragraph. */
  #lines: string[] = [];
  #table = false;
  #fence = '';
  #empty = 0;
  #lazy = 0;

  constructor(joint: string) {
    this.#joint = joint;
  }

  add(source: string): void {
    if (this.#fence) return this.#addCode(source);
    const line = boundNesting(source.replace(BULLET, '$1- '));
    const blank = /^[\s>]*$/.test(line);
    this.#empty = blank ? this.#empty + 1 : 0;
    if (this.#empty > MAX_EMPTY_LINES) return;
    if (blank || this.#begins(line)) this.#flush();
    else if (this.#leavesList(line)) this.#part();
    else if (!isPlain(this.#lines[0]!) && isPlain(line)) this.#countLazy();
    // Below its rule every row of a table is on its own, and its cells are parsed one by one.
    if (blank) this.#table = false;
    else if (isTableRule(line, this.#lines.at(-1) ?? '')) this.#table = true;
    this.#lines.push(line);
    const fence = FENCE.exec(line);
    this.#fence = fence?.[1] ?? fence?.[2] ?? '';
    if (blank || this.#fence) this.#flush();
  }

  finish(): string {
    this.#flush();
    return this.#out.join('\n');
  }

  /** Whether a line begins a paragraph, as far as a line can tell; wrongly never, or the bounds would not hold. */
  #begins(line: string): boolean {
    const [first] = this.#lines;
    if (first === undefined || this.#table) return true;
    if (/^\s*>/.test(line)) return !/^\s*>/.test(first);
    return INTERRUPTS.test(line) || (ITEM.test(line) && ITEM.test(first));
  }

  /** Whether a line below an item of a list has a number of its own: it would be read as more words of the item. */
  #leavesList(line: string): boolean {
    const [first] = this.#lines;
    if (first === undefined || isPlain(first) || !isPlain(line)) return false;
    const marker = readMarker(line);
    if (!marker || marker.weak) return false;
    return /^[①-⒛㉑-㊿]/.test(line) || ENDS_SENTENCE.test(this.#lines.at(-1)!) || line.startsWith(`${/^[0-9]*/.exec(first)![0]}.1`);
  }

  #countLazy(): void {
    if (++this.#lazy >= MAX_LAZY_LINES) this.#part();
  }

  #part(): void {
    this.#flush();
    this.#out.push('');
  }

  #addCode(line: string): void {
    this.#out.push(line);
    const end = line.trim();
    if (end.length >= this.#fence.length && end === this.#fence[0]!.repeat(end.length)) this.#fence = '';
  }

  #flush(): void {
    const length = this.#table || !this.#joint ? Infinity : PIECE;
    if (this.#lines.length > 0) this.#out.push(boundParagraph(this.#lines.join('\n'), this.#joint, length));
    this.#lines = [];
    this.#lazy = 0;
  }
}

/** Whether a line is not marked or indented as a part of a list or a quote. */
const isPlain = (line: string) => !/^(\s|>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])/.test(line);

function isTableRule(line: string, head: string): boolean {
  return line.length < 10_000 && line.includes('-') && TABLE_RULE.test(line) && cells(line) === cells(head);
}

function cells(row: string): number {
  return row.replace(/^[\s>]*\||\|\s*$/g, '').split('|').length;
}

function boundNesting(source: string): string {
  const indent = /^[ \t]*/.exec(source)![0].length;
  const line = source.slice(Math.max(0, indent - MAX_INDENT));
  let at = Math.min(indent, MAX_INDENT);
  for (let depth = 0; depth < MAX_CONTAINERS; depth++) {
    CONTAINER.lastIndex = at;
    const match = CONTAINER.exec(line);
    if (!match) return line;
    at += match[0].length;
  }
  const digits = /^[0-9]*/.exec(line.slice(at, at + 10))![0].length;
  return line.slice(0, at + digits) + (/[>+*.)-]/.test(line[at + digits] ?? '') ? '\\' : '') + line.slice(at + digits);
}
