import type {Part} from './diff-blocks.js';
import {inlineText} from './inline-text.js';
import type {Block, Clause, TermsDocument} from './model.js';
import {wordsKey} from './same-words.js';
import {blockText, vocabulary} from './similarity.js';

/** A clause of one text, or the text itself, apart from its parts. */
export interface Section {
  /** None for the document itself. */
  clause?: Clause;
  parent?: Section;
  /** Its blocks; a clause among them stands for its place. */
  content: readonly Block[];
  parts: Section[];
  /** Its own words, with their marks, for comparing. */
  words: string;
  heading: string;
  /** The version of it in the other text, once it is known. */
  other?: Section;
  /** Its place in the list of changes. */
  index: number;
}

/** The sections of a document in order, the document itself first. Clauses inside of lists and quotes stay there. */
export function sectionsOf(document: TermsDocument): Section[] {
  const sections: Section[] = [];
  const add = (content: readonly Block[], clause?: Clause, parent?: Section): Section => {
    const own = content.filter(block => block.type !== 'clause');
    const words = wordsKey([clause?.heading ?? null, own]);
    const section: Section = {clause, parent, content, parts: [], words, heading: inlineText(clause?.heading ?? []), index: -1};
    sections.push(section);
    for (const block of content) if (block.type === 'clause') section.parts.push(add(block.content, block, section));
    return section;
  };
  add(document.content);
  return sections;
}

/** The words of a section, each once, its parts left out. */
export function sectionVocabulary({heading, content}: Section): Set<string> {
  return vocabulary(`${heading}\n${blockText(content)}`);
}

/** What stands in a section: its blocks, and for its parts their places in the list of changes. */
export function partsOf({content, parts}: Section): Part[] {
  let next = 0;
  return content.map((block): Part => (block.type === 'clause' ? {type: 'part', clause: parts[next++]!.index} : block));
}
