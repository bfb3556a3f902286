import {readFileSync} from 'node:fs';
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
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(path));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AssentError('invalid_options', `${path} ${missing ? 'is not there' : `cannot be read as UTF-8: ${(error as Error).message}`}.`, {
      advice: missing ? 'Check the path.' : 'Save it as UTF-8.',
    });
  }
}

/** Whether something is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
