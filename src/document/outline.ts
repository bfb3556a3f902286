import {isCapital, isContentsHeading, isPartName, looksLikeHeading, looksLikeTitle, unwrapStrong} from './heading-words.js';
import {append, dropLeading, inlineText, leadingText, prepend, textWidth, trailingText, trimInline} from './inline-text.js';
import {MARKER_REACH, readMarker, type Marker, type Reading} from './marker.js';
import type {Block, Clause, Inline} from './model.js';
import {countParts, isHeading, ITEM_WIDTH, openClause, type OpenClause} from './open-clause.js';
import {Placement, type Line} from './placement.js';
import {follows, foretold, isPart, MAX_GAP, runKey} from './sequence.js';

/** Clauses nest no deeper; what is printed deeper stays on the last level, so that no reader's stack overflows. */
const MAX_LEVEL = 32;

/** An item of a numbered list: its number as printed, and what fills it. */
export interface Item {
  printed: string;
  value: number;
  /** Whether all that it has is a heading. */
  titled?: boolean;
  fill: (inside: Outline) => void;
}

/** Builds the tree of clauses from headings, paragraphs and other blocks in the order of the source. */
export class Outline {
  readonly content: Block[] = [];
  readonly #stack: OpenClause[];
  /** The latest number of each style in all the document: 第三条 goes on in the next chapter. */
  readonly #latest: Map<string, Reading>;
  readonly #placement: Placement;

