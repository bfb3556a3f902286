import type {RequestListener} from 'node:http';

/** Writes one line a request. No address, no query, no id: no person and no token ends up in it. */
export function logged(handle: RequestListener, log: (line: string) => void): RequestListener {
  return (request, response) => {
    const start = performance.now();
    response.once('close', () => {
      const outcome = response.writableFinished ? response.statusCode : 'cut off';
      log(`${request.method} ${routeOf(request.url ?? '')} ${outcome} ${Math.round(performance.now() - start)} ms`);
    });
    handle(request, response);
  };
}

/** The part of a path that is the same for everyone. */
export function routeOf(path: string): string {
  return /\/(v1\/[a-z]+|healthz|metrics|openapi\.json|assent[\w.-]*\.js)(?=[/?]|$)/.exec(path)?.[1] ?? '(other)';
}
