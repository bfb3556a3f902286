import {looksLikeTitle} from './heading-words.js';
import {textWidth} from './inline-text.js';
import {findCaptions, type Captions} from './text-captions.js';
import {findContents} from './text-contents.js';
import {readMarker, type Marker} from './marker.js';
import type {Block, Inline} from './model.js';
import {Outline} from './outline.js';
import {splitLostBreaks} from './text-lost-breaks.js';
import {findTitle} from './text-title.js';
import {nameParts} from './text-names.js';
import {BULLET, ENDS_SENTENCE, isHeadingLine, type Unit} from './text-unit.js';
import {jointOf, wrapTest} from './text-wrapping.js';

/** What a source says, before anchors are given. */
export interface Parts {
  title?: string;
  preamble: Block[];
  content: Block[];
}

/** What an article is about, as laws of Japan print it above its number. */
const IN_BRACKETS = /^[（(【][^（()）【】]{1,40}[）)】]$/;
const ENDS_ITEM = /[;；,，、]$/;

/**
 * Reads plain numbered text. An empty line or a number begins something new; lines that end with semicolons
 * below words that end with a colon are a list; the words are kept as they are.
 * @param given the title that the publisher gave, which may be a line of the text
 */
export function parseText(text: string, given?: string): Parts {
  const units = readUnits(text);
  const title = findTitle(units, given);
  const preamble = units.slice(0, title.preamble).map(unit => paragraph(unit.text));
  const outline = new Outline();
  if (title.kept) outline.heading(1, [title.kept]);
  if (title.kept) outline.closeHeading();
  addUnits(units.slice(title.body), outline);
  return {title: title.title, preamble, content: outline.content};
}

function addUnits(units: readonly Unit[], outline: Outline): void {
  const next = nextMarkers(units);
  const contents = findContents(units);
  const captions = findCaptions(units, contents);
  for (let index = 0; index < units.length; ) {
    const end = contents.get(index);
    if (end !== undefined) addContents(units.slice(index, end), outline);
    index = end ?? addUnit({units, index, next, captions}, outline);
  }
}

interface At {
  units: readonly Unit[];
  index: number;
  /** For each unit, the number of the next one that has one. */
  next: readonly (Marker | undefined)[];
  captions: Captions;
}

/** Adds what begins at a unit, and tells where the next thing begins. */
function addUnit({units, index, next, captions}: At, outline: Outline): number {
  const unit = units[index]!;
  if (BULLET.test(unit.text) && !unit.marker) return addBullets(units, index, outline);
  const above = index > 0 ? units[index - 1] : undefined;
  const line = {content: [unit.text], marker: unit.marker, indent: unit.indent, next: next[index], below: next[index] !== next[index + 1], goesOn: (unit.wrapped && /\p{Ll}/u.test(unit.text)) || goesOnBelow(units[index + 1]), midway: !unit.apart && above !== undefined && !ENDS_SENTENCE.test(above.text) && !IN_BRACKETS.test(above.text)};
  if (captions.lines.has(unit)) {
    outline.caption(line, captions.holding.has(unit));
    return index + 1;
  }
  if (unit.marker) outline.closeCaption(unit.marker);
  if (unit.marker && outline.numbered(line)) return index + 1;
  const listed = enumerationFrom(units, index, outline.tail);
  if (listed > index) {
    outline.block({type: 'list', ordered: false, items: units.slice(index, listed).map(item => [paragraph(item.text)])});
    return listed;
  }
  // Lines without an empty one between them are one paragraph, broken where the source breaks them.
  const goesOn = above !== undefined && !unit.apart && !/[:：]$/.test(above.text) && (isTitleOnly(above) || !(ENDS_SENTENCE.test(above.text) && outline.returns(line)));
  if (!goesOn || !outline.goOn({type: 'break'}, [unit.text])) outline.text(line);
  return index + 1;
}

/** Whether all that stands behind a number is what its clause is about, "2.1. Contributor Grant.": its words are yet to come. */
const isTitleOnly = ({text, marker}: Unit) => marker !== undefined && looksLikeTitle([text.slice(marker.length)]);

/** Whether the line below goes on with a sentence: it has no number, and begins with a small letter or a quantity. */
function goesOnBelow(below: Unit | undefined): boolean {
  return below !== undefined && !below.apart && !below.marker && /^[\p{Ll}\p{N}§]/u.test(below.text);
}

