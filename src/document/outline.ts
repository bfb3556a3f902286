import {dropLeading, inlineText, leadingText, prepend, textWidth, trailingText, trimInline} from './inline-text.js';
import {MARKER_REACH, readMarker, type Marker, type Reading} from './marker.js';
import type {Block, Clause, Inline} from './model.js';

/** Clauses nest no deeper; what is printed deeper stays on the last level, so that no reader's stack overflows. */
const MAX_LEVEL = 32;
/** How far a run may jump and still be one: clauses get deleted, but `30.` does not follow `3.`. */
const MAX_GAP = 5;
/** Columns up to which a line without a full stop may be a heading. */
const HEADING_WIDTH = 120;
/** Columns up to which a part of an enumeration needs no semicolon. */
const ITEM_WIDTH = 40;

const CONTENTS = /^(table of contents|contents|inhalt(sverzeichnis)?|sommaire|table des matières|índice|contenido|目录|目錄|目次|もくじ|차례|목차)\s*[:：]?$/i;

/** An open clause, or the document itself. */
interface Node {
  clause?: Clause;
  content: Block[];
  level: number;
  reading?: Reading;
  kind?: Marker['kind'];
  /** Depth of a real heading: only another one closes it. 7 for a bold line that serves as one. */
  heading?: number;
  /** The last numbers of each style among its children. */
  runs: Map<string, readonly number[]>;
  indent?: number;
  /** The end of its own latest words, children left out. */
  tail: string;
  /** How wide its own words are, as far as that matters. */
  width: number;
  /** Of the children since its latest own words: how many, how many without a semicolon or the like, and how many of these are long. */
  children: number;
  unpunctuated: number;
  sentences: number;
  /** Its latest child, while that is not yet counted among the sentences. */
  pending?: Node;
}

/** A paragraph, with what the source's layout says of it. */
export interface Line {
  content: readonly Inline[];
  /** Columns before it, where the source's layout tells something. */
  indent?: number;
  /** The number at the beginning of the next line that has one. */
  next?: Marker;
}

/** An item of a numbered list: its number as printed, and what fills it. */
export interface Item {
  printed: string;
  value: number;
  fill: (inside: Outline) => void;
}

/** Builds the tree of clauses from headings, paragraphs and other blocks in the order of the source. */
export class Outline {
  readonly content: Block[] = [];
  readonly #stack: Node[];
  /** The latest number of each style in all the document: 第三条 goes on in the next chapter. */
  readonly #latest = new Map<string, readonly number[]>();

  constructor(level = 0) {
    this.#stack = [newNode(this.content, level)];
  }

  /** The level of clauses that would be opened next. */
  get level(): number {
    return this.#top.level;
  }

  /** The end of the latest words of the clause that is open. */
  get tail(): string {
    return this.#top.tail;
  }

  /** A real heading: nests by its depth (1 to 6), whatever its number is. */
  heading(depth: number, content: readonly Inline[], permalink?: string): void {
    const above = this.#stack.findLastIndex(node => node.heading !== undefined && node.heading < depth);
    this.#returnTo(this.#stack[Math.max(above, 0)]!);
    const marker = readMarker(leadingText(content, MARKER_REACH));
    const reading = marker?.readings[0];
    const words = marker ? trimInline(dropLeading(content, marker.length)) : [...content];
    const numbered = marker && reading && (marker.kind !== 'word' || !marker.weak || words.length > 0);
    this.#open(numbered ? marker.printed : undefined, numbered ? words : content, {heading: depth, reading, kind: marker?.kind, permalink});
  }

  /** Ends the section of the heading before, though nothing else begins. */
  closeHeading(): void {
    this.#returnTo(this.#stack[0]!);
  }

  /** Ends the section that is open if all it had to hold was a table of contents. */
  closeContents(): void {
    const {clause, heading} = this.#top;
    if (heading !== undefined && CONTENTS.test(inlineText(clause?.heading ?? []).trim())) this.#pop();
  }

