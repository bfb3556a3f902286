import {MAX_DEPTH} from './read.js';

/** Longest piece of JSON that is parsed in one go: a few milliseconds on a slow phone. */
export const PART_BYTES = 32_768;
/** So much is passed over in one go. */
export const PAUSE_BYTES = 1_048_576;

export const [COLON, OPEN_LIST] = [0x3a, 0x5b];
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5d, 0x7b, 0x7d];

/** A list or an object that is too long to be parsed in one go. */
export interface Span {
  end: number;
  /** Where its items begin. */
  starts: number[];
}

/** Every list and object of more than `PART_BYTES`, by where it begins; nothing for what is no JSON, or nests too deep. Says how many bytes it has passed over. */
export function* spansIn(bytes: Uint8Array): Generator<number, Map<number, Span> | undefined> {
  const spans = new Map<number, Span>();
  const open: {start: number; items: number}[] = [];
  // Of all that is open, the outermost first: a short list takes its own off when it ends.
  const starts: number[] = [];
  let pauseAt = PAUSE_BYTES;
  for (let at = 0; at < bytes.length; at++) {
    if (at >= pauseAt) {
      pauseAt += PAUSE_BYTES;
      yield PAUSE_BYTES;
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
export function endOfString(bytes: Uint8Array, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let before = end - 1;
    while (bytes[before] === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return bytes.length;
}
