import {parseTerms} from '../../src/document/parse.js';
import {inlineText} from '../../src/document/inline-text.js';
import type {Block, Clause, Inline, TermsDocument, TermsMeta} from '../../src/document/model.js';

/** Parses a text as one would publish it. */
export function parse(source: string, meta: Partial<TermsMeta> = {}): TermsDocument {
  return parseTerms(source, {id: 'terms', version: '1', locale: 'en', ...meta});
}

/**
 * A tree as lines one can read: `#3.5 3.5 Heading`, `- paragraph words`, two spaces deeper for each level that
 * the tree nests (not the level that the clause says).
 */
export function outlineOf(blocks: readonly Block[], indent = ''): string[] {
  return blocks.flatMap(block => linesOf(block, indent));
}

function linesOf(block: Block, indent: string): string[] {
  switch (block.type) {
    case 'clause': {
      const head = [`#${block.anchor}`, block.number, block.heading && `"${inlineText(block.heading)}"`].filter(Boolean).join(' ');
      return [indent + head, ...outlineOf(block.content, `${indent}  `)];
    }
    case 'paragraph':
      return [`${indent}${inlineText(block.content).replaceAll('\n', ' / ')}`];
    case 'list':
      return block.items.flatMap((item, index) => [`${indent}${block.ordered ? `${(block.start ?? 1) + index}.` : '*'}`, ...outlineOf(item, `${indent}  `)]);
    case 'quote':
      return [`${indent}>`, ...outlineOf(block.content, `${indent}  `)];
    case 'table':
      return block.rows.map(row => `${indent}| ${row.map(inlineText).join(' | ')}`);
    case 'code':
      return [`${indent}\`${block.info ?? ''}\` ${block.text}`];
    case 'rule':
      return [`${indent}---`];
  }
}

/** Every clause of a tree, in order. */
export function clausesOf(blocks: readonly Block[]): Clause[] {
  return blocks.flatMap(block => {
    if (block.type === 'clause') return [block, ...clausesOf(block.content)];
    if (block.type === 'quote') return clausesOf(block.content);
    return block.type === 'list' ? block.items.flatMap(clausesOf) : [];
  });
}

/** Every inline node of a tree that is no string, marks inside marks as well. */
export function inlineNodesOf(blocks: readonly Block[]): Exclude<Inline, string>[] {
  return blocks.flatMap(block => {
    switch (block.type) {
      case 'clause':
        return [...nodesOf(block.heading ?? []), ...inlineNodesOf(block.content)];
      case 'paragraph':
        return nodesOf(block.content);
      case 'quote':
        return inlineNodesOf(block.content);
      case 'list':
        return block.items.flatMap(inlineNodesOf);
      case 'table':
        return block.rows.flat().flatMap(nodesOf);
      default:
        return [];
    }
  });
}

function nodesOf(content: readonly Inline[]): Exclude<Inline, string>[] {
  return content.flatMap(node => {
    if (typeof node === 'string') return [];
    return 'content' in node ? [node, ...nodesOf(node.content)] : [node];
  });
}

/** Runs of letters and digits, of any script: the words that must not be lost. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/**
 * The first of some words that a text does not have in their order; undefined if it has them all. White space is
 * left out of the text: "1.1您" is printed as "1.1 您".
 */
export function firstLost(words: readonly string[], text: string): string | undefined {
  const dense = text.replace(/\s+/gu, '');
  let at = 0;
  return words.find(word => {
    const found = dense.indexOf(word, at);
    if (found >= 0) at = found + word.length;
    return found < 0;
  });
}
