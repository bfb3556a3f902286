import {assentOn} from './assent-on.js';
import type {Assent, AssentOptions} from './assent.js';
import {assertOptions, baseAddress} from './check-options.js';
import {thisDevice} from './device.js';
import {kyFetch} from './ky-fetch.js';

/**
 * Makes a client for one site and one person. It touches nothing before it is used, so that a server may
 * import and create it. Throws `invalid_options`.
 */
export function createAssent(options: AssentOptions): Assent {
  assertOptions(options, 'createAssent');
  return assentHere({...options, endpoint: new URL(options.endpoint, baseAddress())});
}

/** The same for what a tag says: empty attributes say nothing, and its addresses are relative to the page's base. */
export function assentOfTag(endpoint: string, site: string, {subject, getSubjectToken, locale}: Partial<AssentOptions>): Assent {
  const options = {site, subject: subject || undefined, getSubjectToken, locale: locale || undefined};
  assertOptions({endpoint, ...options}, 'The tag');
  return assentHere({endpoint: new URL(endpoint, document.baseURI), ...options});
}

/** For options that were checked. */
function assentHere(options: AssentOptions): Assent {
  return assentOn({...thisDevice(), fetch: kyFetch}, options);
}
