// Bodies as they come from broken, careless and hostile clients: a good one with something done to it.
import fc from 'fast-check';

/** What is done to a body. */
export const DAMAGE = [
  'left as it is', 'truncated', 'nested deep', 'made huge', 'keys doubled', 'bad UTF-8', 'another type', 'reserved keys', 'strange text', 'bytes changed', 'anything at all',
] as const;
export type Damage = (typeof DAMAGE)[number];

export interface SpoiledBody {
  bytes: Uint8Array<ArrayBuffer>;
  damage: Damage[];
}

const encoder = new TextEncoder();

/** A body made of one of some good texts, with up to three things done to it. */
export function spoiledBody(good: readonly string[]): fc.Arbitrary<SpoiledBody> {
  const damages = fc.array(fc.constantFrom(...DAMAGE), {minLength: 1, maxLength: 3});
  return fc.tuple(fc.constantFrom(...good), damages, fc.infiniteStream(fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true})), fc.jsonValue({maxDepth: 3})).map(([text, damage, stream, json]) => {
    const random = () => stream.next().value;
    return {bytes: damage.reduce((bytes, kind) => SPOIL[kind](bytes, random, json), encoder.encode(text)), damage};
  });
}

type Random = () => number;
type Spoil = (bytes: Uint8Array<ArrayBuffer>, random: Random, json: unknown) => Uint8Array<ArrayBuffer>;

const below = (count: number, random: Random) => Math.floor(random() * count);
const pick = <T>(items: readonly T[], random: Random) => items[below(items.length, random)]!;

/** What reads as a string, a number, a word or the beginning of an object. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;
const BAD_UTF8 = [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x92], [0xc0, 0x80], [0xfe], [0xef, 0xbb, 0xbf]];
const STRANGE = ['\\ud800', '\\u0000', '\\uffff', '\\udc00\\ud800', '👩‍⚖️', '\u202e', '\u2028', "'; DROP TABLE assent_records; --", '$1', '<script>', '%00', '..', 'é'];
const NUMBERS = ['1e999', '-0', '9007199254740993', '1'.repeat(5_000), '1e-999', '-1', '0.1', '01', '+1', '.5', 'NaN', 'Infinity'];
const RESERVED = ['__proto__', 'constructor', 'prototype', 'toString', 'then', '\\u005f_proto__', ''];

const SPOIL: Record<Damage, Spoil> = {
  'left as it is': bytes => bytes,
  truncated: (bytes, random) => bytes.slice(0, below(bytes.length + 1, random)),
  'nested deep': (bytes, random) => {
    const depth = pick([10, 31, 32, 33, 40, 1_000, 100_000], random);
    const open = random() < 0.5 ? '[' : '{"a":';
    return replaced(bytes, random, `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(random() < 0.8 ? depth : depth - 1)}`);
  },
  'made huge': (bytes, random) => {
    const length = pick([100, 2_001, 16_385, 70_000, 600_000], random);
    const grown = [`"${'x'.repeat(length)}"`, `"${'字'.repeat(Math.ceil(length / 3))}"`, `[${'0,'.repeat(length / 2)}0]`, `{${Array.from({length: Math.min(length, 5_000)}, (_, index) => `"k${index}":0`).join()}}`, pick(NUMBERS, random)];
    return random() < 0.1 ? inserted(bytes, random, encoder.encode(' '.repeat(length))) : replaced(bytes, random, pick(grown, random));
  },
  'keys doubled': (bytes, random) => edited(bytes, random, /"(?:[^"\\]|\\.)*"\s*:/g, key => `${key}${pick(['0', 'null', '"a"', '{}'], random)},${key}`),
  'bad UTF-8': (bytes, random) => inserted(bytes, random, Uint8Array.from(pick(BAD_UTF8, random))),
  'another type': (bytes, random, json) => replaced(bytes, random, random() < 0.2 ? pick(NUMBERS, random) : JSON.stringify(json)),
  'reserved keys': (bytes, random) => edited(bytes, random, /\{/g, brace => `${brace}"${pick(RESERVED, random)}":${pick(['{}', '1', '"a"', 'null'], random)}${random() < 0.9 ? ',' : ''}`),
  'strange text': (bytes, random) => edited(bytes, random, /"(?:[^"\\]|\\.)*"/g, text => `${text.slice(0, -1)}${pick(STRANGE, random)}"`),
  'bytes changed': (bytes, random) => {
    const changed = bytes.slice();
    for (let left = 1 + below(5, random); left > 0 && changed.length > 0; left -= 1) changed[below(changed.length, random)] = below(256, random);
    return changed;
  },
  'anything at all': (_, random, json) => (random() < 0.5 ? encoder.encode(JSON.stringify(json)) : Uint8Array.from({length: below(300, random)}, () => below(256, random))),
};

/** Puts something else in the place of one value. */
function replaced(bytes: Uint8Array<ArrayBuffer>, random: Random, by: string): Uint8Array<ArrayBuffer> {
  return edited(bytes, random, TOKEN, () => by);
}

/** Edits one of the places where a pattern matches. */
function edited(bytes: Uint8Array<ArrayBuffer>, random: Random, pattern: RegExp, edit: (found: string) => string): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(bytes.subarray(0, 100_000));
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return bytes;
  const {0: match, index} = pick(found, random);
  const rest = bytes.subarray(100_000);
  return joined(encoder.encode(text.slice(0, index) + edit(match) + text.slice(index + match.length)), rest);
}

function inserted(bytes: Uint8Array<ArrayBuffer>, random: Random, added: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = below(bytes.length + 1, random);
  return joined(bytes.subarray(0, at), added, bytes.subarray(at));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
