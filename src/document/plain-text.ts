import type {Block, Clause, Inline, List, Table, TermsDocument} from './model.js';

/** The words of a terms document in order, as plain text: fit for a mail or a file that lasts. */
export function plainText(document: TermsDocument): string {
  const lines: string[] = [];
  writeBlocks(document.preamble ?? [], '', lines);
  if (lines.length > 0) lines.push('');
  lines.push(document.title, '');
  writeBlocks(document.content, '', lines);
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n') + '\n';
}

function writeBlocks(blocks: readonly Block[], indent: string, lines: string[]): void {
  for (const block of blocks) {
    if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
    writeBlock(block, indent, lines);
  }
}

function writeBlock(block: Block, indent: string, lines: string[]): void {
  switch (block.type) {
    case 'clause':
      return writeClause(block, indent, lines);
    case 'paragraph':
      return writeText(inline(block.content), indent, indent, lines);
    case 'list':
      return writeList(block, indent, lines);
    case 'table':
      return writeTable(block, indent, lines);
    case 'quote':
      return writeBlocks(block.content, `${indent}> `, lines);
    case 'code':
      if (block.info) lines.push(`${indent}(${block.info})`);
      return writeText(block.text, `${indent}    `, `${indent}    `, lines);
    case 'rule':
      lines.push(`${indent}* * *`);
  }
}

/** The number and the heading on one line; a clause without a heading begins with its first paragraph. */
function writeClause({number, heading, permalink, content}: Clause, indent: string, lines: string[]): void {
  if (permalink) lines.push(indent + permalink);
  const head = [number, heading && inline(heading)].filter(Boolean).join(' ');
  const [first, ...rest] = content;
  if (!heading && number && first?.type === 'paragraph') {
    writeText(`${number} ${inline(first.content)}`, indent, indent, lines);
    return writeBlocks(rest, indent, lines);
  }
  if (head) writeText(head, indent, indent, lines);
  writeBlocks(content, indent, lines);
}

function writeList({ordered, start = 1, items}: List, indent: string, lines: string[]): void {
  items.forEach((item, index) => {
    const mark = ordered ? `${start + index}. ` : '- ';
    const inner = indent + ' '.repeat(mark.length);
    const [first, ...rest] = item;
    if (first?.type === 'paragraph') {
      writeText(inline(first.content), indent + mark, inner, lines);
      writeBlocks(rest, inner, lines);
    } else {
      lines.push(indent + mark.trimEnd());
      writeBlocks(item, inner, lines);
    }
  });
}

function writeTable({rows}: Table, indent: string, lines: string[]): void {
  for (const row of rows) writeText(row.map(inline).join(' | '), indent, indent, lines);
}

function writeText(text: string, first: string, rest: string, lines: string[]): void {
  text.split('\n').forEach((line, index) => lines.push((index === 0 ? first : rest) + line));
}

function inline(content: readonly Inline[]): string {
  let text = '';
  for (const node of content) {
    if (typeof node === 'string') text += node;
    else if (node.type === 'break') text += '\n';
    else if (node.type === 'code') text += node.text;
    else if (node.type === 'link') text += link(inline(node.content), node.href, node.title);
    else text += inline(node.content);
  }
  return text;
}

/** Words, and the target in parentheses where the words do not say it already, as an address of mail does. */
function link(words: string, href: string, title: string | undefined): string {
  const said = words === href || (/^(mailto|tel):/i.test(href) && words === href.slice(href.indexOf(':') + 1));
  const more = [said ? '' : href, title && `"${title}"`].filter(Boolean).join(' ');
  return more ? `${words} (${more})` : words;
}
