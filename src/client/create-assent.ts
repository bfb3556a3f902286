import {assentOn} from './assent-on.js';
import type {Assent, AssentOptions} from './assent.js';
import {assertOptions} from './check-options.js';
import {thisDevice} from './device.js';
import {kyFetch} from './ky-fetch.js';

/**
 * Makes a client for one site and one person. It touches nothing before it is used, so that a server may
 * import and create it. Throws `invalid_options`.
 */
export function createAssent(options: AssentOptions): Assent {
  assertOptions(options, 'createAssent');
  return assentHere(options);
}

/** The same for options that were read by us, from attributes. */
export function assentHere(options: AssentOptions): Assent {
  return assentOn({...thisDevice(), fetch: kyFetch}, options);
}
