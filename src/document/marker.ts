import {circledValue, hanValue, letterValue, romanValue} from './numerals.js';

/** One way to read a printed number: `(i)` is the ninth letter or the first Roman numeral. */
export interface Reading {
  /** Numbers of one run look alike: `(a)` never continues `a.`. */
  style: string;
  /** `3.5.2` has three, all others one. */
  values: readonly number[];
}

/** A number at the beginning of a line, such as `3.5.2`, `第一条`, `(a)` or `Article 5`. */
export interface Marker {
  /** As printed, without the white space around it. */
  printed: string;
  /** Characters up to the words that it numbers. */
  length: number;
  readings: readonly Reading[];
  /**
   * `word`: says itself what it numbers, as in 第一条 and Article 5. `decimal`: 3.5.2, 1., 一、 or II.; may
   * have a heading. `item`: (a), 1), ①, iv.; only means something below what it is part of.
   */
  kind: 'word' | 'decimal' | 'item';
  /** Believed only if the words that follow look like a heading and the sequence holds: `1 Definitions`. */
  weak?: boolean;
}

/** Longest beginning of a text that `readMarker` looks at, in characters. */
export const MARKER_REACH = 60;

const HAN = '零〇一二三四五六七八九十百千两兩';
const WORDS =
  'article|artikel|artículo|articolo|artigo|section|sección|sezione|seção|abschnitt|chapter|chapitre|kapitel|capítulo|capitolo|part|teil|partie|title|titre|clause|schedule|annex|annexe|anhang|appendix|addendum|exhibit|anlage';
// What makes a number a quantity. The counters of Chinese and Japanese only without a space: 3.5万, but 1.1 万象.
const UNITS =
  /^(\s*(%|‰|°|º|[$€£¥]|(million|billion|thousand|hundred|percent|per\s?cent|days?|weeks?|months?|years?|hours?|minutes?|seconds?|times|[KMGT]i?B|[km]?g|[kmc]?m|USD|EUR|GBP|RMB|CNY|Millionen|Mio|Mrd)(?![\p{L}]))|(万|萬|亿|億|千|百|元|美元|港元|円|倍|折|小时|分钟|秒|(年|月)(?!度)|日(?!常)|号(?!码)|天))/u;
const MONTH =
  /^\s*(January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|(de )?(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)),?\s+(de )?\d{4}/u;
const NEXT_WORD = /^[\p{Lu}\p{Lo}“"'‘「『《【(（[]/u;

type Rule = [pattern: RegExp, read: (match: RegExpExecArray, rest: string) => Omit<Marker, 'printed' | 'length'> | undefined];

const RULES: readonly Rule[] = [
  [new RegExp(`^第\\s*([0-9]{1,4}|[${HAN}]{1,7})\\s*(编|編|部分|部|章|节|節|条|條|款|项|項|目)(?:[:、.]|の[0-9]{1,2})?`), readOrdinal],
  [/^제\s*([0-9]{1,4})\s*(편|장|절|관|조|항)[:.]?/, readOrdinal],
  [new RegExp(`^(${WORDS})\\s+([0-9]{1,3}(?:\\.[0-9]{1,3}){0,6}|[ivxlc]{1,7}|[a-z])(-[0-9]{1,2})?(?![\\p{L}\\p{N}])(\\s?[.:—–-]|\\))?(?=\\s|$)`, 'iu'), readWord],
  [/^(§)\s*([0-9]{1,4})[.:]?(?=\s|$)/, ([, , value], rest) => (UNITS.test(rest) ? undefined : one('word', '§', Number(value)))],
  [/^([0-9]{1,3}(?:\.[0-9]{1,3}){1,7})([.、)]?)/, readDecimal],
  [/^([0-9]{1,3})([.、)])(?![0-9])/, readInteger],
  [/^([0-9]{1,3})(?=\s)/, ([, value], rest) => (UNITS.test(rest) || MONTH.test(rest) ? undefined : {...one('decimal', '1.', Number(value)), weak: true})],
  [new RegExp(`^\\(\\s?([0-9]{1,3}|[${HAN}]{1,4}|[a-z]|[ivxlc]{1,7}|[a-z]{2})\\s?\\)`, 'i'), ([, value]) => items(value!, '(', ')')],
  [new RegExp(`^([${HAN}]{1,4})([、.)])`), ([, value, end]) => read(end === ')' ? 'item' : 'decimal', [han(value!, `一${end}`)])],
  [new RegExp(`^([${HAN}]{1,4})(?=\\s)`), ([, value]) => ({...read('decimal', [han(value!, '一')])!, weak: true})],
  [/^([a-z]|[ivxlc]{1,7})([.)、])(?=\s|$)/i, ([, value, end], rest) => (/^\s*[a-z]\./.test(rest) ? undefined : items(value!, '', end!))],
  [/^[①-⒛㉑-㉟㊱-㊿]/, ([value]) => read('item', [reading(form(value), circledValue(value))])],
];

