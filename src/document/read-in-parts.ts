import type {TermsDocument} from './model.js';
import {checkTerms, MAX_DEPTH} from './read.js';

/** Longest piece of JSON that is parsed in one go: a few milliseconds on a slow phone. */
const PART_BYTES = 32_768;
/** So much is passed over before the page gets its turn. */
const PAUSE_BYTES = 1_048_576;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object that is too long to be parsed in one go. */
interface Span {
  end: number;
  /** Where its items begin. */
  starts: number[];
}

/**
 * As `readTerms`, for a text of megabytes: what is between its brackets is found in one quick pass, and parsed when it
 * is first looked at. The document looks like any other, and its first clause is there at once. Throws `hash_mismatch`.
 */
export async function readTermsInParts(bytes: Uint8Array): Promise<TermsDocument> {
  const pass = spansIn(bytes);
  let step = pass.next();
  for (; !step.done; step = pass.next()) await new Promise(resolve => setTimeout(resolve));
  const spans = step.value;
  return checkTerms(() => spans && new Parts(bytes, spans).whole());
}

class Parts {
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
  readonly #long: Map<number, Span>;

  constructor(bytes: Uint8Array, long: Map<number, Span>) {
    this.#bytes = bytes;
    this.#long = long;
  }

  whole(): unknown {
    return this.#value(0, this.#bytes.length);
  }

  #value(start: number, end: number): unknown {
    const span = this.#long.get(start);
    if (!span) return JSON.parse(this.#decoder.decode(this.#bytes.subarray(start, end)));
    const items = span.starts.map((from, index): [number, number] => [from, (span.starts[index + 1] ?? span.end + 1) - 1]);
    if (this.#bytes[start] === OPEN_LIST) return this.#list(items);
    return Object.fromEntries(items.map(([from, to]) => this.#member(from, to)));
  }

  #member(start: number, end: number): [string, unknown] {
    const colon = this.#bytes.indexOf(COLON, endOfString(this.#bytes, start));
    return [JSON.parse(this.#decoder.decode(this.#bytes.subarray(start, colon))) as string, this.#value(colon + 1, end)];
  }

  /** An array like any other, but that each item is parsed when it is first read. */
  #list(items: readonly [start: number, end: number][]): unknown[] {
    const list: unknown[] = new Array(items.length);
    const usual = {configurable: true, enumerable: true};
    items.forEach(([start, end], index) => Object.defineProperty(list, index, {
      ...usual,
      get: () => {
        const value = this.#value(start, end);
        Object.defineProperty(list, index, {...usual, writable: true, value});
        return value;
      },
    }));
    return list;
  }
}

/** Every list and object of more than `PART_BYTES`, by where it begins; nothing for what is no JSON, or nests too deep. */
function* spansIn(bytes: Uint8Array): Generator<void, Map<number, Span> | undefined> {
  const spans = new Map<number, Span>();
  const open: {start: number; items: number}[] = [];
  // Of all that is open, the outermost first: a short list takes its own off when it ends.
  const starts: number[] = [];
  let pauseAt = PAUSE_BYTES;
  for (let at = 0; at < bytes.length; at++) {
    if (at >= pauseAt) {
      pauseAt += PAUSE_BYTES;
      yield;
    }
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) starts.push(at + 1);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (open.push({start: at, items: starts.length}) > MAX_DEPTH) return undefined;
      starts.push(at + 1);
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      const {start, items} = open.pop() ?? {start: at, items: 0};
      if (at - start > PART_BYTES) spans.set(start, {end: at, starts: starts.slice(items)});
      starts.length = items;
    }
  }
  return open.length === 0 ? spans : undefined;
}

/** Where the string ends that begins at `start`. Most of a text is inside of strings: the search for a quote is the browser's own. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end - 1;
    while (bytes[before] === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return bytes.length;
}