  /** @param latest the numbers that stand in the items before this one, which its own may go on from */
  constructor(level = 0, latest = new Map<string, Reading>()) {
    this.#latest = latest;
    this.#stack = [openClause(this.content, level)];
    this.#placement = new Placement(this.#stack, this.#latest);
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
    const marker = readMarker(leadingText(content, MARKER_REACH));
    if (!marker && !permalink && this.#titleOf(depth, content)) return;
    const depthSays = Math.max(above, 0);
    this.#returnTo(this.#stack[this.#wholeOf(marker, depthSays) ?? this.#beside(marker, depthSays)]!);
    const reading = marker && headingReading(marker, this.#top);
    const words = marker && reading ? trimInline(dropLeading(content, marker.length)) : content;
    this.#open(reading && marker?.printed, words, {heading: depth, reading, kind: reading && marker?.kind, permalink});
  }

  /** Where the headings stand that a heading goes on from, though it is written smaller than they are: 3. after 1. and 2. */
  #beside(marker: Marker | undefined, above: number): number {
    const continues = (node: OpenClause) => marker?.readings.some(reading => reading.values.length === 1 && follows(node.runs.get(runKey(reading)), reading) === 'next') ?? false;
    if (continues(this.#stack[above]!)) return above;
    const index = this.#stack.findLastIndex((node, at) => at < above && continues(node) && isHeading(this.#stack[at + 1]!));
    return index < 0 ? above : index;
  }

  /** Makes some words the heading of "TÍTULO I", where that stands right above them on its own. */
  #titleOf(depth: number, words: readonly Inline[]): boolean {
    const {clause, kind, heading, content} = this.#top;
    if (kind !== 'word' || heading !== depth || clause?.heading?.length !== 0 || content.length > 0) return false;
    clause.heading = [...words];
    return true;
  }

  /** Where the heading stands that a number is a part of, 3.3 of 3.3.5, though it is written as large, or stands above a smaller one. */
  #wholeOf(marker: Marker | undefined, above: number): number | undefined {
    const part = marker?.readings.find(({values}) => values.length > 1);
    if (!part) return undefined;
    const index = this.#stack.findLastIndex(({heading, reading}) => heading !== undefined && reading?.values.length === part.values.length - 1 && isPart(part, reading));
    if (index < 0 || index >= above) return index < 0 ? undefined : index;
    const between = this.#stack.slice(index + 1, above + 1);
    return between.every(({reading}) => reading && !isPart(part, reading)) ? index : undefined;
  }

  /** Ends the section of the heading before, though nothing else begins. */
  closeHeading(): void {
    this.#returnTo(this.#stack[0]!);
  }

  /** Ends the section that is open if all it had to hold was a table of contents. */
  closeContents(): void {
    const {clause, heading} = this.#top;
    if (heading !== undefined && isContentsHeading(clause?.heading ?? [])) this.#pop();
  }

  /** A line that serves as a heading though it is none, such as one in bold. */
  pseudoHeading(line: Line): void {
    if (this.numbered(line, true)) return;
    const apart = isPartName(inlineText(line.content));
    while (this.#stack.length > 1 && (!isHeading(this.#top) || (apart && this.#top.heading === 7))) this.#pop();
    if (this.#top.heading === 7 && !this.#top.reading) this.#pop();
    this.#open(undefined, line.content, {heading: 7});
  }

  /** What was added to a law below its last article: no part of a numbered section, nor of what was added before. */
  addendum(content: readonly Inline[]): void {
    while (this.#stack.length > 1 && (this.#top.reading || !isHeading(this.#top) || this.#top.heading === 7)) this.#pop();
    this.#open(undefined, content, {heading: 7});
  }

  /**
   * A line of a plain text that is a heading without a number: what was numbered above it is over.
   * @param holds whether numbers stand below it
   */
  caption(line: Line, holds: boolean): void {
    this.#returnTo(this.#stack[0]!);
    this.#open(undefined, line.content, {heading: 7});
    this.#top.holds = holds;
  }

  /** Ends the section of such a heading where a number follows its words, which were an introduction, or its recitals. */
  closeCaption({kind, weak, readings}: Marker): void {
    const caption = this.#stack[1];
    if (weak || kind === 'item' || caption?.heading !== 7 || caption.reading || caption.holds) return;
    const begins = (reading: Reading) => reading.values.length === 1 && reading.values[0]! <= 1 && !caption.runs.has(runKey(reading));
    if (caption.runs.size > 0 ? !readings.every(begins) : caption.width === 0) return;
    this.#returnTo(this.#stack[0]!);
  }

  /** A paragraph, or a clause where it begins with a number that is plausible here. */
  paragraph(line: Line): void {
    if (!this.numbered(line)) this.text(line);
  }

  /** Opens a clause if the line begins with a number that is plausible here; false if it does not. */
  numbered(line: Line, bold = false): boolean {
    const marker = line.marker ?? readMarker(leadingText(line.content, MARKER_REACH));
    if (!marker) return false;
    const rest = trimInline(dropLeading(line.content, marker.length));
    const mayStop = (line.next && startsParts(marker, line.next)) || isCapital(leadingText(rest, MARKER_REACH));
    const looksTitled = mayStop ? looksLikeTitle : looksLikeHeading;
    const titled = bold || (!line.goesOn && this.#mayHaveHeading(marker) && looksTitled(rest));
    if (marker.weak && !titled && !this.#isParagraph(marker, line)) return false;
    const [first] = line.content;
    const strong = typeof first === 'object' && first.type === 'strong';
    const place = this.#placement.place(marker, {...line, titled, strong: bold || strong, start: bold || strong ? MAX_GAP : 1});
    if (!place) return false;
    while (this.#top !== place.parent) this.#pop();
    const heading = titled && rest.length > 0 && (bold || !this.#isListed(place.reading, line)) ? unwrapStrong(rest) : undefined;
    this.#open(marker.printed, heading, {reading: place.reading, kind: marker.kind, heading: bold ? (place.heading ?? 7) : undefined, indent: line.indent, levels: place.levels});
    if (!heading && rest.length > 0) this.#add({type: 'paragraph', content: rest});
    return true;
  }

  /** Whether a bare number is that of a paragraph, as laws and terms of Switzerland and the Netherlands count them below an article. */
  #isParagraph({readings: [first]}: Marker, {next, below, midway}: Line): boolean {
    const {kind, clause, content} = this.#top;
    const [value] = first!.values;
    if (value === 1) return kind === 'word' && clause?.heading !== undefined && content.length === 0 && below === true && foretold(first!, next) > 0;
    return !midway && this.#stack.some(({kind, runs}) => kind === 'word' && runs.get('1.')?.values[0] === value! - 1);
  }

  /** Items have no heading, unless 1) is how the text itself is numbered. */
  #mayHaveHeading({kind, readings: [first]}: Marker): boolean {
    if (kind !== 'item') return true;
    const [root, ...open] = this.#stack;
    return /^.?1/.test(first!.style) && !/[:：]$/.test(root!.tail) && open.every(({reading}) => reading?.style === first!.style);
  }

  /** Whether a short line is one of a list: below words of their own, where the next number stands right below. */
  #isListed(reading: Reading, {next, below}: Line): boolean {
    const parent = this.#top;
    const goesOn = below && next?.readings.some(other => other.style === reading.style && follows(reading, other) === 'next');
    if (goesOn && parent.reading && parent.width > 0) parent.listed = true;
    return parent.listed ?? false;
  }

  /** A paragraph without a number. */
  text(line: Line): void {
    this.#returnTo(this.#placement.owner(line));
    this.#add({type: 'paragraph', content: [...line.content]});
  }

  /** Whether a paragraph without a number would go back to a clause around the one that is open. */
  returns(line: Line): boolean {
    return this.#placement.owner(line) !== this.#top;
  }

  /** Goes on with the paragraph that was added last, behind a joint such as a break; false if there is none. */
  goOn(joint: Inline, content: readonly Inline[]): boolean {
    const last = this.#top.content.at(-1);
    if (last?.type !== 'paragraph') return false;
    for (const node of [joint, ...content]) append(last.content, node);
    this.#top.tail = trailingText(content, 20);
    this.#top.width += textWidth(leadingText(content, ITEM_WIDTH + 1));
    return true;
  }

  /** Any other block: belongs to the clause that is open. */
  block(block: Block): void {
    this.#add(block);
  }

  /**
   * A numbered list: each item is a clause with its printed number, beside or below the one that is open.
   * @param next the number that follows the list, and whether it stands right below
   */
  list(items: readonly Item[], {next, below}: {next?: Marker | undefined; below?: boolean} = {}): void {
    const first = items[0]!;
    const reading = readingOf(first);
    const place = this.#placement.place({printed: first.printed, length: 0, readings: [reading], kind: 'decimal'}, {next, titled: items.length === 1 && first.titled === true});
    while (place && this.#top !== place.parent) this.#pop();
    const parent = this.#top;
    const latest = new Map<string, Reading>();
    for (const item of items) {
      this.#returnTo(parent);
      this.#item(item, latest);
    }
    const {clause: last} = this.#top;
    const isFirstPart = next?.readings.some(({values}) => values.length === 2 && values[1] === 1) ?? false;
    const open = next !== undefined && last?.number !== undefined && (startsParts(readMarker(last.number), next) || (isFirstPart && items.at(-1)!.titled === true));
    if (open) takeTitle(last, last.content.slice(1));
    // An item that is only a heading, or a number, goes on below the list, "10. **Terms of the app stores**", or has its parts there, 10.1.
    // "2. The aims are:" is what a) below the list is a part of.
    const introduces = below && next?.kind === 'item' && next.readings.some(({values}) => values[0] === 1) && endsWithColon(this.#top);
    if (!open && !introduces && !isTitleOnly(this.#top) && this.#top.content.length > 0) this.#returnTo(parent);
  }

  #item(item: Item, latest: Map<string, Reading>): void {
    const {level} = this.#top;
    const clause = this.#open(item.printed, undefined, {reading: readingOf(item), kind: 'decimal'});
    const inside = new Outline(Math.min(level + 1, MAX_LEVEL), latest);
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
      const part = clause.content[1];
      const marker = part?.type === 'clause' && part.number !== undefined ? readMarker(part.number) : undefined;
      if (marker && startsParts(readMarker(item.printed), marker)) takeTitle(clause, clause.content.slice(1));
    }
  }

  get #top(): OpenClause {
    return this.#stack.at(-1)!;
  }

  #pop(): void {
    this.#stack.pop();
  }

  #returnTo(node: OpenClause): void {
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
    countParts(parent);
    parent.content.push(clause);
    const {reading, kind, indent} = as;
    const node = openClause(clause.content, level, {clause, reading, kind, indent, heading: as.heading, tail: heading ? trailingText(heading, 20) : ''});
    parent.pending = node;
    parent.children++;
    parent.latest = reading && runKey(reading);
    if (reading) {
      parent.runs.set(runKey(reading), reading);
      this.#latest.set(runKey(reading), reading);
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
    node.listed = undefined;
    const words = block.type === 'paragraph' ? block.content : undefined;
    node.tail = words ? trailingText(words, 20).trimEnd() : '';
    node.width += words ? textWidth(inlineText(words).slice(0, ITEM_WIDTH + 1)) : ITEM_WIDTH;
  }

}

/** How to read the number of a heading: it may begin or jump as it likes, but "30 Days" is no number. */
function headingReading(marker: Marker, parent: OpenClause): Reading | undefined {
  const continues = marker.readings.find(reading => follows(parent.runs.get(runKey(reading)), reading));
  const begins = marker.readings.find(({values}) => values[0]! <= 1);
  return continues ?? begins ?? (marker.weak ? undefined : marker.readings[0]);
}

const readingOf = ({printed, value}: Item): Reading => ({style: `1${printed.at(-1)}`, values: [value]});

function endsWithColon({content}: OpenClause): boolean {
  const last = content.at(-1);
  return last?.type === 'paragraph' && /[:：]\s*$/.test(trailingText(last.content, 5));
}

function isTitleOnly({content}: OpenClause): boolean {
  const [only] = content;
  if (only?.type !== 'paragraph' || content.length !== 1) return false;
  return only.content.every(node => (typeof node === 'string' ? !/[\p{L}\p{N}]/u.test(node) : node.type === 'strong'));
}

/** Whether the parts of a section follow, as 1.1 or 1.0.1 does after 1. */
function startsParts(marker: Marker | undefined, next: Marker): boolean {
  const isFirstPart = (part: Reading, whole: Reading) => whole.values.length === 1 && isPart(part, whole) && part.values[1]! <= 1;
  return marker?.readings.some(reading => next.readings.some(part => isFirstPart(part, reading))) ?? false;
}

/** Makes a heading of the first words of a clause, if they look like one and its parts are all that follows. */
function takeTitle(clause: Clause, rest: readonly Block[]): void {
  const [first] = clause.content;
  if (clause.heading || first?.type !== 'paragraph' || !looksLikeTitle(first.content) || rest.some(({type}) => type !== 'clause')) return;
  clause.heading = unwrapStrong(first.content);
  clause.content.shift();
}

function raise(blocks: readonly Block[]): void {
  for (const block of blocks) {
    if (block.type !== 'clause') continue;
    block.level--;
    raise(block.content);
  }
}
