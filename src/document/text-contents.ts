import {isAddendum, isContentsHeading} from './heading-words.js';
import {isHeadingLine, type Unit} from './text-unit.js';

/** Entries that a table of contents has at least; fewer are enough below its own heading. */
const FEWEST = 3;
const FEWEST_HEADED = 2;
/** What leads to the number of a page, and the number. */
const PAGE = /(?:[.·…_]{2,}|\s{3,}|\t)[.·…_\s]*\d{1,4}$/;
/** Which articles a chapter has, as contents of laws say behind its name: （第一条―第三条）. */
const RANGE = /[（(]\s?[第제][^（()）]{1,30}[）)]$/;
/** No line of contents is longer, in characters. */
const LONGEST = 300;

/**
 * Finds tables of contents: lines that look like headings, one after the other, each of which comes again further below
 * in the same order, with words between most of them. Says where they begin, and where they end.
 */
export function findContents(units: readonly Unit[]): ReadonlyMap<number, number> {
  const keys = units.map(entryKey);
  const places = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const known = places.get(key);
    if (known) known.push(index);
    else places.set(key, [index]);
  });
  const found = new Map<number, number>();
  for (let start = 0; start < units.length; ) {
    const again = repeatsFrom(keys, places, start);
    const headed = start > 0 && isContentsHeading([units[start - 1]!.text]);
    if (again.length >= (headed ? FEWEST_HEADED : FEWEST) && isSpread(again)) found.set(start, start + again.length);
    start += Math.max(1, again.length);
  }
  return found;
}

/** Where the lines from one on come again, each after the one before it, as far as they do. */
function repeatsFrom(keys: readonly string[], places: ReadonlyMap<string, readonly number[]>, start: number): number[] {
  const again: number[] = [];
  for (let index = start; keys[index] && index < (again[0] ?? Infinity); index++) {
    const next = firstAfter(places.get(keys[index]!)!, again.at(-1) ?? index);
    if (next === undefined) break;
    again.push(next);
  }
  return again;
}

/** The first of some ascending numbers that is greater than another. */
function firstAfter(numbers: readonly number[], least: number): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! > least) high = middle;
    else low = middle + 1;
  }
  return numbers[low];
}

/** Whether at least half of some lines do not stand right below each other, as those of an address would. */
function isSpread(places: readonly number[]): boolean {
  const apart = places.filter((place, index) => places[index + 1] !== place + 1);
  return 2 * apart.length >= places.length;
}

/** The words by which a line is known again: without its number, and without that of a page. Empty for what is no heading. */
function entryKey({text, marker, ...unit}: Unit): string {
  if (text.length > LONGEST) return '';
  const words = text.slice(marker?.length ?? 0).replace(PAGE, '').replace(RANGE, '').trim();
  const name = isAddendum(words) ? words.replace(/[（(<〈\[].*|抄$/, '') : words;
  return isHeadingLine({...unit, text: words}) ? name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, '') : '';
}
