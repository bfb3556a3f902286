import {isAssentError} from '../protocol/errors.js';
import {routeOf} from '../server/request-log.js';

/** A line for the operator's log: to the standard error, with its time. */
export function log(line: string): void {
  console.error(`${new Date().toISOString()} ${line}`);
}

/** What broke inside a backend, for the log: no query, no token. */
export function onError(error: unknown, {method, path}: {method: string; path: string}): void {
  log(`${method} ${routeOf(path)} broke: ${error instanceof Error ? error.stack : error}`);
}

/** Says why a command failed. */
export function report(error: unknown): void {
  if (isAssentError(error)) console.error(`assent: ${error.message}${error.advice && `\n  ${error.advice}`}`);
  else console.error('assent:', error instanceof Error ? error.message : error);
}
