import {readFileSync, writeFileSync} from 'node:fs';
import {AssentError} from '../protocol/errors.js';

/** Reads a file of JSON. Throws `invalid_options`, with `advice`, where it is none. */
export function readJson(path: string, advice = 'Mend it.'): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new AssentError('invalid_options', `${path} is not JSON.`, {advice});
  }
}

/** Reads a file of UTF-8. Throws `invalid_options`. */
export function readText(path: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(path));
  } catch (error) {
    const {code, errno} = error as NodeJS.ErrnoException;
    const [wrong, advice] =
      code === 'ENOENT' ? ['is not there', 'Check the path.'] : errno === undefined ? ['is not UTF-8', 'Save it as UTF-8.'] : [`cannot be read (${code})`, 'Check the path, and who may read it.'];
    throw new AssentError('invalid_options', `${path} ${wrong}.`, {advice});
  }
  // Of letters in ASCII, UTF-16 without its mark is UTF-8 as well.
  if (text.includes('\0')) throw new AssentError('invalid_options', `${path} has null characters in it, as UTF-16 does.`, {advice: 'Save it as UTF-8.'});
  return text;
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
