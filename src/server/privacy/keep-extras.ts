import type {Extras} from '../../protocol/privacy.js';
import type {SiteContext} from '../context.js';
import {addressPrefix} from '../limits/address-prefix.js';
import type {Draft} from '../records/chain.js';

/** Longest user agent that is kept; browsers' are under 300 characters. */
const MAX_USER_AGENT = 500;

/** Keeps what the site asks to know beside records that were just stored; by default, nothing. */
export async function keepExtras(entries: readonly Pick<Draft['entry'], 'id' | 'sub' | 'via'>[], context: SiteContext): Promise<void> {
  const {services, site, caller} = context;
  const {identifier, ...rest} = site.extras;
  if (!identifier && !rest.network && !rest.userAgent) return;
  const around = extrasOf(context);
  for (const {id, sub, via} of entries) {
    // A record that a presentation vouches for may have come with the request of another person.
    const named = identifier && 'external' in caller && via === caller.kind ? {identifier: caller.external} : {};
    const extras = {...named, ...around};
    if (Object.keys(extras).length > 0) await services.extras.keep({site: site.id, subject: sub}, {record: id, ...extras}, services.now());
  }
}

function extrasOf({request, address, site}: SiteContext): Extras {
  const {network, userAgent} = site.extras;
  const prefix = network && address !== undefined ? addressPrefix(address) : undefined;
  const agent = userAgent ? request.headers.get('user-agent')?.slice(0, MAX_USER_AGENT) : undefined;
  return {...(prefix !== undefined && {network: prefix}), ...(agent && {userAgent: agent})};
}
