import {html, nothing, render, type TemplateResult} from 'lit';
import {guard} from 'lit/directives/guard.js';
import type {AssentTerms} from './assent-terms.js';
import {whenIdle, type Drawn} from './chunk-builder.js';
import {clauseAt, clauseText, linkTo} from './clause-links.js';
import {contentsOf, entryAt, type ContentsEntry} from './contents.js';
import {groupsOf} from './groups-of.js';
import {extendEnglish, type Localizer} from './localizer.js';
import {ReaderSearch} from './reader-search.js';
import type {Row} from './rows.js';
import {further} from './strings/en-further.js';
import {toolsStyle} from './theme/tools-style.js';

/** What the tools need of the inside of their reader. */
export interface ReaderInside {
  builder: Drawn;
  words: Localizer;
  goTo: (row: number) => void;
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

/** Contents and search, loaded when a person asks for one of them. */
export class ReaderTools {
  readonly #parts: ReaderParts;
  readonly #search: ReaderSearch;
  #entries: ContentsEntry[] = [];
  #open: Tool | undefined;
  #entry: ContentsEntry | undefined;
  /** The row where the clause opens that is being read, and that of the one that was copied. */
  #opens = -1;
  #copied = -1;
  #groupsShown = 1;

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
    const {rows, builder, words, region} = this.#parts;
    this.#search = new ReaderSearch({rows, builder, words, region, draw: () => this.#render(), close: () => this.close()});
    if (!root.adoptedStyleSheets.includes(toolsStyle.styleSheet!)) root.adoptedStyleSheets.push(toolsStyle.styleSheet!);
    // Whatever scrolls: the page where the reader is as high as its text, or the region, of which no window hears.
    addEventListener('scroll', this.#scrolled, {passive: true, capture: true});
    region.addEventListener('scroll', this.#scrolled, {passive: true});
  }

  get open(): Tool | undefined {
    return this.#open;
  }

  /** Opens one of them, or closes it where it is open. */
  toggle(tool: Tool): void {
    if (this.#open === tool) return this.close();
    this.#open = tool;
    if (tool === 'contents') this.#showContents();
    this.#scrolled();
    this.#draw();
    const {place} = this.#parts;
    (place.querySelector<HTMLElement>('input, [aria-current]') ?? place.querySelector<HTMLElement>('.entry'))?.focus();
  }

  close(): void {
    this.#open = undefined;
    this.#search.stop();
    this.#draw();
    this.#parts.region.focus({preventScroll: true});
  }

  /** Takes everything away, before another text is shown. */
  stop(): void {
    removeEventListener('scroll', this.#scrolled, {capture: true});
    this.#parts.region.removeEventListener('scroll', this.#scrolled);
    this.#open = undefined;
    this.#search.stop();
    this.#draw();
  }

  #render(): void {
    render(this.#open === 'contents' ? this.#contents() : this.#open === 'search' ? this.#search.view() : nothing, this.#parts.place);
  }

  #draw(): void {
    const {place, root, region} = this.#parts;
    this.#render();
    const bar = root.querySelector<HTMLElement>('.bar');
    // The search covers it; the contents cover the text, where there is little room.
    if (bar) bar.inert = this.#open === 'search';
    region.classList.toggle('under', this.#open === 'contents');
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

  #showContents(): void {
    this.#search.stop();
    if (this.#entries.length === 0) this.#entries = contentsOf(this.#parts.rows);
    this.#showGroups();
  }

  /** Thousands of entries come group by group, and not all in one frame. */
  #showGroups(): void {
    whenIdle(() => {
      if (this.#open !== 'contents' || this.#groupsShown >= groupsOf(this.#entries).length) return;
      this.#groupsShown++;
      this.#render();
      this.#showGroups();
    });
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

  /** Escape closes the tool, and not the dialog around it. */
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  readonly #scrolled = (): void => {
    // The page scrolls on without a reader that was taken away. One that was moved has drawn anew, and has other tools.
    if (!this.#parts.region.isConnected) return this.stop();
    if (this.#open === 'search') this.#search.scrolled();
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
