import {CHUNK_CHARACTERS, firstIndex, place, whenIdle, type DrawRows, type Drawn} from './chunk-builder.js';
import {ROW_COST, type Row} from './rows.js';
import {piecesOf} from './long-rows.js';
import {largeTextStyle} from './theme/large-text-style.js';
import {toolsStyle} from './theme/tools-style.js';

/** Pieces in one block: what is far away is one element to the browser, whatever is in it. `large-text-style` knows it too. */
const BLOCK_CHUNKS = 24;
/** Left of an idle moment, so that one more row or piece does not overstep it. */
const SPARE_MS = 4;

interface Chunk {
  rows: Row[];
  /** Index of its first row. */
  start: number;
  element?: HTMLElement;
  built?: true;
}

interface Block {
  element: HTMLElement;
  /** Index of its first row. */
  start: number;
  chunks: Chunk[];
  /** Whether its pieces have their places. */
  opened?: true;
}

export interface LargeTextParts {
  /** The beginning of the text, drawn already. */
  head: Drawn;
  /** The next row, and where those after it come from. */
  rest: [Row, IterableIterator<Row>];
  into: HTMLElement;
  draw: DrawRows;
  root: ShadowRoot;
}

/**
 * A text of megabytes after its beginning: read, laid out and built while the browser is idle, near ones first. Its
 * pieces stand in blocks, so that neither layout nor an observer ever meets more than some dozens of them.
 */
export class LargeText implements Drawn {
  readonly rows: Row[];
  /** Resolves when every row is known and has its place. */
  readonly whole: Promise<void>;
  readonly #parts: LargeTextParts;
  readonly #blocks: Block[] = [];
  readonly #rowOf = new Map<string, number>();
  readonly #observer: IntersectionObserver;
  readonly #blockOf = new Map<Element, Block>();
  readonly #chunkOf = new Map<Element, Chunk>();
  #room = 0;
  #next: Row;
  #told: () => void = () => {};
  #read = false;
  #stopped = false;

  constructor(parts: LargeTextParts) {
    this.#parts = parts;
    this.rows = [...parts.head.rows];
    this.#next = parts.rest[0];
    this.whole = new Promise(resolve => (this.#told = resolve));
    // Those of the tools too: whatever is adopted later is weighed against every element of the text.
    const {adoptedStyleSheets} = parts.root;
    for (const {styleSheet} of [largeTextStyle, toolsStyle]) if (!adoptedStyleSheets.includes(styleSheet!)) adoptedStyleSheets.push(styleSheet!);
    this.#observer = new IntersectionObserver(entries => this.#cameNear(entries), {rootMargin: '100%', scrollMargin: '100%'} as IntersectionObserverInit);
    this.#readWhileIdle();
  }

  indexOf(anchor: string): number | undefined {
    return this.#parts.head.indexOf(anchor) ?? this.#rowOf.get(anchor);
  }

  elementAt(index: number): HTMLElement | undefined {
    const {head} = this.#parts;
    if (index < head.rows.length) return head.elementAt(index);
    const [block, chunk] = this.#find(index);
    if (!block || !chunk) return undefined;
    this.#open(block);
    this.#build(chunk);
    block.element.classList.add('laid-out');
    chunk.element!.classList.add('laid-out');
    return this.drawnAt(index);
  }

  drawnAt(index: number): HTMLElement | undefined {
    const {head} = this.#parts;
    if (index < head.rows.length) return head.drawnAt(index);
    const [, chunk] = this.#find(index);
    return chunk?.element?.children[index - chunk.start] as HTMLElement | undefined;
  }

  rowAt(y: number): number {
    const below = (elements: readonly (Element | undefined)[]) =>
      firstIndex(elements.length, index => (elements[index]?.getBoundingClientRect().bottom ?? -Infinity) > y);
    const {head} = this.#parts;
    const [first] = this.#blocks;
    if (!first || first.element.getBoundingClientRect().top > y) return head.rowAt(y);
    const block = this.#blocks[Math.min(below(this.#blocks.map(({element}) => element)), this.#blocks.length - 1)]!;
    this.#open(block);
    const chunk = block.chunks[Math.min(below(block.chunks.map(({element}) => element)), block.chunks.length - 1)]!;
    return chunk.start + below([...chunk.element!.children]);
  }

  stop(): void {
    this.#stopped = true;
    this.#told();
    this.#observer.disconnect();
    this.#parts.head.stop();
  }

  #readWhileIdle(): void {
    whenIdle(deadline => {
      if (this.#stopped) return;
      let more = true;
      do more = this.#take();
      while (more && deadline.timeRemaining() > SPARE_MS);
      if (more) this.#readWhileIdle();
      else this.#buildWhileIdle(0, 0);
    });
  }

  /** Takes in about one piece more; false at the end. */
  #take(): boolean {
    for (let read = 0; read < CHUNK_CHARACTERS && !this.#read; ) {
      for (const line of piecesOf(this.#next)) read += this.#add(line);
      const {value, done} = this.#parts.rest[1].next();
      if (done) this.#ended();
      else this.#next = value;
    }
    return !this.#read;
  }

  #add(line: Row): number {
    const cost = line.size + ROW_COST;
    const index = this.rows.push(line) - 1;
    if (line.anchor) this.#rowOf.set(line.anchor, index);
    let block = this.#blocks.at(-1);
    if (!block || this.#room < cost) {
      if (!block || block.chunks.length === BLOCK_CHUNKS) block = this.#addBlock(index);
      block.chunks.push({rows: [], start: index});
      this.#room = CHUNK_CHARACTERS;
    }
    block.chunks.at(-1)!.rows.push(line);
    this.#room -= cost;
    return cost;
  }

  #addBlock(start: number): Block {
    const element = document.createElement('div');
    element.className = 'block';
    const block: Block = {element, start, chunks: []};
    this.#blocks.push(block);
    this.#blockOf.set(element, block);
    this.#parts.into.append(element);
    this.#observer.observe(element);
    return block;
  }

  #ended(): void {
    this.#read = true;
    this.#told();
  }

