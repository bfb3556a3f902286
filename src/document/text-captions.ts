import {isAddendum, isCapital, isContentsHeading, isPartName} from './heading-words.js';
import {hasTitleWord, isTitle} from './text-title.js';
import {isHeadingLine, type Unit} from './text-unit.js';

/** Lines of a plain text that are headings without a number. */
export interface Captions {
  lines: ReadonlySet<Unit>;
  /** Those below which numbers stand; at another one a number ends what it has begun. */
  holding: ReadonlySet<Unit>;
}

const WIDEST = 80;

/**
 * Finds the headings without a number: a line of its own that looks like one and is in capitals, or is what such parts
 * are called (附則, Preamble; Contents above some), or, in a text without any numbers, stands before a longer sentence.
 * @param contents where tables of contents begin
 */
export function findCaptions(units: readonly Unit[], contents: ReadonlyMap<number, number>): Captions {
  const numbered = units.some(({marker}) => marker && !marker.weak && marker.kind !== 'item');
  const isCaption = (unit: Unit, index: number): boolean => {
    const below = units[index + 1];
    if (contents.has(index + 1) && isContentsHeading([unit.text])) return true;
    // 附则 and the like need no empty line above them where a sentence has ended.
    const parted = unit.apart || index === 0 || (isPartName(unit.text) && /[.。]$/.test(units[index - 1]!.text));
    if (unit.marker || !below || !parted || unit.width > WIDEST || !isHeadingLine(unit)) return false;
    if (isAddendum(unit.text)) return true;
    if (/\d{4}|\S\s{4,}\S/.test(unit.text)) return false;
    if (isPartName(unit.text)) return true;
    if (isCapital(unit.text)) return below.apart || (!below.marker && !isCapital(below.text));
    return !numbered && below.apart && !below.marker && below.width > unit.width && /[.。!！?？:：;；]$/.test(below.text);
  };
  const lines = new Set(units.filter(isCaption));
  const holding = units.filter((unit, index) => lines.has(unit) && isNumber(units[index + 1]));
  const others = titlesBehind(units);
  for (const unit of others) lines.add(unit);
  return {lines, holding: holding.length > 1 ? lines : new Set([...lines].filter(unit => others.has(unit) || isAddendum(unit.text)))};
}

/** Columns up to which such a title is believed: a line that is longer is a sentence about a text. */
const WIDEST_TITLE = 60;
/** Units that may stand between the title of a text and its first number. */
const LONGEST_INTRODUCTION = 30;

/**
 * The titles of texts that stand behind another one, such as a policy behind the terms: a line of its own that says what
 * such texts are called, below which the numbers of the text above begin again.
 */
function titlesBehind(units: readonly Unit[]): Set<Unit> {
  const titles = new Set<Unit>();
  /** The highest number of each style so far. */
  const counted = new Map<string, number>();
  let title: {unit: Unit; index: number} | undefined;
  units.forEach((unit, index) => {
    const {marker} = unit;
    if (!marker || marker.kind === 'item' || marker.weak) {
      if (!title && unit.apart && !marker && unit.width <= WIDEST_TITLE && isTitle(unit) && isHeadingLine(unit) && hasTitleWord(unit.text)) title = {unit, index};
      return;
    }
    const {style, values} = marker.readings[0]!;
    const [value] = values as [number];
    const again = values.length === 1 && value <= 1 && (counted.get(style) ?? 0) > 1;
    if (again && title && index - title.index <= LONGEST_INTRODUCTION) {
      titles.add(title.unit);
      counted.clear();
    }
    if (values.length === 1) counted.set(style, value);
    title = undefined;
  });
  return titles;
}

const isNumber = (unit: Unit | undefined) => unit?.marker !== undefined && !unit.marker.weak && unit.marker.kind !== 'item';
