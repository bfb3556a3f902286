import {readFileSync, writeFileSync} from 'node:fs';
import {AssentError} from '../protocol/errors.js';
import {encodingOf, foreignFormat} from './file-kind.js';

/** Reads a file of JSON. Throws `invalid_options`, with `advice`, where it is none. */
export function readJson(path: string, advice = 'Mend it.'): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AssentError('invalid_options', `${path} is not JSON${lineOf(error, text)}.`, {advice});
  }
}

/** Where JSON breaks, if the engine says so. The rest of what it says may quote a key. */
function lineOf(error: unknown, text: string): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  return position === undefined ? '' : `: it breaks in line ${text.slice(0, Number(position)).split('\n').length}`;
}

/** Reads a file of UTF-8. Throws `invalid_options`, which says what the file seems to be otherwise. */
export function readText(path: string): string {
  const bytes = readBytes(path);
  const format = foreignFormat(bytes);
  if (format) throw new AssentError('invalid_options', `${path} is ${format}, not plain text.`, {advice: 'Save its words as Markdown or plain text, in UTF-8.'});
  const text = decoded(bytes);
  // Of letters in ASCII, UTF-16 without its mark is UTF-8 as well; so is ISO-2022-JP, which has escapes.
  if (text !== undefined && !/[\0\u001b]/.test(text)) return text;
  const encoding = encodingOf(bytes);
  const wrong = encoding ? `is not UTF-8, but seems to be ${encoding}` : text === undefined ? 'is not UTF-8' : 'has control characters in it';
  throw new AssentError('invalid_options', `${path} ${wrong}.`, {advice: encoding ? `Save it as UTF-8, as iconv -f ${encoding} -t UTF-8 does, and see that its words are right.` : 'Save it as plain text in UTF-8.'});
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    const [wrong, advice] = code === 'ENOENT' ? ['is not there', 'Check the path.'] : [`cannot be read (${code})`, 'Check the path, and who may read it.'];
    throw new AssentError('invalid_options', `${path} ${wrong}.`, {advice});
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Writes a file that only its owner reads, or to the standard output for `-`. Throws `invalid_options`. */
export function writeText(path: string, text: string, {flag = 'w'}: {flag?: 'w' | 'wx'} = {}): void {
  if (path === '-') return void process.stdout.write(text);
  try {
    writeFileSync(path, text, {mode: 0o600, flag});
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** What is said of a file that cannot be written. */
export function unwritable(path: string, error: unknown): AssentError {
  return new AssentError('invalid_options', `${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`, {advice: 'Check that its folder is there, who may write to it, and the room on its disk.'});
}

/** Whether something is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