  #cameNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      const block = this.#blockOf.get(target);
      const chunk = this.#chunkOf.get(target);
      if (block) this.#watch(block);
      if (chunk) this.#build(chunk);
    }
  }

  /** A block that is near: its pieces are built as they come near themselves. One that is still being filled waits. */
  #watch(block: Block): void {
    if (block === this.#blocks.at(-1) && !this.#read) return void this.whole.then(() => this.#watch(block));
    this.#observer.unobserve(block.element);
    this.#open(block);
    for (const {element, built} of block.chunks) if (!built) this.#observer.observe(element!);
  }

  #open(block: Block): void {
    if (block.opened && block.chunks.every(({element}) => element)) return;
    block.opened = true;
    for (const chunk of block.chunks) {
      if (chunk.element) continue;
      chunk.element = place();
      this.#chunkOf.set(chunk.element, chunk);
      block.element.append(chunk.element);
    }
  }

  #build(chunk: Chunk): void {
    const {element, rows} = chunk;
    // The last piece may still grow.
    if (chunk.built || this.#stopped || (!this.#read && chunk === this.#blocks.at(-1)?.chunks.at(-1))) return;
    chunk.built = true;
    this.#observer.unobserve(element!);
    // Drawn once and for all: what Lit keeps for drawing again is let go with the element that it drew into.
    const drawn = document.createElement('div');
    this.#parts.draw(rows, drawn);
    element!.append(...drawn.children);
    rows.forEach(({goesOn = false, continues = false}, index) => {
      const {classList} = element!.children[index]!;
      classList.toggle('goes-on', goesOn);
      classList.toggle('continues', continues);
    });
  }

  #buildWhileIdle(at: number, from: number): void {
    whenIdle(deadline => {
      let [block, chunk] = [at, from];
      do {
        const {chunks} = this.#blocks[block] ?? {};
        if (!chunks || this.#stopped) return;
        this.#open(this.#blocks[block]!);
        this.#build(chunks[chunk]!);
        [block, chunk] = chunk + 1 < chunks.length ? [block, chunk + 1] : [block + 1, 0];
      } while (deadline.timeRemaining() > 2 * SPARE_MS);
      this.#buildWhileIdle(block, chunk);
    });
  }

  #find(index: number): [block?: Block | undefined, chunk?: Chunk | undefined] {
    const block = this.#blocks[firstIndex(this.#blocks.length, at => this.#blocks[at]!.start > index) - 1];
    const chunks = block?.chunks ?? [];
    return [block, chunks[firstIndex(chunks.length, at => chunks[at]!.start > index) - 1]];
  }
}
