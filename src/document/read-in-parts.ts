import {inPieces} from './in-pieces.js';
import {COLON, endOfString, OPEN_LIST, PAUSE_BYTES, spansIn, type Span} from './json-spans.js';
import type {TermsDocument} from './model.js';
import {checkTerms} from './read.js';

/**
 * As `readTerms`, for a text of megabytes: what is between its brackets is found in one quick pass, and parsed when it
 * is first looked at. The document looks like any other, and its first clause is there at once. Throws `hash_mismatch`.
 */
export async function readTermsInParts(bytes: Uint8Array): Promise<TermsDocument> {
  const spans = await inPieces(spansIn(bytes), {most: PAUSE_BYTES});
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
