import type {OpenContext} from '../context.js';
import {hashText} from '../digest.js';
import {openapi} from '../http/openapi.js';
import {Refusal} from '../refusal.js';

/** Well beyond the two seconds within which a record is to be in the log. */
const LOG_BEHIND_MS = 10_000;

/** `GET /v1/keys`: the public keys as a JWK set (RFC 7517 §5), the one that signs now first. */
export async function getKeys({services}: OpenContext): Promise<Response> {
  return Response.json({keys: services.signer.publicKeys}, {headers: {'cache-control': 'public, max-age=300'}});
}

/**
 * `GET /healthz`: whether the database takes what is written, what an acknowledgement is worth, and how the log keeps
 * up. A log that lags or was found to be rolled back is no reason to take the server away: records are still taken, and
 * are as durable as ever.
 */
export async function getHealth({services}: OpenContext): Promise<Response> {
  const {database} = services;
  await services.writeProbe();
  const durability = (await database.durability?.()) ?? {acknowledged: 'unknown'};
  const log = await services.logHealth();
  const status = log.problem ?? (log.behindMs > LOG_BEHIND_MS ? 'log_behind' : 'ok');
  return Response.json({status, durability, log}, {headers: {'cache-control': 'no-store'}});
}

/** `GET /metrics`: for Prometheus, where the operator has asked for it, and to those who bring its token. */
export async function getMetrics({request, services}: OpenContext): Promise<Response> {
  const {metrics} = services;
  const header = request.headers.get('authorization') ?? '';
  // Compared by hash: how long that takes says nothing of the token.
  if (!metrics || (metrics.token !== undefined && (await hashText(header)) !== (await hashText(`Bearer ${metrics.token}`)))) {
    throw new Refusal('not_found', 'There is nothing at this path.', 'See openapi.json for what there is.');
  }
  const {body, contentType} = await metrics.counts.text();
  return new Response(body, {headers: {'content-type': contentType, 'cache-control': 'no-store'}});
}

/** `GET /openapi.json`: this interface, described. */
export async function getOpenapi(): Promise<Response> {
  description ??= JSON.stringify(openapi());
  return new Response(description, {headers: {'content-type': 'application/json', 'cache-control': 'public, max-age=300'}});
}

/** Written once: it is the same for everyone, and takes some milliseconds. */
let description: string | undefined;
