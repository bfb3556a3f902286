import {html, nothing, render, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import type {Assent} from '../client/assent.js';
import type {TermsChanges} from '../document/changes.js';
import {inPieces} from '../document/in-pieces.js';
import {isAssentError} from '../protocol/errors.js';
import type {AssentTerms} from './assent-terms.js';
import {changedRowsOf, preambleRowsOf, type ChangeEntry, type ChangedRow} from './changed-rows.js';
import {whenIdle} from './chunk-builder.js';
import {changedRowView, tagsView, type MarkContext} from './changed-row-view.js';
import {groupsOf} from './groups-of.js';
import {extendEnglish, type Localizer} from './localizer.js';
import type {RowContext} from './row-view.js';
import type {Row} from './rows.js';
import {further} from './strings/en-further.js';
import {changesStyle} from './theme/changes-style.js';

/** What the changes need of their reader. */
export interface ReaderInside {
  words: Localizer;
  context: RowContext;
  /** Draws the text anew, by these rows or its own. */
  draw: (rows?: IterableIterator<Row>, view?: (row: Row) => TemplateResult) => void;
  /** The row that lies at a height of the window. */
  rowAt: (y: number) => number;
  goTo: (row: number) => void;
}

interface ChangesParts extends ReaderInside {
  client: Assent;
  /** The two texts, by their hashes. */
  since: string;
  hash: string;
  root: ShadowRoot;
}

/** Shows what changed in a reader, if it has another text to compare its own with. */
export function compare(reader: AssentTerms, inside: ReaderInside): ReaderChanges | undefined {
  const {client, since, hash, shadowRoot: root} = reader;
  if (!client || !since || !hash || since === hash) return undefined;
  return new ReaderChanges({...inside, client, since, hash, root: root!});
}

/** Entries of the list that are seen at once. */
const FIRST_ENTRIES = 6;
/** So much is laid out before the page has its turn: some milliseconds on a slow phone. */
const PIECE_CHARACTERS = 65_536;

/** What changed since another version: marks in the text, a list of them, and a switch to the text alone. */
export class ReaderChanges {
  readonly #parts: ChangesParts;
  readonly #bar = document.createElement('div');
  readonly #card = document.createElement('div');
  readonly #stopped = new AbortController();
  #changes: TermsChanges | undefined;
  #rows: ChangedRow[] = [];
  #entries: ChangeEntry[] = [];
  #groupsShown = 1;
  #marked = true;
  #failed = false;

  constructor(parts: ChangesParts) {
    extendEnglish(further);
    this.#parts = parts;
    const {root, words} = parts;
    if (!root.adoptedStyleSheets.includes(changesStyle.styleSheet!)) root.adoptedStyleSheets.push(changesStyle.styleSheet!);
    this.#bar.className = 'since';
    this.#card.className = 'what';
    this.#card.lang = words.locale;
    this.#card.dir = words.direction;
    root.querySelector('.aside')!.after(this.#bar);
    void this.#load();
  }

  /** Takes it away, before another text is shown. */
  stop(): void {
    this.#stopped.abort();
    this.#bar.remove();
    this.#card.remove();
    this.#root.classList.remove('marked');
  }

  /** Shows the changes in the text, or the text alone. */
  show(marked: boolean): void {
    this.#marked = marked;
    const {draw, root} = this.#parts;
    this.#card.remove();
    this.#root.classList.toggle('marked', marked);
    if (marked) this.#draw();
    else draw();
    this.#drawBar();
    root.querySelector('.scroll')!.scrollTop = 0;
  }

  async #load(): Promise<void> {
    const {client, since, hash} = this.#parts;
    const {signal} = this.#stopped;
    this.#failed = false;
    try {
      const changes = await client.changes(since, hash, {signal});
      const {rows, entries} = await inPieces(changedRowsOf(changes), {most: PIECE_CHARACTERS, signal});
      if (signal.aborted) return;
      [this.#changes, this.#rows, this.#entries] = [changes, rows, entries];
      this.show(true);
    } catch (error) {
      if (signal.aborted) return;
      // Texts of two languages have no changes to show: the text is all there is.
      this.#failed = !(isAssentError(error) && error.code === 'not_found');
      this.#drawBar();
    }
  }

  #draw(): void {
    const {draw, root} = this.#parts;
    const marks = this.#marks;
    draw(this.#rows.values(), row => changedRowView(row as ChangedRow, marks));
    this.#drawSummary();
    root.querySelector('.body')!.prepend(this.#card);
  }

  #drawBar(): void {
    render(this.#failed ? this.#failure() : this.#changes ? this.#switch(this.#changes) : nothing, this.#bar);
  }

  #switch({before}: TermsChanges): TemplateResult {
    const {words} = this.#parts;
    const side = (key: 'changesView' | 'fullText', marked: boolean) =>
      html`<button type="button" aria-pressed=${String(this.#marked === marked)} @click=${() => this.show(marked)}>${words.text(key)}</button>`;
    const step = (key: 'previousChange' | 'nextChange', by: number, path: string) =>
      html`<button type="button" class="tool" part="tool" title=${words.text(key)} @click=${() => this.#step(by)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>
      </button>`;
    const count = this.#entries.length;
    return html`<div class="sides" part="changes" role="group" aria-label=${words.text('changedSince', {version: before.version})}>
        ${side('changesView', true)}${side('fullText', false)}
      </div>
      ${this.#marked && count > 0
        ? html`<span class="count">${words.text('changeCount', {count: String(count)})}</span>
            ${step('previousChange', -1, 'm4 10 4-4 4 4')}${step('nextChange', 1, 'm4 6 4 4 4-4')}`
        : nothing}`;
  }

  #failure(): TemplateResult {
    const {words} = this.#parts;
    return html`<span role="status">${words.text('changesFailed')}</span>
      <button type="button" class="again" @click=${() => void this.#load()}>${words.text('retry')}</button>`;
  }

  #drawSummary(): void {
    render(this.#summary(this.#marks), this.#card);
  }

  get #marks(): MarkContext {
    const {context, words} = this.#parts;
    return {...context, say: words};
  }

  /** Thousands of changes come group by group, and not all in one frame. */
  #listMore(list: HTMLDetailsElement, groups: number): void {
    whenIdle(() => {
      if (this.#groupsShown >= groups || !list.open || this.#stopped.signal.aborted) return;
      this.#groupsShown++;
      this.#drawSummary();
      this.#listMore(list, groups);
    });
  }

  #summary(context: MarkContext): TemplateResult {
    const {words} = this.#parts;
    const {before} = this.#changes!;
    const [first, rest] = [this.#entries.slice(0, FIRST_ENTRIES), this.#entries.slice(FIRST_ENTRIES)];
    const list = (entries: readonly ChangeEntry[]) => html`<ul>${entries.map(entry => this.#entry(entry))}</ul>`;
    const groups = groupsOf(rest);
    return html`<section class="changed" part="changed" aria-labelledby="changed">
        <div id="changed" class="changed-title" role="heading" aria-level=${context.headingLevel}>${words.parts('changedSince', {version: before.version}, (_, value) => html`<span>${value}</span>`)}</div>
        ${first.length > 0 ? list(first) : html`<p>${words.text('noChange')}</p>`}
        ${rest.length > 0 ? html`<details @toggle=${({currentTarget}: Event) => this.#listMore(currentTarget as HTMLDetailsElement, groups.length)}>
              <summary>${words.text('changesMore', {count: String(rest.length)})}</summary>
              ${groups.slice(0, this.#groupsShown).map(group => guard([group[0]], () => list(group)))}
            </details>`
          : nothing}
      </section>
      ${preambleRowsOf(this.#changes!).map(row => html`<div class="before-title">${changedRowView(row, context)}</div>`)}`;
  }

  #entry({row, number, title, changes}: ChangeEntry): TemplateResult {
    const {words, goTo} = this.#parts;
    return html`<li>
      <button type="button" @click=${() => goTo(row)}>
        ${`${number} ${title}`.trim() || words.text('introduction')}
      </button>
      ${tagsView(changes, words)}
    </li>`;
  }

  #step(by: number): void {
    const {root, goTo, rowAt} = this.#parts;
    const here = rowAt(Math.max(0, root.querySelector('.scroll')!.getBoundingClientRect().top) + 24);
    const entry = by > 0 ? this.#entries.find(({row}) => row > here) : this.#entries.findLast(({row}) => row < here);
    goTo((entry ?? this.#entries.at(by > 0 ? 0 : -1)!).row);
  }

  get #root(): HTMLElement {
    return this.#parts.root.querySelector<HTMLElement>('.root')!;
  }
}
