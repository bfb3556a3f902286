import type {Row} from './rows.js';
import {chunksOf} from './rows.js';

/** About two screens of words: built within one frame on a slow phone. */
const CHUNK_CHARACTERS = 4000;

/**
 * Builds a long text in pieces: the first at once, those in view next, the rest while the browser is idle. A
 * piece that is not built yet keeps its place by an estimated height, so the scroll bar is true from the start.
 */
export class ChunkBuilder {
  readonly #chunks: Row[][];
  readonly #places: HTMLElement[];
  readonly #draw: (rows: readonly Row[], into: HTMLElement) => void;
  readonly #observer: IntersectionObserver;
  readonly #built = new Set<number>();
  readonly #chunkOf = new Map<string, number>();
  #next = 0;
  #stopped = false;

  constructor(into: HTMLElement, rows: readonly Row[], draw: (rows: readonly Row[], into: HTMLElement) => void) {
    this.#chunks = chunksOf(rows, CHUNK_CHARACTERS);
    this.#draw = draw;
    this.#chunks.forEach((chunk, index) => chunk.forEach(({anchor}) => anchor && this.#chunkOf.set(anchor, index)));
    this.#places = this.#chunks.map(() => place());
    into.replaceChildren(...this.#places);
    // The margin reaches a scroll container of ours too, where the browser knows `scrollMargin`.
    const margin = {rootMargin: '100%', scrollMargin: '100%'};
    this.#observer = new IntersectionObserver(entries => this.#cameNear(entries), margin);
    this.#places.forEach(element => this.#observer.observe(element));
    this.#build(0);
    this.#buildWhileIdle();
  }

  /** Makes sure that a clause is built. */
  buildClause(anchor: string): void {
    const index = this.#chunkOf.get(anchor);
    if (index !== undefined) this.#build(index);
  }

  stop(): void {
    this.#stopped = true;
    this.#observer.disconnect();
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

function place(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'chunk';
  return element;
}

/** WebKit has no `requestIdleCallback`: one piece a task there. */
function whenIdle(work: (deadline: Pick<IdleDeadline, 'timeRemaining'>) => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, {timeout: 500});
  else setTimeout(() => work({timeRemaining: () => 0}), 16);
}
