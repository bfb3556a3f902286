import * as v from 'valibot';
import type {TermsDocument} from '../document/model.js';
import {readTerms} from '../document/read.js';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {ROUTES} from '../protocol/routes.js';
import type {Transport} from './transport.js';

/** Where texts are kept on this device, by their hash. */
export const TERMS = 'terms/';
/** From here on, parsing at once would hold up the page. */
const LARGE_BYTES = 262_144;
const KeptTermsSchema = v.object({v: v.literal(1), bytes: v.instance(Uint8Array<ArrayBuffer>)});

/** A text by its hash, from this device or the backend. Throws `hash_mismatch` for any other bytes, `offline`. */
export async function fetchTerms(
  hash: string,
  {store, transport, signal}: {store: Store; transport: Transport; signal: AbortSignal | undefined},
): Promise<TermsDocument> {
  const key = TERMS + hash;
  const kept = readStored(KeptTermsSchema, await store.get(key));
  // What is kept may have been changed under us: it is checked like any other bytes.
  if (kept && (await hashBytes(kept.bytes)) === hash) return read(kept.bytes);
  const fetchBytes = async (reload: boolean) => {
    const answer = await transport(`${ROUTES.documents}/${hash}`, {signal, reload});
    if (!answer.ok) throw answer.error;
    return (await hashBytes(answer.bytes)) === hash ? answer.bytes : undefined;
  };
  // Texts are cacheable for ever, and so would be a wrong one: the second look goes past the caches.
  const bytes = (await fetchBytes(false)) ?? (await fetchBytes(true));
  if (!bytes) {
    throw new AssentError('hash_mismatch', `The bytes of ${hash} are not those that the hash names.`, {
      advice: 'Do not show or accept them.',
    });
  }
  // A text can be had again: nobody who wants to read waits for the disk.
  void store.change([], () => ({writes: [[key, {v: 1, bytes}]], result: undefined}));
  return read(bytes);
}

/** Verified bytes as a document. The way for large ones costs a request of its own; where that fails, so does nothing else. */
async function read(bytes: Uint8Array): Promise<TermsDocument> {
  const large = bytes.length > LARGE_BYTES && (await import('../document/read-in-parts.js').catch(() => undefined));
  return large ? large.readTermsInParts(bytes) : readTerms(bytes);
}
