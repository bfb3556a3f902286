import {assentOn} from './assent-on.js';
import type {Assent, AssentOptions} from './assent.js';
import {thisDevice} from './device.js';
import {kyFetch} from './ky-fetch.js';

/**
 * Makes a client for one site and one person. It touches nothing before it is used, so that a server may
 * import and create it. Throws `invalid_options`.
 */
export function createAssent(options: AssentOptions): Assent {
  return assentOn({...thisDevice(), fetch: kyFetch}, options);
}
