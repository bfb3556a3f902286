import type {PushSettings} from '../../protocol/push.js';
import {MAX_PUSH_BYTES, PushRequestSchema} from '../../protocol/push-request.js';
import type {SiteContext} from '../context.js';
import {readJson} from '../http/request-body.js';
import {acceptsPush} from '../push/push-consent.js';
import {checked, Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';
import {subjectOf} from '../subjects/caller.js';

const HEADERS = {'cache-control': 'private, no-store'};

/** `GET /v1/push`: what a browser subscribes with, and the document that the consent is to. */
export async function getPush({site}: SiteContext): Promise<Response> {
  const {publicKey, document} = settingsOf(site);
  return Response.json({publicKey, document} satisfies PushSettings);
}

/** `POST /v1/push`: subscribes a device of somebody who has consented, or takes one away. */
export async function postPush(context: SiteContext): Promise<Response> {
  const {request, caller, services, site} = context;
  const {hosts, document} = settingsOf(site);
  const wanted = checked(PushRequestSchema, (await readJson(request, MAX_PUSH_BYTES)).value, 'The subscription');
  const owner = {site: site.id, subject: await services.subjects.findOrMake(site.id, subjectOf(caller), services.now())};
  if ('remove' in wanted) {
    await services.pushes.remove(owner, wanted.remove);
    return Response.json({id: wanted.remove}, {headers: HEADERS});
  }
  const {subscription} = wanted;
  assertPushService(subscription.endpoint, hosts);
  if (!(await acceptsPush(context, owner.subject))) {
    throw new Refusal('consent_missing', `Push messages need an acceptance of ${document} by this subject.`, 'Show that document and have its acceptance recorded first.');
  }
  return Response.json({id: await services.pushes.put(owner, subscription, services.now())}, {status: 201, headers: HEADERS});
}

function settingsOf({notices}: Site) {
  if (notices?.push) return notices.push;
  throw new Refusal('channel_unavailable', 'This site sends no push messages.', 'Configure notices.push.');
}

/** We send requests to this address: it has to be a push service, and nothing inside the operator's network. */
function assertPushService(endpoint: string, hosts: readonly string[]): void {
  const {protocol, hostname} = URL.canParse(endpoint) ? new URL(endpoint) : {protocol: '', hostname: ''};
  const known = hosts.some(host => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
  if (known && (protocol === 'https:' || hostname === 'localhost')) return;
  throw new Refusal('invalid_message', 'The endpoint is not one of a push service that this site knows.', 'See notices.push.hosts.', {
    errors: [{path: 'subscription.endpoint', message: 'Expected the address of a known push service.'}],
  });
}
