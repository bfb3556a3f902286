import {destination} from 'pino';
import {isAssentError} from '../protocol/errors.js';
import {logError, openLog} from '../server/http/request-log.js';

const STDERR = 2;

/** The operator's log: lines of JSON to the standard error. */
export const log = openLog(destination({fd: STDERR, sync: true}));

/** What broke inside a backend, for the log: no query, no token. */
export function onError(error: unknown, where: {method: string; path: string}): void {
  logError(log, error, where);
}

/** Says why a command failed; of what could not be reached, also what the system says. */
export function report(error: unknown): void {
  if (!isAssentError(error)) return console.error('assent:', error instanceof Error ? error.message : error);
  const {code, message, advice, cause} = error;
  // Other causes may quote a file of keys.
  const behind = code === 'unavailable' ? innermost(cause) : undefined;
  console.error([`assent: ${message}`, behind, advice].filter(Boolean).join('\n  '));
}

function innermost(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return innermost(error.cause) ?? (error.message || (error as NodeJS.ErrnoException).code);
}
