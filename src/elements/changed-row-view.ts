import {html, nothing, type TemplateResult} from 'lit';
import {has, segmentsOf, type BlockChange, type In, type ItemChange, type RowChange, type TextRun} from '../document/changes.js';
import {inlineText} from '../document/inline-text.js';
import type {Inline, Table} from '../document/model.js';
import type {ChangedRow} from './changed-rows.js';
import type {Localizer} from './localizer.js';
import {badgeView, blockView, inlines, kindOf, type RowContext} from './row-view.js';

/** What a marked row needs of its reader. */
export interface MarkContext extends RowContext {
  say: Localizer;
}

/** One row of both texts: what is gone is struck out, what is new is underlined, and each says so in words. */
export function changedRowView(row: ChangedRow, context: MarkContext): TemplateResult {
  const {anchor, number, heading, headingRuns, change, level, key, opensKey, changes} = row;
  // What has moved is not gone: it is named where it was, and stands where it is.
  const left = changes?.[0]?.kind === 'movedTo';
  const label = number ? html`<span class="number" part="number">${wrap(left ? 'both' : row.in, number)}</span>` : nothing;
  return html`<div class="${kindOf(row)} ${left ? 'left' : ''}" id=${anchor ?? nothing} part=${key ? 'row key' : 'row'}>
    ${changes ? tagsView(changes, context.say) : nothing}
    ${opensKey && key ? badgeView(key, context) : nothing}
    ${heading
      ? html`<div class="heading" part="heading" role="heading" aria-level=${Math.min(6, context.headingLevel + Math.max(0, level - 1))}>
          ${label}<span>${runsView(headingRuns!, context)}</span>
        </div>`
      : label}
    <div class="words">${change ? changeView(change, context) : nothing}</div>
  </div>`;
}

/** What happened to a clause, in words. */
export function tagsView(changes: NonNullable<ChangedRow['changes']>, say: Localizer): TemplateResult {
  return html`<p class="badge tags" lang=${say.locale}>${changes.map(({kind, place: cited}) => {
    const place = cited || say.text('elsewhere');
    return html`<span class="tag ${kind}" part="tag">${say.text(kind, {from: place, to: place, number: place})}</span>`;
  })}</p>`;
}

function changeView(change: BlockChange, context: MarkContext): unknown {
  switch (change.type) {
    case 'block': return marked(change.in, blockView(change.block, context), context);
    case 'paragraph': return html`<p>${runsView(change.text, context)}</p>`;
    case 'quote': return html`<blockquote>${changeViews(change.content, context)}</blockquote>`;
    case 'list': {
      const items = change.items.map(item => itemView(item, context));
      return change.after.ordered ? html`<ol start=${change.after.start ?? 1}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table': return tableView(change, context);
    case 'clause': return nothing;
  }
}

function changeViews(changes: readonly BlockChange[], context: MarkContext): unknown[] {
  return changes.map(change => changeView(change, context));
}

function itemView(item: ItemChange, context: MarkContext): TemplateResult {
  if (!('item' in item)) return html`<li>${changeViews(item.content, context)}</li>`;
  return html`<li>${marked(item.in, item.item.map(block => blockView(block, context)), context)}</li>`;
}

function tableView(table: Extract<BlockChange, {type: 'table'}>, context: MarkContext): TemplateResult {
  const [head, ...rest] = table.rows;
  const sides = sidesOf(table);
  const cells = (row: RowChange) =>
    'row' in row ? inColumns(row.row.map(cell => markedInlines(row.in, cell, context)), row.in, table) : row.cells.map(cell => runsView(cell, context));
  const side = (column: number) => sides[column] ?? nothing;
  return html`<div class="table" role="region" tabindex="0" aria-label=${context.words.table}>
    <table part="table">
      <thead><tr>${head ? cells(head).map((cell, n) => html`<th scope="col" class=${side(n)}>${cell}</th>`) : nothing}</tr></thead>
      <tbody>${rest.map(row => html`<tr>${cells(row).map((cell, n) => html`<td class=${side(n)}>${cell}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** To which side the words of each column stand: of one that is gone, as they stood. */
function sidesOf({before, after, columns}: Extract<BlockChange, {type: 'table'}>): Table['align'] {
  if (!columns) return after;
  const next = {before: 0, after: 0};
  return columns.map(column => {
    const [was, is] = [before[next.before], after[next.after]];
    if (has({in: column}, 'before')) next.before++;
    if (has({in: column}, 'after')) next.after++;
    return (column === 'before' ? was : is) ?? null;
  });
}

/** The cells of a row that is in one of the two tables, below the columns of both. */
function inColumns(cells: readonly unknown[], side: In, {columns}: {columns?: readonly In[]}): readonly unknown[] {
  if (!columns || side === 'both') return cells;
  let next = 0;
  return columns.map(column => (has({in: column}, side) ? (cells[next++] ?? nothing) : nothing));
}

function runsView(runs: readonly TextRun[], context: MarkContext): unknown[] {
  return segmentsOf(runs).map(({in: side, content}) => markedInlines(side, content, context));
}

function markedInlines(side: In, content: readonly Inline[], context: MarkContext): unknown {
  // A mark that begins or ends has no words to be marked.
  return inlineText(content).trim() ? marked(side, inlines(content, context), context) : inlines(content, context);
}

/** Readers of a screen are told in words where a mark begins and ends: few of them read `<ins>` and `<del>` out. */
function marked(side: In, words: unknown, {say}: MarkContext): unknown {
  if (side === 'both') return words;
  const began = say.text(side === 'after' ? 'markAdded' : 'markRemoved');
  const aside = (text: string) => html`<span class="unseen" lang=${say.locale}>${text}</span>`;
  return wrap(side, [aside(began), words, aside(say.text('markEnd'))]);
}

function wrap(side: In, words: unknown): unknown {
  return side === 'after' ? html`<ins>${words}</ins>` : side === 'before' ? html`<del>${words}</del>` : words;
}
