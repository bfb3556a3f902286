import {createPublicKey, verify, type KeyObject} from 'node:crypto';
import * as v from 'valibot';
import type {PublicKey} from '../../protocol/jws.js';
import {AnyEntrySchema, type AnyEntry} from '../../protocol/keeper-record.js';
import {RECEIPT_TYPE} from '../../protocol/receipt.js';

/** A receipt taken apart; its signature is still to be awaited. */
export interface OpenReceipt {
  entry: AnyEntry;
  /** Of the key that signed it. */
  kid: string;
  /** The bytes that are leaf and link. */
  payload: Buffer;
  /** Undefined where the signature is good, else what is wrong with it. */
  signature: Promise<string | undefined>;
}

interface OpenKey {
  kid: string;
  alg: PublicKey['alg'];
  key: KeyObject;
}

const HeaderSchema = v.strictObject({alg: v.string(), kid: v.string(), typ: v.literal(RECEIPT_TYPE)});

/**
 * Checks receipts by the million: as `verifyReceipt` does, but with Node's keys, each imported once, and
 * signatures checked in its thread pool.
 */
export class ReceiptChecker {
  readonly #keys: Map<string, OpenKey>;
  /** By the header as it is written: there are as many as there are keys. */
  readonly #headers = new Map<string, OpenKey>();

  constructor(keys: readonly PublicKey[]) {
    this.#keys = new Map(keys.map(({kid, alg, kty, crv, x, y}) => [kid, {kid, alg, key: createPublicKey({format: 'jwk', key: {kty, crv, x, ...(y && {y})}})}]));
  }

  /** Opens a receipt, or says what is wrong with its form. */
  open(receipt: string): OpenReceipt | string {
    const [head = '', body = '', end = '', ...rest] = receipt.split('.');
    const payload = bytesOf(body);
    const signature = bytesOf(end);
    if (!payload || !signature || rest.length > 0) return 'It is not a compact JWS.';
    const key = this.#keyOf(head);
    if (typeof key === 'string') return key;
    const entry = v.safeParse(AnyEntrySchema, jsonOf(payload));
    if (!entry.success) return 'Its payload is not an entry.';
    return {entry: entry.output, kid: key.kid, payload, signature: matches(`${head}.${body}`, signature, key)};
  }

  #keyOf(head: string) {
    const known = this.#headers.get(head);
    if (known) return known;
    const bytes = bytesOf(head);
    const header = v.safeParse(HeaderSchema, bytes && jsonOf(bytes));
    if (!header.success) return 'Its header is not that of a receipt.';
    const key = this.#keys.get(header.output.kid);
    if (!key) return 'It is signed with a key that is not among the published ones.';
    if (key.alg !== header.output.alg) return 'Its header names another algorithm than the key.';
    this.#headers.set(head, key);
    return key;
  }
}

function matches(signed: string, signature: Buffer, {alg, key}: OpenKey): Promise<string | undefined> {
  const [digest, options] = alg === 'EdDSA' ? [null, key] : ['sha256', {key, dsaEncoding: 'ieee-p1363' as const}];
  return new Promise(resolve => {
    verify(digest, Buffer.from(signed), options, signature, (error, good) => resolve(error || !good ? 'Its signature does not match.' : undefined));
  });
}

/** Node reads base64url generously; a receipt has one spelling. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
}

/** One for all: to make it takes longer than to use it. */
const decoder = new TextDecoder('utf-8', {fatal: true});

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
