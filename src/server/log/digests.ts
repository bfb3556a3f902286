import {createHash, hash} from 'node:crypto';
import type {Digest} from '../../protocol/merkle.js';
import type {HashNode} from '../../protocol/merkle-tree.js';
import {DIGEST_BYTES} from '../../protocol/tiles.js';

// A tree is hashed one node after the other; here and now costs 1 to 2 µs a node, WebCrypto's thread pool 70.
const LEAF = '\0';
/** What a node is hashed of: 0x01 and two digests. Written over for each; nothing waits in between. */
const node = Buffer.alloc(1 + 2 * DIGEST_BYTES, 1);

// Since it may be missing, whatever the types say.
const inOneGo = hash as typeof hash | undefined;

/** SHA-256, in one go where Node has that (20.12, 21.7). */
export const sha256: (data: string | Uint8Array) => Buffer = inOneGo ? data => inOneGo('sha256', data, 'buffer') : data => createHash('sha256').update(data).digest();

/** SHA-256 in hex digits: a text is sooner made than a buffer. */
export const sha256Hex: (data: string | Uint8Array) => string = inOneGo ? data => inOneGo('sha256', data, 'hex') : data => createHash('sha256').update(data).digest('hex');

/** A leaf's digest (RFC 6962 §2.1) of an entry, which stands for its UTF-8. */
export function leafDigestOf(entry: string | Uint8Array): Digest {
  return digestOf(typeof entry === 'string' ? LEAF + entry : Buffer.concat([Uint8Array.of(0), entry]));
}

/** An inner node's digest (RFC 6962 §2.1). */
export const nodeDigestOf: HashNode = (left, right) => {
  node.set(left, 1);
  node.set(right, 1 + DIGEST_BYTES);
  return digestOf(node);
};

/** A digest as rows hold it: base64. */
export function storedDigest(digest: Digest): string {
  // A copy in Node's pool: to look into a small array's own buffer would move it out of the heap.
  return Buffer.from(digest).toString('base64');
}

/** The digest that a row holds; undefined where it holds none. */
export function readDigest(stored: string | null): Digest | undefined {
  const digest = new Uint8Array(Buffer.from(stored ?? '', 'base64'));
  return digest.length === DIGEST_BYTES ? digest : undefined;
}

/** The root of a log without leaves: the digest of nothing. */
export const EMPTY_ROOT: Digest = digestOf('');

function digestOf(data: string | Uint8Array): Digest {
  return new Uint8Array(sha256(data));
}
