import {unaccented} from './unaccented.js';

const HAN_DIGITS = new Map([...'零一二三四五六七八九'].map((digit, value) => [digit, value]));
[...'壹贰叁肆伍陆柒捌玖'].forEach((digit, index) => HAN_DIGITS.set(digit, index + 1));
[...'壹貳參肆伍陸柒捌玖'].forEach((digit, index) => HAN_DIGITS.set(digit, index + 1));
HAN_DIGITS.set('〇', 0).set('两', 2).set('兩', 2);
const HAN_UNITS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
  ['拾', 10],
  ['佰', 100],
  ['仟', 1000],
]);

/** What Han numerals are written with. */
export const HAN_NUMERALS = [...HAN_DIGITS.keys(), ...HAN_UNITS.keys()].join('');
const ROMAN = new Map([
  ['i', 1],
  ['v', 5],
  ['x', 10],
  ['l', 50],
  ['c', 100],
]);

/** The value of a Han numeral below 10,000, such as `二十一`; undefined if it is none. */
export function hanValue(text: string): number | undefined {
  let total = 0;
  let digit: number | undefined;
  for (const character of text) {
    const unit = HAN_UNITS.get(character);
    if (unit !== undefined) {
      total += (digit ?? 1) * unit;
      digit = undefined;
      continue;
    }
    const value = HAN_DIGITS.get(character);
    if (value === undefined) return undefined;
    // Without units the digits stand by position: 一〇一.
    digit = digit === undefined ? value : digit * 10 + value;
  }
  return total + (digit ?? 0);
}

/** The value of a Roman numeral below 400 in its usual form, of either case; undefined if it is none. */
export function romanValue(text: string): number | undefined {
  const values = [...text.toLowerCase()].map(letter => ROMAN.get(letter) ?? Number.NaN);
  const total = values.reduce((sum, value, index) => sum + (value < (values[index + 1] ?? 0) ? -value : value), 0);
  // `iiii` and `vx` add up to something, but nobody prints them.
  return total > 0 && romanNumeral(total) === text.toLowerCase() ? total : undefined;
}

function romanNumeral(value: number): string {
  const units = ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'];
  const tens = ['', 'x', 'xx', 'xxx', 'xl', 'l', 'lx', 'lxx', 'lxxx', 'xc'];
  return 'c'.repeat(Math.floor(value / 100)) + tens[Math.floor(value / 10) % 10]! + units[value % 10]!;
}

/** Letters that number things, in their order: more than one order where a script has them. */
const ALPHABETS = [
  '가나다라마바사아자차카타파하', 'абвгдежзиклмнопрстуфхцчшщэюя', 'αβγδεζηθικλμνξοπρστυφχψω', 'אבגדהוזחטיכלמנסעפצקרשת',
  'أبجدهوزحطيكلمنسعفصقر', 'ابجدهوزحطیکلمنسعفصقر', 'ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی', 'أبتثجحخدذرزسشصضطظعغفقكلمنهوي', 'アイウエオカキクケコサシスセソ', 'イロハニホヘトチリヌルヲ', '甲乙丙丁戊己庚辛壬癸',
  'กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ', 'कखगघङचछजझञटठडढणतथदधन',
];

/** The letters of those alphabets, each once. */
export const OTHER_LETTERS = [...new Set(ALPHABETS.join(''))].join('');

/** The places of a letter in the alphabets that have it, each with the first letter of its alphabet. */
export function alphabetValues(letter: string): {first: string; value: number}[] {
  return ALPHABETS.flatMap(alphabet => {
    // The first letter of Persian is printed as its name.
    const at = alphabet.indexOf(letter === 'الف' ? 'ا' : letter.toLowerCase());
    return at < 0 ? [] : [{first: alphabet.slice(0, 2), value: at + 1}];
  });
}

/** 1 for `a` and `A`, 26 for `z`, 27 for `aa`, 28 for `bb`, as lists go on after z; undefined for other words. */
export function letterValue(text: string): number | undefined {
  const letter = text.toLowerCase();
  if (!/^([a-z])\1?$/.test(letter)) return undefined;
  return letter.charCodeAt(0) - 96 + 26 * (letter.length - 1);
}

