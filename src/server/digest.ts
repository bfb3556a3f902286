import {hashBytes, type Hash} from '../protocol/hash.js';
import {nodeCrypto} from './node-crypto.js';

/** The hash of bytes, or of a text's UTF-8. */
export function hashText(text: string | Uint8Array<ArrayBuffer>): Hash | Promise<Hash> {
  // The links of a chain are hashed one after the other, and a trip through WebCrypto's thread pool costs 74 µs
  // against 1 to 3 µs on the spot.
  if (nodeCrypto?.hash) return `sha256:${nodeCrypto.hash('sha256', text, 'hex')}`;
  if (nodeCrypto) return `sha256:${nodeCrypto.createHash('sha256').update(text).digest('hex')}`;
  return hashBytes(text);
}
