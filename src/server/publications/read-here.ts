import {canonicalBytes} from '../../document/canonical.js';
import type {Block} from '../../document/model.js';
import {parseTerms} from '../../document/parse.js';

type Meta = Parameters<typeof parseTerms>[1];

/** What is kept of a text. */
export interface ReadTerms {
  title: string;
  /** The ids of its separate consents. */
  consents: string[];
  clauses: number;
  keyClauses: number;
  canonical: string;
  /** Length of `canonical` in UTF-8. */
  bytes: number;
}

export interface TermsJob {
  source: string;
  meta: Meta;
}

export type TermsOutcome = {read: ReadTerms} | {invalid: {message: string; advice: string}};

/** Reads a text on the spot. Throws `terms_invalid`. */
export function readHere(source: string, meta: Meta): ReadTerms {
  const terms = parseTerms(source, meta);
  const bytes = canonicalBytes(terms);
  return {
    title: terms.title,
    consents: (terms.consents ?? []).map(({id}) => id),
    clauses: countClauses([...(terms.preamble ?? []), ...terms.content]),
    keyClauses: terms.keyClauses?.length ?? 0,
    canonical: new TextDecoder().decode(bytes),
    bytes: bytes.byteLength,
  };
}

/** Wherever they stand. */
function countClauses(blocks: readonly Block[]): number {
  let count = 0;
  for (const block of blocks) {
    if (block.type === 'clause') count += 1;
    count += countClauses(block.type === 'list' ? block.items.flat() : block.type === 'clause' || block.type === 'quote' ? block.content : []);
  }
  return count;
}
