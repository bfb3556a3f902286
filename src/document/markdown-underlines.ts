import {textWidth} from './inline-text.js';

const UNDERLINE = /^ {0,3}(={3,}|-{4,})[ \t]*$/;
const NUMBERED = /^( {0,3}[0-9]{1,9})([.)][ \t]+\S)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Columns by which a line under a heading may be longer, or shorter, than the heading. */
const SLACK = 4;
/** Empty lines that may stand between, and the shortest line of dashes that is no break between paragraphs then. */
const FAR = 3;
const SHORTEST = 8;

/**
 * Puts lines under headings where Markdown expects them. Converters leave them some empty lines below the words, and a
 * heading that begins with a number would be the item of a list. Only where the line is about as long as the words.
 */
export function joinUnderlines(lines: readonly string[]): string[] {
  const out: string[] = [];
  let fence = '';
  for (const line of lines) {
    const mark = FENCE.exec(line)?.[1];
    if (fence ? mark?.startsWith(fence) : mark) fence = fence ? '' : mark!;
    if (!fence && UNDERLINE.test(line)) joinTo(out, line.trim());
    out.push(line);
  }
  return out;
}

/** Takes away the empty lines above an underline, and the meaning of a number, if there are words of its length. */
function joinTo(out: string[], underline: string): void {
  let at = out.length - 1;
  while (at > 0 && out.length - at <= FAR && !out[at]!.trim()) at--;
  const words = out[at]?.trim();
  if (!words || out[at - 1]?.trim() || /^( {4}|\t|[ \t]*([>|#]|[-+*][ \t]))/.test(out[at]!)) return;
  const detached = at < out.length - 1;
  if (detached && underline.startsWith('-') && underline.length < SHORTEST) return;
  const numbered = NUMBERED.test(out[at]!);
  const bare = textWidth(words.replace(/\]\([^)]*\)|[[\]*_\\]/g, ''));
  const fits = [bare, words.length].some(length => Math.abs(underline.length - length) <= SLACK) || (detached && underline.startsWith('='));
  if (!fits || !(detached || numbered)) return;
  out.length = at + 1;
  out[at] = out[at]!.replace(NUMBERED, '$1\\$2');
}
