/** What begins files that people take for text, and what makes text of them. */
const FORMATS: readonly [begins: RegExp, name: string][] = [
  [/^%PDF-/, 'a PDF'],
  [/^PK\u0003\u0004/, 'an archive, as of Word (.docx)'],
  [/^\u00d0\u00cf\u0011\u00e0/, 'a file of Word (.doc)'],
  [/^\{\\rtf/, 'rich text (RTF)'],
  [/^\ufeff?\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html[\s>])/i, 'a page of HTML'],
];

/** Encodings that terms are saved in, with what most of their text beyond ASCII is, or, in scripts of many letters, some of it. */
const ENCODINGS: readonly [name: string, usual: RegExp, share: number][] = [
  ['GB18030', /[的，。、：；“”是您我们在和有不为条款务]/g, 0.1],
  ['Big5', /[的，。、：；「」是您我們在和有不為條款務]/g, 0.1],
  ['Shift_JIS', /[\u3041-\u3093、。]/g, 0.2],
  ['EUC-JP', /[\u3041-\u3093、。]/g, 0.2],
  ['EUC-KR', /[\uac00-\ud7a3]/g, 0.7],
  ['windows-1251', /[оеаинтср]/g, 0.4],
  // Letters and marks among those of ASCII, one or two in a row. Some engines read 0x80 to 0x9f as control characters here.
  ['windows-1252', /(?<![^\0-\x7f]{2})[\u0080-\u00a0§©«®°»ßÀÄÇÉÈÊÖÜàáâãäçèéêëíîïñóôõöúûüœ€‘’“”–—…•™](?![^\0-\x7f]{2})/g, 0.6],
];

/** What a file is, by how it begins, if it is none that holds plain text. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^ï»¿/, '');
  return FORMATS.find(([begins]) => begins.test(head))?.[1];
}

/** The encoding that a file seems to be in which is not in UTF-8; undefined where nothing tells. */
export function encodingOf(bytes: Uint8Array): string | undefined {
  const marked = wideEncodingOf(bytes) ?? (bytes.includes(ESCAPE) ? 'ISO-2022-JP' : undefined);
  if (marked) return marked;
  const known = ENCODINGS.map(([name, usual, share]) => ({name, likeness: likenessOf(bytes, {name, usual, share})}));
  const [best] = known.sort((one, other) => other.likeness - one.likeness);
  return best && best.likeness >= 1 ? best.name : undefined;
}

/** With it ISO-2022-JP, which is of bytes of ASCII alone, begins and ends its Japanese. */
const ESCAPE = 0x1b;
/** The least share of spaces and line ends: one in a hundred characters. */
const FEWEST_GAPS = 0.005;

/** UTF-16 by its mark, or by its spaces and line ends, which all text has. */
function wideEncodingOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  const isGap = (byte: number | undefined) => byte === 0x0a || byte === 0x20;
  let [little, big] = [0, 0];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (isGap(bytes[at]) && bytes[at + 1] === 0) little++;
    if (bytes[at] === 0 && isGap(bytes[at + 1])) big++;
  }
  if (little + big < FEWEST_GAPS * bytes.length) return undefined;
  return little > big ? 'UTF-16LE' : 'UTF-16BE';
}

/** How usual the text is that an encoding makes of some bytes: 1 and more if it is text at all. */
function likenessOf(bytes: Uint8Array, {name, usual, share}: {name: string; usual: RegExp; share: number}): number {
  try {
    const text = new TextDecoder(name, {fatal: true}).decode(bytes);
    const beyond = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
    return beyond > 0 ? (text.match(usual)?.length ?? 0) / beyond / share : 0;
  } catch {
    return 0; // bytes that the encoding has not, or an encoding that this Node has not
  }
}
