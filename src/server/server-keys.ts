import {calculateJwkThumbprint} from 'jose';
import * as v from 'valibot';
import {decodeBase64url, encodeBase64url} from '../protocol/base64url.js';
import {AssentError} from '../protocol/errors.js';
import {verifyJws, type PublicKey} from '../protocol/jws.js';
import {encodeText} from './encode-text.js';
import {nodeCrypto} from './node-crypto.js';

/** A private Ed25519 key (RFC 8037). `kid` is its thumbprint (RFC 7638) where absent. */
const SigningKeySchema = v.object({
  kty: v.literal('OKP'),
  crv: v.literal('Ed25519'),
  x: v.string(),
  d: v.string(),
  kid: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
});

/** What one installation signs with, and the secret under which it finds subjects again. Keep it as you keep the database. */
export const ServerKeysSchema = v.object({
  /** The first signs; the others are published, so that what they signed still verifies. */
  signing: v.pipe(v.array(SigningKeySchema), v.minLength(1)),
  /** At least 32 random bytes, base64url. Another one, and no subject is found again. */
  lookupSecret: v.pipe(v.string(), v.regex(/^[\w-]{43,}$/)),
});
export type ServerKeys = v.InferInput<typeof ServerKeysSchema>;

/** Makes fresh keys, to be kept. */
export async function createKeys(): Promise<ServerKeys> {
  const pair = (await crypto.subtle.generateKey({name: 'Ed25519'}, true, ['sign', 'verify'])) as CryptoKeyPair;
  const {x, d} = await crypto.subtle.exportKey('jwk', pair.privateKey);
  return {
    signing: [{kty: 'OKP', crv: 'Ed25519', x: x!, d: d!}],
    lookupSecret: encodeBase64url(crypto.getRandomValues(new Uint8Array(32))),
  };
}

/** Puts a fresh signing key before the others, which stay published: what they signed still verifies. */
export async function rotateKeys(keys: ServerKeys): Promise<ServerKeys> {
  const {signing} = await createKeys();
  return {...keys, signing: [...signing, ...keys.signing]};
}

/** Signs for the server, and knows its public keys. */
export interface Signer {
  readonly publicKeys: PublicKey[];
  readonly kid: string;
  /** Signs a payload; `typ` goes into the header. */
  sign(payload: string, typ: string, how?: SignHow): Promise<string>;
  /** Signs bytes as they are, as signed notes are (RFC 8032). */
  signBytes: SignBytes;
}

interface SignHow {
  /** Here and now, where that can be: 25 µs, and not the way to another thread and back. For one or two; many are quicker there. */
  atOnce?: boolean;
}

type SignBytes = (bytes: Uint8Array<ArrayBuffer>, how?: SignHow) => Promise<Uint8Array<ArrayBuffer>>;

export interface OpenKeys {
  signer: Signer;
  lookupKey: CryptoKey;
}

/** Checks and imports keys. Throws `invalid_options` where they are not usable or do not belong together. */
export async function importKeys(keys: ServerKeys): Promise<OpenKeys> {
  const parsed = v.safeParse(ServerKeysSchema, keys);
  if (!parsed.success) throw unusable('`keys` is not {signing: [private Ed25519 JWK, …], lookupSecret}.');
  const {signing, lookupSecret} = parsed.output;
  const publicKeys = await Promise.all(signing.map(publicKey));
  const [first] = signing;
  let signBytes: SignBytes;
  try {
    signBytes = await openKey(first!);
  } catch (error) {
    throw unusable('The first signing key cannot be imported.', error);
  }
  const signer = createSigner(signBytes, publicKeys);
  const probe = await signer.sign('{}', 'probe');
  if ((await verifyJws(probe, {keys: publicKeys}, 'probe')).result !== 'valid') throw unusable('The halves of the first signing key do not belong together.');
  const lookupKey = await hmacKey(decodeBase64url(lookupSecret));
  return {signer, lookupKey};
}

/** Imports a key for `hmac`. */
export function hmacKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', secret, {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
}

function createSigner(signBytes: SignBytes, publicKeys: PublicKey[]): Signer {
  const {kid} = publicKeys[0]!;
  const encoder = new TextEncoder();
  return {
    publicKeys,
    kid,
    signBytes,
    async sign(payload, typ, how) {
      const signed = signedPart(payload, {kid, typ});
      return `${signed}.${encodeBase64url(await signBytes(encoder.encode(signed), how))}`;
    },
  };
}

/** Both sign on a pool of threads; what Node itself takes there and back is a third of what WebCrypto takes. */
async function openKey({kty, crv, x, d}: ServerKeys['signing'][number]): Promise<SignBytes> {
  if (!nodeCrypto) {
    const key = await crypto.subtle.importKey('jwk', {kty, crv, x, d}, {name: 'Ed25519'}, false, ['sign']);
    return async bytes => new Uint8Array(await crypto.subtle.sign({name: 'Ed25519'}, key, bytes));
  }
  const {createPrivateKey, sign} = nodeCrypto;
  const key = createPrivateKey({format: 'jwk', key: {kty, crv, x, d}});
  return async (bytes, {atOnce = false} = {}) => {
    if (atOnce) return new Uint8Array(sign(null, bytes, key));
    return new Promise((resolve, reject) => {
      sign(null, bytes, key, (error, signature) => (error ? reject(error) : resolve(new Uint8Array(signature))));
    });
  };
}

const heads = new Map<string, string>();

/** The two first parts of a compact JWS (RFC 7515 §7.1). Receipts are made again from stored parts by it: it never changes. */
export function signedPart(payload: string, {kid, typ}: {kid: string; typ: string}): string {
  const name = `${typ} ${kid}`;
  let head = heads.get(name);
  if (head === undefined) heads.set(name, (head = encodeText(JSON.stringify({alg: 'EdDSA', kid, typ}))));
  return `${head}.${encodeText(payload)}`;
}

async function publicKey({x, kid}: ServerKeys['signing'][number]): Promise<PublicKey> {
  const jwk = {kty: 'OKP', crv: 'Ed25519', x} as const;
  return {kid: kid ?? (await calculateJwkThumbprint(jwk)), ...jwk, alg: 'EdDSA', use: 'sig'};
}

function unusable(message: string, cause?: unknown): AssentError {
  return new AssentError('invalid_options', message, {advice: 'Make some with createKeys(), and keep them.', cause});
}
