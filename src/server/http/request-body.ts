import {isUtf8} from 'node:buffer';
import {Refusal} from '../refusal.js';
import {parseJson, type ParsedJson} from './json.js';

/** What is left of a body that something before us has read is not what was sent. It may come again, whole. */
export const EATEN = new Refusal('internal', 'A body parser has read the body before Assent could.', 'Mount Assent before whatever reads bodies, or behind express.raw().');

/** Reads a JSON body of at most `maxBytes`, in strict UTF-8. */
export async function readJson(request: Request, maxBytes: number): Promise<ParsedJson> {
  const type = request.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' || (request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new Refusal('unsupported_media_type', 'The body is not plain application/json.', 'Send content-type: application/json, not compressed.');
  }
  const bytes = await readBytes(request, maxBytes);
  // A byte order mark passes here, and JSON refuses it: what we store is what was sent, to the byte.
  if (!isUtf8(bytes)) throw new Refusal('invalid_utf8', 'The body is not UTF-8.', 'Send the JSON in UTF-8 (RFC 3629).');
  return parseJson(bytes);
}

/**
 * Bytes of bodies that are held at once while the rest of them is on its way: whoever sends half of many would fill the
 * memory. The first of each body are not counted, so that a few records get through also then.
 */
const MAX_HELD_BYTES = 128 * 1024 * 1024;
const UNCOUNTED_BYTES = 32 * 1024;
let held = 0;

/** Reads a body of at most `maxBytes`. Throws `body_too_large`, or `unavailable` while too many are being read. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new Refusal('body_too_large', `The body is longer than ${maxBytes} bytes.`, 'Send less at a time.');
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  if (request.bodyUsed || request.body.locked) throw EATEN;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let counted = 0;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const {done, value} = await reader.read().catch(brokeOff);
      if (done) return join(chunks, length);
      length += value.byteLength;
      chunks.push(value);
      const more = Math.max(0, length - UNCOUNTED_BYTES) - counted;
      counted += more;
      held += more;
      if (length <= maxBytes && (more === 0 || held <= MAX_HELD_BYTES)) continue;
      // What is too much is not read to its end.
      await reader.cancel().catch(() => {});
      throw length > maxBytes ? tooLarge() : TOO_MANY;
    }
  } finally {
    held -= counted;
  }
}

const TOO_MANY = new Refusal('unavailable', 'Too many large bodies are on their way at once.', 'Send it again later, or less at a time.');

// The client has gone, as a rule; a proxy may still tell it something, and that must not be "refused for good".
function brokeOff(): never {
  throw new Refusal('unavailable', 'The body broke off on its way.', 'Send it again.');
}

function join(chunks: readonly Uint8Array<ArrayBuffer>[], length: number): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
