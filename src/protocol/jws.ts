import * as v from 'valibot';
import {decodeBase64url} from './base64url.js';

/** A public key for signatures (RFC 7517, RFC 8037). `alg` pins the algorithm: a header cannot choose. */
export const PublicKeySchema = v.object({
  kid: v.string(),
  kty: v.picklist(['OKP', 'EC']),
  crv: v.picklist(['Ed25519', 'P-256']),
  alg: v.picklist(['EdDSA', 'ES256']),
  use: v.literal('sig'),
  x: v.string(),
  y: v.optional(v.string()),
});
export type PublicKey = v.InferOutput<typeof PublicKeySchema>;

/** The answer of `GET /v1/keys`: a JWK set (RFC 7517 §5), the present key first. */
export const KeySetSchema = v.object({keys: v.array(PublicKeySchema)});
export type KeySet = v.InferOutput<typeof KeySetSchema>;

/** Of both algorithms 64 bytes. The last letter has four bits to spare: of its spellings only one is ours. */
const SIGNATURE = /^[\w-]{85}[AQgw]$/;

const HeaderSchema = v.strictObject({alg: v.string(), kid: v.string(), typ: v.string()});

export type JwsCheck = {result: 'valid' | 'unverifiable'; payload: unknown} | {result: 'invalid'; reason: string};

const ALGORITHMS = {
  EdDSA: {name: 'Ed25519'},
  ES256: {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'},
} as const;

/**
 * Checks a compact JWS (RFC 7515) of the given `typ` with WebCrypto. A header with anything but `alg`, `kid`
 * and `typ` is refused: a key that travels with the message proves nothing.
 */
export async function verifyJws(compact: string, {keys}: KeySet, typ: string): Promise<JwsCheck> {
  const [head, body, signature, ...rest] = compact.split('.');
  if (!head || !body || !signature || rest.length > 0) return invalid('Not a compact JWS.');
  let header: unknown;
  let payload: unknown;
  let signatureBytes: Uint8Array<ArrayBuffer>;
  try {
    header = parse(head);
    payload = parse(body);
    signatureBytes = decodeBase64url(signature);
  } catch {
    return invalid('Not a compact JWS of JSON.');
  }
  if (!v.is(HeaderSchema, header) || header.typ !== typ) return invalid(`The header is not that of ${typ}.`);
  const key = keys.find(({kid}) => kid === header.kid);
  if (!key) return invalid('Signed with a key that is not among the published ones.');
  if (key.alg !== header.alg) return invalid('The header names another algorithm than the key.');
  if (!SIGNATURE.test(signature)) return invalid('The signature is not 64 bytes, spelled as base64url has them.');
  const algorithm = ALGORITHMS[key.alg];
  let cryptoKey: CryptoKey;
  try {
    cryptoKey = await imported(key);
  } catch (error) {
    // NotSupportedError: an engine without Ed25519. Anything else is a bad key.
    if ((error as DOMException).name === 'NotSupportedError') return {result: 'unverifiable', payload};
    return invalid('The published key is not usable.');
  }
  const signed = new TextEncoder().encode(`${head}.${body}`);
  const good = await crypto.subtle.verify(algorithm, cryptoKey, signatureBytes, signed);
  return good ? {result: 'valid', payload} : invalid('The signature does not match.');
}

/** Whether a key is one, as far as this engine can tell: `x` and `y` may be anything that is spelled as base64url. */
export async function isUsableKey(key: PublicKey): Promise<boolean> {
  try {
    await imported(key);
    return true;
  } catch (error) {
    return (error as DOMException).name === 'NotSupportedError';
  }
}

/** Keys as WebCrypto has them. A batch brings a hundred signatures of one key: each import costs as much as a check. */
const importedKeys = new WeakMap<PublicKey, Promise<CryptoKey>>();

function imported(key: PublicKey): Promise<CryptoKey> {
  const known = importedKeys.get(key);
  if (known) return known;
  const {kty, crv, x, y, alg} = key;
  const importing = crypto.subtle.importKey('jwk', {kty, crv, x, ...(y && {y})}, ALGORITHMS[alg], false, ['verify']);
  importedKeys.set(key, importing);
  return importing;
}

function parse(part: string): unknown {
  return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(decodeBase64url(part)));
}

function invalid(reason: string): JwsCheck & {result: 'invalid'} {
  return {result: 'invalid', reason};
}