  /** A line that serves as a heading though it is none, such as one in bold. */
  pseudoHeading(line: Line): void {
    if (this.numbered(line, true)) return;
    while (this.#stack.length > 1 && !isHeading(this.#top)) this.#pop();
    if (this.#top.heading === 7 && !this.#top.reading) this.#pop();
    this.#open(undefined, line.content, {heading: 7});
  }

  /** A paragraph, or a clause where it begins with a number that is plausible here. */
  paragraph(line: Line): void {
    if (!this.numbered(line)) this.text(line);
  }

  /** Opens a clause if the line begins with a number that is plausible here; false if it does not. */
  numbered(line: Line, bold = false): boolean {
    const head = leadingText(line.content, MARKER_REACH);
    const marker = readMarker(head);
    if (!marker) return false;
    const rest = trimInline(dropLeading(line.content, marker.length));
    const titled = bold || (marker.kind !== 'item' && looksLikeHeading(rest));
    if (marker.weak && !titled) return false;
    const [first] = line.content;
    const strong = typeof first === 'object' && first.type === 'strong';
    const place = this.#place(marker, line.next, bold || strong ? MAX_GAP : 1);
    if (!place) return false;
    while (this.#top !== place.parent) this.#pop();
    const heading = titled && rest.length > 0 ? unwrapStrong(rest) : undefined;
    this.#open(marker.printed, heading, {reading: place.reading, kind: marker.kind, heading: bold ? 7 : undefined, indent: line.indent, levels: place.levels});
    if (!heading && rest.length > 0) this.#add({type: 'paragraph', content: rest});
    return true;
  }

  /** A paragraph without a number. */
  text(line: Line): void {
    this.#returnTo(this.#owner(line));
    this.#add({type: 'paragraph', content: [...line.content]});
  }

  /** Goes on with the paragraph that was added last, on a line of its own; false if there is none. */
  nextLine(text: string): boolean {
    const last = this.#top.content.at(-1);
    if (last?.type !== 'paragraph') return false;
    last.content.push({type: 'break'}, text);
    this.#top.tail = text.slice(-20);
    this.#top.width += textWidth(text.slice(0, ITEM_WIDTH + 1));
    return true;
  }

  /** Any other block: belongs to the clause that is open. */
  block(block: Block): void {
    this.#add(block);
  }

  /** A numbered list: each item is a clause with its printed number, beside or below the one that is open. */
  list(items: readonly Item[]): void {
    const first = items[0]!;
    const reading = readingOf(first);
    const place = this.#place({printed: first.printed, length: 0, readings: [reading], kind: 'decimal'}, undefined);
    while (place && this.#top !== place.parent) this.#pop();
    const parent = this.#top;
    for (const item of items) {
      this.#returnTo(parent);
      this.#item(item);
    }
    // An item that is only a heading goes on below the list: "10. **Terms of the app stores**".
    if (!isTitleOnly(this.#top)) this.#returnTo(parent);
  }

  #item(item: Item): void {
    const {level} = this.#top;
    const clause = this.#open(item.printed, undefined, {reading: readingOf(item), kind: 'decimal'});
    const inside = new Outline(Math.min(level + 1, MAX_LEVEL));
    item.fill(inside);
    const [block] = inside.content;
    // The heading of an item is the heading of its clause, also where it says the number once more.
    const again = block?.type === 'clause' && (block.number === undefined || block.number === item.printed);
    if (block?.type === 'clause' && again && inside.content.length === 1) {
      clause.heading = block.number === undefined ? block.heading : prepend(`${block.number} `, block.heading ?? []);
      clause.content.push(...block.content);
      raise(clause.content);
    } else {
      clause.content.push(...inside.content);
    }
  }

  get #top(): Node {
    return this.#stack.at(-1)!;
  }

  #pop(): void {
    this.#stack.pop();
  }

  #returnTo(node: Node): void {
    while (this.#top !== node) this.#pop();
  }

  #open(
    number: string | undefined,
    heading: readonly Inline[] | undefined,
    as: {reading?: Reading; kind?: Marker['kind']; heading?: number; indent?: number; levels?: number; permalink?: string},
  ): Clause {
    // A text that prints more levels than anyone can read keeps its clauses, side by side on the last one.
    while (this.#stack.length > 1 && this.#top.level >= MAX_LEVEL) this.#pop();
    const parent = this.#top;
    const level = Math.min(parent.level + (as.levels ?? 1), MAX_LEVEL);
    const clause: Clause = {type: 'clause', anchor: '', level, content: []};
    if (as.permalink) clause.permalink = as.permalink;
    if (number !== undefined) clause.number = number;
    if (heading) clause.heading = [...heading];
    this.#count(parent);
    parent.content.push(clause);
    const {reading, kind, indent} = as;
    const node = newNode(clause.content, level, {clause, reading, kind, indent, heading: as.heading, tail: heading ? trailingText(heading, 20) : ''});
    parent.pending = node;
    parent.children++;
    if (reading) {
      parent.runs.set(runKey(reading), reading.values);
      this.#latest.set(runKey(reading), reading.values);
    }
    this.#stack.push(node);
    return clause;
  }

  #add(block: Block): void {
    const node = this.#top;
    node.content.push(block);
    node.children = 0;
    node.sentences = 0;
    node.unpunctuated = 0;
    node.pending = undefined;
    const words = block.type === 'paragraph' ? block.content : undefined;
    node.tail = words ? trailingText(words, 20).trimEnd() : '';
    node.width += words ? textWidth(inlineText(words).slice(0, ITEM_WIDTH + 1)) : ITEM_WIDTH;
  }

  /** Whether the latest child looks like a part of an enumeration is known once another one follows. */
  #count(parent: Node): void {
    const child = parent.pending;
    if (child && !/([;；,，、]|\b(and|or|und|oder)|[和或及])$/.test(child.tail)) {
      parent.unpunctuated++;
      if (child.width > ITEM_WIDTH) parent.sentences++;
    }
    parent.pending = undefined;
  }

  /**
   * The clause that an unnumbered paragraph belongs to. After a run of numbered parts it goes back to the
   * nearest clause whose words ended with a colon and so introduced that run, if the parts look like an
   * enumeration (all but the last end with a semicolon or the like, or are short): "…的，冻结如下情形：4.4.1 …；
   * 4.4.2 …。" is closed by a paragraph of 4.4. The same where the paragraph goes on with a sentence, in small
   * letters, after parts that all end with a semicolon. Or it goes where the indentation says, where that is
   * clear. Otherwise, and after a list or a table, it goes on with the clause before it. It never goes further
   * back than to the clause that the next number is a part of.
   */
  #owner({content, indent, next}: Line): Node {
    const open = this.#top;
    const last = open.content.at(-1);
    if (open.kind === undefined || isHeading(open) || /[:：]$/.test(open.tail) || (last && last.type !== 'paragraph')) return open;
    const goesOn = /^\p{Ll}/u.test(leadingText(content, 2));
    const limit = Math.max(1, this.#stack.indexOf(this.#parentOf(next)!));
    for (let index = this.#stack.length - 2; index >= limit; index--) {
      const node = this.#stack[index]!;
      const enumerated = /[:：—–]$/.test(node.tail) ? node.sentences === 0 : goesOn && node.unpunctuated === 0;
      if (enumerated && node.children >= 2) return node;
      const child = this.#stack[index + 1]!;
      if (indent !== undefined && node.indent !== undefined && child.indent !== undefined && node.indent <= indent && indent < child.indent) return node;
      if (node.heading !== undefined && node.heading < 7) break;
    }
    return open;
  }

  /** The open clause that a number would go on with, if it goes on with any. */
  #parentOf(marker: Marker | undefined): Node | undefined {
    const reading = marker?.readings.find(({values}) => values.length > 1) ?? marker?.readings[0];
    if (!reading) return undefined;
    const {values} = reading;
    if (values.length === 1) return this.#successor(reading, undefined);
    return this.#find(({reading: own}) => own?.values.length === values.length - 1 && own.values.every((value, index) => value === values[index]));
  }

