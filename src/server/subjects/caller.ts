import {ANONYMOUS_HEADER} from '../../protocol/routes.js';
import {Refusal} from '../refusal.js';
import type {Site, Sites} from '../sites/sites.js';
import {verifySubjectToken} from './subject-token.js';

/** Who calls: a subject by its external id, the site's own server, or nobody in particular. */
export type Caller = {kind: 'token' | 'anonymous'; external: string} | {kind: 'secret'} | {kind: 'nobody'};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The site that a request is for: by its publishable key, by a secret key, or by both where they agree. */
export async function siteOf(request: Request, url: URL, sites: Sites): Promise<Site> {
  const publishable = url.searchParams.get('site');
  const secret = secretKey(request);
  const named = publishable === null ? undefined : sites.byPublishableKey(publishable);
  const owned = secret === undefined ? undefined : await sites.bySecretKey(secret);
  if (secret !== undefined && !owned) {
    throw new Refusal('secret_key_required', 'The secret key is not one of a site here.', 'Check the key in your configuration.');
  }
  const site = owned ?? named;
  if (publishable === null && secret === undefined) {
    throw new Refusal('site_unknown', 'The request names no site.', 'Add its publishable key as the query parameter `site`: it reads pk_…. From a server, the header `Authorization: Bearer sk_…` names it too.');
  }
  if (!site || (publishable !== null && site !== named)) {
    throw new Refusal('site_unknown', 'The publishable key is not one of a site here.', 'Check the query parameter `site`: it reads pk_….');
  }
  return site;
}

/** Who calls, after whatever they bring as proof has been checked. */
export async function callerOf(request: Request, site: Site, now: Date): Promise<Caller> {
  if (secretKey(request) !== undefined) return {kind: 'secret'};
  const token = bearer(request);
  if (token !== undefined) {
    const {tokens} = site.subjects;
    if (!tokens) throw new Refusal('token_invalid', 'This site takes no subject tokens.', 'Configure its token keys, or send none.');
    return {kind: 'token', external: `user:${await verifySubjectToken(token, tokens, now)}`};
  }
  const external = visitorOf(request, site);
  return external === undefined ? {kind: 'nobody'} : {kind: 'anonymous', external};
}

/** The external id of the visitor that a request proves to be from, beside whatever else it proves. */
export function visitorOf(request: Request, site: Site): string | undefined {
  const anonymous = request.headers.get(ANONYMOUS_HEADER);
  if (anonymous === null) return undefined;
  if (!site.subjects.anonymous) {
    throw new Refusal('subject_required', 'This site takes no anonymous subjects.', 'Sign in, and send a subject token.');
  }
  if (!UUID.test(anonymous)) throw new Refusal('subject_required', `The header ${ANONYMOUS_HEADER} is not a UUID.`, 'Send 128 random bits as a UUID.');
  return `anon:${anonymous.toLowerCase()}`;
}

/** The external id of a caller that has to be a subject. */
export function subjectOf(caller: Caller): string {
  if ('external' in caller) return caller.external;
  throw new Refusal('subject_required', 'The request does not say whom it is about.', `Send a subject token, or the header ${ANONYMOUS_HEADER}.`);
}

/** Refuses whoever is not the site's own server. */
export function assertSecret(caller: Caller): void {
  if (caller.kind === 'secret') return;
  throw new Refusal('secret_key_required', 'This takes the secret key of the site.', 'Send it as `Authorization: Bearer sk_…`, from a server only.');
}

function secretKey(request: Request): string | undefined {
  const token = bearer(request);
  return token?.startsWith('sk_') ? token : undefined;
}

function bearer(request: Request): string | undefined {
  const header = request.headers.get('authorization');
  if (header === null) return undefined;
  const [, token] = /^Bearer +(\S+)$/i.exec(header.trim()) ?? [];
  if (!token) throw new Refusal('token_invalid', 'The header Authorization is not of the form `Bearer …`.', 'Send a subject token or a secret key.');
  return token;
}
