import * as v from 'valibot';
import {ecdsaFromDer} from '../../protocol/ecdsa-signature.js';
import {AssentError} from '../../protocol/errors.js';
import {nodeCrypto} from '../node-crypto.js';

/**
 * Signs bytes with a key that never leaves where it lives (an HSM, a key management service). Of an Ed25519 key
 * 64 bytes (RFC 8032); of a P-256 key ECDSA over their SHA-256, as r and s (RFC 7518 §3.4) or as ASN.1.
 */
export type SignCallback = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

const shared = {
  /** The thumbprint (RFC 7638) where absent. */
  kid: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
  x: v.string(),
  /** The private half. A key that signs has it, or `sign`; one that has signed needs neither. */
  d: v.optional(v.string()),
  sign: v.optional(v.custom<SignCallback>(value => typeof value === 'function')),
};

/** An Ed25519 key (RFC 8037), or one of the curve P-256 (RFC 7518 §6.2). */
export const SigningKeySchema = v.variant('kty', [
  v.object({kty: v.literal('OKP'), crv: v.literal('Ed25519'), ...shared}),
  v.object({kty: v.literal('EC'), crv: v.literal('P-256'), y: v.string(), ...shared}),
]);
export type SigningKey = v.InferOutput<typeof SigningKeySchema>;

export interface SignHow {
  /** Here and now, where that can be: 25 µs, and not the way to another thread and back. For one or two; many are quicker there. */
  atOnce?: boolean;
}

/** Signs bytes; the signature as a JWS holds it. */
export type SignBytes = (bytes: Uint8Array<ArrayBuffer>, how?: SignHow) => Promise<Uint8Array<ArrayBuffer>>;

/** Opens a key to sign with. Throws what the runtime throws for halves that are no key. */
export async function openSigningKey(key: SigningKey): Promise<SignBytes> {
  if (key.sign) return viaCallback(key.sign, key.kty);
  if (key.d === undefined) throw new Error('It has neither a private half nor `sign`.');
  return nodeCrypto ? viaNode(key, nodeCrypto) : viaWebCrypto(key);
}

function viaCallback(sign: SignCallback, kty: SigningKey['kty']): SignBytes {
  return async bytes => {
    const signature = new Uint8Array(await asked(() => sign(bytes)));
    // What is 64 bytes long could only be ASN.1 with a chance of one in 2^40.
    if (kty === 'OKP' || signature.length === 64) return signature;
    const numbers = ecdsaFromDer(signature);
    if (!numbers) throw new Error('`sign` has returned no ECDSA signature over P-256.');
    return numbers;
  };
}

/** Whatever keeps the keeper of a key from signing may pass: the caller is to come again. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new AssentError('unavailable', 'The keeper of the signing key does not sign.', {cause: error});
  }
}

/** On Node's pool of threads; the way there and back takes a third of what it takes through WebCrypto. */
function viaNode(key: SigningKey, {createPrivateKey, sign}: NonNullable<typeof nodeCrypto>): SignBytes {
  const privateKey = createPrivateKey({format: 'jwk', key: privateJwk(key)});
  const [digest, options] = key.kty === 'OKP' ? [null, {key: privateKey}] : ['sha256', {key: privateKey, dsaEncoding: 'ieee-p1363' as const}];
  return async (bytes, {atOnce = false} = {}) => {
    if (atOnce) return new Uint8Array(sign(digest, bytes, options));
    return new Promise((resolve, reject) => {
      sign(digest, bytes, options, (error, signature) => (error ? reject(error) : resolve(new Uint8Array(signature))));
    });
  };
}

async function viaWebCrypto(key: SigningKey): Promise<SignBytes> {
  const algorithm = key.kty === 'OKP' ? {name: 'Ed25519'} : {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
  const cryptoKey = await crypto.subtle.importKey('jwk', privateJwk(key), algorithm, false, ['sign']);
  return async bytes => new Uint8Array(await crypto.subtle.sign(algorithm, cryptoKey, bytes));
}

function privateJwk(key: SigningKey) {
  const {kty, crv, x, d} = key;
  return {kty, crv, x, d: d!, ...(key.kty === 'EC' && {y: key.y})};
}
