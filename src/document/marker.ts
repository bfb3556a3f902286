import {
  alphabetValues,
  ARABIC_ORDINALS,
  circledValue,
  halfWidth,
  HAN_NUMERALS as HAN,
  hanValue,
  letterValue,
  ORDINALS_IN_CAPITALS,
  OTHER_LETTERS,
  romanValue,
  SPELLED_NAMES,
  SPELLED_NUMBERS,
  spelledValue,
} from './numerals.js';
import {unaccented} from './unaccented.js';

/** One way to read a printed number: `(i)` is the ninth letter or the first Roman numeral. */
export interface Reading {
  /** Numbers of one run look alike: `(a)` never continues `a.`. */
  style: string;
  /** `3.5.2` has three, all others one. */
  values: readonly number[];
  /** Of a number put in after another one: 1 for `4A`, `§ 4a` and `第四条之一`. */
  inserted?: number;
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

const WORDS = [
  'article|artikel|artículo|artigo|articolo|articolul|artikkel|art[yi]kuł|artikulo|článek|článok|članak|član|статья|стаття|член|члан|άρθρο|madde|pasal|điều|ข้อ|มาตรา|धारा|अनुच्छेद|ধারা|סעיף|ماده|تبصره',
  'section|sección|sezione|seção|secção|secțiunea|abschnitt|afdeling|avsnitt|avdelning|oddíl|раздел|розділ|mục|part|parte|partie|teil|deel|část|časť|część|часть|частина|phần|ส่วน(?:ที่)?|title|título|titre|titolo|tytuł',
  'chapter|chapitre|kapitel|kapitola|capítulo|capitolo|capitolul|hoofdstuk|rozdział|глава|κεφάλαιο|bölüm|bab|chương|หมวด(?:ที่)?|บทที่|अध्याय|פרק|فصل|clause|cláusula|clausola|klausul|klausula|пункт',
  'schedule|annex|annexe|anexo|allegato|anhang|anlage|bijlage|bilaga|bilag|appendix|appendice|addendum|exhibit|załącznik|příloha|príloha|liite|приложение|додаток|παράρτημα|lampiran|phụ lục|ภาคผนวก|נספח|پیوست',
  'المادة|مادة|البند|الفصل|القسم|الباب|الملحق',
].join('|');
/** What may stand between such a word and its number: Annexe n° 1, Приложение № 1. */
const COUNTER = '(?:(?:№|n[or]?\\.|nr|n\\s?[°º]|č\\.)\\s*)?';
const SHORT_WORDS = 'art|sec|cap|kap|cl|čl|ст|чл|п';
/** What stands after the text of a document, not below its last article. */
const ANNEX = new RegExp(unaccented('^(schedule|annex|anexo|allegato|anhang|anlage|bijlage|bilag|appendi|addendum|exhibit|załącznik|příloha|liite|приложение|додаток|παράρτημα|lampiran|phụ lục|ภาคผนวก|נספח|پیوست|الملحق|附|[别別]|별)'));
const ANNEX_WORDS = '附件|附录|附錄|附表|别表|別表|別紙|별표|별지';
/** What has no width, and marks of direction: they stand before numbers that came out of an editor or a page. */
const INVISIBLE = /^[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\s]+/;
// What makes a number a quantity. The counters of Chinese and Japanese only without a space: 3.5万, but 1.1 万象.
const UNITS =
  /^(\s*(%|‰|°|º|[$€£¥]|(million|billion|thousand|hundred|percent|per\s?cent|days?|weeks?|months?|years?|hours?|minutes?|seconds?|times|[KMGT]i?B|[km]?g|[kmc]?m|USD|EUR|GBP|RMB|CNY|Millionen|Mio|Mrd)(?![\p{L}]))|(万|萬|亿|億|千|百|元|美元|港元|円|倍|折|小时|分钟|秒|(年|月)(?!度)|日(?!常)|号(?!码)|天))/u;
const MONTH =
  /^\s*(January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|(de )?(enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)),?\s+(de )?\d{4}/u;
/** What makes "Art. 3 Abs. 2" a citation, and no number of a clause. */
const CITED = /^\s+(Abs|Absatz|Satz|Nr|Nummer|Ziff|Ziffer|lit|Buchst|al|alinéa|comma|apartado|inciso|lid|ust|odst|ч|п)(?!\p{L})\.?\s*[0-9a-z]/iu;
const NEXT_WORD = /^[\p{Lu}\p{Lo}“"'‘「『《【(（[]/u;

/** A number, but for how it is printed. */
type Found = Omit<Marker, 'printed' | 'length'>;
/** Those of words are written without accents, for text without accents. */
type Rule = [pattern: RegExp, read: (match: RegExpExecArray, rest: string) => Found | undefined, words?: true];

const RULES: readonly Rule[] = [
  [new RegExp(`^第\\s*([0-9]{1,4}|[${HAN}]{1,7})\\s*(编|編|部分|部|章|节|節|条|條|款|项|項|目)(?:\\s?[之の]([0-9]{1,2}|[${HAN}]{1,3}))?[:、.]?`), readOrdinal],
  [/^제\s*([0-9]{1,4})\s*(편|장|절|관|조|항)(?:의\s?([0-9]{1,2}))?[:.]?/, readOrdinal],
  [new RegExp(`^(${ANNEX_WORDS})\\s*第?([0-9]{1,2}|[${HAN}]{1,3}|[A-Z])(?![0-9a-z])[:、.]?`), ([all, word, value], rest) => readOrdinal([all, value!, word!], rest)],
  [new RegExp(unaccented(`^(?:(${WORDS})\\s+|(${SHORT_WORDS})\\.\\s*)${COUNTER}(\\()?(?:([0-9]{1,4}(?:\\.[0-9]{1,3}){0,6})(-[0-9]{1,2}|\\s?(?:bis|ter|quater)|[a-z]|er|ère|re|\\.?[ºª°])?|([ivxlc]{1,7}|[a-z])(-[0-9]{1,2})?|(${SPELLED_NUMBERS}))(?![\\p{L}\\p{N}])(?:\\)|\\s?[.:—–-]{1,2})?(?=\\s|$)`), 'iu'), readWord, true],
  [new RegExp(unaccented(`^((?:décim[ao]|vigésim[ao]|trigésim[ao])\\s+)?(${SPELLED_NAMES}|${ARABIC_ORDINALS})\\s?[.:)—–-]{1,2}(?=\\s|$)`), 'iu'), ([, tens = '', value]) => read('word', [reading('clausula', spelledValue(tens + value!))]), true],
  [new RegExp(`^(${ORDINALS_IN_CAPITALS})\\s?[.:—–-]{1,2}(?=\\s|$)`), ([, value]) => read('word', [reading('clausula', spelledValue(value!))])],
  [/^(§{1,2})\s*([0-9]{1,4}(?:\.[0-9]{1,4}){0,3}|(?<!§§\s?)[0-9]{1,3}(?:-[0-9]{1,4}){1,3})(?:\s?([a-z])|[º°])?[.:]?(?=\s|$)/, ([, , value, letter], rest) => (UNITS.test(rest) || CITED.test(rest) || /^\s+\p{Ll}/u.test(rest) ? undefined : read('word', [numbers('§', value!, letter)]))],
  [/^([0-9]{1,3})\.?\s?§\.?(?=\s|$)/, ([, value], rest) => (!rest.trim() || NEXT_WORD.test(rest.trimStart()) ? one('word', '1 §', Number(value)) : undefined)],
  [/^([0-9]{1,3}(?:\.[0-9]{1,3}){1,7})([A-Z](?![\p{L}\p{N}]))?([.、)]?)(?:\s?[-–—](?=\s+\p{Lu}))?/u, readDecimal],
  [/^([A-Z]|[0-9]{1,3})((?:\.[0-9]{1,3}){0,4})\.([a-z])[.)]?(?=\s)/, ([, first, parts, letter]) => (/^[A-Z]$/.test(first!) && !parts ? undefined : readLettered(first!, [...parts!.split('.').slice(1).map(Number), letterValue(letter!)!]))],
  [/^([A-Z]|[IVX]{2,6})((?:\.[0-9]{1,3}){1,5})(?:[.、)])?(?=\s+[^\p{Ll}\s]|$)/u, ([, first, parts]) => readLettered(first!, parts!.slice(1).split('.').map(Number))],
  [/^([0-9]{1,3})([A-Za-z])([.、)])(?=\s|$)/, ([, value, letter, end]) => read(end === ')' ? 'item' : 'decimal', [numbers(`1${end}`, value!, letter)])],
  [/^([0-9]{1,3})([A-Z])(?=\s+\p{Lu})/u, ([, value, letter]) => ({...read('decimal', [numbers('1.', value!, letter)])!, weak: true})],
  [/^([0-9]{1,3})([.、)])[.、)]?(?![0-9.])/, readInteger],
  [/^([0-9]{1,2}),(?=\s?[\p{sc=Han}“「《【])/u, ([, value]) => one('decimal', '1、', Number(value))],
  [/^([0-9]{1,3})\s?[-–—]\s+(?=\S)/, ([, value], rest) => (NEXT_WORD.test(rest) ? one('decimal', '1-', Number(value)) : undefined)],
  // A full-width space parts a number from its words as a dot does; an ordinary one may stand in a sentence.
  [/^([0-9]{1,3})(?=\u3000)/, ([, value]) => one('decimal', '1.', Number(value))],
  [/^([0-9]{1,3})(?=\s)/, ([, value], rest) => (UNITS.test(rest) || MONTH.test(rest) ? undefined : {...one('decimal', '1.', Number(value)), weak: true})],
  [/^([0-9]{1,2})\.?[°º](?=\s+\p{L})(?!\s+[CFNSEW](?!\p{L}))/u, ([, value]) => one('item', '1°', Number(value))],
  [new RegExp(`^\\(\\s?([0-9]{1,3}|[${HAN}]{1,4}|الف|[${OTHER_LETTERS}]|[a-zđ]|[ivxlc]{1,7}|[a-z]{2})\\s?\\)[、.]?`, 'iu'), ([, value]) => items(value!, '(', ')')],
  [new RegExp(`^([${HAN}]{1,4})([、.)])`), ([, value, end]) => read(end === ')' ? 'item' : 'decimal', [han(value!, `一${end}`)])],
  [new RegExp(`^([${HAN}]{1,4})(?=\\s)`), ([, value]) => ({...read('decimal', [han(value!, '一')])!, weak: true})],
  [new RegExp(`^(الف|[${OTHER_LETTERS}])ـ?(?:([.)-])(?=\\s|$)|(、)(?![甲乙丙丁戊己庚辛壬癸])|(?=\\u3000))`, 'iu'), ([, value, end, comma]) => items(value!, '', end ?? comma ?? '')],
  [/^([a-zđ]|[ivxlc]{1,7})(?:([.)]|-(?=\s+\p{L})|\s[-–—](?=\s+\p{Lu}))(?=\s|$)|(、))/iu, ([, value, end, comma], rest) => (/^\s*[a-z]\./.test(rest) ? undefined : items(value!, '', end ?? comma!))],
  [/^[①-⒛㉑-㉟㊱-㊿]/, ([value]) => read('item', [reading(form(value!), circledValue(value!))])],
];

