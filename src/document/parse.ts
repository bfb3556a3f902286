import {assignAnchors} from './anchors.js';
import {detectFormat} from './format.js';
import {splitFrontMatter, type FrontMatter} from './front-matter.js';
import {parseMarkdown} from './markdown-source.js';
import type {TermsDocument, TermsMeta} from './model.js';
import {parseText} from './text-source.js';
import {termsInvalid} from './terms-invalid.js';

/**
 * Reads a terms document from Markdown (CommonMark and GFM) or plain numbered text, either with front matter.
 * No word of it is lost. Throws `AssentError` with the code `terms_invalid` if it has no words or its front matter
 * does not hold.
 */
export function parseTerms(source: string, meta: TermsMeta): TermsDocument {
  const {matter, text} = splitFrontMatter(normalise(source));
  if (!/[\p{L}\p{N}]/u.test(text)) throw termsInvalid(`The source of ${meta.id} has no text.`, 'Give it the words of the terms.');
  const given = meta.title?.trim() || matter.title;
  const parse = (meta.format ?? detectFormat(text)) === 'markdown' ? parseMarkdown : parseText;
  const parts = parse(text, given && wellFormed(given));
  const anchors = assignAnchors([...parts.preamble, ...parts.content]);
  checkClauses(matter, anchors);
  return {
    format: 'assent-terms/1',
    id: meta.id,
    version: meta.version,
    locale: meta.locale,
    title: wellFormed(given ?? parts.title ?? meta.id),
    ...(parts.preamble.length > 0 ? {preamble: parts.preamble} : {}),
    content: parts.content,
    ...(matter.keyClauses ? {keyClauses: matter.keyClauses} : {}),
    ...(matter.consents ? {consents: matter.consents} : {}),
  };
}

/**
 * One kind of line end, no byte order mark, well-formed (a lone surrogate has no bytes to hash); else verbatim. Lines end
 * as well with a page, and with what word processors write for a line or a paragraph (Unicode 16 §5.8).
 */
function normalise(source: string): string {
  return wellFormed(source).replace(/^\ufeff/, '').replace(/\r\n?|[\v\f\u2028]/g, '\n').replace(/\u2029/g, '\n\n');
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

function checkClauses({keyClauses = [], consents = []}: FrontMatter, anchors: ReadonlySet<string>): void {
  const named = [
    ...keyClauses.map(({clause}, index) => [clause, `keyClauses[${index}]`] as const),
    ...consents.map(({clause}, index) => [clause, `consents[${index}]`] as const),
  ];
  for (const [clause, where] of named) {
    if (anchors.has(clause)) continue;
    throw termsInvalid(
      `\`${where}\` in the front matter names the clause "${clause}", which the text does not have.`,
      `Name a clause by its anchor, such as ${[...anchors].slice(0, 5).join(', ') || 'the heading of a section'}.`,
    );
  }
  const repeated = keyClauses.find(({clause}, index) => keyClauses.findIndex(other => other.clause === clause) < index);
  if (repeated) throw termsInvalid(`\`keyClauses\` in the front matter names the clause "${repeated.clause}" twice.`, 'Name each once, with one explanation.');
  const ids = consents.map(({id}) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw termsInvalid(`Two consents in the front matter have the id "${twice}".`, 'Give each its own id.');
}
