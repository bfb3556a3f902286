// What a log says of itself at one size (https://c2sp.org/tlog-checkpoint).
import {decodeBase64, encodeBase64} from './base64.js';
import {decodeBase64url} from './base64url.js';
import type {KeySet, PublicKey} from './jws.js';
import type {Digest} from './merkle.js';
import {ecdsaNoteKey, noteKey, parseNote, verifyNote, type NoteKey} from './signed-note.js';
import {DIGEST_BYTES} from './tiles.js';

/** The statement itself: which log, how many leaves, under which root. */
export interface Checkpoint {
  /** The name of the log: a URL without its scheme, one log a site, such as `consent.example.com/shop`. */
  origin: string;
  size: number;
  root: Digest;
}

export type CheckpointCheck =
  | {result: 'valid' | 'unverifiable'; checkpoint: Checkpoint}
  | {result: 'invalid'; reason: string};

/** The text that is signed. */
export function formatCheckpoint({origin, size, root}: Checkpoint): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads the text of a note. Undefined where it is no checkpoint, or larger than 2^53 leaves; lines that follow are ignored. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, origin, digits, encoded] = /^([^\n]+)\n(0|[1-9]\d*)\n([^\n]+)\n(?:[^\n]+\n)*$/.exec(text) ?? [];
  if (!origin || !encoded || !Number.isSafeInteger(Number(digits))) return undefined;
  try {
    const root = decodeBase64(encoded);
    return root.length === DIGEST_BYTES ? {origin, size: Number(digits), root} : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Checks a signed checkpoint against published keys, offline. The log signs under its own name: a signature
 * under another one does not count.
 * @param keys the answer of `GET /v1/keys`
 */
export async function verifyCheckpoint(note: string, {keys}: KeySet): Promise<CheckpointCheck> {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  if (!checkpoint) return {result: 'invalid', reason: 'Not a checkpoint.'};
  const trusted = await Promise.all(keys.map(key => checkpointKey(checkpoint.origin, key)));
  const check = await verifyNote(parsed, trusted);
  return check.result === 'invalid' ? check : {result: check.result, checkpoint};
}

/** A published key as one that signs the checkpoints of a log. */
export function checkpointKey(origin: string, {crv, x, y}: PublicKey): Promise<NoteKey> {
  return crv === 'Ed25519' ? noteKey(origin, decodeBase64url(x)) : ecdsaNoteKey(origin, {x: decodeBase64url(x), y: decodeBase64url(y ?? '')});
}
