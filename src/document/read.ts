import {AssentError} from '../protocol/errors.js';
import type {TermsDocument} from './model.js';

/** Deepest nesting of JSON that we read: our own parser stays far below, and no reader's stack overflows. */
export const MAX_DEPTH = 400;

/**
 * Reads the canonical bytes of a terms document. Whether they are the right ones is for their hash to say; this
 * only makes sure that they are such a document and cannot overflow a stack. Throws `hash_mismatch` otherwise.
 */
export function readTerms(bytes: Uint8Array): TermsDocument {
  return checkTerms(() => depthOf(bytes) <= MAX_DEPTH && JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)));
}

/** What was read, if it is a terms document. Throws `hash_mismatch` otherwise. */
export function checkTerms(read: () => unknown): TermsDocument {
  let value: Partial<TermsDocument> | null | undefined;
  try {
    value = read() as Partial<TermsDocument> | null;
  } catch {
    // Not JSON, or not UTF-8: not a document either.
  }
  if (value?.format !== 'assent-terms/1' || typeof value.title !== 'string' || !Array.isArray(value.content)) {
    throw new AssentError('hash_mismatch', 'The bytes are not a terms document.', {advice: 'Fetch the document again.'});
  }
  return value as TermsDocument;
}

/** How deep brackets nest outside of strings: one pass over the bytes, cheaper than a walk over the tree. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (quoted && byte === 0x5c) index++; // a backslash and what it escapes
    else if (byte === 0x22) quoted = !quoted;
    else if (!quoted && (byte === 0x5b || byte === 0x7b)) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (byte === 0x5d || byte === 0x7d)) depth--;
  }
  return deepest;
}
