import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';
import {immutableJson} from './immutable-json.js';

/** `GET /v1/documents/{hash}`: the bytes that the hash names, for ever the same. */
export async function getDocument({parameter, request, services, site}: SiteContext): Promise<Response> {
  const canonical = await services.publications.canonical(site.id, parameter);
  if (canonical === undefined) throw new Refusal('not_found', 'No text of this site has this hash.', 'Ask for a hash that the agreements offer.');
  return immutableJson(request, parameter, () => canonical);
}
