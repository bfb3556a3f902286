import type {BlockChange, ClauseChange, ClauseHead, DocumentHead, TermsChanges, TextRun} from './changes.js';
import {BlockComparer} from './diff-blocks.js';
import {TextComparer, wholeText} from './diff-text.js';
import type {Clause, TermsDocument} from './model.js';
import {pairSections} from './pair-sections.js';
import {placesKept} from './places-kept.js';
import {partsOf, sectionsOf, type Section} from './sections.js';

/**
 * Compares two versions of a terms document: which clauses were kept, changed, added, removed or moved, and which
 * words inside of them. Both texts can be rebuilt from the result exactly.
 */
export function diffTerms(before: TermsDocument, after: TermsDocument): TermsChanges {
  const was = sectionsOf(before);
  const is = sectionsOf(after);
  pairSections(was, is);
  const list = number(was, is);
  const text = new TextComparer(before.locale, after.locale);
  const blocks = new BlockComparer(text);
  const contents = list.map(pair => blocks.compare(pair.was ? partsOf(pair.was) : [], pair.is ? partsOf(pair.is) : []));
  const inPlace = placesKept(was, is, contents);
  const clauses = list.map((pair, index) => clauseChange(pair, {content: contents[index]!, moved: index > 0 && !inPlace.has(index), text}));
  if (before.preamble || after.preamble) clauses[0]!.preamble = blocks.compare(before.preamble ?? [], after.preamble ?? []);
  return {format: 'assent-changes/1', before: documentHead(before), after: documentHead(after), clauses};
}

interface Pair {
  was?: Section;
  is?: Section;
}

/** Gives each clause its place in the list of changes: in the order of the new text, then what is gone. */
function number(was: readonly Section[], is: readonly Section[]): Pair[] {
  const list: Pair[] = is.map(section => ({was: section.other, is: section}));
  list.push(...was.filter(({other}) => !other).map(section => ({was: section})));
  list.forEach((pair, index) => {
    if (pair.was) pair.was.index = index;
    if (pair.is) pair.is.index = index;
  });
  return list;
}

/** @param found what is in the clause, and whether no place is its own in both texts */
function clauseChange({was, is}: Pair, found: {content: BlockChange[]; moved: boolean; text: TextComparer}): ClauseChange {
  const same = was?.words === is?.words;
  const change = !was ? 'added' : !is ? 'removed' : found.moved ? 'moved' : same ? 'kept' : 'changed';
  const heading = headingRuns(was?.clause, is?.clause, found.text);
  return {
    change,
    ...(change === 'moved' && !same ? {reworded: true as const} : {}),
    ...(was?.clause ? {before: clauseHead(was.clause)} : {}),
    ...(is?.clause ? {after: clauseHead(is.clause)} : {}),
    ...(heading.length > 0 ? {heading} : {}),
    content: found.content,
  };
}

function headingRuns(was: Clause | undefined, is: Clause | undefined, text: TextComparer): TextRun[] {
  if (!was?.heading) return wholeText(is?.heading ?? [], 'after');
  if (!is?.heading) return wholeText(was.heading, 'before');
  const same = JSON.stringify(was.heading) === JSON.stringify(is.heading);
  return same ? wholeText(is.heading, 'both') : text.compare(was.heading, is.heading);
}

function clauseHead({anchor, number: printed, level, permalink, heading}: Clause): ClauseHead {
  return {
    anchor,
    ...(printed === undefined ? {} : {number: printed}),
    level,
    ...(permalink === undefined ? {} : {permalink}),
    ...(heading ? {headed: true as const} : {}),
  };
}

function documentHead({content: _content, preamble, ...head}: TermsDocument): DocumentHead {
  return {...head, ...(preamble ? {preamble: true as const} : {})};
}
