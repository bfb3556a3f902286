import type {Marker, Reading} from './marker.js';
import type {Block, Clause} from './model.js';

/** Columns up to which a part of an enumeration needs no semicolon. */
export const ITEM_WIDTH = 40;

/** An open clause, or the document itself. */
export interface OpenClause {
  clause?: Clause;
  content: Block[];
  level: number;
  reading?: Reading;
  kind?: Marker['kind'];
  /** Depth of a real heading: only another one closes it. 7 for a bold line that serves as one. */
  heading?: number;
  /** Whether numbers below such a line are parts of it. */
  holds?: boolean;
  /** The last numbers of each style among its children. */
  runs: Map<string, Reading>;
  /** The run of its latest child. */
  latest?: string;
  indent?: number;
  /** The end of its own latest words, children left out. */
  tail: string;
  /** How wide its own words are, as far as that matters. */
  width: number;
  /** Of the children since its latest own words: how many, how many without a semicolon or the like, and how many of these are long. */
  children: number;
  unpunctuated: number;
  sentences: number;
  /** Whether its latest children are a list of short items, none of which is a heading. */
  listed?: boolean;
  /** Its latest child, while that is not yet counted among the sentences. */
  pending?: OpenClause;
}

export function openClause(content: Block[], level: number, more: Partial<OpenClause> = {}): OpenClause {
  return {runs: new Map(), tail: '', width: 0, children: 0, unpunctuated: 0, sentences: 0, ...more, content, level};
}

export const isHeading = (node: OpenClause) => node.heading !== undefined;

/** Whether the latest part looks like a part of an enumeration is known once another one follows. */
export function countParts(parent: OpenClause): void {
  const child = parent.pending;
  if (child && !/([;；,，、]|\b(and|or|und|oder)|[和或及])$/.test(child.tail)) {
    parent.unpunctuated++;
    if (child.width > ITEM_WIDTH) parent.sentences++;
  }
  parent.pending = undefined;
}
