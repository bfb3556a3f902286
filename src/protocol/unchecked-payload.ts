import {decodeBase64url} from './base64url.js';

/** What a compact JWS (RFC 7515 §7.1) says, its signature not looked at. Throws where it is none, or says no JSON. */
export function uncheckedPayload(compact: string): unknown {
  return JSON.parse(new TextDecoder().decode(decodeBase64url(compact.split('.')[1] ?? '')));
}
