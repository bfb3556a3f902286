import {Buffer, isAscii} from 'node:buffer';
import {Refusal} from '../refusal.js';

/** Deepest nesting of arrays and objects that a message may have. */
export const MAX_JSON_DEPTH = 32;
/** Depth to which `parseJson` reports where values stand. */
const SPAN_DEPTH = 3;

/** Keys that mean something to JavaScript itself. No message of ours has them. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A value inside a message. */
export interface JsonPart {
  /** Exactly as it was sent. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same as text. */
  text: string;
  value: unknown;
}

export interface ParsedJson {
  readonly value: unknown;
  /** The value as it is built: its strings are right where they are ASCII. Asked for in place of `value`, it costs nothing more. */
  outline: unknown;
  /** What stands at a path of at most three steps. */
  at(...path: (string | number)[]): JsonPart | undefined;
}

/**
 * Parses JSON (RFC 8259) in UTF-8 more strictly than `JSON.parse`: a key twice in one object (which two parsers may
 * read in two ways), nesting beyond 32, and keys such as `__proto__` are refused.
 */
export function parseJson(bytes: Uint8Array<ArrayBuffer>): ParsedJson {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A byte a character: what JSON is built of is ASCII, and what is not stands in strings. So its places are those of
  // the bytes, and the text of a whole batch, for which new memory is asked of the system each time, is never made.
  const raw = buffer.toString('latin1');
  const outline = parsed(raw);
  const spans = scan(raw, buffer);
  const ascii = isAscii(bytes);
  return {
    outline,
    get value() {
      return ascii ? outline : parsed(buffer.toString());
    },
    at(...path) {
      const span = spans.get(path.join('\0'));
      if (!span) return undefined;
      const text = ascii ? raw.slice(span.start, span.end) : buffer.toString('utf8', span.start, span.end);
      const value = ascii ? path.reduce((whole: any, step) => whole[step], outline) : JSON.parse(text);
      return {bytes: bytes.subarray(span.start, span.end), text, value};
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_json', 'The body is not JSON.', 'Send one JSON value (RFC 8259), without comments.');
  }
}

// Codes rather than characters: this walks over every body, and is half of what its reading costs.
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** A key that means what it reads: without escapes, and ASCII. */
const PLAIN_KEY = /^[ -[\]-~]*$/;

interface Span {
  start: number;
  end: number;
}

/** An object or array that is still open. */
interface Open {
  /** Of an object: the keys seen so far. */
  keys?: Set<string>;
  /** The key or index of the value that comes next or is being read. */
  step: string | number;
  path: string;
  start: number;
}

/** Walks over text that is known to be JSON, a character for each of its bytes; once, without recursion. */
function scan(text: string, bytes: Buffer): Map<string, Span> {
  const spans = new Map<string, Span>();
  const open: Open[] = [];
  let expectsKey = false;

  const pathHere = () => {
    const parent = open.at(-1);
    if (!parent) return '';
    return parent.path === '' && open.length === 1 ? String(parent.step) : `${parent.path}\0${parent.step}`;
  };
  const note = (start: number, end: number) => {
    if (open.length > 0 && open.length <= SPAN_DEPTH) spans.set(pathHere(), {start, end});
  };

  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (expectsKey) {
        const literal = text.slice(at + 1, end - 1);
        addKey(open.at(-1)!, PLAIN_KEY.test(literal) ? literal : String(JSON.parse(bytes.toString('utf8', at, end))));
        expectsKey = false;
      } else note(at, end);
      at = end - 1;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      const path = open.length < SPAN_DEPTH ? pathHere() : '';
      if (open.length >= MAX_JSON_DEPTH) {
        throw new Refusal('too_deep', `The body is nested more than ${MAX_JSON_DEPTH} deep.`, 'Send flatter JSON.');
      }
      expectsKey = code === OPEN_BRACE;
      open.push({step: 0, path, start: at, ...(expectsKey && {keys: new Set<string>()})});
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      const {start} = open.pop()!;
      expectsKey = false;
      note(start, at + 1);
    } else if (code === COMMA) {
      const parent = open.at(-1)!;
      if (parent.keys) expectsKey = true;
      else parent.step = Number(parent.step) + 1;
    } else if (code > SPACE && code !== COLON) {
      const end = endOfLiteral(text, at);
      note(at, end);
      at = end - 1;
    }
  }
  return spans;
}

function addKey(parent: Open, key: string): void {
  if (parent.keys!.has(key)) {
    throw new Refusal('duplicate_key', 'An object has the same key twice.', 'Send every key once.');
  }
  if (RESERVED_KEYS.has(key)) {
    throw new Refusal('unknown_field', `No message has a field named ${key}.`, 'Leave it out.');
  }
  parent.keys!.add(key);
  parent.step = key;
}

/** The place behind the closing quote. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** The place behind a number, true, false or null. */
function endOfLiteral(text: string, start: number): number {
  let end = start + 1;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code <= SPACE || code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE) break;
  }
  return end;
}