/** A table of contents, as its lines are: the numbers in it are those of the clauses. */
function addContents(lines: readonly Unit[], outline: Outline): void {
  const content = lines.flatMap((line, index): Inline[] => (index === 0 ? [line.text] : [{type: 'break'}, line.text]));
  outline.block({type: 'paragraph', content});
  outline.closeContents();
}

/** Where a list ends that has no bullets: below a colon, lines that end with semicolons, and the one after. */
function enumerationFrom(units: readonly Unit[], index: number, tail: string): number {
  if (!/[:：]$/.test(tail)) return index;
  let end = index;
  const plain = (unit: Unit | undefined) => unit !== undefined && !unit.marker && !BULLET.test(unit.text);
  while (plain(units[end]) && ENDS_ITEM.test(units[end]!.text)) end++;
  if (end - index < 2) return index;
  // The last item ends with a full stop, if it is of their kind: no longer than the longest, no further apart.
  const last = units[end];
  const widest = Math.max(...units.slice(index, end).slice(0, 50).map(unit => unit.width));
  if (plain(last) && last!.apart === units[end - 1]!.apart && last!.width <= 2 * widest + 20) end++;
  return end;
}

function addBullets(units: readonly Unit[], index: number, outline: Outline): number {
  const items: Block[][] = [];
  let end = index;
  for (; end < units.length; end++) {
    const {text, apart} = units[end]!;
    const bullet = BULLET.exec(text);
    if (bullet && !units[end]!.marker) items.push([paragraph(text.slice(bullet[0].length))]);
    else if (!apart && !units[end]!.marker && units[end]!.indent > units[index]!.indent) items.at(-1)!.push(paragraph(text));
    else break;
  }
  outline.block({type: 'list', ordered: false, items});
  return end;
}

const paragraph = (text: string): Block => ({type: 'paragraph', content: [text]});

/** For each unit, the number of the next one that has one. */
function nextMarkers(units: readonly Unit[]): (Marker | undefined)[] {
  const next: (Marker | undefined)[] = [];
  let marker: Marker | undefined;
  for (let index = units.length - 1; index >= 0; index--) {
    next[index] = marker;
    marker = units[index]!.marker ?? marker;
  }
  return next;
}

function readUnits(text: string): Unit[] {
  const units: Unit[] = [];
  const isWrap = wrapTest(text);
  let apart = false;
  for (const line of text.split('\n').flatMap(splitLostBreaks)) {
    const words = line.trim();
    if (!words) {
      apart = true;
      continue;
    }
    const indent = indentOf(line);
    const width = textWidth(words);
    const unit: Unit = {text: words, row: words, indent, apart, marker: readMarker(words), width, end: indent + width};
    const last = units.at(-1);
    if (last && !apart && isWrap(last, unit)) {
      last.text += jointOf(last.row, words) + words;
      last.row = words;
      last.wrapped = true;
      last.width += unit.width;
      last.end = unit.end;
    } else {
      units.push(unit);
    }
    apart = false;
  }
  return joinTitles(nameParts(units));
}

/** Whether a line below a number is a heading by what is below it: nothing, or a sentence that is longer and begins anew. */
function isTitled(line: Unit, below: Unit | undefined): boolean {
  if (below === undefined || below.apart) return below !== undefined;
  return !below.marker && !line.apart && /^["“(]?\p{Lu}/u.test(below.text) && ENDS_SENTENCE.test(below.text) && below.width > line.width;
}

/** A number on a line of its own, such as ARTICLE I, and the heading on the line below it. */
function joinTitles(units: readonly Unit[]): Unit[] {
  const joined: Unit[] = [];
  units.forEach((unit, index) => {
    const last = joined.at(-1);
    const bare = last?.marker && !last.marker.weak && last.marker.kind !== 'item' && last.marker.length >= last.text.length;
    const titled = bare && !unit.marker && !BULLET.test(unit.text) && isHeadingLine(unit) && isTitled(unit, units[index + 1]);
    if (!titled) joined.push(unit);
    else joined[joined.length - 1] = {...last, text: `${last.text} ${unit.text}`, width: last.width + unit.width, end: unit.end};
  });
  return joined;
}

function indentOf(line: string): number {
  const space = /^\s*/.exec(line)![0];
  let columns = 0;
  for (const character of space) columns += character === '\t' ? 4 : character === '\u3000' ? 2 : 1;
  return columns;
}
