import {calculateJwkThumbprint} from 'jose';
import * as v from 'valibot';
import {decodeBase64url, encodeBase64url} from '../../protocol/base64url.js';
import {AssentError} from '../../protocol/errors.js';
import {isUsableKey, verifyJws, type PublicKey} from '../../protocol/jws.js';
import {KEY_TYPE} from '../../protocol/keeper-record.js';
import {configIssues} from '../sites/config-issues.js';
import {encodeBytes, encodeText} from './encode-text.js';
import {keyedHash, type KeyedHash} from './keyed-hash.js';
import {openSigningKey, SigningKeySchema, type SignBytes, type SignHow, type SigningKey} from './signing-key.js';

/** What one installation signs with, and the secret under which it finds subjects again. Keep it as you keep the database. */
export const ServerKeysSchema = v.object({
  /** The first signs; the others are published, so that what they signed still verifies. */
  signing: v.pipe(v.array(SigningKeySchema), v.minLength(1)),
  /** At least 32 random bytes, base64url. Another one, and no subject is found again. */
  lookupSecret: v.pipe(v.string(), v.regex(/^[\w-]{43,}$/, 'A lookup secret has at least 43 letters of base64url.')),
});
export type ServerKeys = v.InferInput<typeof ServerKeysSchema>;

/** Keys that are whole in themselves, as a file can keep them. */
export interface FreshKeys extends ServerKeys {
  signing: {kty: 'OKP'; crv: 'Ed25519'; x: string; d: string}[];
}

/** Makes fresh keys, to be kept. */
export async function createKeys(): Promise<FreshKeys> {
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
  /** Of the key that signs now. */
  readonly kid: string;
  readonly alg: PublicKey['alg'];
  /** Signs a payload; `typ` goes into the header. */
  sign(payload: string, typ: string, how?: SignHow): Promise<string>;
  /** The present key as the key before it vouches for it (`KEY_TYPE`); undefined where that one cannot sign any more. */
  vouched(): Promise<string | undefined>;
  /** Signs bytes as they are; the signature is as a JWS holds it. */
  signBytes: SignBytes;
}

export interface OpenKeys {
  signer: Signer;
  /** Under `lookupSecret`. */
  lookupHash: KeyedHash;
}

/** Checks and imports keys. Throws `invalid_options` where they are not usable or do not belong together. */
export async function importKeys(keys: ServerKeys): Promise<OpenKeys> {
  const parsed = v.safeParse(ServerKeysSchema, keys);
  if (!parsed.success) throw unusable(`\`keys\` is not {signing: [private JWK of Ed25519 or P-256, …], lookupSecret}. ${configIssues('keys', parsed.issues)}`);
  const {signing, lookupSecret} = parsed.output;
  const publicKeys = await Promise.all(signing.map(publicKey));
  for (const [index, key] of publicKeys.entries()) {
    if (!(await isUsableKey(key))) throw unusable(`keys.signing.${index}: its x${key.kty === 'EC' ? ' and y are' : ' is'} no public key of ${key.crv}.`);
  }
  const [first] = signing;
  let signBytes: SignBytes;
  try {
    signBytes = await openSigningKey(first!);
  } catch (error) {
    const half = first!.d === undefined && !first!.sign ? ': it has neither a private half, `d`, nor `sign`' : '';
    throw unusable(`The first signing key cannot be imported${half}.`, error);
  }
  const signer = createSigner(signBytes, publicKeys, signing[1]);
  const probe = await signer.sign('{}', 'probe').catch(error => {
    throw unusable('The first signing key does not sign.', error);
  });
  if ((await verifyJws(probe, {keys: publicKeys}, 'probe')).result !== 'valid') throw unusable('The halves of the first signing key do not belong together.');
  return {signer, lookupHash: await keyedHash(decodeBase64url(lookupSecret))};
}

function createSigner(signBytes: SignBytes, publicKeys: PublicKey[], before?: SigningKey): Signer {
  const {kid, alg} = publicKeys[0]!;
  const encoder = new TextEncoder();
  return {
    publicKeys,
    kid,
    alg,
    signBytes,
    async vouched() {
      if (!before || (before.d === undefined && !before.sign)) return undefined;
      return createSigner(await openSigningKey(before), publicKeys.slice(1)).sign(JSON.stringify(publicKeys[0]), KEY_TYPE);
    },
    async sign(payload, typ, how) {
      const signed = signedPart(payload, {alg, kid, typ});
      return `${signed}.${encodeBytes(await signBytes(encoder.encode(signed), how))}`;
    },
  };
}

const heads = new Map<string, string>();

/** The two first parts of a compact JWS (RFC 7515 §7.1). Receipts are made again from stored parts by it: it never changes. */
export function signedPart(payload: string, {alg, kid, typ}: {alg: PublicKey['alg']; kid: string; typ: string}): string {
  const name = `${alg} ${typ} ${kid}`;
  let head = heads.get(name);
  if (head === undefined) heads.set(name, (head = encodeText(JSON.stringify({alg, kid, typ}))));
  return `${head}.${encodeText(payload)}`;
}

async function publicKey(key: SigningKey): Promise<PublicKey> {
  const {kty, crv, x} = key;
  const jwk = {kty, crv, x, ...(key.kty === 'EC' && {y: key.y})};
  // An empty half has no thumbprint; it is refused right after.
  return {kid: key.kid ?? (await calculateJwkThumbprint(jwk).catch(() => '')), ...jwk, alg: key.kty === 'EC' ? 'ES256' : 'EdDSA', use: 'sig'};
}

function unusable(message: string, cause?: unknown): AssentError {
  return new AssentError('invalid_options', message, {advice: 'Make some with createKeys(), and keep them.', cause});
}
