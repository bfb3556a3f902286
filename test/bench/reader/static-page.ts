import type {Block, Inline, TermsDocument} from '../../../src/document/model.js';

/** The same text as the plainest page that shows it: no script, one sheet of three rules. */
export function staticPage({title, content}: TermsDocument): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>body{font:16px/1.6 system-ui;max-width:68ch;margin:auto}p{margin:.45em 0}h2{font-size:1.2em}</style><h1>${escape(title)}</h1>${blocks(content)}</html>`;
}

/** The first clauses of a text, up to about so many bytes of its words. */
export function beginning(document: TermsDocument, bytes: number): TermsDocument {
  let size = 0;
  return {...document, content: document.content.filter(block => (size += JSON.stringify(block).length) <= bytes)};
}

function blocks(content: readonly Block[]): string {
  return content.map(blockHtml).join('\n');
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'clause': {
      const {anchor, number = '', heading, content: [first, ...rest]} = block;
      const label = number ? `<b>${escape(number)}</b> ` : '';
      if (heading) return `<h2 id="${escape(anchor)}">${label}${inlines(heading)}</h2>${blocks(block.content)}`;
      if (first?.type === 'paragraph') return `<p id="${escape(anchor)}">${label}${inlines(first.content)}</p>${blocks(rest)}`;
      return `<p id="${escape(anchor)}">${label}</p>${blocks(block.content)}`;
    }
    case 'paragraph': return `<p>${inlines(block.content)}</p>`;
    case 'list': return `<ul>${block.items.map(item => `<li>${blocks(item)}</li>`).join('')}</ul>`;
    case 'table': return `<table>${block.rows.map(row => `<tr>${row.map(cell => `<td>${inlines(cell)}</td>`).join('')}</tr>`).join('')}</table>`;
    case 'quote': return `<blockquote>${blocks(block.content)}</blockquote>`;
    case 'code': return `<pre>${escape(block.text)}</pre>`;
    case 'rule': return '<hr>';
  }
}

function inlines(content: readonly Inline[]): string {
  return content.map(inline => {
    if (typeof inline === 'string') return escape(inline);
    if (inline.type === 'break') return '<br>';
    if (inline.type === 'code') return `<code>${escape(inline.text)}</code>`;
    if (inline.type === 'link') return `<a href="${escape(inline.href)}">${inlines(inline.content)}</a>`;
    return `<b>${inlines(inline.content)}</b>`;
  }).join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
}
