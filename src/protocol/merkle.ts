// The checking half of RFC 6962 §2.1, by WebCrypto alone: small enough for a browser. The making half is in merkle-tree.ts.

/** The digest of a node of the tree: 32 bytes. */
export type Digest = Uint8Array<ArrayBuffer>;

/** A place or a size. Numbers are exact up to 2^53 only, so a larger one must come as a bigint. */
export type Count = number | bigint;

export interface InclusionClaim {
  leaf: Digest;
  index: Count;
  size: Count;
  proof: readonly Digest[];
  root: Digest;
}

export interface ConsistencyClaim {
  first: Count;
  second: Count;
  proof: readonly Digest[];
  firstRoot: Digest;
  secondRoot: Digest;
}

/** A leaf's digest: SHA-256 of 0x00 and the bytes (RFC 6962 §2.1). */
export function leafDigest(bytes: Uint8Array): Promise<Digest> {
  return sha256(Uint8Array.of(0), bytes);
}

/** An inner node's digest: SHA-256 of 0x01 and both children (RFC 6962 §2.1). */
export function nodeDigest(left: Digest, right: Digest): Promise<Digest> {
  return sha256(Uint8Array.of(1), left, right);
}

/** Whether a leaf stands at a place of the tree of that size and root (RFC 9162 §2.1.3.2). */
export async function verifyInclusion({leaf, index, size, proof, root}: InclusionClaim): Promise<boolean> {
  let place = exact(index);
  let last = exact(size) - 1n;
  if (place > last) return false;
  let digest = leaf;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (isRight(place) || place === last) {
      digest = await nodeDigest(sibling, digest);
      while (!isRight(place) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else digest = await nodeDigest(digest, sibling);
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && sameBytes(digest, root);
}

/**
 * Whether the second tree is the first one with leaves added at its end (RFC 9162 §2.1.4.2). Every tree is
 * consistent with the empty one.
 */
export async function verifyConsistency(claim: ConsistencyClaim): Promise<boolean> {
  const {proof, firstRoot, secondRoot} = claim;
  const [first, second] = [exact(claim.first), exact(claim.second)];
  if (first > second) return false;
  if (first === second) return proof.length === 0 && sameBytes(firstRoot, secondRoot);
  if (first === 0n) return proof.length === 0 && sameBytes(firstRoot, await sha256());
  if (proof.length === 0) return false;

  // A first tree that is perfect is itself the first node of the path, and is left out of the proof.
  const [start, ...path] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  let [place, last] = [first - 1n, second - 1n];
  while (isRight(place)) [place, last] = [place >> 1n, last >> 1n];
  let [before, after] = [start!, start!];
  for (const sibling of path) {
    if (last === 0n) return false;
    if (isRight(place) || place === last) {
      before = await nodeDigest(sibling, before);
      after = await nodeDigest(sibling, after);
      while (!isRight(place) && place !== 0n) [place, last] = [place >> 1n, last >> 1n];
    } else after = await nodeDigest(after, sibling);
    [place, last] = [place >> 1n, last >> 1n];
  }
  return last === 0n && sameBytes(before, firstRoot) && sameBytes(after, secondRoot);
}

/** Whether two arrays hold the same bytes. Not in constant time: nothing here is secret. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

const isRight = (place: bigint) => (place & 1n) === 1n;
const isPowerOfTwo = (count: bigint) => (count & (count - 1n)) === 0n;

/** Refuses what is not a count: a number that JavaScript has already rounded proves nothing. */
function exact(count: Count): bigint {
  if ((typeof count === 'number' && !Number.isSafeInteger(count)) || count < 0) {
    throw new RangeError('A place in a log is a whole number from 0; above 2^53 it is a bigint.');
  }
  return BigInt(count);
}

async function sha256(...parts: Uint8Array[]): Promise<Digest> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
