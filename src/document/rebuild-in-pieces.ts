import {blockOf, has, headOf, type BlockChange, type ClauseChange, type Side, type TermsChanges} from './changes.js';
import {MAX_DEPTH} from './read.js';
import {sortedJson} from './sorted-json.js';

/** Characters that are written in one go: some milliseconds on a slow phone. */
const PIECE_CHARACTERS = 32_768;

/**
 * The canonical bytes of one of the two texts, written a piece at a time: those of `rebuild(changes, side)`, which is
 * never there as a whole. Says how many characters it has written. Throws where clauses nest deeper than in any text.
 */
export function* rebuiltBytes(changes: TermsChanges, side: Side): Generator<number, Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let text = '';
  const {clauses} = changes;
  const [root] = clauses;
  const {preamble, ...head} = changes[side];
  yield* object(head, {...(preamble && {preamble: root!.preamble ?? []}), content: root!.content});
  write();
  return joined(pieces);

  /** What is plain, and lists that are to be rebuilt, in the order of the names. */
  function* object(plain: Record<string, unknown>, lists: Record<string, readonly BlockChange[]>, depth = 0): Generator<number, void> {
    let before = '{';
    for (const name of Object.keys({...plain, ...lists}).sort()) {
      text += `${before}${JSON.stringify(name)}:`;
      before = ',';
      if (Object.hasOwn(lists, name)) yield* list(lists[name]!, depth);
      else text += sortedJson(plain[name]);
    }
    text += '}';
  }

  function* list(content: readonly BlockChange[], depth: number): Generator<number, void> {
    if (depth > MAX_DEPTH) throw new RangeError('The clauses nest too deep.');
    let before = '[';
    for (const change of content) {
      if (change.type !== 'clause') {
        for (const block of blockOf(change, side, clauses)) add(sortedJson(block));
      } else if (has(change, side)) {
        add('');
        yield* clause(clauses[change.clause]!, depth + 1);
      }
      if (text.length > PIECE_CHARACTERS) yield write();
    }
    text += before === '[' ? '[]' : ']';

    function add(json: string): void {
      text += before + json;
      before = ',';
    }
  }

  function clause(change: ClauseChange, depth: number): Generator<number, void> {
    return object(headOf(change, side), {content: change.content}, depth);
  }

  function write(): number {
    const {length} = text;
    pieces.push(encoder.encode(text));
    text = '';
    return length;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, {length}) => size + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
