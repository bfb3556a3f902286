import type {RequestListener} from 'node:http';
import {pino, stdTimeFunctions, type DestinationStream, type Logger} from 'pino';

/**
 * A log of lines of JSON. What goes into it is chosen field by field, never whole requests or errors with all
 * that hangs on them: so no person, no address and no token can be in it.
 */
export function openLog(destination: DestinationStream): Logger {
  return pino({base: null, timestamp: stdTimeFunctions.isoTime, formatters: {level: level => ({level})}}, destination);
}

/** Logs one line a request: method, route, status and time. No address, no query, no id. */
export function logged(handle: RequestListener, log: Logger): RequestListener {
  return (request, response) => {
    const start = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : 'cut off';
      log.info({method: request.method, route: routeOf(request.url ?? ''), status, ms: Math.round(performance.now() - start)}, 'request');
    });
    handle(request, response);
  };
}

/** Logs what broke inside a backend, for `onError`. */
export function logError(log: Logger, error: unknown, {method, path}: {method: string; path: string}): void {
  // Of an error from elsewhere only what says where it was: its other fields may quote what was sent.
  const broke = error instanceof Error ? {error: error.name, code: (error as {code?: unknown}).code, stack: error.stack} : {error: String(error)};
  // What works by itself has a name of ours in place of a path.
  log.error({method, route: /^[a-z]+$/.test(path) ? path : routeOf(path), ...broke}, 'broke');
}

/** The part of a path that is the same for everyone. */
function routeOf(path: string): string {
  return /\/(v1\/[a-z]+|healthz|metrics|openapi\.json|assent[\w.-]*\.js)(?=[/?]|$)/.exec(path)?.[1] ?? '(other)';
}
