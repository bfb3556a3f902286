import type {Heading, RootContent} from 'mdast';
import {inlineText, trimInline} from './inline-text.js';
import type {InlineReader} from './markdown-inline.js';
import {readMarker} from './marker.js';
import type {Inline} from './model.js';
import {looksLikeHeading, unwrapStrong} from './heading-words.js';

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
 * Finds the title: the first of the uppermost headings, if it begins the text or is the only one of its depth
 * and has no number; or a first line that looks like one. What stands before the title is preamble.
 */
export function findHeadTitle(nodes: readonly RootContent[], inline: InlineReader, given: string | undefined): HeadTitle {
  const headings = nodes.filter((node): node is Heading => node.type === 'heading' && node.children.length > 0);
  const depth = Math.min(...headings.map(heading => heading.depth));
  const uppermost = headings.filter(heading => heading.depth === depth);
  const [first] = uppermost;
  if (!first) return lineTitle(nodes, inline, given);
  const words = trimInline(inline.read(first.children));
  const title = inlineText(words).replace(/\s+/g, ' ').trim();
  if (title && !readMarker(title) && (nodes[0] === first || uppermost.length === 1)) return found(nodes.indexOf(first), words, given);
  const line = lineTitle(nodes.slice(0, 1), inline, given);
  return line.title || !title ? line : {...line, title: bare(title)};
}

/** A first line in bold, or the very first one if it is short. */
function lineTitle(nodes: readonly RootContent[], inline: InlineReader, given: string | undefined): HeadTitle {
  const bold = nodes.findIndex(node => node.type === 'paragraph' && node.children.length === 1 && node.children[0]!.type === 'strong');
  const at = bold >= 0 && nodes.slice(0, bold).every(node => node.type === 'paragraph') ? bold : 0;
  const node = nodes[at];
  if (node?.type !== 'paragraph') return {preamble: 0, body: 0};
  const words = unwrapStrong(trimInline(inline.read(node.children)));
  const text = inlineText(words);
  if (readMarker(text) || !looksLikeHeading(words) || (at !== bold && /\d{4}/.test(text))) return {preamble: 0, body: 0};
  return found(at, words, given);
}

function found(at: number, words: readonly Inline[], given: string | undefined): HeadTitle {
  const plain = inlineText(words).replace(/\s+/g, ' ').trim();
  const same = words.every(isWords) && (given === undefined || given === plain);
  return {title: bare(plain), preamble: at, body: at + 1, ...(same ? {} : {kept: [...words]})};
}

const isWords = (node: Inline): boolean =>
  typeof node === 'string' ? !/\]\(/.test(node) : node.type === 'break' || (node.type !== 'link' && node.type !== 'code' && node.content.every(isWords));

/** `[Terms](#terms)` as Terms. */
function bare(title: string): string {
  return title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim() || title;
}
