import {encodeBase64url} from '../../protocol/base64url.js';
import {nodeCrypto} from '../node-crypto.js';

/** The HMAC of a text with SHA-256, in base64url. */
export type KeyedHash = (text: string) => Promise<string>;

/** Hashes under a secret. On the spot where it can be: every request asks for one, and WebCrypto's thread pool would hold each up. */
export async function keyedHash(secret: Uint8Array<ArrayBuffer>): Promise<KeyedHash> {
  if (nodeCrypto) {
    const {createHmac, createSecretKey} = nodeCrypto;
    const key = createSecretKey(secret);
    return async text => createHmac('sha256', key).update(text).digest('base64url');
  }
  const key = await crypto.subtle.importKey('raw', secret, {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
  return async text => encodeBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text))));
}
