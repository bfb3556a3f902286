import type {OpenContext} from '../context.js';
import {openapi} from '../openapi.js';

/** `GET /v1/keys`: the public keys as a JWK set (RFC 7517 §5), the one that signs now first. */
export async function getKeys({services}: OpenContext): Promise<Response> {
  return Response.json({keys: services.signer.publicKeys}, {headers: {'cache-control': 'public, max-age=300'}});
}

/** `GET /healthz`: whether the database answers. */
export async function getHealth({services}: OpenContext): Promise<Response> {
  await services.database.query('SELECT 1 AS one');
  return Response.json({status: 'ok'}, {headers: {'cache-control': 'no-store'}});
}

/** `GET /openapi.json`: this interface, described. */
export async function getOpenapi(): Promise<Response> {
  return Response.json(openapi(), {headers: {'cache-control': 'public, max-age=300'}});
}
