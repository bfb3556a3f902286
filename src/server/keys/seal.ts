import {decodeBase64, encodeBase64} from '../../protocol/base64.js';
import {decodeBase64url} from '../../protocol/base64url.js';
import type {KeyedHash} from './keyed-hash.js';

const NONCE_BYTES = 12;
/** Bytes to a piece of base64; a multiple of 3. */
const PIECE_BYTES = 49_152;

/** Encrypts what is kept apart from the chain: whoever has the database alone has nothing of it. */
export class Seal {
  readonly #key: CryptoKey;

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** A key of its own for this purpose, from the secret that the server keeps apart from its database. */
  static async of(lookupHash: KeyedHash): Promise<Seal> {
    return Seal.under(decodeBase64url(await lookupHash('assent seal 1')));
  }

  /** A seal under a key of its own. @param key 32 bytes */
  static async under(key: Uint8Array<ArrayBuffer>): Promise<Seal> {
    return new Seal(await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }

  /** AES-256-GCM as text. `context` is what the bytes belong to; elsewhere they do not open. */
  async close(bytes: Uint8Array<ArrayBuffer>, context: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm(iv, context), this.#key, bytes));
    const pieces = [encodeBase64(iv)];
    for (let at = 0; at < sealed.length; at += PIECE_BYTES) pieces.push(encodeBase64(sealed.subarray(at, at + PIECE_BYTES)));
    return pieces.join('.');
  }

  /** Rejects where a byte was changed or the context is another one. */
  async open(sealed: string, context: string): Promise<Uint8Array<ArrayBuffer>> {
    const [iv, ...pieces] = sealed.split('.').map(decodeBase64);
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(iv!, context), this.#key, bytes));
  }

  /** The text that was closed; undefined where it does not open: it was changed, or closed with another secret. */
  async openText(sealed: string, context: string): Promise<string | undefined> {
    const bytes = await this.open(sealed, context).catch(() => undefined);
    return bytes && new TextDecoder().decode(bytes);
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, context: string): AesGcmParams {
  return {name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(context)};
}
