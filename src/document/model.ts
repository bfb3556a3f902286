/** Where a text comes from: what its publisher says of it, beside its words. */
export interface TermsMeta {
  id: string;
  version: string;
  /** BCP 47. */
  locale: string;
  /** Taken from the front matter or the text itself where absent. */
  title?: string;
  /** Told apart by the text itself where absent. */
  format?: 'text' | 'markdown';
}

/** One text, in one version, in one locale, as a tree. Its canonical bytes (RFC 8785) are what is hashed. */
export interface TermsDocument {
  format: 'assent-terms/1';
  id: string;
  version: string;
  locale: string;
  title: string;
  /** What stood before the title: a page's own chrome. Shown, but apart. */
  preamble?: Block[];
  content: Block[];
  keyClauses?: KeyClause[];
  consents?: SeparateConsent[];
}

/** A clause that the publisher must draw attention to, by anchor. */
export interface KeyClause {
  clause: string;
  /** Plain words on what it means, given on request. */
  explanation?: string;
}

/** A choice that must not be bundled with the rest: its own toggle, off by default. */
export interface SeparateConsent {
  id: string;
  /** The anchor of the clause that asks for it. */
  clause: string;
  title: string;
  /** Whether it is about sensitive personal data. */
  sensitive: boolean;
}

/** A numbered or headed node of the tree. Its words, its parts and its closing words stand in `content`, in order. */
export interface Clause {
  type: 'clause';
  /** Unique in the document and stable: the printed number where there is one, such as `3.5.2`. */
  anchor: string;
  /** As printed: `3.5.2`, `1.`, `第一条`, `(a)`. Never renumbered. */
  number?: string;
  /** 1 for the outermost. */
  level: number;
  /** A heading is not a paragraph; a clause that only has a number has none. */
  heading?: Inline[];
  /**
   * A link to itself that stood before the heading, as written: `[](#1-definitions)`. It has no words of its own
   * and its target only repeats those of the heading, so it is kept and not shown.
   */
  permalink?: string;
  content: Block[];
}

export interface Paragraph {
  type: 'paragraph';
  content: Inline[];
}

/** A list whose items bear no number that one would cite. */
export interface List {
  type: 'list';
  ordered: boolean;
  /** Of the first item, where ordered and not 1. */
  start?: number;
  items: Block[][];
}

export interface Table {
  type: 'table';
  align: ('left' | 'right' | 'center' | null)[];
  /** The first row is the head. */
  rows: Inline[][][];
}

export interface Quote {
  type: 'quote';
  content: Block[];
}

/** Preformatted text. */
export interface Code {
  type: 'code';
  /** What stood after the fence. */
  info?: string;
  text: string;
}

/** A thematic break. */
export interface Rule {
  type: 'rule';
}

export type Block = Clause | Paragraph | List | Table | Quote | Code | Rule;

/** A run of text, or a mark around some. Plain text is a bare string: most of a document is. */
export type Inline = string | Mark | InlineCode | Link | Break;

export interface Mark {
  type: 'strong' | 'emphasis' | 'deleted';
  content: Inline[];
}

export interface InlineCode {
  type: 'code';
  text: string;
}

/** A link; `href` is https:, mailto: or tel:, or `#…`, which is shown as its words. Any other target stays in the text as it was written. */
export interface Link {
  type: 'link';
  href: string;
  /** A title, as some browsers show on hover. */
  title?: string;
  content: Inline[];
}

/** A line break inside a paragraph. */
export interface Break {
  type: 'break';
}
