import {canonicalBytes} from '../../document/canonical.js';
import {parseTerms} from '../../document/parse.js';

type Meta = Parameters<typeof parseTerms>[1];

/** What is kept of a text. */
export interface ReadTerms {
  title: string;
  /** The ids of its separate consents. */
  consents: string[];
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
  return {title: terms.title, consents: (terms.consents ?? []).map(({id}) => id), canonical: new TextDecoder().decode(bytes), bytes: bytes.byteLength};
}
