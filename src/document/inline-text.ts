import type {Inline} from './model.js';

/** The words of some inline nodes, marks and targets left out. */
export function inlineText(content: readonly Inline[]): string {
  let text = '';
  for (const node of content) text += typeof node === 'string' ? node : nodeText(node);
  return text;
}

function nodeText(node: Exclude<Inline, string>): string {
  if (node.type === 'break') return '\n';
  if (node.type === 'code') return node.text;
  return inlineText(node.content);
}

/** The first characters of a text, about `length` of them, without walking the rest. */
export function leadingText(content: readonly Inline[], length: number): string {
  let text = '';
  for (const node of content) {
    if (text.length >= length) break;
    if (typeof node === 'string') text += node.slice(0, length - text.length);
    else if (node.type === 'break') text += '\n';
    else if (node.type === 'code') return text; // a number in code is nobody's number
    else text += leadingText(node.content, length - text.length);
  }
  return text;
}

/** The text without its first `count` characters; marks that held nothing else are dropped. */
export function dropLeading(content: readonly Inline[], count: number): Inline[] {
  let left = count;
  let index = 0;
  for (; index < content.length && left > 0; index++) {
    const node = content[index]!;
    const size = typeof node === 'string' ? node.length : nodeText(node).length;
    if (size > left) {
      const rest = typeof node === 'string' ? node.slice(left) : dropInside(node, left);
      return [rest, ...content.slice(index + 1)];
    }
    left -= size;
  }
  return content.slice(index);
}

function dropInside(node: Exclude<Inline, string>, count: number): Inline {
  if (node.type === 'code') return {...node, text: node.text.slice(count)};
  if (node.type === 'break') return node;
  return {...node, content: dropLeading(node.content, count)};
}

/** The last characters of a text, without walking what stands before. */
export function trailingText(content: readonly Inline[], length: number): string {
  let text = '';
  for (let index = content.length - 1; index >= 0 && text.length < length; index--) {
    const node = content[index]!;
    if (typeof node === 'string') text = node.slice(-length) + text;
    else if (node.type === 'break') text = '\n' + text;
    else if (node.type === 'code') text = node.text + text;
    else text = trailingText(node.content, length) + text;
  }
  return text;
}

/** Appends to a text, joining strings, so that the same words always make the same tree. */
export function append(content: Inline[], node: Inline): void {
  const last = content.at(-1);
  if (typeof node === 'string' && typeof last === 'string') content[content.length - 1] = last + node;
  else if (node !== '') content.push(node);
}

/** A text with some words before it. */
export function prepend(words: string, content: readonly Inline[]): Inline[] {
  const [first, ...rest] = content;
  return typeof first === 'string' ? [words + first, ...rest] : [words, ...content];
}

/** The text without white space at its two ends; a break at an end goes too. */
export function trimInline(content: readonly Inline[]): Inline[] {
  const nodes = [...content];
  const blank = (node: Inline | undefined) => node !== undefined && (typeof node === 'string' ? !node.trim() : node.type === 'break');
  while (blank(nodes[0])) nodes.shift();
  while (blank(nodes.at(-1))) nodes.pop();
  if (typeof nodes[0] === 'string') nodes[0] = nodes[0].trimStart();
  const last = nodes.at(-1);
  if (typeof last === 'string') nodes[nodes.length - 1] = last.trimEnd();
  return nodes;
}

/** Columns that a text takes: two for each character of Chinese, Japanese and Korean. */
export function textWidth(text: string): number {
  let width = text.length;
  for (let index = 0; index < text.length; index++) if (isWide(text.charCodeAt(index))) width++;
  return width;
}

function isWide(code: number): boolean {
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff01 && code <= 0xff60);
}
