import {AssentError} from '../protocol/errors.js';
import type {AnchorOptions} from './anchors/anchor.js';
import type {Services} from './context.js';
import {openDatabase, type Database} from './database/database.js';
import {corsHeaders, OPEN_CORS_HEADERS, preflight} from './http/cors.js';
import {problemResponse} from './http/problem-response.js';
import {assertKeys} from './keys/open-keys.js';
import type {ServerKeys} from './keys/server-keys.js';
import type {Gate} from './limits/gate.js';
import type {RateLimits} from './limits/rate-limiter.js';
import {openServices, type OpenServices} from './open-services.js';
import {Refusal} from './refusal.js';
import {report} from './report.js';
import {findRoute, type Route} from './routes.js';
import {assertOptions} from './server-options.js';
import {Sites, type SiteOptions} from './sites/sites.js';
import {callerOf, siteOf} from './subjects/caller.js';

export interface AssentServerOptions {
  /** `sqlite:<file>`, `sqlite::memory:`, `postgres://…`, or a database that is open already and stays yours to close. */
  database: string | Database;
  /** The tenants. */
  sites: readonly SiteOptions[];
  /**
   * What signs receipts, and finds subjects again. Absent: made once and kept in `<file>.keys.json` beside a
   * SQLite file; as fleeting as the database in memory; required for every other database.
   */
  keys?: ServerKeys;
  log?: {
    /** Names the logs of this installation, `<origin>/<site>`: host and path without a scheme, chosen for good. `assent` if absent. */
    origin?: string;
    /** Where checkpoints are left outside the database. Without any, who holds the database can rewrite it all. */
    anchors?: readonly AnchorOptions[];
    /** How often that happens, in ms; every minute if absent. */
    anchorEveryMs?: number;
    /** Whether this process gives records their places in the log; true if absent. One of those on a database must. */
    sequencer?: boolean;
  };
  /** Serves `/metrics` for Prometheus: to everyone, or to who brings `Authorization: Bearer <token>`. Not served if absent. */
  metrics?: true | {token: string};
  /** Requests a minute, as `RATE_LIMITS` where absent; false for none. An address is counted where `fetch` is told it. */
  limits?: false | RateLimits;
  /** The clock. */
  now?: () => Date;
  /** Told of what broke inside, never of refusals. `where` names the method and the path without its query. */
  onError?: (error: unknown, where: {method: string; path: string}) => void;
}

/** Where a request comes from, as far as its carrier can tell. */
export interface Origin {
  /** IP address of the client: only its network is used, to count, and kept sealed where the site asks for it (`extras`). */
  address?: string;
}

/** The backend: a function from Request to Response, to mount under any path. */
export interface AssentServer {
  /** Answers one request. Never rejects. */
  fetch(request: Request, from?: Origin): Promise<Response>;
  /** Finishes what has begun, refuses what comes after, and closes the database that it opened. */
  close(): Promise<void>;
}

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** Opens the database, brings it up to date, and answers for the given sites. Throws `invalid_options`. */
export async function createAssentServer(options: AssentServerOptions): Promise<AssentServer> {
  assertOptions(options);
  const sites = await Sites.of(options.sites);
  assertKeys(options.keys, options.database);
  const database = typeof options.database === 'string' ? await openDatabase(options.database) : options.database;
  const closeDatabase = async () => {
    if (database !== options.database) await database.close();
  };
  try {
    return answering(await openServices(options, {database, sites}), {onError: options.onError, closeDatabase});
  } catch (error) {
    await closeDatabase();
    throw error;
  }
}

/** The server over what it works with. It takes nothing more once it was told to close. */
function answering(
  {services, gate, stop}: OpenServices,
  {onError, closeDatabase}: Pick<AssentServerOptions, 'onError'> & {closeDatabase: () => Promise<void>},
): AssentServer {
  const running = new Set<Promise<Response>>();
  let closed: Promise<void> | undefined;
  return {
    fetch(request, carrier) {
      const from = originOf(carrier);
      const answer = closed ? Promise.resolve(secured(problemResponse(CLOSED))) : respond(request, {services, gate: gate(from), from}, onError);
      running.add(answer);
      void observed(request, answer, services);
      void answer.finally(() => running.delete(answer));
      return answer;
    },
    close() {
      closed ??= Promise.all(running).then(stop).finally(closeDatabase);
      return closed;
    },
  };
}

