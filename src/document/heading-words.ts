import {inlineText, textWidth} from './inline-text.js';
import type {Inline} from './model.js';
import {unaccented} from './unaccented.js';

/** Columns up to which a line without a full stop may be a heading. */
const HEADING_WIDTH = 120;
/** These two without accents, which are left out in capitals. */
const CONTENTS = /^(table of contents|contents|inhalt(sverzeichnis)?|sommaire|table des matieres|indice|contenido|目录|目錄|目次|もくじ|차례|목차)\s*[:：]?$/i;
/** What is a part of a text by its name alone. */
const PART =
  /^((前文|序文|序言|前言|引言|preamble|preambule|praambel|preambulo|premessa|recitals)|(附件|附录|附錄|附表|別表|別紙|별지|schedule|annexe?|appendix|exhibit|attachment|anhang|anlage|anexo|allegato)(\s?[:：—–-]\s?\S.*)?)$/i;

/** What is added to a law below its last article, with the act that added it: 附則（平成二一年法律第四九号）抄, 부칙 <제5호>. */
const ADDENDUM = /^(附\s?則|附\s?则|부\s?칙)(\s*[（(<〈\[][^（()）<>〈〉[\]]{1,80}[）)>〉\]]){0,2}(\s*抄)?$/;

/** How lines begin that say of when a text is; or they are nothing but a date. */
const DATE =
  /^((last|effective|updated|revised|published|version|date|as of|stand|gültig|mise? à jour|dernière|date d|en vigueur|fecha|última|actualizad|vigente|atualizado|ultimo|laatst|обновлен|дата|本?版本?|最[近后終]|更新|生效|发布|發布|修订|修訂|制定|施行|改定|시행|개정|최종)|(\p{L}{3,10}\.? \d{1,2}, |\d{1,2}\.? \p{L}{3,10} )\d{4}$|\d{4}\s?[年.\/-])/iu;

/** What goes on from the line above. Georgian has small letters alone. */
export const BEGINS_SMALL = /^(?!\p{sc=Geor})\p{Ll}/u;
/** What is ended by the clauses below. */
const ENDED_BELOW = /(?<!\p{L})(and|or|that|which|namely|including|may|(can|may|must|shall|will) not)$|[即及和或]$/u;
/** Where one sentence ends and another begins, but for what is often shortened in a heading. */
const TWO_SENTENCES = /\p{Ll}(?<!(?<!\p{L})(Art|Co|Corp|Inc|Ltd|No|Nos|Sec|St|vs))\. \p{Lu}/u;

/** Scripts whose sentences have no stop at their end, and the most characters that a heading of theirs has. */
const STOPLESS = /[\u0e00-\u0eff\u1780-\u17ff]$/;
const LONGEST_STOPLESS = 45;

/** Whether some words look like a heading: one short line without a stop at its end. */
export function looksLikeHeading(content: readonly Inline[]): boolean {
  const text = inlineText(content).trim();
  return isShortLine(text) && !(STOPLESS.test(text) && text.length > LONGEST_STOPLESS) && (!/[.。;；:：,，、!！…—–]$/.test(text) || /\betc\.$/.test(text)) && !/[。；]/.test(text) &&
    !BEGINS_SMALL.test(text) && !ENDED_BELOW.test(text) && !TWO_SENTENCES.test(text);
}

/** Whether some words that have numbered parts below look like their heading: one may also be a few words with a full stop. */
export function looksLikeTitle(content: readonly Inline[]): boolean {
  const text = inlineText(content).trim();
  return looksLikeHeading(/^(\S+\s){0,4}\S*(?<=\p{L}{2})\.$/u.test(text) ? [text.slice(0, -1)] : [text]);
}

/** Whether some words have letters, four or more, and all of them are capitals. */
export function isCapital(text: string): boolean {
  return !/\p{Ll}/u.test(text) && (text.match(/\p{Lu}/gu)?.length ?? 0) >= 4;
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

/** Whether a line says since when a text holds, or of when it is. */
export function isDateLine(text: string): boolean {
  return DATE.test(text.trim()) && /\d|\{/.test(text) && isShortLine(text);
}

/** Whether a heading says that a table of contents follows. */
export function isContentsHeading(content: readonly Inline[]): boolean {
  return CONTENTS.test(unaccented(inlineText(content)).trim());
}

/** Whether a line is what parts without a number are called, such as 附則 or Preamble. */
export function isPartName(text: string): boolean {
  return PART.test(unaccented(text).trim()) || isAddendum(text);
}

/** Whether a line is what stands above provisions that were added to a law, such as 附則. */
export function isAddendum(text: string): boolean {
  return ADDENDUM.test(text.trim());
}
