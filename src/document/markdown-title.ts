import type {Heading, PhrasingContent, RootContent} from 'mdast';
import {inlineText, trimInline} from './inline-text.js';
import type {InlineReader} from './markdown-inline.js';
import {withoutNames} from './markdown-permalinks.js';
import {readMarker} from './marker.js';
import type {Inline} from './model.js';
import {isDateLine, looksLikeHeading, unwrapStrong} from './heading-words.js';
import {hasTitleWord} from './text-title.js';

/** Where the title of a Markdown text is. */
interface HeadTitle {
  title?: string;
  /** Blocks before it. */
  preamble: number;
  /** The first block after it. */
  body: number;
  /** The heading itself, where it is not just the words of the title: then it stays in the text. */
  kept?: Inline[];
}

/**
 * Finds the title: the first of the uppermost headings, if it has no number and is the only one of its depth, or begins
 * the text and says what such texts are called; or a first line that looks like one. What stands before it is preamble.
 */
export function findHeadTitle(nodes: RootContent[], inline: InlineReader, given: string | undefined): HeadTitle {
  const headings = nodes.filter((node): node is Heading => node.type === 'heading' && node.children.length > 0);
  const depth = Math.min(...headings.map(heading => heading.depth));
  const uppermost = headings.filter(heading => heading.depth === depth);
  const [first] = uppermost;
  if (nodes[0] !== first) splitFirstLine(nodes);
  if (!first) return lineTitle(nodes, inline, given);
  const words = trimInline(inline.read(first.children));
  const title = inlineText(words).replace(/\s+/g, ' ').trim();
  const numbered = readMarker(title) !== undefined;
  const last = lastAlike(nodes, uppermost, inline);
  if (last && !numbered) return found(nodes.indexOf(last), words, given);
  const isTitle = uppermost.length === 1 || (nodes[0] === first && (hasTitleWord(title) || title === given || isAlone(nodes)));
  if (title && !numbered && isTitle) return found(nodes.indexOf(first), words, given);
  const line = lineTitle(nodes.slice(0, 1), inline, given);
  return line.title || !hasTitleWord(title) || numbered ? line : {...line, title: bare(title)};
}

/** The title once more, where a page says it twice and has no more than a line or two between. */
function lastAlike(nodes: readonly RootContent[], [first, ...others]: readonly Heading[], inline: InlineReader): Heading | undefined {
  const wordsOf = (heading: Heading) => inlineText(inline.read(heading.children)).trim();
  const [second] = others;
  const between = second ? nodes.slice(nodes.indexOf(first!) + 1, nodes.indexOf(second)) : [];
  return second && between.length <= 2 && between.every(({type}) => type === 'paragraph') && wordsOf(second) === wordsOf(first!) ? second : undefined;
}

/** Whether a heading that begins a text has no words of its own: another one follows. */
const isAlone = (nodes: readonly RootContent[]) => nodes[1]?.type === 'heading';

/** A first line in bold, or the very first one if it is short. */
function lineTitle(nodes: readonly RootContent[], inline: InlineReader, given: string | undefined): HeadTitle {
  const bold = nodes.findIndex(node => node.type === 'paragraph' && node.children.length === 1 && node.children[0]!.type === 'strong');
  const places = bold > 0 && nodes.slice(0, bold).every(node => node.type === 'paragraph') ? [bold, 0] : [0];
  for (const at of places) {
    const node = nodes[at];
    if (node?.type !== 'paragraph') continue;
    const words = unwrapStrong(trimInline(inline.read(node.children)));
    const text = inlineText(words);
    const dated = at !== bold && /\d{4}/.test(text) && (isDateLine(text) || !hasTitleWord(text));
    if (!readMarker(text) && looksLikeHeading(words) && !dated) return found(at, words, given);
  }
  return {preamble: 0, body: 0};
}

/** Makes a paragraph of its own of a first line that says what such texts are called: others may stand right below it. */
function splitFirstLine(nodes: RootContent[]): void {
  const [node] = nodes;
  const [first, ...rest] = node?.type === 'paragraph' ? node.children : [];
  if (first?.type !== 'text') return;
  const [head, ...lines] = first.value.split('\n');
  if (lines.length === 0 || !hasTitleWord(head!) || !looksLikeHeading([head!])) return;
  const paragraph = (...children: PhrasingContent[]): RootContent => ({...node, type: 'paragraph', children});
  nodes.splice(0, 1, paragraph({type: 'text', value: head!}), paragraph({...first, value: lines.join('\n')}, ...rest));
}

function found(at: number, words: readonly Inline[], given: string | undefined): HeadTitle {
  const plain = inlineText(words).replace(/\s+/g, ' ').trim();
  const same = words.every(isWords) && (given === undefined || given === bare(plain));
  return {title: bare(plain), preamble: at, body: at + 1, ...(same ? {} : {kept: [...words]})};
}

const isWords = (node: Inline): boolean =>
  typeof node === 'string' ? !/\]\(/.test(node) : node.type === 'break' || (node.type !== 'link' && node.type !== 'code' && node.content.every(isWords));

/** `[Terms](#terms)` and `Terms {#terms}` as Terms, without a line drawn above it. */
function bare(title: string): string {
  return withoutNames(title).replace(/^[=*_-]{3,}\s+/, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim() || title;
}
