import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import {problemCode, ProblemSchema, type Problem} from '../protocol/problem.js';

const TIMEOUT_MS = 20_000;

export interface Ask {
  /** POST if there is one, GET otherwise. JSON, unless the headers say otherwise. */
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  search?: Record<string, string>;
  /** Lets the request outlive the page. */
  keepalive?: boolean;
  /** The page is going away now: the request has to begin before this call returns. */
  atOnce?: boolean;
  /** Past the browser's cache. */
  reload?: boolean;
  /** For long bodies on slow lines. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** An answer of the backend, or why there is none. Only a `problem` of our own type is the backend's refusal. */
export type Answer =
  | {ok: true; status: number; headers: Headers; bytes: Uint8Array<ArrayBuffer>}
  | {ok: false; error: AssentError; problem?: Problem; /** The header, for `retryAfterMs`. */ retryAfter?: string | null};

/** Asks the backend. Never throws: what goes wrong is an answer too. */
export type Transport = (path: string, ask?: Ask) => Promise<Answer>;

/** How a request goes out: `fetch`, or what stands for it. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** The one place that knows the network. */
export function httpTransport(
  endpoint: URL,
  site: string,
  {debug, fetch: send = fetch}: {debug?: ((message: string) => void) | undefined; fetch?: Fetch | undefined},
): Transport {
  return async (path, {body, headers, search, keepalive, atOnce, reload, timeoutMs = TIMEOUT_MS, signal} = {}) => {
    const method = body === undefined ? 'GET' : 'POST';
    // Covers the body of the answer as well, which a timeout of ky's does not.
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const url = new URL(path, endpoint);
      url.search = String(new URLSearchParams({site, ...search}));
      const response = await (atOnce ? fetch : send)(url, {
        method,
        credentials: 'omit',
        headers: {...(body !== undefined && {'content-type': 'application/json'}), ...headers},
        ...(body !== undefined && {body}),
        ...(keepalive && {keepalive}),
        ...(reload && {cache: 'reload'}),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      debug?.(`${method} ${path}: ${response.status}`);
      // 304 comes only to those who asked for it.
      if (response.ok || response.status === 304) return {ok: true, status: response.status, headers: response.headers, bytes};
      const problem = readProblem(bytes);
      return {
        ok: false,
        error: problem ? problemError(problem) : foreignAnswer(`${method} ${path}`, response.status),
        ...(problem && {problem}),
        retryAfter: response.headers.get('retry-after'),
      };
    } catch (cause) {
      debug?.(`${method} ${path}: ${(cause as Error).name}`);
      const error = signal?.aborted
        ? new AssentError('aborted', `${method} ${path} was given up.`, {cause: signal.reason})
        : new AssentError('offline', `${method} ${path} got no answer.`, {cause, advice: 'Try again when online. Does the site list this origin?'});
      return {ok: false, error};
    }
  };
}

/** Where the backend is mounted, to be built upon. */
export function endpointUrl(endpoint: string | URL): URL {
  const url = new URL(endpoint, globalThis.location?.href);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** What is said of options that make no sense. */
export function invalid(message: string): AssentError {
  return new AssentError('invalid_options', message, {advice: 'See AssentOptions.'});
}

/** JSON of a good answer if it has the form that it should have; undefined for a captive portal's page. */
export function readAnswer<S extends v.GenericSchema>(schema: S, bytes: Uint8Array): v.InferInput<S> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return v.is(schema, value) ? value : undefined;
  } catch {
    return undefined; // not JSON
  }
}

/** What stands between us and the backend has answered in its place. */
export function foreignAnswer(request: string, status: number): AssentError {
  return new AssentError('offline', `${request} was answered (${status}) by something other than the backend.`, {
    advice: 'Check the endpoint, or sign in to this network.',
  });
}

/** A problem as an error. A code that is newer than this client is still its code. */
export function problemError(problem: Problem): AssentError {
  const {detail, advice} = problem;
  return new AssentError(problemCode(problem) as AssentError['code'], detail, {advice});
}

function readProblem(bytes: Uint8Array): Problem | undefined {
  return readAnswer(ProblemSchema, bytes);
}