const DASHED = /^(\S{1,14}?[.)º°]|(?=\p{L})[^.)]{3,20}?[.)º°])[.\s]?[-–—](?=\s+[^\s\p{N}])/u;

/** Reads the number at the beginning of a text (leading white space left out), if there is one. */
export function readMarker(text: string): Marker | undefined {
  const before = INVISIBLE.exec(text.slice(0, MARKER_REACH))?.[0].length ?? 0;
  const source = text.slice(before, before + MARKER_REACH);
  const whole = halfWidth(source.normalize('NFC'));
  // Of "a).- …" and "1. – …" the dash is none of the words.
  const head = whole.replace(DASHED, (all, number: string) => number.padEnd(all.length));
  const plain = unaccented(head);
  for (const [pattern, readRule, words] of RULES) {
    const match = pattern.exec(words ? plain : head);
    if (!match) continue;
    const rest = head.slice(match[0].length);
    const marker = readRule(match, rest);
    if (!marker) continue;
    const gap = /^\s*/.exec(rest)![0].length;
    const end = match[0].length + (head === whole ? 0 : /^[.\s]?[-–—]?/.exec(whole.slice(match[0].length))![0].length);
    return {...marker, printed: source.slice(0, lengthIn(source, end)).trim(), length: before + lengthIn(source, match[0].length + gap)};
  }
  return undefined;
}

