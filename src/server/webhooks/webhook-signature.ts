import {decodeBase64, encodeBase64} from '../../protocol/base64.js';

/** The secret of an endpoint as Standard Webhooks write it: `whsec_` and 24 to 64 bytes in base64. */
export const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/** The headers that sign a message (https://www.standardwebhooks.com): HMAC-SHA256 of id, time in seconds and body. */
export async function webhookHeaders(secret: string, {id, body, now}: {id: string; body: string; now: Date}): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const bytes = decodeBase64(secret.slice('whsec_'.length));
  const key = await crypto.subtle.importKey('raw', bytes, {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${timestamp}.${body}`));
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${encodeBase64(new Uint8Array(signature))}`,
  };
}
