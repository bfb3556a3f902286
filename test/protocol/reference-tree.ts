// The definitions of RFC 6962 §2.1 word for word, slow and obvious: what the real ones are held against.
import {createHash} from 'node:crypto';
import type {Digest} from '../../src/protocol/merkle.js';

export const sha256 = (...parts: Uint8Array[]): Digest => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
export const leaf = (bytes: Uint8Array): Digest => sha256(Uint8Array.of(0), bytes);
export const node = (left: Digest, right: Digest): Digest => sha256(Uint8Array.of(1), left, right);
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
export const unhex = (text: string): Digest => new Uint8Array(Buffer.from(text, 'hex'));

/** MTH(D[n]) over the digests of leaves. */
export function treeRoot(leaves: readonly Digest[]): Digest {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  const k = below(leaves.length);
  return node(treeRoot(leaves.slice(0, k)), treeRoot(leaves.slice(k)));
}

/** PATH(m, D[n]). */
export function auditPath(m: number, leaves: readonly Digest[]): Digest[] {
  if (leaves.length === 1) return [];
  const k = below(leaves.length);
  return m < k
    ? [...auditPath(m, leaves.slice(0, k)), treeRoot(leaves.slice(k))]
    : [...auditPath(m - k, leaves.slice(k)), treeRoot(leaves.slice(0, k))];
}

/** PROOF(m, D[n]). */
export function consistencyProof(m: number, leaves: readonly Digest[]): Digest[] {
  return m === 0 ? [] : subproof(m, leaves, true);
}

function subproof(m: number, leaves: readonly Digest[], whole: boolean): Digest[] {
  if (m === leaves.length) return whole ? [] : [treeRoot(leaves)];
  const k = below(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), treeRoot(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), treeRoot(leaves.slice(0, k))];
}

function below(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