/** How much of a text its first letters are, where it may write a letter and its accents as one or apart. */
function lengthIn(source: string, letters: number): number {
  let length = letters;
  while (length < source.length && source.slice(0, length).normalize('NFC').length < letters) length++;
  return length + (length > 0 ? /^\p{M}*/u.exec(source.slice(length))![0].length : 0);
}

/** Whether some numbers are those of an annex, which no article of the text contains. */
export const isAnnex = ({style}: Reading) => ANNEX.test(style);

function readOrdinal([all, value, unit, inserted]: readonly string[], rest: string): Found | undefined {
  const number = /^[0-9]/.test(value!) ? Number(value) : (hanValue(value!) ?? letterValue(value!));
  const put = inserted && (/^[0-9]/.test(inserted) ? Number(inserted) : hanValue(inserted));
  const marker = read('word', [number === undefined ? undefined : {style: unit!, values: [number], ...(put ? {inserted: put} : {})}]);
  // 第一条规定的… is a sentence; 第一条总则 a heading that somebody forgot to space.
  return marker && (/^[\s(【「]|^$/.test(rest) || /[:、.]$/.test(all!) ? marker : {...marker, weak: true});
}

function readWord(match: RegExpExecArray, rest: string): Found | undefined {
  const [all, word, short, open, digits, put, letters, suffix, spelled] = match;
  // "Section 2 applies if …" is a sentence.
  if (!/[.:)—–-]$/.test(all) && rest.trim() && !NEXT_WORD.test(rest.trimStart())) return undefined;
  if ((open && !all.includes(')')) || CITED.test(rest)) return undefined;
  const style = (word ?? short)!.toLowerCase();
  if (digits) return read('word', [numbers(style, digits, put)]);
  if (spelled) return read('word', [reading(style, spelledValue(spelled))]);
  const inserted = suffix ? {inserted: Number(suffix.slice(1))} : {};
  const readings = [reading(`${style} i`, romanValue(letters!)), reading(`${style} a`, letterValue(letters!))];
  return read('word', readings.map(one => one && {...one, ...inserted}));
}

