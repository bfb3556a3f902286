import {html, nothing, type TemplateResult} from 'lit';
import type {Block, Inline, KeyClause, List, Table} from '../document/model.js';
import type {Row} from './rows.js';

/** What a row needs from its reader. */
export interface RowContext {
  /** `aria-level` of the outermost headings. */
  headingLevel: number;
  words: {keyClause: string; explain: string; newTab: string; table: string};
  /** The person asked for the explanation of a clause. */
  onExplain: (clause: string) => void;
}

/** One row of the reader. Everything that comes from the text goes in as text. */
export function rowView(row: Row, context: RowContext): TemplateResult {
  const {anchor, number, heading, block, level, key, opensKey} = row;
  const label = number ? html`<span class="number" part="number">${number}</span>` : nothing;
  return html`<div class=${kindOf(row)} id=${anchor ?? nothing} part=${key ? 'row key' : 'row'}>
    ${opensKey && key ? badgeView(key, context) : nothing}
    ${heading
      ? html`<div class="heading" part="heading" role="heading" aria-level=${Math.min(6, context.headingLevel + Math.max(0, level - 1))}>
          ${label}<span>${inlines(heading, context)}</span>
        </div>`
      : label}
    <div class="words">
      ${block ? blockView(block, context) : nothing}
    </div>
  </div>`;
}

/** The classes of a row. */
export function kindOf({depth, heading, level, key}: Row): string {
  return `row ${depth > 0 ? `in d${Math.min(depth, 4)}` : ''} ${heading ? `head l${Math.min(level, 3)}` : level ? 'text' : 'text intro'} ${key ? 'key' : ''}`;
}

/** Says that a clause is a key clause, and what it means where the publisher has said so. */
export function badgeView({clause, explanation}: KeyClause, {words, onExplain}: RowContext): TemplateResult {
  if (!explanation) return html`<p class="badge" part="badge">${words.keyClause}</p>`;
  return html`<details class="badge" part="badge" @toggle=${() => onExplain(clause)}>
    <summary><span>${words.keyClause}</span>${' ' + words.explain}</summary>
    <p part="explanation">${explanation}</p>
  </details>`;
}

function blocks(content: readonly Block[], context: RowContext): TemplateResult[] {
  return content.map(block => blockView(block, context));
}

/** One block of a text. */
export function blockView(block: Block, context: RowContext): TemplateResult {
  switch (block.type) {
    case 'paragraph': return html`<p>${inlines(block.content, context)}</p>`;
    case 'list': return listView(block, context);
    case 'table': return tableView(block, context);
    case 'quote': return html`<blockquote>${blocks(block.content, context)}</blockquote>`;
    case 'code': return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
    case 'rule': return html`<hr>`;
    // A clause inside a list or a quote: it keeps its number, in the line.
    case 'clause': return html`<div id=${block.anchor}>
      ${block.number || block.heading
        ? html`<p>${block.number ? html`<span class="number">${block.number}</span>` : nothing}<b>${inlines(block.heading ?? [], context)}</b></p>`
        : nothing}
      ${blocks(block.content, context)}
    </div>`;
  }
}

function listView({ordered, start, items}: List, context: RowContext): TemplateResult {
  const entries = items.map(item => html`<li>${blocks(item, context)}</li>`);
  return ordered ? html`<ol start=${start ?? 1}>${entries}</ol>` : html`<ul>${entries}</ul>`;
}

/** Wider than a phone: it scrolls by itself, and the keyboard can reach it. */
function tableView({align, rows: [head = [], ...rest]}: Table, context: RowContext): TemplateResult {
  const side = (column: number) => align[column] ?? nothing;
  return html`<div class="table" role="region" tabindex="0" aria-label=${context.words.table}>
    <table part="table">
      <thead><tr>${head.map((cell, n) => html`<th scope="col" class=${side(n)}>${inlines(cell, context)}</th>`)}</tr></thead>
      <tbody>
        ${rest.map(row => html`<tr>${row.map((cell, n) => html`<td class=${side(n)}>${inlines(cell, context)}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

/** Words with their marks. */
export function inlines(content: readonly Inline[], context: RowContext): unknown {
  // Most paragraphs are one run of text: no list of parts for those.
  if (content.length === 1 && typeof content[0] === 'string') return content[0];
  return content.map(inline => inlineView(inline, context));
}

function inlineView(inline: Inline, context: RowContext): unknown {
  if (typeof inline === 'string') return inline;
  switch (inline.type) {
    case 'strong': return html`<strong>${inlines(inline.content, context)}</strong>`;
    case 'emphasis': return html`<em>${inlines(inline.content, context)}</em>`;
    case 'deleted': return html`<del>${inlines(inline.content, context)}</del>`;
    case 'code': return html`<code>${inline.text}</code>`;
    case 'break': return html`<br>`;
    case 'link': {
      const words = inlines(inline.content, context);
      // The parser lets no other scheme through; a text that was not parsed by it gets no further either.
      if (!/^(https|mailto|tel):/i.test(inline.href)) return words;
      if (!/^https:/i.test(inline.href)) return html`<a part="link" href=${inline.href}>${words}</a>`;
      return html`<a part="link" href=${inline.href} title=${inline.title ?? nothing} target="_blank" rel="noopener noreferrer">${words}<span
        class="unseen">${context.words.newTab}</span></a>`;
    }
  }
}
