import {isAssentError} from '../protocol/errors.js';
import type {AssentServerOptions} from './create-server.js';

/** For how long what broke in the background is not told again. */
const REPEAT_MS = 60_000;
/** Ways to break that are remembered at once. */
const MAX_TOLD = 100;

/** Tells the host what broke: of an error of ours that has a cause, the cause. */
export function report(error: unknown, where: {method: string; path: string}, onError: AssentServerOptions['onError']): void {
  try {
    onError?.(rootOf(error), where);
  } catch {
    // A reporter that fails must not cost the answer.
  }
}

/** The same for what works by itself. Some of that tries twice a second: what breaks again in the same way is told once a minute. */
export function backgroundReport(path: string, onError: AssentServerOptions['onError']): (error: unknown) => void {
  const told = new Map<string, number>();
  return error => {
    const [way, now] = [String(rootOf(error)), performance.now()];
    if (now - (told.get(way) ?? -Infinity) < REPEAT_MS) return;
    if (told.size >= MAX_TOLD) told.clear();
    told.set(way, now);
    report(error, {method: 'LOG', path}, onError);
  };
}

function rootOf(error: unknown): unknown {
  return isAssentError(error) && error.cause !== undefined ? error.cause : error;
}
