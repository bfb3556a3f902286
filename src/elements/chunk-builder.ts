import type {Row} from './rows.js';
import {chunksOf} from './rows.js';

/** About two screens of words: built within one frame on a slow phone. */
export const CHUNK_CHARACTERS = 4000;

/** Puts some rows into an element. */
export type DrawRows = (rows: readonly Row[], into: HTMLElement) => void;

/** What draws the rows of a text, and finds them again. */
export interface Drawn {
  readonly rows: readonly Row[];
  /** Resolves when every row is known and has its place; at once where absent. */
  readonly whole?: Promise<void>;
  /** Where a clause opens, in the order of the rows. */
  indexOf(anchor: string): number | undefined;
  /** A row's element, built and laid out if it was not. */
  elementAt(index: number): HTMLElement | undefined;
  /** A row's element if it was built. */
  drawnAt(index: number): HTMLElement | undefined;
  /** The row that lies at a height of the window, in CSS pixels. */
  rowAt(y: number): number;
  stop(): void;
}

/**
 * Builds a long text in pieces: the first at once, those in view next, the rest while the browser is idle. A
 * piece that is not built yet keeps its place by an estimated height, so the scroll bar is true from the start.
 */
export class ChunkBuilder implements Drawn {
  readonly rows: readonly Row[];
  readonly #chunks: Row[][];
  readonly #places: HTMLElement[];
  /** Index of the first row of each chunk. */
  readonly #starts: number[] = [];
  readonly #draw: DrawRows;
  readonly #observer: IntersectionObserver;
  readonly #built = new Set<number>();
  readonly #rowOf = new Map<string, number>();
  #next = 0;
  #stopped = false;

  constructor(into: HTMLElement, rows: readonly Row[], draw: DrawRows) {
    this.#chunks = chunksOf(rows, CHUNK_CHARACTERS);
    this.rows = rows;
    this.#draw = draw;
    rows.forEach(({anchor}, index) => anchor && this.#rowOf.set(anchor, index));
    let start = 0;
    this.#places = this.#chunks.map(chunk => {
      this.#starts.push(start);
      start += chunk.length;
      return place();
    });
    into.replaceChildren(...this.#places);
    // The margin reaches a scroll container of ours too, where the browser knows `scrollMargin`.
    const margin = {rootMargin: '100%', scrollMargin: '100%'};
    this.#observer = new IntersectionObserver(entries => this.#cameNear(entries), margin);
    this.#places.forEach(element => this.#observer.observe(element));
    this.#build(0);
    this.#buildWhileIdle();
  }

  indexOf(anchor: string): number | undefined {
    return this.#rowOf.get(anchor);
  }

  elementAt(index: number): HTMLElement | undefined {
    const chunk = this.#chunkOf(index);
    this.#build(chunk);
    this.#places[chunk]?.classList.add('laid-out');
    return this.drawnAt(index);
  }

  drawnAt(index: number): HTMLElement | undefined {
    const chunk = this.#chunkOf(index);
    return this.#places[chunk]?.children[index - this.#starts[chunk]!] as HTMLElement | undefined;
  }

  rowAt(y: number): number {
    const below = firstIndex(this.#places.length, index => this.#places[index]!.getBoundingClientRect().bottom > y);
    const rows = this.#places[below]?.children ?? [];
    return (this.#starts[below] ?? 0) + firstIndex(rows.length, index => rows[index]!.getBoundingClientRect().bottom > y);
  }

  stop(): void {
    this.#stopped = true;
    this.#observer.disconnect();
  }

  #chunkOf(row: number): number {
    return firstIndex(this.#starts.length, index => this.#starts[index]! > row) - 1;
  }

  #cameNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of entries) {
      if (isIntersecting) this.#build(this.#places.indexOf(target as HTMLElement));
    }
  }

  #build(index: number): void {
    const chunk = this.#chunks[index];
    if (this.#stopped || !chunk || this.#built.has(index)) return;
    this.#built.add(index);
    this.#observer.unobserve(this.#places[index]!);
    this.#draw(chunk, this.#places[index]!);
  }

  #buildWhileIdle(): void {
    whenIdle(deadline => {
      do this.#build(this.#next++);
      while (this.#next < this.#chunks.length && deadline.timeRemaining() > 8);
      if (!this.#stopped && this.#next < this.#chunks.length) this.#buildWhileIdle();
    });
  }
}

/** The first of `count` that passes a test that all after it pass too; `count` if none does. */
export function firstIndex(count: number, passes: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Holds a piece of the text, whose height is not known yet. */
export function place(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'chunk';
  return element;
}

/** WebKit has no `requestIdleCallback`: there, what is left of two frames from now, of which the first is the browser's. */
export function whenIdle(work: (deadline: Pick<IdleDeadline, 'timeRemaining'>) => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, {timeout: 500});
  else setTimeout(end => work({timeRemaining: () => end - performance.now()}), 16, performance.now() + 30);
}
