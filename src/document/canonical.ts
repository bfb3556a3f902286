import canonicalize from 'canonicalize';
import {hashBytes} from '../protocol/hash.js';
import type {TermsDocument} from './model.js';

/** The bytes of a terms document that are stored, served and hashed (RFC 8785, in UTF-8). */
export function canonicalBytes(document: TermsDocument): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalize(document));
}

/** `sha256:<hex>` of the canonical bytes: the name of this text in every record about it. */
export function hashTerms(document: TermsDocument): Promise<string> {
  return hashBytes(canonicalBytes(document));
}
