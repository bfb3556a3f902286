import {html, type TemplateResult} from 'lit';
import {giveWay} from '../document/in-pieces.js';
import type {Drawn} from './chunk-builder.js';
import type {Localizer} from './localizer.js';
import {countIn, Hits, patternOf, rangesIn, type Hit} from './row-search.js';
import {ROW_COST, type Row} from './rows.js';

/** What the search needs of the tools around it. */
export interface SearchParts {
  rows: readonly Row[];
  builder: Drawn;
  words: Localizer;
  /** The region that scrolls. */
  region: HTMLElement;
  /** Draws `view` anew. */
  draw: () => void;
  close: () => void;
}

/** So much is looked through before the page has its turn: some milliseconds on a slow phone. */
const PIECE_CHARACTERS = 65_536;
const TYPING_PAUSE_MS = 120;
/** Matches that are painted above and below those in view. */
const PAINTED_BEYOND = 100;
/** Frames until what came into view has its true height. */
const SETTLING_FRAMES = 6;

/** Looks for words in a text of any length, a piece at a time, and leads from match to match. */
export class ReaderSearch {
  readonly #parts: SearchParts;
  #pattern: RegExp | undefined;
  #hits = new Hits();
  /** The how-many-th is shown; -1 for none. */
  #hit = -1;
  #run = 0;
  #running = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #repaint: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Forgets what was looked for. */
  stop(): void {
    clearTimeout(this.#typing);
    clearTimeout(this.#repaint);
    this.#begin(undefined);
    this.#paint();
  }

  /** Other rows came into view. */
  scrolled(): void {
    clearTimeout(this.#repaint);
    this.#repaint = setTimeout(() => this.#paint(), TYPING_PAUSE_MS);
  }

  view(): TemplateResult {
    const {words, close} = this.#parts;
    const {count} = this.#hits;
    const found = !this.#pattern || (this.#running && count === 0) ? '' : count === 0
      ? words.text('nothingFound')
      : words.text('found', {number: String(this.#hit + 1), count: String(count)});
    const step = (key: 'previous' | 'next', by: number, path: string) =>
      html`<button type="button" class="tool" title=${words.text(key)} ?disabled=${count === 0}
        @click=${() => this.#step(by)}><svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg></button>`;
    // The count grows while one looks; it is said once, when it is right.
    return html`<search class="find" part="search" @keydown=${this.#escape}>
      <input type="search" aria-label=${words.text('search')} placeholder=${words.text('search')} enterkeyhint="search"
        autocomplete="off" spellcheck="false" @input=${this.#typed} @keydown=${this.#entered}>
      <span class="count" aria-hidden="true">${found}</span><span class="unseen" role="status">${this.#running ? '' : found}</span>
      ${step('previous', -1, 'm4 10 4-4 4 4')} ${step('next', 1, 'm4 6 4 4 4-4')}
      <button type="button" class="tool" title=${words.text('close')} @click=${close}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8" /></svg>
      </button>
    </search>`;
  }

  readonly #typed = (event: Event): void => {
    const {value} = event.target as HTMLInputElement;
    // What was typed before is not looked for any more.
    this.#run++;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#find(value), TYPING_PAUSE_MS);
  };

  readonly #entered = (event: KeyboardEvent): void => {
    // An Enter that ends the composing of a Chinese word is not one.
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.#step(event.shiftKey ? -1 : 1);
  };

  /** Escape closes the search, and not the dialog around it. */
  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#parts.close();
  };

  #begin(pattern: RegExp | undefined): number {
    [this.#pattern, this.#hits, this.#hit, this.#running] = [pattern, new Hits(), -1, !!pattern];
    return ++this.#run;
  }

  async #find(typed: string): Promise<void> {
    const {rows} = this.#parts;
    const pattern = patternOf(typed);
    const run = this.#begin(pattern);
    const here = this.#rowsInView()[0];
    let room = PIECE_CHARACTERS;
    for (let row = 0; pattern && row < rows.length; row++) {
      this.#hits.add(countIn(rows, row, pattern));
      room -= rows[row]!.size + ROW_COST;
      if (room > 0) continue;
      room = PIECE_CHARACTERS;
      this.#tell(here);
      await giveWay();
      if (run !== this.#run) return;
    }
    this.#running = false;
    this.#tell(here);
    // After the last match comes the first one.
    if (this.#hit < 0) this.#show(0);
    else this.#paint();
  }

  /** Says how many there are by now, and shows the first one from where the person reads. */
  #tell(here: number): void {
    const first = this.#hits.from(here);
    if (this.#hit < 0 && first < this.#hits.count) this.#show(first);
    else this.#parts.draw();
  }

  #step(by: number): void {
    const {count} = this.#hits;
    if (count > 0) this.#show((Math.max(this.#hit, by > 0 ? -1 : 0) + by + count) % count);
  }

  #show(index: number): void {
    const hit = this.#hits.at(index);
    this.#hit = hit ? index : -1;
    this.#parts.draw();
    if (hit) this.#settleOn(hit, this.#run);
    this.#paint();
  }

  /** Brings a match to the middle. A row can be higher than the window. */
  #settleOn(hit: Hit, run: number, frames = SETTLING_FRAMES): void {
    const {builder, rows, region} = this.#parts;
    const {row, nth} = hit;
    const element = builder.elementAt(row);
    if (rows[row]!.continues) builder.elementAt(row + 1);
    element?.scrollIntoView({block: 'center'});
    const place = this.#rangesAt(row)[nth]?.getBoundingClientRect();
    const {top, bottom} = viewOf(region);
    if (place && (place.top < top || place.bottom > bottom)) {
      const scroller = region.scrollHeight > region.clientHeight ? region : window;
      scroller.scrollBy({top: (place.top + place.bottom - top - bottom) / 2, behavior: 'instant'});
    }
    if (frames === 0 || !element?.isConnected) return;
    requestAnimationFrame(() => {
      const current = this.#hits.at(this.#hit);
      if (run === this.#run && current?.row === row && current.nth === nth) this.#settleOn(hit, run, frames - 1);
    });
  }

  /** Paints what was found, by the CSS Custom Highlight API; no element of the text changes. What is not drawn yet is painted when it is scrolled to. */
  #paint(): void {
    if (!('highlights' in CSS)) return;
    CSS.highlights.delete('assent-found');
    CSS.highlights.delete('assent-current');
    if (!this.#pattern) return;
    const current = this.#hits.at(this.#hit);
    const others: Range[] = [];
    for (const row of this.#rowsToPaint(current)) {
      this.#rangesAt(row).forEach((range, nth) => {
        if (row === current?.row && nth === current.nth) CSS.highlights.set('assent-current', new Highlight(range));
        else others.push(range);
      });
    }
    CSS.highlights.set('assent-found', new Highlight(...others));
  }

  #rowsToPaint(current: Hit | undefined): Set<number> {
    const [first, last] = this.#rowsInView();
    const rows = new Set<number>(current && [current.row]);
    const end = Math.min(this.#hits.count, this.#hits.from(last + 1) + PAINTED_BEYOND);
    for (let index = Math.max(0, this.#hits.from(first) - PAINTED_BEYOND); index < end; index++) rows.add(this.#hits.at(index)!.row);
    return rows;
  }

  #rangesAt(row: number): Range[] {
    const {builder, rows} = this.#parts;
    const element = builder.drawnAt(row);
    const below = rows[row]!.continues ? builder.drawnAt(row + 1) : undefined;
    return element ? rangesIn(element, this.#pattern!, below) : [];
  }

  #rowsInView(): [first: number, last: number] {
    const {builder, region} = this.#parts;
    const {top, bottom} = viewOf(region);
    return [builder.rowAt(top + 24), builder.rowAt(bottom)];
  }
}

/** The part of the region that is in the window, in CSS pixels. */
function viewOf(region: HTMLElement): {top: number; bottom: number} {
  const {top, bottom} = region.getBoundingClientRect();
  return {top: Math.max(0, top), bottom: Math.min(innerHeight, bottom)};
}
