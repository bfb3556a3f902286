import type {Definition, Node, PhrasingContent} from 'mdast';
import {append, inlineText} from './inline-text.js';
import {isLinkTarget, isPlace} from './links.js';
import type {Inline} from './model.js';

/** Marks inside marks beyond this are shown as written. */
const MAX_MARKS = 16;

/** Turns phrasing content into inline nodes; what may not be a link or an image stays as the source has it. */
export class InlineReader {
  readonly #source: string;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #joint: string;

  /** @param joint marks a cut in the source; it is in no word */
  constructor(source: string, definitions: ReadonlyMap<string, Definition>, joint: string) {
    this.#source = source;
    this.#definitions = definitions;
    this.#joint = joint;
  }

  /** The source of a node, as written. */
  raw(node: Node): string {
    return this.#whole(this.#source.slice(node.position!.start.offset, node.position!.end.offset));
  }

  /** Without joints: those between paragraphs are gone by now, but code and HTML may have been cut as well. */
  #whole(text: string): string {
    return this.#joint && text.includes(this.#joint) ? text.replaceAll(this.#joint, '') : text;
  }

  read(nodes: readonly PhrasingContent[], depth = 0): Inline[] {
    const content: Inline[] = [];
    for (const node of nodes) for (const part of this.#node(node, depth)) append(content, part);
    return content;
  }

  #node(node: PhrasingContent, depth: number): Inline[] {
    if (depth > MAX_MARKS) return [this.raw(node)];
    switch (node.type) {
      case 'text':
        return [this.#whole(node.value)];
      case 'strong':
      case 'emphasis':
        return [{type: node.type, content: this.read(node.children, depth + 1)}];
      case 'delete':
        return [{type: 'deleted', content: this.read(node.children, depth + 1)}];
      case 'inlineCode':
        return [{type: 'code', text: node.value}];
      case 'break':
        return [{type: 'break'}];
      case 'link':
        return this.#link(node, node.url, node.title, this.read(node.children, depth + 1));
      case 'linkReference': {
        const target = this.#definitions.get(node.identifier);
        return this.#link(node, target?.url ?? '', target?.title, this.read(node.children, depth + 1));
      }
      case 'image':
        return this.#image(node, node.url, node.title, node.alt);
      case 'imageReference': {
        const target = this.#definitions.get(node.identifier);
        return this.#image(node, target?.url ?? '', target?.title, node.alt);
      }
      default:
        // HTML, footnote references and whatever an extension may bring: text as written.
        return [this.raw(node)];
    }
  }

  #link(node: Node & {children: readonly PhrasingContent[]}, url: string, title: string | null | undefined, words: Inline[]): Inline[] {
    const said = inlineText(words);
    if (isLinkTarget(url)) return [{type: 'link', href: url, ...(title ? {title} : {}), content: said.trim() ? words : [url]}];
    // A heading's link to itself has no words, and is none of the text's.
    if (isPlace(url) && /[\p{L}\p{N}]/u.test(said)) return [{type: 'link', href: url, ...(title ? {title} : {}), content: words}];
    const raw = this.raw(node);
    const [first] = node.children;
    const last = node.children.at(-1);
    // A bare address has no brackets around its words; one in <> is better left alone as well.
    if (!first || !last || !raw.startsWith('[')) return [raw];
    const start = node.position!.start.offset!;
    const before = raw.slice(0, first.position!.start.offset! - start);
    const after = raw.slice(last.position!.end.offset! - start);
    return [before, ...words, after];
  }

  #image(node: Node, url: string, title: string | null | undefined, alt: string | null | undefined): Inline[] {
    if (!isLinkTarget(url)) return [this.raw(node)];
    return [{type: 'link', href: url, ...(title ? {title} : {}), content: [alt?.trim() ? alt : url]}];
  }
}
