import type {Definition, List, ListItem, Nodes, Root, RootContent} from 'mdast';
import {fromMarkdown} from 'mdast-util-from-markdown';
import {gfmFromMarkdown} from 'mdast-util-gfm';
import {gfm} from 'micromark-extension-gfm';
import {append, inlineText, leadingText, prepend, trailingText, trimInline} from './inline-text.js';
import {isLinkTarget} from './links.js';
import {guardMarkdown} from './markdown-guard.js';
import {absentCharacter, joinParagraphs} from './markdown-joints.js';
import {InlineReader} from './markdown-inline.js';
import {entriesAmong, entryOf, isBold, isContents} from './markdown-contents.js';
import {findHeadTitle} from './markdown-title.js';
import {splitAtNumbers, type LinePart} from './markdown-lines.js';
import {isPermalink, leadsTo, splitPermalink, withoutPermalink} from './markdown-permalinks.js';
import {STRONG_WITHOUT_SPACES} from './markdown-strong.js';
import {MARKER_REACH, readMarker, type Marker} from './marker.js';
import type {Block, Inline, List as ListBlock} from './model.js';
import {isAddendum, isDateLine, isShortLine, looksLikeHeading, unwrapStrong} from './heading-words.js';
import {Outline} from './outline.js';
import {isRun} from './sequence.js';
import type {Parts} from './text-source.js';

/** GFM, but without the second look for bare addresses: what it finds has no place in the source. */
const MDAST_EXTENSIONS = gfmFromMarkdown().map(extension => ({...extension, transforms: []}));
/** Words that stand four columns in are those of a clause, and its number is one: terms have no code but between fences. */
const NO_CODE_BY_INDENTATION = {disable: {null: ['codeIndented']}};
/** Reads Markdown: CommonMark with GFM. A single tilde is a tilde: terms say "~100" more often than they strike out. */
export function parseMarkdown(text: string, given?: string): Parts {
  const joint = absentCharacter(text);
  const source = guardMarkdown(text, joint);
  const tree = fromMarkdown(source, {
    extensions: [gfm({singleTilde: false}), NO_CODE_BY_INDENTATION, STRONG_WITHOUT_SPACES],
    mdastExtensions: MDAST_EXTENSIONS,
  });
  joinParagraphs(tree, joint);
  const references = readReferences(tree);
  const inline = new InlineReader(source, references.definitions, joint);
  const reader = new MarkdownReader(inline, references);
  const title = findHeadTitle(tree.children, inline, given);
  const preamble = new Outline();
  reader.blocks(tree.children.slice(0, title.preamble), preamble);
  const outline = new Outline();
  if (title.kept) {
    outline.heading(1, title.kept);
    outline.closeHeading();
  }
  reader.blocks(tree.children.slice(title.body), outline);
  return {title: title.title, preamble: preamble.content, content: outline.content};
}

interface References {
  /** The first definition of each label (CommonMark 0.31 §4.7). */
  definitions: Map<string, Definition>;
  /** Labels that a link or an image uses. */
  used: Set<string>;
  /** The words of headings, by which a table of contents is known. */
  headings: Set<string>;
}

