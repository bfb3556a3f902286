import {isDateLine} from './heading-words.js';
import type {Unit} from './text-unit.js';
import {unaccented} from './unaccented.js';

/** Where the title of a plain text is. */
interface Title {
  title?: string;
  /** Units before it: the page's own chrome. */
  preamble: number;
  /** The first unit after it. */
  body: number;
  /** The title as the text has it, where the publisher gave another one: then it stays in the text. */
  kept?: string;
}

const TITLE_WIDTH = 80;
/** Without accents, which are left out in capitals. */
const TITLE_WORDS =
  /terms|agreement|policy|conditions|notice|contract|statement|rules|guidelines|licen[sc]e|privacy|addendum|disclaimer|eula|bedingungen|datenschutz|lizenz|richtlinie|erklarung|vertrag|politique|confidentialite|mentions legales|terminos|condiciones|politica|privacidad|licencia|termos|condicoes|condizioni|contrat|contrato|voorwaarden|regulamin|условия|соглашение|политика|sozlesme|sartları|شروط|اتفاقية|سياسة|条款|條款|协议|協議|政策|声明|聲明|规则|規則|规范|須知|须知|隐私|隱私|许可|許可|免责|同意书|告知书|公约|公約|章程|约定|規約|契約|プライバシー|ポリシー|약관|방침|동의/i;

/**
 * Finds the title of a plain text: among the lines before the first number and the first sentence, one that says what
 * such texts are called, else the first line. What stands before it is preamble.
 */
export function findTitle(units: readonly Unit[], given: string | undefined): Title {
  const end = units.findIndex(unit => unit.marker !== undefined || /[.。!！?？;；]$/.test(unit.text));
  const opening = units.slice(0, end < 0 ? units.length : end);
  const exact = opening.findLastIndex(unit => unit.text === given);
  const named = findNamed(opening, units[opening.length]);
  const at = exact >= 0 ? exact : named >= 0 ? named : opening.length > 0 && isTitle(opening[0]!) && units.length > 1 ? 0 : -1;
  if (at < 0) return {preamble: 0, body: 0};
  const title = opening[at]!.text;
  return {title, preamble: at, body: at + 1, ...(given !== undefined && given !== title ? {kept: title} : {})};
}

/**
 * Of the lines that say so: the first, where it begins the text, or else the last, for what stands above it is the page's.
 * A title that the page says twice is where it says it last. A line that a sentence goes on from is none, if others are.
 */
function findNamed(opening: readonly Unit[], below: Unit | undefined): number {
  const lines = [...opening, ...(below ? [below] : [])];
  const all = opening.flatMap((unit, index) => (isTitle(unit) && hasTitleWord(unit.text) ? [index] : []));
  const alone = all.filter(index => (index === 0 || lines[index]!.apart) && (lines[index + 1]?.apart ?? true));
  const named = alone.length > 0 ? alone : all;
  const first = named[0] ?? -1;
  const twice = named.findLast(index => named.some(other => other < index && opening[other]!.text === opening[index]!.text));
  return twice ?? (first === 0 ? 0 : (named.at(-1) ?? -1));
}

/** Whether some words have one of those that such texts are called by. */
export function hasTitleWord(text: string): boolean {
  return TITLE_WORDS.test(unaccented(text));
}

/** Whether a line may be the title of a text. */
export function isTitle({text, width, wrapped}: Unit): boolean {
  const dated = /\d{4}/.test(text) && (isDateLine(text) || !hasTitleWord(text));
  return width <= TITLE_WIDTH && !wrapped && !dated && !/[:：>]|\S\s{4,}\S/.test(text) && /\p{L}/u.test(text);
}
