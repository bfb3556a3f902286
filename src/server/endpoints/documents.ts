import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';

/** `GET /v1/documents/{hash}`: the bytes that the hash names, for ever the same. */
export async function getDocument({parameter, request, services, site}: SiteContext): Promise<Response> {
  const canonical = await services.publications.canonical(site.id, parameter);
  if (canonical === undefined) throw new Refusal('not_found', 'No text of this site has this hash.', 'Ask for a hash that the agreements offer.');
  const headers = {etag: `"${parameter}"`, 'cache-control': 'public, max-age=31536000, immutable'};
  if (request.headers.get('if-none-match')?.includes(headers.etag)) return new Response(null, {status: 304, headers});
  return new Response(canonical, {headers: {...headers, 'content-type': 'application/json'}});
}
