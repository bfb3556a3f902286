import {COLON, endOfString, OPEN_LIST, PART_BYTES, spansIn} from './json-spans.js';

/** As `JSON.parse` for bytes of UTF-8, a piece at a time; says how many bytes it has parsed. Throws for what is no JSON, or nests too deep. */
export function* parseInPieces(bytes: Uint8Array): Generator<number, unknown> {
  const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
  const long = yield* spansIn(bytes);
  if (!long) throw new SyntaxError('The bytes are no JSON that we read.');
  const textOf = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  return yield* value(0, bytes.length);

  function* value(start: number, end: number): Generator<number, unknown> {
    const span = long!.get(start);
    if (!span) {
      yield end - start;
      return JSON.parse(textOf(start, end)) as unknown;
    }
    const ends = span.starts.slice(1).map(next => next - 1).concat(span.end);
    return bytes[start] === OPEN_LIST ? yield* list(span.starts, ends) : yield* members(span.starts, ends);
  }

  function* list(starts: readonly number[], ends: readonly number[]): Generator<number, unknown[]> {
    const items: unknown[] = [];
    for (let index = 0; index < starts.length; ) {
      const start = starts[index]!;
      const first = index++;
      if (long!.has(start)) {
        items.push(yield* value(start, ends[first]!));
        continue;
      }
      // Short ones: as many as are parsed in one go.
      while (index < starts.length && !long!.has(starts[index]!) && ends[index]! - start <= PART_BYTES) index++;
      const end = ends[index - 1]!;
      items.push(...(JSON.parse(`[${textOf(start, end)}]`) as unknown[]));
      yield end - start;
    }
    return items;
  }

  function* members(starts: readonly number[], ends: readonly number[]): Generator<number, object> {
    const entries: [string, unknown][] = [];
    for (const [index, start] of starts.entries()) {
      const colon = bytes.indexOf(COLON, endOfString(bytes, start));
      entries.push([JSON.parse(textOf(start, colon)) as string, yield* value(colon + 1, ends[index]!)]);
    }
    return Object.fromEntries(entries);
  }
}