/** What carries requests passes things of its own beside them, as Bun its server, which has an `address` too. */
function originOf(carrier: unknown): Origin {
  const {address} = Object(carrier) as Partial<Record<keyof Origin, unknown>>;
  return typeof address === 'string' ? {address} : {};
}

const CLOSED = new AssentError('unavailable', 'The server is closing.');

async function observed({method, url}: Request, answer: Promise<Response>, {metrics}: Services): Promise<void> {
  if (!metrics) return;
  const begun = performance.now();
  const {status} = await answer;
  metrics.counts.observe({method, route: findRoute(new URL(url).pathname)?.path ?? 'other', status, seconds: (performance.now() - begun) / 1000});
}

async function respond(request: Request, {services, gate, from}: {services: Services; gate: Gate; from: Origin}, onError: AssentServerOptions['onError']): Promise<Response> {
  const url = new URL(request.url);
  const headers: Record<string, string> = {};
  let response: Response;
  try {
    response = await dispatch(request, url, {services, gate, from, headers});
  } catch (error) {
    if (!(error instanceof Refusal)) report(error, {method: request.method, path: url.pathname}, onError);
    response = problemResponse(error);
  }
  for (const [name, value] of Object.entries(headers)) response.headers[name === 'vary' ? 'append' : 'set'](name, value);
  const bodiless = request.method === 'HEAD' && response.body ? new Response(null, response) : response;
  return secured(bodiless);
}

/** Finds the endpoint and runs it. `headers` go onto whatever is answered, problems too. */
async function dispatch(
  request: Request,
  url: URL,
  {services, gate, from, headers}: {services: Services; gate: Gate; from: Origin; headers: Record<string, string>},
): Promise<Response> {
  // PostgreSQL has no text with U+0000 in it, and no name of ours has it either.
  if (url.href.includes('%00')) throw new Refusal('invalid_message', 'The address has a null character in it.', 'Leave it out.');
  const found = findRoute(url.pathname);
  if (!found) throw new Refusal('not_found', 'There is nothing at this path.', 'See openapi.json for what there is.');
  const {route, parameter} = found;
  if (route.open) {
    Object.assign(headers, OPEN_CORS_HEADERS);
    if (request.method === 'OPTIONS') return preflight(methodsOf(route));
    gate.address();
    return endpointOf(route.endpoints, request, route)({request, url, parameter, services});
  }
  // CORS first: a page can only read a refusal that it is shown.
  const site = await siteOf(request, url, services.sites).catch(error => {
    gate.address();
    // Of no site it can be known whose pages may read this: any page may, or a misspelt key would look like a network that is down.
    Object.assign(headers, OPEN_CORS_HEADERS);
    if (request.method !== 'OPTIONS') throw error;
  });
  if (!site) return preflight(methodsOf(route));
  Object.assign(headers, corsHeaders(request, site));
  if (request.method === 'OPTIONS') return preflight(methodsOf(route));
  gate.address();
  const endpoint = endpointOf(route.endpoints, request, route);
  const caller = await callerOf(request, site, services.now());
  gate.caller(site, caller);
  return endpoint({request, url, parameter, services, site, caller, ...from});
}

function endpointOf<Endpoint>(endpoints: Record<string, Endpoint>, {method}: Request, route: Route): Endpoint {
  const name = method === 'HEAD' ? 'GET' : method;
  if (Object.hasOwn(endpoints, name)) return endpoints[name]!;
  const allow = [...methodsOf(route), 'OPTIONS'].join(', ');
  throw new Refusal('method_not_allowed', `${method} is not for this path.`, `Use ${allow}.`, {headers: {allow}});
}

function methodsOf({endpoints}: Route): string[] {
  return Object.keys(endpoints).flatMap(method => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function secured(response: Response): Response {
  // A page of ours may say more precisely what it needs.
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!response.headers.has(name)) response.headers.set(name, value);
  return response;
}
