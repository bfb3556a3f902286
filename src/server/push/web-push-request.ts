import webPush from 'web-push';
import type {PushMessage} from '../../protocol/push.js';
import type {PushSubscriptionJson} from '../../protocol/push-request.js';

/** What says who we are to a push service (RFC 8292). */
export interface Vapid {
  /** `mailto:` or `https:`: whom the push service asks if something is wrong. */
  contact: string;
  publicKey: string;
  privateKey: string;
}

/** How long a push service keeps a message for a device that is off: four weeks, in seconds. */
const TTL_S = 2_419_200;

/** The request that carries a message, encrypted for one device (RFC 8291) and signed for its push service. */
export function webPushRequest(subscription: PushSubscriptionJson, message: PushMessage, {contact: subject, publicKey, privateKey}: Vapid): Request {
  const {endpoint, method, headers, body} = webPush.generateRequestDetails(subscription, JSON.stringify(message), {
    vapidDetails: {subject, publicKey, privateKey},
    TTL: TTL_S,
  });
  const {'Content-Length': _, ...rest} = headers as Record<string, string | number>; // fetch counts by itself
  return new Request(endpoint, {method, headers: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])), body: new Uint8Array(body!)});
}
