import {html, nothing, render, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {TermsDocument} from '../document/model.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {Shown} from '../protocol/record.js';
import {AssentElement, WORDS} from './assent-element.js';
import {questionsIn} from './assent-flow.js';
import {ChunkBuilder, type DrawRows, type Drawn} from './chunk-builder.js';
import {errorView, loadErrorWords, skeleton} from './error-view.js';
import {AssentEndReachedEvent, AssentErrorEvent, AssentTextShownEvent} from './events.js';
import type {CopyOf} from './reader-copy.js';
import type {ReaderChanges} from './reader-changes.js';
import type {ReaderTabs} from './reader-tabs.js';
import type {ReaderTools} from './reader-tools.js';
import {rowView, type RowContext} from './row-view.js';
import {beginRows, eachRow, gutterOf, rowsOf, type BegunRows, type Row} from './rows.js';
import {directionOf} from './localizer.js';
import {readerStyle} from './theme/reader-style.js';
import {base, tokens} from './theme/tokens.js';

/** A text of more rows than this has contents and a search. */
const LONG_ROWS = 30;

/**
 * The reader: a terms document as it was published, with its numbers, lists, tables and links. It takes the
 * text itself (`terms`), or a client and a `hash`, a `document` or several `documents` to load by.
 *
 * @tagname assent-terms
 *
 * @fires {AssentTextShownEvent} assent-text-shown - The beginning of the text can be read.
 * @fires {AssentEndReachedEvent} assent-end-reached - The end of the text came into view.
 * @fires {AssentErrorEvent} assent-error - The text could not be loaded, or is not the one that was published.
 *
 * @slot header - Above the text, inside the part that scrolls.
 * @slot footer - Below the text, inside the part that scrolls.
 *
 * @csspart scroll - The region that scrolls.
 * @csspart progress - The thin bar that shows how far one has read.
 * @csspart tabs - The documents, where there are several.
 * @csspart tab - One of them.
 * @csspart tools - The bar with contents and search, for a long text.
 * @csspart tool - A button in it.
 * @csspart contents - The table of contents.
 * @csspart search - The search.
 * @csspart column - The text.
 * @csspart title - The title, where it is shown.
 * @csspart row - A clause or one block of its words.
 * @csspart key - A row of a key clause.
 * @csspart badge - The word that marks a key clause.
 * @csspart explanation - What a key clause means, given on request.
 * @csspart number - The printed number of a clause.
 * @csspart heading - The heading of a clause.
 * @csspart link - A link in the text.
 * @csspart table - A table in the text.
 * @csspart changes - The switch between the changes and the text alone.
 * @csspart changed - The list of changes.
 * @csspart tag - What happened to a clause.
 * @csspart preamble - What stood above the title.
 * @csspart skeleton - Grey lines while the text loads.
 * @csspart error - Why there is no text.
 * @csspart button - The button that tries again.
 * @csspart retry - The button that tries again.
 *
 * @cssprop [--assent-line-height=1.6] - 1.8 for Chinese, Japanese and Korean.
 * @cssprop [--assent-measure=68ch] - Longest line.
 * @cssprop [--assent-reader-padding=1.25em 1.75em 2em] - Around the text.
 *
 * @cssstate loading - The text is on its way.
 * @cssstate ready - The text can be read.
 * @cssstate error - There is no text.
 * @cssstate end-reached - The end of the text came into view.
 */
export class AssentTerms extends AssentElement {
  static override styles = [tokens, base, readerStyle];
  static override properties: PropertyDeclarations = {
    terms: {attribute: false},
    hash: {},
    document: {},
    documents: WORDS,
    since: {},
    linked: {type: Boolean},
    headingLevel: {type: Number, attribute: 'heading-level'},
    hideTitle: {type: Boolean, attribute: 'hide-title'},
    error: {state: true, attribute: false},
  };

  /** The text to show. Set it, or let the client load it. */
  terms?: TermsDocument | undefined;

  /** Hash of the text to load. */
  hash?: string | undefined;

  /** Id of the document to load, in the version in force; `hash` goes before it. */
  document?: string | undefined;

  /** Ids of several documents to choose from by tabs; `document` is the one that is shown. Separated by spaces in the attribute. */
  documents?: readonly string[] | undefined;

  /** Hash of an earlier text of the same document: what changed since is marked, and the marks can be switched off. */
  since?: string | undefined;

  /** Whether the page's address leads to clauses: `#3.5.2`. For the one reader of a page. */
  linked = false;

  /** Level of the title, 1 to 6; headings in the text come below it. */
  headingLevel = 2;

  /** Leaves the title out, for a page that shows it itself. */
  hideTitle = false;

  private error?: unknown;

  #rows: Row[] = [];
  #builder?: Drawn | undefined;
  /** Resolves when all of the text has its place. */
  #whole?: Promise<void>;
  #loading?: AbortController | undefined;
  #opened?: ReaderTools | undefined;
  #changes?: ReaderChanges | undefined;
  #tabs?: ReaderTabs;
  #shown?: TermsDocument | undefined;
  #hasShown = false;
  #inView = false;
  #seenMs = 0;
  #seenSince: number | undefined;
  #endReached = false;
  readonly #explained = new Set<string>();
  readonly #end = new IntersectionObserver(entries => {
    if (entries.some(({isIntersecting}) => isIntersecting)) this.#reachEnd();
  });

  readonly #seen = new IntersectionObserver(entries => {
    this.#inView = entries.at(-1)!.isIntersecting;
    this.#time();
  });

  /** Time runs while the text is in view, in a tab that is: a hidden one tells no observer that it is not. */
  readonly #time = (): void => {
    this.#seenMs = this.openMs;
    this.#seenSince = this.#inView && this.isConnected && document.visibilityState === 'visible' ? performance.now() : undefined;
  };

  /** Whether the end of the text came into view. */
  get endReached(): boolean {
    return this.#endReached;
  }

  /** How long the text has been on screen, in a tab in front, in milliseconds. */
  get openMs(): number {
    const now = performance.now();
    return Math.round(this.#seenMs + now - (this.#seenSince ?? now));
  }

  /** Whether there is no text to read, for it could not be loaded or is not the one that was published. */
  get failed(): boolean {
    return !!this.error;
  }

  /** Anchors of the key clauses whose explanation was asked for. */
  get explained(): string[] {
    return [...this.#explained];
  }

  /** What a record says of the reading. */
  get reading(): Pick<Shown, 'endReached' | 'openMs' | 'explained'> {
    const {endReached, openMs, explained} = this;
    return {endReached, openMs, ...(explained.length > 0 && {explained: explained.slice(0, 50)})};
  }

  /** Loads the text once more. */
  async retry(): Promise<void> {
    this.#loading?.abort();
    const {client, hash, document: id} = this;
    if (!client || !(hash || id)) return;
    const {signal} = (this.#loading = new AbortController());
    [this.terms, this.error] = [undefined, undefined];
    try {
      const terms = await client.terms(hash ?? (await this.#hashInForce(id!, signal)), {signal});
      if (!signal.aborted) this.terms = terms;
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      const cause = isAssentError(error) ? error : new AssentError('unavailable', 'The text could not be loaded.', {cause: error});
      this.dispatchEvent(new AssentErrorEvent(cause));
    }
  }

  /** Brings a clause into view and marks it for a moment. False if the text has no such anchor. */
  async scrollToClause(anchor: string): Promise<boolean> {
    const find = () => this.#builder?.indexOf(anchor);
    const index = find() ?? (await this.#whole, find());
    if (index === undefined) return false;
    this.#goTo(index);
    return true;
  }

  /** Opens the table of contents, or closes it. */
  async toggleContents(): Promise<void> {
    (await this.#tools())?.toggle('contents');
  }

  /** Opens the search, or closes it. */
  async toggleSearch(): Promise<void> {
    (await this.#tools())?.toggle('search');
  }

  /** Prints the whole text. */
  async print(): Promise<void> {
    if (this.terms) await (await import('./reader-copy.js')).printCopy(this.#copy(this.terms));
  }

  /** Saves the whole text as one file that opens anywhere. */
  async save(): Promise<void> {
    if (this.terms) (await import('./reader-copy.js')).saveCopy(this.#copy(this.terms));
  }

  /** Focuses the text, so that the keyboard scrolls it. */
  override focus(options?: FocusOptions): void {
    void this.updateComplete.then(() => this.find('.scroll')?.focus(options));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#loading?.abort();
    this.#changes?.stop();
    this.#builder?.stop();
    this.#end.disconnect();
    this.#seen.disconnect();
    document.removeEventListener('visibilitychange', this.#time);
    this.#time();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#time);
    // Moved within the page: what was stopped begins anew.
    if (this.hasUpdated && !this.terms) void this.retry();
    else if (this.hasUpdated) this.#show();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('documents') && this.documents?.[0]) void this.#choose();
    const asked = changed.has('client') || changed.has('hash') || changed.has('document') || (changed.has('locale') && !this.hash);
    if (asked && (this.hash || this.document)) void this.retry();
    if (changed.has('terms')) {
      this.#rows = this.terms ? beginRows(this.#eachRow()).head : [];
      this.#shown = undefined;
    }
    const ready = !!this.terms;
    this.setStates({ready, error: !ready && !!this.error, loading: !ready && !this.error, 'end-reached': this.#endReached});
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.words.ready) this.#show(changed);
  }

  protected override render(): TemplateResult {
    const {terms, words} = this;
    const label = terms?.title ?? (this.error ? loadErrorWords(this.error, words).title : words.text('loading'));
    return html`<div class="root" lang=${words.locale} dir=${words.direction}>
      ${this.#tabs?.render()}
      ${terms ? html`<progress part="progress" aria-hidden="true" max="1" value="0"></progress>` : nothing}
      ${terms && words.ready && this.#isLong ? this.#bar() : nothing}
      <div class="aside"></div>
      <div class="scroll" part="scroll" id="text" tabindex="0" role=${this.documents?.[1] ? 'tabpanel' : 'region'} aria-label=${label} aria-busy=${!terms && !this.error}
        @scroll=${this.#scrolled}>
        <slot name="header"></slot>
        ${terms && words.ready
          ? this.#text(terms)
          : this.error
            ? errorView(this.error, words, () => void this.retry())
            : skeleton(words.text('loading'))}
        <slot name="footer"></slot>
      </div>
    </div>`;
  }

  /** What shows the tabs is loaded when there are several documents. */
  async #choose(): Promise<void> {
    const documents = this.documents!;
    if (!documents.includes(this.document!)) this.document = documents[0]!;
    if (!documents[1]) return;
    const {ReaderTabs} = await import('./reader-tabs.js');
    this.#tabs ??= new ReaderTabs(this, this.words);
    this.requestUpdate();
  }

  #bar(): TemplateResult {
    const tool = (key: 'contents' | 'search', path: string, press: () => void) =>
      html`<button class="tool" part="tool" type="button" aria-expanded="false" @click=${press}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg><span>${this.words.text(key)}</span>
      </button>`;
    return html`<div class="bar" part="tools">
      ${tool('contents', 'M3 4h10M3 8h10M3 12h6', () => void this.toggleContents())}
      ${tool('search', 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-1.3 3.2L14 14', () => void this.toggleSearch())}
    </div>`;
  }

  #text({title, locale, preamble}: TermsDocument): TemplateResult {
    return html`<article class="column ${gutterOf(this.#rows)}" part="column" lang=${locale} dir=${directionOf(locale)}>
      ${preamble
        ? html`<aside class="preamble" part="preamble" aria-label=${this.words.text('preamble')}>
            ${rowsOf(preamble).map(row => rowView(row, this.#context()))}
          </aside>`
        : nothing}
      ${this.hideTitle
        ? nothing
        : html`<div class="title" part="title" role="heading" aria-level=${this.headingLevel} lang=${locale}>${title}</div>`}
      <div class="body"></div>
      <div class="end"></div>
    </article>`;
  }

  /** Builds the text where it, or the words around it, changed. */
  #show(changed?: PropertyValues<this>): void {
    const again = !changed || (['terms', 'strings', 'locale', 'client', 'headingLevel', 'since'] as const).some(name => changed.has(name));
    const place = this.find('.body');
    if (!place || (!again && place.firstChild)) return;
    this.#changes?.stop();
    this.#changes = undefined;
    this.#draw();
    if (this.since) void this.#compare();
    if (this.#shown === this.terms) return;
    // Each has the page laid out at once: a first text need not wait for it, and in a window of ours the scheme is inherited.
    if (!((this.getRootNode() as Partial<ShadowRoot>).host instanceof AssentElement)) this.followScheme();
    if (this.#hasShown) this.find('.scroll')!.scrollTop = 0;
    this.#hasShown = true;
    this.#shown = this.terms;
    this.#endReached = false;
    this.#explained.clear();
    this.#seenMs = 0;
    this.#seenSince = undefined;
    if (this.linked) void import('./clause-links.js').then(({followHash}) => followHash(this));
    this.dispatchEvent(new AssentTextShownEvent(this.hash ?? ''));
  }

  /** Draws the text, or other rows in its place. */
  #draw(rows: IterableIterator<Row> = this.#eachRow(), view?: (row: Row) => TemplateResult): void {
    this.#opened?.stop();
    this.#opened = undefined;
    this.#builder?.stop();
    this.#end.disconnect();
    this.#seen.disconnect();
    this.#seen.observe(this.find('.column')!);
    const context = this.#context();
    view ??= row => rowView(row, context);
    const draw: DrawRows = (some, place) => void render(some.map(view), place);
    const {head, rest} = beginRows(rows);
    const into = this.find('.body')!;
    const begun = (this.#builder = new ChunkBuilder(into, head, draw));
    this.#whole = this.#drawRest(rest, begun, {into, draw});
  }

  /** What is too much to be drawn at once. The end of the text is the end of all of it. */
  async #drawRest(rest: BegunRows['rest'], begun: Drawn, {into, draw}: {into: HTMLElement; draw: DrawRows}): Promise<void> {
    if (rest) {
      const large = await import('./large-text.js').catch(() => undefined);
      if (this.#builder !== begun) return;
      const all: Drawn = large
        ? new large.LargeText({head: begun, rest, into, draw, root: this.shadowRoot!})
        : new ChunkBuilder(into, [...begun.rows, rest[0], ...rest[1]], draw);
      this.#builder = all;
      await all.whole;
      if (this.#builder !== all) return;
    }
    this.#end.observe(this.find('.end')!);
  }

  #eachRow(): IterableIterator<Row> {
    return eachRow(this.terms!.content, this.terms!.keyClauses);
  }

  /** Loads what changed, and what shows it. */
  async #compare(): Promise<void> {
    const {compare} = await import('./reader-changes.js');
    this.#changes ??= compare(this, {
      words: this.words,
      context: this.#context(),
      draw: (rows, view) => this.#draw(rows, view),
      rowAt: y => this.#builder!.rowAt(y),
      goTo: row => this.#goTo(row),
    });
  }

  /** Contents and search are loaded when they are asked for. */
  async #tools(): Promise<ReaderTools | undefined> {
    const {ReaderTools} = await import('./reader-tools.js');
    await this.#whole;
    const {words} = this;
    if (!this.#builder) return undefined;
    return (this.#opened ??= new ReaderTools(this, {builder: this.#builder, words, goTo: row => this.#goTo(row)}));
  }

  #copy(terms: TermsDocument): CopyOf {
    return {terms, hash: this.hash, context: this.#context(), words: this.words};
  }

  get #isLong(): boolean {
    return this.#rows.length > LONG_ROWS;
  }

  #goTo(index: number): void {
    const row = this.#builder?.elementAt(index);
    if (!row) return;
    this.#settleOn(row);
    row.classList.remove('found');
    // Reading the box restarts the animation.
    void row.offsetWidth;
    row.classList.add('found');
  }

  /** What comes into view takes its true height, and shifts what is below: it takes some frames to arrive. */
  #settleOn(row: HTMLElement, frames = 6): void {
    row.scrollIntoView({block: 'start'});
    if (frames > 0 && row.isConnected) requestAnimationFrame(() => this.#settleOn(row, frames - 1));
  }

  #context(): RowContext {
    const {words} = this;
    return {
      headingLevel: Math.min(6, this.headingLevel + 1),
      words: {
        keyClause: words.text('keyClause'),
        explain: words.text('explain'),
        newTab: words.text('newTab'),
        table: words.text('table'),
      },
      onExplain: clause => this.#explained.add(clause),
    };
  }

  #scrolled(): void {
    const {scrollTop, scrollHeight, clientHeight} = this.find('.scroll')!;
    const bar = this.find<HTMLProgressElement>('progress');
    if (bar) bar.value = scrollTop / Math.max(1, scrollHeight - clientHeight);
  }

  #reachEnd(): void {
    this.#end.disconnect();
    if (this.#endReached) return;
    this.#endReached = true;
    this.setStates({'end-reached': true});
    this.dispatchEvent(new AssentEndReachedEvent());
  }

  async #hashInForce(id: string, signal: AbortSignal): Promise<string> {
    const agreements = await this.client!.agreements({signal, ...(this.locale && {locale: this.locale})});
    return questionsIn(agreements, this.client!.now(), [id])[0]!.offer.text.hash;
  }
}
