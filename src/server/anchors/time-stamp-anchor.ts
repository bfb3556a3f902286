import {Integer, OctetString} from 'asn1js';
import {AlgorithmIdentifier, MessageImprint, SignedData, TSTInfo, TimeStampReq, TimeStampResp} from 'pkijs';
import {encodeBase64} from '../../protocol/base64.js';
import {sameBytes} from '../../protocol/merkle.js';
import {ANCHOR_TIMEOUT_MS, type Anchor} from './anchor.js';

const SHA256_OID = '2.16.840.1.101.3.4.2.1';
const NONCE_BYTES = 8;
/** granted and grantedWithMods (RFC 3161 §2.4.2). */
const GRANTED = [0, 1];

/** Has checkpoints stamped by a time-stamp authority (RFC 3161). The proof is the whole response, DER. */
export class TimeStampAnchor implements Anchor {
  readonly name: string;
  readonly #url: string;

  constructor(url: string) {
    const {origin, pathname} = new URL(url);
    this.name = `rfc3161:${origin}${pathname}`;
    this.#url = url;
  }

  async put(_site: string, note: string): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(note)));
    const nonce = freshNonce();
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: {'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply'},
      body: request(digest, nonce),
      redirect: 'error',
      signal: AbortSignal.timeout(ANCHOR_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`${this.name} answered ${response.status}.`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    this.#check(bytes, digest, nonce);
    return encodeBase64(bytes);
  }

  /**
   * Makes sure that it is our digest that was stamped, and for this request. Whether the authority is one to be
   * trusted is for those to check who hold its certificate: `openssl ts -verify`.
   */
  #check(bytes: Uint8Array<ArrayBuffer>, digest: Uint8Array, nonce: Uint8Array): void {
    const {status, timeStampToken} = TimeStampResp.fromBER(bytes);
    if (!GRANTED.includes(status.status) || !timeStampToken) throw new Error(`${this.name} did not grant a time stamp (status ${status.status}).`);
    const {encapContentInfo} = new SignedData({schema: timeStampToken.content});
    const stamped = encapContentInfo.eContent && TSTInfo.fromBER(encapContentInfo.eContent.getValue());
    const imprint = stamped && new Uint8Array(stamped.messageImprint.hashedMessage.valueBlock.valueHexView);
    const answered = stamped?.nonce && new Uint8Array(stamped.nonce.valueBlock.valueHexView);
    if (!imprint || !sameBytes(imprint, digest)) throw new Error(`${this.name} stamped something else.`);
    if (!answered || !sameBytes(answered, nonce)) throw new Error(`${this.name} answered another request.`);
  }
}

function request(digest: Uint8Array<ArrayBuffer>, nonce: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({algorithmId: SHA256_OID}),
      hashedMessage: new OctetString({valueHex: digest}),
    }),
    nonce: new Integer({valueHex: nonce}),
    certReq: true,
  }).toSchema().toBER();
}

/** A positive integer with no zero in front: DER has one spelling of each. */
function freshNonce(): Uint8Array<ArrayBuffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  return nonce;
}
