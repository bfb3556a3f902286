/** What windows-1252 has for the bytes 0x80 to 0x9f; it leaves five of them out. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTES = new Map([...HIGH].map((character, index) => [character, 0x80 + index]));
/** What stands for letters that could not be read; the Han are what became of it once more. */
const LOST = /\S{0,20}(?:\ufffd|锟斤拷)\S{0,20}/u;

/**
 * The first word of a text that was read in the wrong encoding before it was saved, such as "CafÃ©" and "donâ€™t"; undefined
 * if there are none. Where letters were lost, one place is enough; else most of what is beyond ASCII has to be UTF-8 that
 * was taken for windows-1252, as two letters of a real text are now and then.
 */
export function garbledWords(text: string): string | undefined {
  const lost = LOST.exec(text);
  if (lost) return lost[0];
  const words = text.match(/[\x21-\x7e]{0,20}[^\0-\x7f]+[\x21-\x7e]{0,20}/gu) ?? [];
  const garbled = words.filter(word => isGarbled(word.replace(/[\0-\x7f]/g, '')));
  return 2 * garbled.length > words.length ? garbled[0]!.slice(0, 60) : undefined;
}

function isGarbled(run: string): boolean {
  if (run.length < 2) return false;
  const bytes = Array.from(run, character => BYTES.get(character) ?? (character >= '\u00a0' && character <= '\u00ff' ? character.charCodeAt(0) : undefined));
  if (bytes.includes(undefined)) return false;
  try {
    return Boolean(new TextDecoder('utf-8', {fatal: true}).decode(Uint8Array.from(bytes as number[])));
  } catch {
    return false;
  }
}
