import {likeness} from './similarity.js';
import {sectionVocabulary, type Section} from './sections.js';

/** How alike two clauses must be, from 0 to 1, for one to be a version of the other. */
const ALIKE = 0.5;
/** What the same number, the same heading or the same clause around add to that. */
const SAME_ANCHOR = 0.25;
const SAME_HEADING = 0.25;
/** A word that more clauses than this have tells nothing about which one is meant. */
const RARE = 12;
/** Clauses that are looked at as versions of one. */
const MAX_CANDIDATES = 8;
/** Words that are too few to know a clause by. */
const FEW = 40;

/**
 * Finds for each clause its version in the other text: first those whose words are the same, wherever they stand;
 * then those that are most alike, by words that few clauses have; then those that hold the same parts. The cost is near
 * linear in the length.
 */
export function pairSections(before: readonly Section[], after: readonly Section[]): void {
  pair(before[0]!, after[0]!);
  pairSame(before, after, ({clause, words}) => `${clause?.anchor} ${words}`);
  pairSame(before, after, ({words}) => (words.length > FEW ? words : undefined));
  pairAlike(before.filter(isAlone), after.filter(isAlone));
  pairByParts(before);
}

function pair(one: Section, other: Section): void {
  one.other = other;
  other.other = one;
}

const isAlone = (section: Section) => !section.other;

/** Pairs what has the same key, the first with the first. */
function pairSame(before: readonly Section[], after: readonly Section[], keyOf: (section: Section) => string | undefined): void {
  const waiting = new Map<string, Section[]>();
  for (const section of [...after].reverse()) {
    const key = isAlone(section) ? keyOf(section) : undefined;
    if (key === undefined) continue;
    const queue = waiting.get(key);
    if (queue) queue.push(section);
    else waiting.set(key, [section]);
  }
  for (const section of before) {
    const key = isAlone(section) ? keyOf(section) : undefined;
    const match = key === undefined ? undefined : waiting.get(key)?.pop();
    if (match) pair(section, match);
  }
}

/** Pairs what has few words of its own, such as a chapter, by its parts: at least half of either are versions of the other's. */
function pairByParts(before: readonly Section[]): void {
  for (const section of [...before].reverse()) {
    if (!isAlone(section) || section.parts.length === 0) continue;
    const shared = new Map<Section, number>();
    for (const {other} of section.parts) if (other?.parent && isAlone(other.parent)) shared.set(other.parent, (shared.get(other.parent) ?? 0) + 1);
    const [best] = [...shared].sort(([, one], [, other]) => other - one);
    if (best && 2 * best[1] >= Math.max(section.parts.length, best[0].parts.length)) pair(section, best[0]);
  }
}

function pairAlike(before: readonly Section[], after: readonly Section[]): void {
  const there = new Map(after.map(section => [section, sectionVocabulary(section)]));
  const here = new Map(before.map(section => [section, sectionVocabulary(section)]));
  const find = candidateFinder(there);
  const weight = rarity([...here.values(), ...there.values()]);
  const found: {was: Section; is: Section; alike: number; score: number}[] = [];
  for (const [was, words] of here) {
    for (const is of find(was, words)) {
      const others = there.get(is)!;
      const extra = bonus(was, is);
      const alike = likeness(words, others);
      // Which of two is meant is told by what only they say: "the service" stands in every clause.
      if (alike + extra >= ALIKE) found.push({was, is, alike, score: (alike + likeness(words, others, weight) + extra) / 2});
    }
  }
  found.sort((one, other) => other.score - one.score);
  for (const {was, is, alike} of found) if (isAlone(was) && isAlone(is) && alike + bonus(was, is) >= ALIKE) pair(was, is);
}

/** What a word tells about the text that has it: the less, the more texts have it. */
function rarity(vocabularies: readonly ReadonlySet<string>[]): (word: string) => number {
  const texts = new Map<string, number>();
  for (const words of vocabularies) for (const word of words) texts.set(word, (texts.get(word) ?? 0) + 1);
  return word => 1 / texts.get(word)!;
}

/** The number of a part says nothing once what it is a part of is known to be another one: of 2(a) where 2 is 3 now. */
function bonus(was: Section, is: Section): number {
  const elsewhere = was.parent?.other !== is.parent && (was.parent?.other ?? is.parent?.other) !== undefined;
  const anchor = was.clause?.anchor === is.clause?.anchor && !elsewhere ? SAME_ANCHOR : 0;
  return anchor + (was.heading !== '' && was.heading === is.heading ? SAME_HEADING : 0);
}

/** Finds the clauses that may be versions of one: of the same number or heading, or with the most rare words in common. */
function candidateFinder(there: ReadonlyMap<Section, ReadonlySet<string>>): (section: Section, words: ReadonlySet<string>) => Set<Section> {
  const byAnchor = new Map<string, Section>();
  const byHeading = new Map<string, Section>();
  const byWord = new Map<string, Section[]>();
  for (const [section, words] of there) {
    byAnchor.set(section.clause!.anchor, section);
    if (section.heading) byHeading.set(section.heading, section);
    for (const word of words) {
      const sections = byWord.get(word) ?? [];
      if (sections.length <= RARE) sections.push(section);
      byWord.set(word, sections);
    }
  }
  return (section, words) => {
    const shared = new Map<Section, number>();
    for (const word of words) {
      const sections = byWord.get(word) ?? [];
      if (sections.length <= RARE) for (const other of sections) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    const best = [...shared].sort(([, one], [, other]) => other - one).slice(0, MAX_CANDIDATES);
    const named = [byAnchor.get(section.clause!.anchor), byHeading.get(section.heading)].filter(other => other !== undefined);
    return new Set([...named, ...best.map(([other]) => other)]);
  };
}
