import type {Unit} from './text-source.js';

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
const TITLE_WORDS =
  /terms|agreement|policy|conditions|notice|contract|statement|rules|guidelines|bedingungen|richtlinie|erklärung|vertrag|conditions|politique|términos|política|termos|condizioni|条款|條款|协议|協議|政策|声明|聲明|规则|規則|规范|須知|须知|公约|公約|章程|约定|規約|契約|ポリシー|약관|방침/i;

/**
 * Finds the title of a plain text: among the lines before the first number and the first sentence, the last
 * short one that says what such texts are called, else the first line. What stands before it is preamble.
 */
export function findTitle(units: readonly Unit[], given: string | undefined): Title {
  const end = units.findIndex(unit => unit.marker !== undefined || /[.。!！?？;；]$/.test(unit.text));
  const opening = units.slice(0, end < 0 ? units.length : end);
  const exact = opening.findLastIndex(unit => unit.text === given);
  const named = opening.findLastIndex(unit => isTitle(unit) && TITLE_WORDS.test(unit.text));
  const at = exact >= 0 ? exact : named >= 0 ? named : opening.length > 0 && isTitle(opening[0]!) && units.length > 1 ? 0 : -1;
  if (at < 0) return {preamble: 0, body: 0};
  const title = opening[at]!.text;
  return {title, preamble: at, body: at + 1, ...(given !== undefined && given !== title ? {kept: title} : {})};
}

function isTitle({text, width}: Unit): boolean {
  return width <= TITLE_WIDTH && !/[:：>\n]|\d{4}/.test(text);
}
