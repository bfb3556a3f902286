import type {ListItem, Nodes, RootContent} from 'mdast';
import {bareLetters} from './markdown-permalinks.js';
import {readMarker} from './marker.js';

/** Entries that contents have at least, unless all of them are links. */
const FEWEST_ENTRIES = 3;
/** No entry is longer, and no paragraph of them, in characters. */
const LONGEST_ENTRY = 300;
const LONGEST_CONTENTS = 5000;

/** A list of nothing but links, or of three headings and more, is a table of contents: its numbers are those of the clauses. */
export function isContents(items: readonly ListItem[], headings: ReadonlySet<string>): boolean {
  const entry = ({children: [only, nested, ...more]}: ListItem): 'link' | 'heading' | undefined => {
    if (only?.type !== 'paragraph' || more.length > 0) return undefined;
    if (nested !== undefined && !(nested.type === 'list' && nested.children.every(entry))) return undefined;
    if (only.children.length === 1 && only.children[0]!.type === 'link') return 'link';
    return headings.has(entryOf(only)) ? 'heading' : undefined;
  };
  const kinds = items.map(entry);
  return kinds.every(Boolean) && (items.length >= FEWEST_ENTRIES || kinds.every(kind => kind === 'link'));
}

/** Paragraphs that are a table of contents: their lines, three or more one after the other, are headings further below. */
export function entriesAmong(nodes: readonly RootContent[], headings: ReadonlySet<string>): Set<RootContent> {
  const entries = new Set<RootContent>();
  let run: RootContent[] = [];
  let lines = 0;
  const end = () => {
    if (lines >= FEWEST_ENTRIES) for (const node of run) entries.add(node);
    run = [];
    lines = 0;
  };
  for (const node of nodes) {
    const found = node.type === 'paragraph' && !isBold(node) ? linesIn(node) : [];
    if (found.length > 0 && found.every(line => readMarker(line) && headings.has(keyOf(line)))) {
      run.push(node);
      lines += found.length;
    } else end();
  }
  end();
  return entries;
}

/** The lines of a paragraph, if it is no longer than contents are. */
function linesIn(node: Nodes): string[] {
  const words = wordsOf(node);
  return words.length > LONGEST_CONTENTS ? [] : words.split('\n').filter(line => line.trim());
}

export const isBold = (node: Nodes) => node.type === 'paragraph' && node.children.length === 1 && node.children[0]!.type === 'strong';

/** The words of a heading, or of its entry in a table of contents, without their number. */
export const entryOf = (node: Nodes): string => keyOf(wordsOf(node));

function keyOf(line: string): string {
  const words = line.slice(0, LONGEST_ENTRY).trim();
  return bareLetters(words.slice(readMarker(words)?.length ?? 0));
}

const wordsOf = (node: Nodes): string => ('children' in node ? node.children.slice(0, 50).map(wordsOf).join('') : 'value' in node ? node.value : node.type === 'break' ? '\n' : '');