const LATIN = ['bis', 'ter', 'quater'];

/** The numbers of `4`, `4.2`, `4a`, `4-1` and `4bis`; what is written behind a first one, such as `1er`, is none. */
function numbers(style: string, digits: string, put = ''): Reading {
  const behind = put.trim().toLowerCase();
  const inserted = /^-[0-9]/.test(behind) ? Number(behind.slice(1)) : LATIN.includes(behind) ? LATIN.indexOf(behind) + 1 : letterValue(behind);
  return {style, values: digits.split(/[.-]/).map(Number), ...(inserted ? {inserted} : {})};
}

function readDecimal([, value, letter, end]: RegExpExecArray, rest: string): Found | undefined {
  if (!end && (UNITS.test(rest) || !/^(\s|$|[\p{Lo}“"「『《【(（[])/u.test(rest))) return undefined;
  if (end && rest && !/^(\s|[^0-9a-z,])/.test(rest)) return undefined;
  // "… see 7.1(1) and\n7.1(3)" cites.
  if (/^\([0-9a-z]{1,4}\)/i.test(rest)) return undefined;
  const found = numbers('1.', value!, letter);
  // Versions and addresses of machines, 2.0.1 or 192.168.1.10: a nought is at most the last of the numbers of a clause, but for 1.0.1. with a stop.
  const marked = end === '.' && found.values[0]! > 0 && NEXT_WORD.test(rest.trimStart());
  if (found.values[0]! >= 100 || (found.values.slice(0, -1).includes(0) && !marked)) return undefined;
  // 1.0 is how some print the 1. that 1.1 is a part of; "2.0 or later" is a version.
  const [first, last, ...deeper] = found.values;
  if (last !== 0 || deeper.length > 0) return read('decimal', [found]);
  return NEXT_WORD.test(rest.trimStart()) || !rest.trim() ? one('decimal', '1.', first!) : undefined;
}

/** A.1, and V.1 as well as II.1; the a of B.2.a and 2.1.a counts as a 1. */
function readLettered(first: string, parts: readonly number[]): Found | undefined {
  if (/^[0-9]/.test(first)) return read('decimal', [{style: '1.', values: [Number(first), ...parts]}]);
  const whole = [reading('A.', letterValue(first)), reading('I.', romanValue(first))];
  return read('decimal', whole.map(one => one && {...one, values: [...one.values, ...parts]}));
}

function readInteger([, value, end]: RegExpExecArray, rest: string): Found | undefined {
  if (rest && !/^\s/.test(rest) && !/^[\p{Lu}\p{Lo}“"'‘「『《【(（[*]/u.test(rest)) return undefined;
  if (end === '.' && MONTH.test(rest)) return undefined;
  return one(end === ')' ? 'item' : 'decimal', `1${end}`, Number(value));
}

function items(value: string, start: string, end: string): Found | undefined {
  const around = (form: string) => start + form + end;
  // Vietnamese has a đ between d and e.
  if (/^đ$/i.test(value)) return read('item', [{style: around('a'), values: [4], inserted: 1}]);
  if (/^[0-9]/.test(value)) return one('item', around('1'), Number(value));
  if (HAN.includes(value[0]!)) return read('item', [han(value, around('一'))]);
  const others = alphabetValues(value);
  if (others.length > 0) return read('item', others.map(other => reading(around(other.first), other.value)));
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

function read(kind: Marker['kind'], readings: readonly (Reading | undefined)[]): Found | undefined {
  const known = readings.filter(item => item !== undefined);
  return known.length > 0 ? {kind, readings: known} : undefined;
}