const CIRCLED: readonly [first: number, last: number, value: number][] = [
  [0x2460, 0x2473, 1], // ① to ⑳
  [0x3251, 0x325f, 21], // ㉑ to ㉟
  [0x32b1, 0x32bf, 36], // ㊱ to ㊿
  [0x2474, 0x2487, 1], // ⑴ to ⒇
  [0x2488, 0x249b, 1], // ⒈ to ⒛
];

/** The value of a number that is one character, such as `③`, `⑶` or `⒊`. */
export function circledValue(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  const range = CIRCLED.find(([first, last]) => code >= first && code <= last);
  return range && range[2] + code - range[0];
}

const ARABIC = 'أولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا';
const TANWIN = /\u064b/g;

const MASCULINE = 'primero|segundo|tercero|cuarto|quinto|sexto|séptimo|octavo|noveno|décimo|undécimo|duodécimo|vigésimo|trigésimo|primeiro|terceiro|quarto|sétimo|oitavo|nono';
const ADVERBS = 'erstens zweitens drittens viertens fünftens sechstens siebtens achtens neuntens zehntens';

const SPELLED = new Map(
  [
    'one two three four five six seven eight nine ten eleven twelve',
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth',
    'primera segunda tercera cuarta quinta sexta séptima octava novena décima undécima duodécima',
    'primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo',
    'primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo',
    ADVERBS,
    'primeira segunda terceira quarta quinta sexta sétima oitava nona décima',
    'premier',
    'première',
    'الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة',
    'الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر',
    ARABIC,
  ].flatMap(words => words.split(' ').map((word, index): [string, number] => [unaccented(word), index + 1])),
);
['decima', 'vigesima', 'trigesima'].forEach((tens, index) => SPELLED.set(tens, 10 * (index + 1)).set(tens.replace(/a$/, 'o'), 10 * (index + 1)));

/** Numbers in words that clauses are named by, as alternatives of a regular expression. */
export const SPELLED_NUMBERS = [...SPELLED.keys()].join('|');
/** Those that name a clause without its word: `PRIMERA.- Objeto`. */
export const SPELLED_NAMES = `${MASCULINE}|${ADVERBS.split(' ').join('|')}|primera|segunda|tercera|cuarta|quinta|sexta|séptima|octava|novena|décima|undécima|duodécima|primeira|terceira|quarta|sétima|oitava|nona|vigésima|trigésima`;
/** Those of English do so in capitals: `FIRST: The name is …`. */
export const ORDINALS_IN_CAPITALS = 'FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH|NINTH|TENTH|ELEVENTH|TWELFTH';

/** Those of Arabic that do so, with their tanwin on either letter: أولاً and أولًا. */
export const ARABIC_ORDINALS = ARABIC.split(' ').map(word => word.replace(/ا$/, '\u064b?ا\u064b?')).join('|');

/** The value of one or two of those words: 3 for `Tercera`, 13 for `Décima tercera`; undefined for others. */
export function spelledValue(words: string): number | undefined {
  const values = unaccented(words).toLowerCase().replace(TANWIN, '').split(/\s+/).map(word => SPELLED.get(word) ?? Number.NaN);
  const sum = values.reduce((total, value) => total + value, 0);
  return sum > 0 && (values.length === 1 || (values[0]! % 10 === 0 && values[1]! < 10)) ? sum : undefined;
}

/** Digits of any script, full-width letters, dots and brackets as ASCII, one for one. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, character => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[^\P{Nd}0-9]/gu, digit => (digit.length > 1 ? digit : String(digitValue(digit.charCodeAt(0)))));
}

/** Each script has its digits in a row, from a code that ends with 0 or with 6. */
function digitValue(code: number): number {
  const last = code & 0xf;
  return /\p{Nd}/u.test(String.fromCharCode(code - last)) ? last : last - 6;
}
