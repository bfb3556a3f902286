import {isAddendum, isCapital, isContentsHeading, isPartName} from './heading-words.js';
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
  return {lines, holding: holding.length > 1 ? lines : new Set([...lines].filter(({text}) => isAddendum(text)))};
}

const isNumber = (unit: Unit | undefined) => unit?.marker !== undefined && !unit.marker.weak && unit.marker.kind !== 'item';