  /**
   * Where a number goes: under which open clause, read in which way; undefined if it is not plausible here.
   * @param start the highest number that a run may begin with
   */
  #place(marker: Marker, next: Marker | undefined, start = 1): {parent: Node; reading: Reading; levels?: number} | undefined {
    const readings = [...marker.readings].sort((a, b) => foretold(b, next) - foretold(a, next));
    for (const reading of readings) {
      if (reading.values.length > 1) return this.#placeDecimal(reading);
      const parent = this.#successor(reading, next);
      if (parent) return {parent, reading};
    }
    for (const reading of readings) {
      const key = runKey(reading);
      const sure = confirmed(reading, next);
      if (marker.weak && !sure) continue;
      // A run begins with 1, or goes on where a chapter ended, or the text is an excerpt that begins in between.
      const begins = reading.values[0]! <= start || (sure && !this.#latest.has(key));
      if (begins || follows(this.#latest.get(key), reading.values) === 'next') return {parent: this.#parentFor(marker.kind, reading), reading};
    }
    if (marker.weak) return undefined;
    for (const reading of readings) {
      const parent = this.#find(node => follows(node.runs.get(runKey(reading)), reading.values) === 'later');
      if (parent) return {parent, reading};
    }
    return undefined;
  }

  /** The nearest open clause whose run this number continues; the outermost where the next number says so. */
  #successor(reading: Reading, next: Marker | undefined): Node | undefined {
    const continues = (node: Node) => follows(node.runs.get(runKey(reading)), reading.values) === 'next';
    const below = next?.readings[0]?.values;
    const outer = below !== undefined && below.length === 2 && below[0] === reading.values[0];
    if (outer) {
      const found = this.#stack.find((node, index) => continues(node) && index >= this.#floor());
      if (found) return found;
    }
    return this.#find(continues);
  }

  #find(test: (node: Node) => boolean): Node | undefined {
    for (let index = this.#stack.length - 1; index >= this.#floor(); index--) if (test(this.#stack[index]!)) return this.#stack[index];
    return undefined;
  }

  /** Numbers in paragraphs never close a real heading. */
  #floor(): number {
    const index = this.#stack.findLastIndex(node => node.heading !== undefined && node.heading < 7);
    return Math.max(index, 0);
  }