/** Reads the number at the beginning of a text (leading white space left out), if there is one. */
export function readMarker(text: string): Marker | undefined {
  const head = halfWidth(text.slice(0, MARKER_REACH));
  for (const [pattern, readRule] of RULES) {
    const match = pattern.exec(head);
    if (!match) continue;
    const rest = head.slice(match[0].length);
    const marker = readRule(match, rest);
    if (!marker) continue;
    const gap = /^\s*/.exec(rest)![0].length;
    return {...marker, printed: text.slice(0, match[0].length).trim(), length: match[0].length + gap};
  }
  return undefined;
}

/** Full-width digits, letters, dots and brackets as ASCII, one for one. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, character => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

function readOrdinal([, value, unit]: RegExpExecArray, rest: string): Omit<Marker, 'printed' | 'length'> | undefined {
  const number = /^[0-9]/.test(value!) ? Number(value) : hanValue(value!);
  const marker = read('word', [reading(unit!, number)]);
  // 第一条规定的… is a sentence; 第一条总则 a heading that somebody forgot to space.
  return marker && (/^[\s(【「]|^$/.test(rest) ? marker : {...marker, weak: true});
}

function readWord([, word, value, suffix, end]: RegExpExecArray, rest: string): Omit<Marker, 'printed' | 'length'> | undefined {
  // "Section 2 applies if …" is a sentence.
  if (!end && rest.trim() && !NEXT_WORD.test(rest.trimStart())) return undefined;
  const style = word!.toLowerCase();
  if (/^[0-9]/.test(value!)) return read('word', [{style: style + (suffix ? '-' : ''), values: value!.split('.').map(Number)}]);
  return read('word', [reading(`${style} i`, romanValue(value!)), reading(`${style} a`, letterValue(value!))]);
}

function readDecimal([, value, end]: RegExpExecArray, rest: string): Omit<Marker, 'printed' | 'length'> | undefined {
  if (!end && (UNITS.test(rest) || !/^(\s|$|[\p{Lo}“"「『《【(（[])/u.test(rest))) return undefined;
  if (end && rest && !/^(\s|[^0-9a-z,])/.test(rest)) return undefined;
  return read('decimal', [{style: '1.', values: value!.split('.').map(Number)}]);
}

function readInteger([, value, end]: RegExpExecArray, rest: string): Omit<Marker, 'printed' | 'length'> | undefined {
  if (rest && !/^\s/.test(rest) && !/^[\p{Lu}\p{Lo}“"'‘「『《【(（[*]/u.test(rest)) return undefined;
  if (end === '.' && MONTH.test(rest)) return undefined;
  return one(end === ')' ? 'item' : 'decimal', `1${end}`, Number(value));
}

function items(value: string, start: string, end: string): Omit<Marker, 'printed' | 'length'> | undefined {
  const around = (form: string) => start + form + end;
  if (/^[0-9]/.test(value)) return one('item', around('1'), Number(value));
  if (HAN.includes(value[0]!)) return read('item', [han(value, around('一'))]);
  const upper = /^[A-Z]/.test(value);
  return read(upper && /^[.、]$/.test(end) ? 'decimal' : 'item', [
    reading(around(upper ? 'A' : 'a'), letterValue(value)),
    reading(around(upper ? 'I' : 'i'), romanValue(value)),
  ]);
}

const han = (value: string, style: string) => reading(style, hanValue(value));
const form = (character: string) => (character < '⑴' || character > '⒛' ? '①' : character < '⒈' ? '⑴' : '⒈');
const reading = (style: string, value: number | undefined): Reading | undefined => (value === undefined ? undefined : {style, values: [value]});
const one = (kind: Marker['kind'], style: string, value: number) => ({kind, readings: [{style, values: [value]}]});

function read(kind: Marker['kind'], readings: readonly (Reading | undefined)[]): Omit<Marker, 'printed' | 'length'> | undefined {
  const known = readings.filter(item => item !== undefined);
  return known.length > 0 ? {kind, readings: known} : undefined;
}
