import {destination} from 'pino';
import {isAssentError} from '../protocol/errors.js';
import {logError, openLog} from '../server/request-log.js';

const STDERR = 2;

/** The operator's log: lines of JSON to the standard error. */
export const log = openLog(destination({fd: STDERR, sync: true}));

/** What broke inside a backend, for the log: no query, no token. */
export function onError(error: unknown, where: {method: string; path: string}): void {
  logError(log, error, where);
}

/** Says why a command failed, and what was behind it. */
export function report(error: unknown): void {
  if (!isAssentError(error)) return console.error('assent:', error instanceof Error ? error.message : error);
  const {message, advice, cause} = error;
  console.error(['assent: ' + message, cause instanceof Error && cause.message, advice].filter(Boolean).join('\n  '));
}