  /** Where the first of a run goes: Article 1 below other divisions, a second (a) beside the first, all else below what is open. */
  #parentFor(kind: Marker['kind'], {style}: Reading): Node {
    if (kind === 'word') {
      return this.#find(node => node.kind === undefined || (node.kind === 'word' && node.reading?.style !== style)) ?? this.#stack[this.#floor()]!;
    }
    const same = kind === 'item' ? this.#stack.findLastIndex(node => node.reading?.style === style) : -1;
    return same > this.#floor() ? this.#stack[same - 1]! : this.#top;
  }

  /** 3.5.2 goes below 3.5, or below 3 where there is no 3.5, if it is the first there or continues a run. */
  #placeDecimal(reading: Reading): {parent: Node; reading: Reading; levels?: number} | undefined {
    const {values} = reading;
    const key = runKey(reading);
    for (let index = this.#stack.length - 1; index >= 0; index--) {
      const parent = this.#stack[index]!;
      const own = parent.reading?.style.startsWith('1') ? parent.reading.values : undefined;
      const ordinal = parent.kind === 'word' ? parent.reading?.values : undefined;
      const above = own ?? ordinal;
      const base = above && above.every((value, at) => value === values[at]) && above.length < values.length ? above.length : 0;
      if (above && base === 0) {
        if (index > this.#floor()) continue;
      } else if (base === 0 && index > 0 && parent.heading === undefined && parent.kind !== 'item') {
        continue;
      }
      const inside = Math.max(index, this.#floor()) === index ? parent : this.#stack[this.#floor()]!;
      const last = inside.runs.get(key);
      const sequence = follows(last, values);
      const first = last === undefined && values.at(-1)! <= 1;
      const skipped = values.length - Math.max(base, 1);
      if (sequence || first || (base > 0 && last === undefined && values.at(-1)! <= MAX_GAP)) {
        return {parent: inside, reading, levels: base > 0 && own ? skipped : 1};
      }
      if (base > 0) return undefined;
    }
    return undefined;
  }
}

function newNode(content: Block[], level: number, more: Partial<Node> = {}): Node {
  return {runs: new Map(), tail: '', width: 0, children: 0, unpunctuated: 0, sentences: 0, ...more, content, level};
}

const readingOf = ({printed, value}: Item): Reading => ({style: `1${printed.at(-1)}`, values: [value]});

function isTitleOnly({content}: Node): boolean {
  const [only] = content;
  if (only?.type !== 'paragraph' || content.length !== 1) return false;
  return only.content.every(node => (typeof node === 'string' ? !/[\p{L}\p{N}]/u.test(node) : node.type === 'strong'));
}

const isHeading = (node: Node) => node.heading !== undefined;
const runKey = ({style, values}: Reading) => (values.length > 1 ? `${style}${values.length}` : style);

/** Whether some numbers come right after others of the same length, or not long after. */
function follows(last: readonly number[] | undefined, values: readonly number[]): 'next' | 'later' | undefined {
  if (!last || last.length !== values.length) return undefined;
  const at = values.findIndex((value, index) => value !== last[index]);
  if (at < 0) return undefined;
  const step = values[at]! - last[at]!;
  if (step < 1 || step > MAX_GAP || values.slice(at + 1).some(value => value > 1)) return undefined;
  return step === 1 ? 'next' : 'later';
}

/** Whether the number after this one goes on from this reading: (i) before (ii) is one, before (j) is nine. */
function foretold(reading: Reading, next: Marker | undefined): number {
  return next?.readings.some(other => other.style === reading.style && follows(reading.values, other.values) === 'next') ? 1 : 0;
}

/** Whether the number after this one goes on below it or from it. */
function confirmed(reading: Reading, next: Marker | undefined): boolean {
  if (foretold(reading, next)) return true;
  return next?.readings.some(({values}) => values.length === 2 && values[0] === reading.values[0]) ?? false;
}

/** Whether some words look like a heading: one short line without a stop at its end. */
export function looksLikeHeading(content: readonly Inline[]): boolean {
  const text = inlineText(content).trimEnd();
  return isShortLine(text) && (!/[.。;；:：,，、!！…—–]$/.test(text) || /\betc\.$/.test(text)) && !/[。；]/.test(text);
}

/** Whether some words fit on one line of a heading. */
export function isShortLine(text: string): boolean {
  return text !== '' && text.length <= HEADING_WIDTH && !text.includes('\n') && textWidth(text) <= HEADING_WIDTH;
}

/** The words inside, where all of them are strong: a heading is so anyway. */
export function unwrapStrong(content: readonly Inline[]): Inline[] {
  const [only] = content;
  if (content.length !== 1 || typeof only !== 'object' || only.type !== 'strong') return [...content];
  return unwrapStrong(only.content);
}

function raise(blocks: readonly Block[]): void {
  for (const block of blocks) {
    if (block.type !== 'clause') continue;
    block.level--;
    raise(block.content);
  }
}
