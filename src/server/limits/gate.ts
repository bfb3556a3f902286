import {Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';
import type {Caller} from '../subjects/caller.js';
import {addressPrefix} from './address-prefix.js';
import {RATE_LIMITS, type RateLimiter, type RateLimits} from './rate-limiter.js';

/** Lets one request through, or refuses it with `rate_limited`. */
export interface Gate {
  /** Asked once, for whatever the request is. */
  address(): void;
  /** Asked once it is known who calls. */
  caller(site: Site, caller: Caller): void;
}

const OPEN: Gate = {address() {}, caller() {}};

/** Makes the gate of each request. */
export function gates(limiter: RateLimiter, limits: false | RateLimits = {}): (from: {address?: string}) => Gate {
  if (limits === false) return () => OPEN;
  const {site: ofSite, subject: ofSubject, address: ofAddress} = {...RATE_LIMITS, ...limits};
  const pass = (counted: [string, number][]) => {
    const wait = limiter.take(new Map(counted));
    if (wait === undefined) return;
    throw new Refusal('rate_limited', 'There were too many requests in this minute.', 'Wait as long as Retry-After says, and send several records in one request.', {
      headers: {'retry-after': String(wait)},
    });
  };
  return ({address}) => ({
    address() {
      const prefix = address === undefined ? undefined : addressPrefix(address);
      if (prefix !== undefined) pass([[`address ${prefix}`, ofAddress]]);
    },
    caller(site, caller) {
      const counted: [string, number][] = [[`site ${site.id}`, ofSite]];
      if ('external' in caller) counted.push([`subject ${site.id} ${caller.external}`, ofSubject]);
      pass(counted);
    },
  });
}
