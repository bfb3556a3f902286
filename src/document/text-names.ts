import {isHeadingLine, type Unit} from './text-unit.js';
import type {Reading} from './marker.js';
import {halfWidth, romanValue} from './numerals.js';
import {follows} from './sequence.js';

/** Lines that bear a name, at least: of fewer nobody knows that it is one. */
const FEWEST = 3;
/** What ends with a number, or begins with one: Neni 1, 2 straipsnis; behind a mark may stand what it is about. */
const NAME = "\\p{L}[\\p{L}\\p{M}\\u200c\\u200d'’‐-]*(?:\\s\\p{L}[\\p{L}\\p{M}\\u200c\\u200d'’‐-]*){0,2}";
const BEHIND = '(?:\\s?[.:։።۔។–—-]{1,2})?(?:$|(?<=[.:։።۔។–—-])\\s+(?=\\S))';
const NAME_FIRST = new RegExp(`^(${NAME})\\s?[\\s:]\\s?([0-9]{1,3}|[IVXLC]{1,7})${BEHIND}`, 'u');
const NUMBER_FIRST = new RegExp(`^([0-9]{1,3})[\\s‐-]\\s?(${NAME})${BEHIND}`, 'u');
const LONGEST = 40;
/** What a page is called at its head or foot. */
const PAGE = /^(page|seite|p[aá]gina|pagină|страница|стр|сторінка|strona|strana|stranica|sid[ae]n?|sivu|oldal|sayfa|halaman|trang|صفحة|صفحه|עמוד|หน้า|पृष्ठ)$/iu;

interface Named {
  unit: Unit;
  printed: string;
  length: number;
  reading: Reading;
}

/**
 * Gives numbers to the lines of a text that names its parts in a language whose word for them nobody told us: lines of their
 * own with the same word and 1, 2, 3, before anything else is numbered.
 */
export function nameParts(units: readonly Unit[]): Unit[] {
  const names = new Map<string, Named[]>();
  for (const [index, unit] of units.entries()) {
    if (isNumbered(unit)) break;
    const named = readName(unit, units[index - 1]);
    if (named) names.set(named.reading.style, []);
  }
  if (names.size === 0) return [...units];
  units.forEach((unit, index) => {
    const named = readName(unit, units[index - 1]);
    if (named) names.get(named.reading.style)?.push(named);
  });
  const given = new Map([...names.values()].filter(isCounted).flat().map(named => [named.unit, named]));
  return units.map(unit => {
    const named = given.get(unit);
    return named ? {...unit, marker: {printed: named.printed, length: named.length, readings: [named.reading], kind: 'word'}} : unit;
  });
}

const isNumbered = ({marker}: Unit) => marker !== undefined && marker.kind !== 'item' && !marker.weak;

function readName(unit: Unit, above: Unit | undefined): Named | undefined {
  const {text, apart} = unit;
  if (isNumbered(unit) || !(apart || !above || /[.。!?։።۔។।]$/u.test(above.text))) return undefined;
  const head = halfWidth(text.slice(0, LONGEST));
  const first = NAME_FIRST.exec(head);
  const [all, name, number] = first ?? swapped(NUMBER_FIRST.exec(head)) ?? [];
  const rest = text.slice(all?.length ?? 0);
  if (all === undefined || !(rest === '' || isHeadingLine({...unit, text: rest}))) return undefined;
  const roman = /^[IVXLC]/.test(number!);
  const value = roman ? romanValue(number!) : Number(number);
  if (value === undefined || PAGE.test(name!)) return undefined;
  return {unit, printed: text.slice(0, all.length).trim(), length: all.length, reading: {style: `${first ? '' : '1 '}${name!.toLowerCase()}${roman ? ' i' : ''}`, values: [value]}};
}

const swapped = (match: RegExpExecArray | null) => match && [match[0], match[2], match[1]];

/** Whether some lines count from the beginning, or from it again in another part. */
function isCounted(lines: readonly Named[]): boolean {
  const goesOn = ({reading}: Named, index: number) => (index === 0 ? reading.values[0]! <= 2 : reading.values[0] === 1 || follows(lines[index - 1]!.reading, reading) !== undefined);
  return lines.length >= FEWEST && lines.every(goesOn);
}
