const HAN_DIGITS = new Map([...'零一二三四五六七八九'].map((digit, value) => [digit, value]));
HAN_DIGITS.set('〇', 0).set('两', 2).set('兩', 2);
const HAN_UNITS = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1000],
]);
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
