import {html, nothing, render, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import type {AssentTerms} from './assent-terms.js';
import {whenIdle, type Drawn} from './chunk-builder.js';
import {clauseAt, clauseText, linkTo} from './clause-links.js';
import {contentsOf, entryAt, type ContentsEntry} from './contents.js';
import {extendEnglish, type Localizer} from './localizer.js';
import {findHits, patternOf, rangesIn, type Hit} from './row-search.js';
import type {Row} from './rows.js';
import {further} from './strings/en-further.js';
import {toolsStyle} from './theme/tools-style.js';

/** What the tools need of the inside of their reader. */
export interface ReaderInside {
  builder: Drawn;
  words: Localizer;
  goTo: (row: number, options?: {mark: boolean}) => void;
}

interface ReaderParts extends ReaderInside {
  rows: readonly Row[];
  root: ShadowRoot;
  /** The region that scrolls. */
  region: HTMLElement;
  /** Where the tools are drawn. */
  place: HTMLElement;
  /** What a copied clause is from. */
  about: {title: string; version: string};
  /** Whether the page's address leads to clauses. */
  linked: boolean;
  print: () => void;
  save: () => void;
}

export type Tool = 'contents' | 'search';

/** Ranges to paint at once; of more, those around the current one are. */
const MOST_PAINTED = 500;
const TYPING_PAUSE_MS = 120;
/** A long search lets the page have its turn after so long, and looks through so many rows between two looks at the clock. */
const SLICE_MS = 12;
const SLICE_ROWS = 50;
/** Entries of the contents that are drawn at a time. */
const GROUP_ENTRIES = 60;

/** Contents and search, loaded when a person asks for one of them. */
export class ReaderTools {
  readonly #parts: ReaderParts;
  readonly #entries: ContentsEntry[];
  #open: Tool | undefined;
  #entry: ContentsEntry | undefined;
  #pattern: RegExp | undefined;
  #hits: Hit[] = [];
  #run = 0;
  /** The row where the clause opens that is being read, and that of the one that was copied. */
  #opens = -1;
  #copied = -1;
  #repaint: ReturnType<typeof setTimeout> | undefined;
  #groupsShown = 1;
  #hit = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(reader: AssentTerms, inside: ReaderInside) {
    extendEnglish(further);
    const root = reader.shadowRoot!;
    this.#parts = {
      ...inside,
      rows: inside.builder.rows,
      root,
      region: root.querySelector<HTMLElement>('.scroll')!,
      place: root.querySelector<HTMLElement>('.aside')!,
      about: reader.terms!,
      linked: reader.linked,
      print: () => void reader.print(),
      save: () => void reader.save(),
    };
    this.#entries = contentsOf(this.#parts.rows);
    if (!root.adoptedStyleSheets.includes(toolsStyle.styleSheet!)) root.adoptedStyleSheets.push(toolsStyle.styleSheet!);
    // Whatever scrolls: the region, or the page where the reader is as high as its text.
    addEventListener('scroll', this.#scrolled, {passive: true, capture: true});
  }

  get open(): Tool | undefined {
    return this.#open;
  }

  /** Opens one of them, or closes it where it is open. */
  toggle(tool: Tool): void {
    if (this.#open === tool) return this.close();
    this.#open = tool;
    if (tool === 'contents') this.#showGroups();
    this.#paint();
    this.#scrolled();
    this.#draw();
    const {place} = this.#parts;
    (place.querySelector<HTMLElement>('input, [aria-current]') ?? place.querySelector<HTMLElement>('.entry'))?.focus();
  }

  close(): void {
    this.#open = undefined;
    this.#paint();
    this.#draw();
    this.#parts.region.focus({preventScroll: true});
  }

  /** Takes everything away, before another text is shown. */
  stop(): void {
    removeEventListener('scroll', this.#scrolled, {capture: true});
    this.#open = undefined;
    this.#run++;
    this.#paint();
    render(nothing, this.#parts.place);
  }

  #render(): void {
    render(this.#open === 'contents' ? this.#contents() : this.#open === 'search' ? this.#search() : nothing, this.#parts.place);
  }

  #draw(): void {
    const {place, root} = this.#parts;
    this.#render();
    place.querySelector('[aria-current]')?.scrollIntoView({block: 'nearest'});
    root.querySelectorAll('.bar button').forEach((button, index) => (button.ariaExpanded = String(this.#open === (index === 0 ? 'contents' : 'search'))));
  }

  #contents(): TemplateResult {
    const {words, print, save} = this.#parts;
    return html`<nav class="contents" part="contents" aria-label=${words.text('contents')} @keydown=${this.#escape}>
      ${groupsOf(this.#entries).map((group, index) => {
        const current = this.#entry && group.includes(this.#entry) ? this.#entry : undefined;
        const shown = index < this.#groupsShown || !!current;
        return html`<ol>${guard([shown, current], () => (shown ? group.map(entry => this.#line(entry)) : nothing))}</ol>`;
      })}
      ${this.#clause()}
      <p class="more">
        <button type="button" class="link" @click=${print}>${words.text('print')}</button>
        <button type="button" class="link" @click=${save}>${words.text('save')}</button>
      </p>
    </nav>`;
  }

  /** The clause that is being read, to be copied or linked to. */
  #clause(): TemplateResult | typeof nothing {
    const {rows, words, linked, about} = this.#parts;
    const {anchor, number} = rows[this.#opens] ?? {};
    if (!anchor) return nothing;
    const copy = (key: 'copyClause' | 'copyLink', text: () => string) =>
      html`<button type="button" class="link" @click=${() => void this.#copy(text())}>${words.text(key)}</button>`;
    return html`<p class="more cite">
      <span>${words.text('clause', {number: number ?? anchor})}</span>
      ${copy('copyClause', () => clauseText(rows, this.#opens, about))}
      ${linked ? copy('copyLink', () => linkTo(anchor)) : nothing}
      <span role="status">${this.#copied === this.#opens ? words.text('clauseCopied') : ''}</span>
    </p>`;
  }

  async #copy(text: string): Promise<void> {
    const at = this.#opens;
    // Where the browser does not let us, nothing is said to have been copied.
    await navigator.clipboard?.writeText(text).then(() => (this.#copied = at), () => {});
    this.#render();
  }

  #line(entry: ContentsEntry): TemplateResult {
    return html`<li>
      <button type="button" class="entry l${Math.min(entry.level, 3)}" aria-current=${entry === this.#entry ? 'location' : nothing}
        @click=${() => this.#choose(entry)}><span>${entry.number}</span><span>${entry.title}</span></button>
    </li>`;
  }

  /** Thousands of entries come group by group, and not all in one frame. */
  #showGroups(): void {
    whenIdle(() => {
      if (this.#open !== 'contents' || this.#groupsShown * GROUP_ENTRIES >= this.#entries.length) return;
      this.#groupsShown++;
      this.#render();
      this.#showGroups();
    });
  }

  #search(): TemplateResult {
    const {words} = this.#parts;
    const count = this.#hits.length;
    const found = !this.#pattern ? '' : count === 0
      ? words.text('nothingFound')
      : words.text('found', {number: String(this.#hit + 1), count: String(count)});
    const step = (key: 'previous' | 'next', by: number, path: string) =>
      html`<button type="button" class="tool" aria-label=${words.text(key)} title=${words.text(key)} ?disabled=${count === 0}
        @click=${() => this.#step(by)}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg></button>`;
    return html`<search class="find" part="search" @keydown=${this.#escape}>
      <input type="search" aria-label=${words.text('search')} placeholder=${words.text('search')} enterkeyhint="search"
        autocomplete="off" spellcheck="false" @input=${this.#typed} @keydown=${this.#entered}>
      <span class="count" role="status">${found}</span>
      ${step('previous', -1, 'm4 10 4-4 4 4')} ${step('next', 1, 'm4 6 4 4 4-4')}
      <button type="button" class="tool" aria-label=${words.text('close')} title=${words.text('close')} @click=${() => this.close()}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8" /></svg>
      </button>
    </search>`;
  }

  #choose(entry: ContentsEntry): void {
    this.#entry = entry;
    const {goTo, linked, rows} = this.#parts;
    goTo(entry.row);
    if (linked) history.replaceState(history.state, '', linkTo(rows[entry.row]!.anchor!));
    // Where the contents cover the text, they have done their work.
    const beside = this.#parts.place.offsetWidth < this.#parts.region.offsetWidth;
    if (beside) this.#draw();
    else this.close();
  }

  readonly #typed = (event: Event): void => {
    const {value} = event.target as HTMLInputElement;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#find(value), TYPING_PAUSE_MS);
  };

  readonly #entered = (event: KeyboardEvent): void => {
    // An Enter that ends the composing of a Chinese word is not one.
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.#step(event.shiftKey ? -1 : 1);
  };

  /** Escape closes the tool, and not the dialog around it. */
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  async #find(typed: string): Promise<void> {
    const run = ++this.#run;
    const {rows} = this.#parts;
    const pattern = patternOf(typed);
    const hits: Hit[] = [];
    let end = performance.now() + SLICE_MS;
    for (let from = 0; pattern && from < rows.length; from += SLICE_ROWS) {
      if (performance.now() > end) {
        await new Promise(resolve => setTimeout(resolve));
        if (run !== this.#run) return;
        end = performance.now() + SLICE_MS;
      }
      for (const {row, nth} of findHits(rows.slice(from, from + SLICE_ROWS), pattern)) hits.push({row: row + from, nth});
    }
    this.#pattern = pattern;
    this.#hits = hits;
    const here = this.#rowAtTop();
    this.#hit = Math.max(0, hits.findIndex(({row}) => row >= here));
    this.#show();
  }

  #step(by: number): void {
    const count = this.#hits.length;
    if (count === 0) return;
    this.#hit = (this.#hit + by + count) % count;
    this.#show();
  }

  #show(): void {
    this.#draw();
    const hit = this.#hits[this.#hit];
    if (!hit || !this.#pattern) return this.#paint();
    this.#parts.goTo(hit.row, {mark: false});
    const element = this.#parts.builder.elementAt(hit.row)!;
    // A row can be higher than the window.
    const range = rangesIn(element, this.#pattern)[hit.nth];
    range?.startContainer.parentElement?.scrollIntoView({block: 'center'});
    this.#paint();
  }

  /** Paints what was found, by the CSS Custom Highlight API; no element of the text changes. */
  #paint(): void {
    if (!('highlights' in CSS)) return;
    CSS.highlights.delete('assent-found');
    CSS.highlights.delete('assent-current');
    const pattern = this.#pattern;
    if (this.#open !== 'search' || !pattern) return;
    const current = this.#hits[this.#hit];
    const here = this.#rowAtTop();
    const at = Math.max(0, this.#hits.findIndex(({row}) => row >= here));
    const first = Math.max(0, at - MOST_PAINTED / 2);
    const near = new Set(this.#hits.slice(first, first + MOST_PAINTED).map(({row}) => row));
    if (current) near.add(current.row);
    const others: Range[] = [];
    for (const row of near) {
      // What is not drawn yet is painted when it is scrolled to.
      const element = this.#parts.builder.drawnAt(row);
      const ranges = element ? rangesIn(element, pattern) : [];
      ranges.forEach((range, nth) => {
        if (row === current?.row && nth === current.nth) CSS.highlights.set('assent-current', new Highlight(range));
        else others.push(range);
      });
    }
    CSS.highlights.set('assent-found', new Highlight(...others));
  }

  readonly #scrolled = (): void => {
    clearTimeout(this.#repaint);
    if (this.#open === 'search') this.#repaint = setTimeout(() => this.#paint(), TYPING_PAUSE_MS);
    if (this.#open !== 'contents') return;
    const at = this.#rowAtTop();
    const opens = clauseAt(this.#parts.rows, at);
    const entry = entryAt(this.#entries, at);
    const [sameClause, sameEntry] = [opens === this.#opens, entry === this.#entry];
    [this.#opens, this.#entry] = [opens, entry];
    if (!sameEntry) this.#draw();
    else if (!sameClause) this.#render();
  };

  #rowAtTop(): number {
    const {top} = this.#parts.region.getBoundingClientRect();
    return this.#parts.builder.rowAt(Math.max(0, top) + 24);
  }
}

function groupsOf(entries: readonly ContentsEntry[]): ContentsEntry[][] {
  return Array.from({length: Math.ceil(entries.length / GROUP_ENTRIES)}, (_, index) => entries.slice(index * GROUP_ENTRIES, (index + 1) * GROUP_ENTRIES));
}