function readReferences(tree: Root): References {
  const definitions = new Map<string, Definition>();
  const used = new Set<string>();
  const headings = new Set<string>();
  const visit = (node: Nodes) => {
    if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if (node.type === 'linkReference' || node.type === 'imageReference') used.add(node.identifier);
    if (node.type === 'heading' || isBold(node)) headings.add(entryOf(node));
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  headings.delete('');
  return {definitions, used, headings};
}

/** What follows a block: the next number, and whether it stands right below. */
interface After {
  next: Marker | undefined;
  below: boolean;
}

class MarkdownReader {
  readonly #inline: InlineReader;
  readonly #references: References;
  /** A heading without words, waiting for the paragraph that has them: converters of HTML leave such ones. */
  #empty: {depth: number; link: Inline[]} | undefined;
  /** A link to a heading, waiting for the heading: other converters leave it as a paragraph of its own. */
  #link: Inline[] | undefined;

  constructor(inline: InlineReader, references: References) {
    this.#inline = inline;
    this.#references = references;
  }

  blocks(content: readonly RootContent[], outline: Outline): void {
    const nodes = content.flatMap(node => this.#withoutBullets(node));
    const next = this.#nextMarkers(nodes);
    const entries = entriesAmong(nodes, this.#references.headings);
    nodes.forEach((node, index) => {
      if (entries.has(node) && node.type === 'paragraph') outline.block({type: 'paragraph', content: trimInline(this.#inline.read(node.children))});
      else this.#block(node, outline, {next: next[index], below: next[index] !== next[index + 1]});
    });
    this.#giveUpHeading(outline);
    this.#takeLink([], outline);
  }

  #block(node: RootContent, outline: Outline, after: After): void {
    if (node.type === 'heading') return this.#heading(node.depth, this.#inline.read(node.children), outline);
    if (node.type === 'paragraph') return this.#paragraph(trimInline(this.#inline.read(node.children)), outline, after);
    this.#giveUpHeading(outline);
    this.#takeLink([], outline);
    if (node.type === 'list' && node.ordered) return this.#numberedList(node, outline, after);
    if (node.type === 'list' && isContents(node.children, this.#references.headings)) return this.#contents(node, outline);
    for (const block of this.#plainBlock(node, outline)) outline.block(block);
  }

  /** What stands behind bullets that only repeat what their numbers say: "* (a) …", as converters write lists without dots. */
  #withoutBullets(node: RootContent): RootContent[] {
    if (node.type !== 'list' || node.ordered || node.children.some(({checked}) => typeof checked === 'boolean')) return [node];
    if (isContents(node.children, this.#references.headings)) return [node];
    const markers = node.children.map(({children: [first]}) => first && this.#markerOf(first));
    if (!isRun(markers)) return [node];
    return node.children.flatMap(item => item.children.flatMap(child => this.#withoutBullets(child)));
  }

  /** The number that a paragraph or a heading begins with. */
  #markerOf(node: RootContent): Marker | undefined {
    if (node.type !== 'paragraph' && node.type !== 'heading') return undefined;
    return readMarker(leadingText(this.#inline.read(node.children.slice(0, 3)), MARKER_REACH));
  }

  #contents(list: List, outline: Outline): void {
    outline.block(this.#entries(list, outline));
    outline.closeContents();
  }

  /** The entries of a table of contents: their numbers are those of the clauses. */
  #entries(list: List, outline: Outline): Block {
    const entry = (node: RootContent): Block[] => {
      if (node.type === 'paragraph') return [{type: 'paragraph', content: trimInline(this.#inline.read(node.children))}];
      return node.type === 'list' ? [this.#entries(node, outline)] : this.#nested([node], outline);
    };
    return {...listHead(list), items: list.children.map(item => item.children.flatMap(entry))};
  }

  #heading(depth: number, content: Inline[], outline: Outline): void {
    this.#giveUpHeading(outline);
    const words = trimInline(content);
    const above = this.#takeLink(words, outline);
    if (words.length === 0) {
      this.#empty = {depth, link: []};
      return;
    }
    const {permalink, rest} = splitPermalink(words);
    // The date of the text, written large below its title, is not what its first section is called.
    if (!permalink && !above && isDateOf(outline, rest)) return outline.text({content: rest});
    outline.heading(depth, unwrapStrong(rest), [above, permalink].filter(Boolean).join(' ') || undefined);
  }

  /** The link that waits for its heading, if it leads to this one; else it is a paragraph. */
  #takeLink(heading: readonly Inline[], outline: Outline): string | undefined {
    const link = this.#link;
    this.#link = undefined;
    if (!link) return undefined;
    const written = inlineText(link);
    if (leadsTo(written, inlineText(heading))) return written;
    outline.text({content: link});
    return undefined;
  }

  #paragraph(content: Inline[], outline: Outline, after: After): void {
    if (content.length === 0) return;
    if (this.#empty && this.#fillHeading(this.#empty, content, outline)) return;
    this.#giveUpHeading(outline);
    if (isPermalink(inlineText(content))) {
      this.#takeLink([], outline);
      this.#link = content;
      return;
    }
    this.#takeLink([], outline);
    if (isAddendum(inlineText(content))) return outline.addendum(unwrapStrong(content));
    const {title, below} = splitBoldLine(content);
    const parts = splitAtNumbers(title ? below : content);
    const line = title && {content: title, next: parts.find(({marker}) => marker)?.marker ?? after.next};
    if (line && looksLikeHeading(line.content) && !isDateOf(outline, line.content)) outline.pseudoHeading(line);
    else if (!line || !outline.numbered(line, true)) return this.#lines(splitAtNumbers(content), outline, after);
    if (below.length > 0) this.#lines(parts, outline, after);
  }

  #lines(parts: readonly LinePart[], outline: Outline, after: After): void {
    parts.forEach(({content, joint}, index) => {
      const part = parts[index + 1];
      const line = {content, ...(part ? {next: part.marker, below: true} : after)};
      if (index === 0) outline.paragraph(line);
      else if (!outline.numbered(line) && !outline.goOn(joint, content)) outline.text(line);
    });
  }

  /** Whether a paragraph has the words, or the link to itself, of the heading that waits for them. */
  #fillHeading({depth, link}: {depth: number; link: Inline[]}, content: Inline[], outline: Outline): boolean {
    if (link.length === 0 && isPermalink(inlineText(content))) {
      this.#empty = {depth, link: content};
      return true;
    }
    if (!isShortLine(withoutPermalink(inlineText(content)))) return false;
    this.#empty = undefined;
    const words: Inline[] = [];
    for (const node of [...link, ...content]) append(words, node);
    const {permalink, rest} = splitPermalink(words);
    outline.heading(depth, unwrapStrong(rest), permalink);
    return true;
  }

  #giveUpHeading(outline: Outline): void {
    if (!this.#empty) return;
    const {depth, link} = this.#empty;
    this.#empty = undefined;
    outline.heading(depth, link);
  }

  #numberedList(list: List, outline: Outline, after: After): void {
    for (const run of runsOf(list, item => this.#inline.raw(item))) {
      const items = run.map(({item}) => item);
      if (isContents(items, this.#references.headings)) this.#contents({...list, start: run[0]!.value, children: items}, outline);
      else outline.list(run.map(({item, printed, value}) => ({printed, value, titled: item.children.length === 1 && isBold(item.children[0]!), fill: inside => this.#itemBlocks(item, inside)})), after);
    }
  }

  #itemBlocks(item: ListItem, outline: Outline): void {
    const [first] = item.children;
    // A box is a word here: terms are not ticked off in their own text.
    if (typeof item.checked === 'boolean' && first?.type === 'paragraph') first.children.unshift({type: 'text', value: item.checked ? '[x] ' : '[ ] '});
    new MarkdownReader(this.#inline, this.#references).blocks(item.children, outline);
  }

  #plainBlock(node: RootContent, outline: Outline): Block[] {
    switch (node.type) {
      case 'list':
        return [this.#list(node, outline)];
      case 'blockquote':
        return [{type: 'quote', content: this.#nested(node.children, outline)}];
      case 'code':
        return [{type: 'code', ...codeInfo(node.lang, node.meta), text: node.value}];
      case 'thematicBreak':
        return [{type: 'rule'}];
      case 'table':
        return [
          {
            type: 'table',
            align: (node.align ?? []).map(align => align ?? null),
            rows: node.children.map(row => row.children.map(cell => this.#inline.read(cell.children))),
          },
        ];
      case 'definition':
        return this.#definition(node);
      case 'footnoteDefinition':
        return this.#footnote(node.label ?? node.identifier, node.children, outline);
      default:
        return [{type: 'paragraph', content: [this.#inline.raw(node)]}];
    }
  }

  #nested(nodes: readonly RootContent[], outline: Outline): Block[] {
    const inside = new Outline(outline.level);
    new MarkdownReader(this.#inline, this.#references).blocks(nodes, inside);
    return inside.content;
  }

  #list(node: List, outline: Outline): Block {
    return {
      ...listHead(node),
      items: node.children.map(item => {
        const inside = new Outline(outline.level);
        this.#itemBlocks(item, inside);
        return inside.content;
      }),
    };
  }

  /** A definition is no words of its own if the links that use it have its target; all others are text. */
  #definition(node: Definition): Block[] {
    const {definitions, used} = this.#references;
    const linked = used.has(node.identifier) && definitions.get(node.identifier) === node && isLinkTarget(node.url);
    return linked ? [] : [{type: 'paragraph', content: [this.#inline.raw(node)]}];
  }

  #footnote(label: string, nodes: readonly RootContent[], outline: Outline): Block[] {
    const content = this.#nested(nodes, outline);
    const [first] = content;
    const mark = `[^${label}]: `;
    if (first?.type !== 'paragraph') return [{type: 'paragraph', content: [mark.trim()]}, ...content];
    return [{type: 'paragraph', content: prepend(mark, first.content)}, ...content.slice(1)];
  }

  #nextMarkers(nodes: readonly RootContent[]): (Marker | undefined)[] {
    const next: (Marker | undefined)[] = [];
    let marker: Marker | undefined;
    for (let index = nodes.length - 1; index >= 0; index--) {
      next[index] = marker;
      marker = this.#markerOf(nodes[index]!) ?? marker;
    }
    return next;
  }
}

/** The first line of a paragraph, if it is short and all of it in bold, and the lines below it. */
function splitBoldLine(content: readonly Inline[]): {title?: Inline[]; below: Inline[]} {
  const [first, second, ...rest] = content;
  if (typeof first !== 'object' || first.type !== 'strong' || !isShortLine(inlineText(first.content))) return {below: []};
  const broken = typeof second === 'object' ? second.type === 'break' : second?.startsWith('\n');
  if (second !== undefined && !broken) return {below: []};
  const below = trimInline([second ?? '', ...rest]);
  // Bold words above an address are no heading of it: below one stand sentences, or numbers.
  const holds = below.length === 0 || readMarker(leadingText(below, MARKER_REACH)) !== undefined || /[.。!！?？:：;；]$/.test(trailingText(below, 2));
  return holds ? {title: unwrapStrong([first]), below} : {below: []};
}

/** Whether a line above all clauses says of when the text is. */
const isDateOf = (outline: Outline, line: readonly Inline[]) => isDateLine(inlineText(line)) && !outline.content.some(({type}) => type === 'clause');

/** An item of a numbered list, with its number as the source has it. */
interface Numbered {
  item: ListItem;
  printed: string;
  value: number;
}

/**
 * A numbered list as the runs that it prints: where the numbers begin again, something else does. All ones
 * ("1. 1. 1.") is how Markdown says "count them for me".
 */
function runsOf(list: List, raw: (item: ListItem) => string): Numbered[][] {
  const numbers = list.children.map(item => /^([0-9]{1,9})([.)])/.exec(raw(item)) ?? ['1.', '1', '.']);
  const counted = numbers.length > 1 && numbers.every(([, digits]) => digits === numbers[0]![1]);
  const runs: Numbered[][] = [];
  list.children.forEach((item, index) => {
    const value = Number(numbers[index]![1]) + (counted ? index : 0);
    const numbered = {item, value, printed: `${value}${numbers[index]![2]}`};
    const last = runs.at(-1);
    if (last && value > last.at(-1)!.value) last.push(numbered);
    else runs.push([numbered]);
  });
  return runs;
}

function listHead({ordered, start}: List): Omit<ListBlock, 'items'> {
  return {type: 'list', ordered: ordered ?? false, ...(ordered && start !== 1 && start != null ? {start} : {})};
}

function codeInfo(lang: string | null | undefined, meta: string | null | undefined): {info?: string} {
  const info = [lang, meta].filter(Boolean).join(' ');
  return info ? {info} : {};
}
