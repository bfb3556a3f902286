import {ANONYMOUS_HEADER, TIME_HEADER} from '../../protocol/routes.js';
import {Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';

const PREFLIGHT_MAX_AGE_S = 7200;
const REQUEST_HEADERS = `authorization, content-type, if-none-match, ${ANONYMOUS_HEADER}`;

/**
 * The headers by which a page of an allowed origin may read an answer (Fetch standard, CORS protocol).
 * A request without an origin is not a page's; one from elsewhere is refused and may read nothing.
 */
export function corsHeaders(request: Request, site: Site): Record<string, string> {
  const origin = request.headers.get('origin');
  if (origin === null) return {vary: 'Origin'};
  if (!site.origins.includes(origin)) {
    throw new Refusal('origin_not_allowed', 'Pages of this origin may not call for this site.', 'Add the exact origin to the site in the configuration.', {
      headers: {vary: 'Origin'},
    });
  }
  return {vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': `etag, retry-after, ${TIME_HEADER}`};
}

/** Of answers that are the same for everyone, such as the public keys. */
export const OPEN_CORS_HEADERS: Record<string, string> = {'access-control-allow-origin': '*'};

/** The answer to a preflight, but for the origin. */
export function preflight(methods: readonly string[]): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_S),
    },
  });
}
