// Text with signatures under it (https://c2sp.org/signed-note).
import {decodeBase64, encodeBase64} from './base64.js';
import {ecdsaFromDer} from './ecdsa-signature.js';

/** A signature line: whose, with which key, and the signature itself. */
export interface NoteSignature {
  name: string;
  /** Big-endian uint32 that names the key together with `name`. */
  keyId: number;
  signature: Uint8Array<ArrayBuffer>;
}

export interface Note {
  /** Ends in a newline; this is what is signed. */
  text: string;
  signatures: NoteSignature[];
}

/** A public key that signs notes under a name. */
export interface NoteKey {
  name: string;
  keyId: number;
  type: SignatureType;
  /** Of Ed25519 32 bytes (RFC 8032), of ECDSA the SubjectPublicKeyInfo (RFC 5280 §4.1). */
  publicKey: Uint8Array<ArrayBuffer>;
}

/** The signature types of C2SP signed-note that we know: Ed25519, and ECDSA over P-256 with SHA-256. */
type SignatureType = 1 | 2;

/** Outcome of checking a note: `unverifiable` where this engine lacks the algorithm. */
export type NoteCheck = {result: 'valid' | 'unverifiable'} | {result: 'invalid'; reason: string};

const ED25519 = 1;
const ECDSA = 2;
/** What stands before the point of a P-256 key in its SubjectPublicKeyInfo (RFC 5480 §2). */
const P256_SPKI = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const MAX_SIGNATURES = 64;
const KEY_ID_BYTES = 4;
/** Control characters other than the newline; and halves of characters, which have no UTF-8. */
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;
const LINE = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;

/** Reads a note. Returns undefined where it is not one; nothing is verified yet. */
export function parseNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || FORBIDDEN.test(note)) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseLine(line);
    if (!signature) return undefined;
    signatures.push(signature);
  }
  return {text: note.slice(0, end + 1), signatures};
}

/** A note as it is served: the text, an empty line, a line for each signature. */
export function formatNote({text, signatures}: Note): string {
  const lines = signatures.map(({name, keyId, signature}) => {
    const bytes = new Uint8Array(KEY_ID_BYTES + signature.length);
    new DataView(bytes.buffer).setUint32(0, keyId);
    bytes.set(signature, KEY_ID_BYTES);
    return `— ${name} ${encodeBase64(bytes)}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Makes the key under which a name signs: the id is the start of SHA-256(name, newline, 0x01, public key). */
export async function noteKey(name: string, publicKey: Uint8Array<ArrayBuffer>): Promise<NoteKey> {
  const front = new TextEncoder().encode(`${name}\n`);
  const bytes = new Uint8Array([...front, ED25519, ...publicKey]);
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return {name, type: ED25519, publicKey, keyId: new DataView(digest).getUint32(0)};
}

/** The same for a P-256 key, of the halves of its point: the id is the start of SHA-256(SubjectPublicKeyInfo). */
export async function ecdsaNoteKey(name: string, {x, y}: {x: Uint8Array; y: Uint8Array}): Promise<NoteKey> {
  const front = Uint8Array.from(P256_SPKI.match(/../g)!, hex => parseInt(hex, 16));
  const publicKey = new Uint8Array([...front, ...x, ...y]);
  const digest = await crypto.subtle.digest('SHA-256', publicKey);
  return {name, type: ECDSA, publicKey, keyId: new DataView(digest).getUint32(0)};
}

/** A key as Go's sumdb and the C2SP tools write it: `name+hex key id+base64`. */
export function formatNoteKey({name, keyId, type, publicKey}: NoteKey): string {
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${encodeBase64(Uint8Array.of(type, ...publicKey))}`;
}

/**
 * Checks a note against the keys that one trusts. Lines of unknown keys are ignored; a known key whose
 * signature does not match refuses the whole note.
 */
export async function verifyNote({text, signatures}: Note, keys: readonly NoteKey[]): Promise<NoteCheck> {
  const signed = new TextEncoder().encode(text);
  let known = 0;
  for (const {name, keyId, signature} of signatures) {
    const key = keys.find(one => one.name === name && one.keyId === keyId);
    if (!key) continue;
    known += 1;
    const check = await verify(key, signature, signed);
    if (check === 'unverifiable') return {result: check};
    if (check === 'invalid') return {result: check, reason: `The signature of ${name} does not match.`};
  }
  return known > 0 ? {result: 'valid'} : {result: 'invalid', reason: 'Signed with no key that is known.'};
}

async function verify({type, publicKey}: NoteKey, signature: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>): Promise<NoteCheck['result']> {
  // WebCrypto takes and gives ECDSA signatures as two numbers, notes hold them as ASN.1.
  const bytes = type === ECDSA ? ecdsaFromDer(signature) : signature;
  if (!bytes) return 'invalid';
  const algorithm = type === ECDSA ? {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'} : {name: 'Ed25519'};
  try {
    const key = await crypto.subtle.importKey(type === ECDSA ? 'spki' : 'raw', publicKey, algorithm, false, ['verify']);
    return (await crypto.subtle.verify(algorithm, key, bytes, signed)) ? 'valid' : 'invalid';
  } catch (error) {
    return (error as DOMException).name === 'NotSupportedError' ? 'unverifiable' : 'invalid';
  }
}

function parseLine(line: string): NoteSignature | undefined {
  const [, name, encoded] = LINE.exec(line) ?? [];
  if (!name || !encoded) return undefined;
  try {
    const bytes = decodeBase64(encoded);
    if (bytes.length <= KEY_ID_BYTES) return undefined;
    return {name, keyId: new DataView(bytes.buffer).getUint32(0), signature: bytes.slice(KEY_ID_BYTES)};
  } catch {
    return undefined;
  }
}
