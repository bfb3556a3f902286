import {decodeProtectedHeader, errors, importJWK, jwtVerify} from 'jose';
import {Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';

/** Longest life of a token, from `iat` to `exp`. */
const MAX_LIFE_S = 600;
/** How far apart two clocks may be. */
const LEEWAY_S = 60;
const MAX_TOKEN_LENGTH = 8192;
const MAX_SUB_LENGTH = 200;

/** Header parameters that bring a key along, or ask for what we do not know (RFC 7515 §4.1). */
const REFUSED_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit', 'b64'];

/** What the header may say that the token is (RFC 7519 §5.1), where it says so at all. */
const TOKEN_TYPE = /^(application\/)?jwt$/i;

const ADVICE = 'Sign a fresh token on your server: kid, sub, iat and exp at most ten minutes later.';
const AUDIENCE_ADVICE = 'Configure `audience` of the tokens as your tokens name it, or sign those for Assent without an `aud`.';

type Tokens = NonNullable<Site['subjects']['tokens']>;

/**
 * The `sub` of a host-signed token (JWT, RFC 7519). The key is chosen by `kid`, and the algorithm by the key. A host may
 * sign tokens for others with the same key: what is of another kind by its `typ`, or for another audience, is refused
 * (RFC 8725 §3.9 and §3.11). Throws `token_invalid` or `token_expired`.
 */
export async function verifySubjectToken(token: string, tokens: Tokens, now: Date): Promise<string> {
  const key = keyOf(token, tokens);
  const payload = await verify(token, key, tokens, now);
  const nowS = now.getTime() / 1000;
  const {iat, exp, sub, aud} = payload;
  // Who does not find themselves in an audience must not take the token (RFC 7519 §4.1.3): without a name of our own, in none.
  if (aud !== undefined && tokens.audience === undefined) throw invalid('The token is for an audience, and this site has none configured.', AUDIENCE_ADVICE);
  if (typeof iat !== 'number' || typeof exp !== 'number') throw invalid('The token lacks iat or exp.');
  if (iat > nowS + LEEWAY_S) throw invalid('The token was issued in the future.');
  if (exp <= iat || exp - iat > MAX_LIFE_S) throw invalid(`The token is to live for more than ${MAX_LIFE_S} seconds.`);
  if (typeof sub !== 'string' || sub.length === 0 || sub.length > MAX_SUB_LENGTH) {
    throw invalid(`The token's sub is not a string of 1 to ${MAX_SUB_LENGTH} characters.`);
  }
  // Two that differ in a half of a character would be one person: in UTF-8 either is U+FFFD.
  if (/\p{Surrogate}/u.test(sub)) throw invalid("The token's sub has halves of characters in it.");
  return sub;
}

function keyOf(token: string, {keys}: Tokens): Tokens['keys'][number] {
  if (token.length > MAX_TOKEN_LENGTH) throw invalid('The token is too long.');
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(token) as Record<string, unknown>;
  } catch {
    throw invalid('It is not a signed JWT.');
  }
  const refused = REFUSED_HEADERS.find(name => name in header);
  if (refused) throw invalid(`The token's header has ${refused}, which is refused.`);
  const {typ} = header;
  if (typ !== undefined && !TOKEN_TYPE.test(String(typ))) throw invalid("The token's header says by `typ` that it is of another kind than JWT.");
  const key = keys.find(({kid}) => kid === header['kid']);
  if (!key) throw invalid('The token is signed with a key that is not configured for this site.');
  return key;
}

async function verify(token: string, key: Tokens['keys'][number], {issuer, audience}: Tokens, now: Date) {
  try {
    const {payload} = await jwtVerify(token, await importJWK(key, key.alg), {
      algorithms: [key.alg],
      clockTolerance: LEEWAY_S,
      currentDate: now,
      requiredClaims: ['exp', 'iat', 'sub'],
      ...(issuer !== undefined && {issuer}),
      ...(audience !== undefined && {audience}),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Refusal('token_expired', 'The subject token has expired.', ADVICE);
    if (error instanceof errors.JWTClaimValidationFailed) throw invalid(`The token's ${error.claim} does not hold.`);
    throw invalid('The signature does not match, or the algorithm is not that of the key.');
  }
}

function invalid(message: string, advice = ADVICE): Refusal {
  return new Refusal('token_invalid', message, advice);
}
