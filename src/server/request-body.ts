import {Refusal} from './refusal.js';
import {parseJson, type ParsedJson} from './json.js';

/** Reads a JSON body of at most `maxBytes`, in strict UTF-8. */
export async function readJson(request: Request, maxBytes: number): Promise<ParsedJson> {
  const type = request.headers.get('content-type')?.split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json' || (request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new Refusal('unsupported_media_type', 'The body is not plain application/json.', 'Send content-type: application/json, not compressed.');
  }
  return parseJson(decode(await readBytes(request, maxBytes)));
}

/** Reads a body of at most `maxBytes`. Throws `body_too_large`. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new Refusal('body_too_large', `The body is longer than ${maxBytes} bytes.`, 'Send less at a time.');
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // Leaving the loop cancels the stream, so that a longer body is not read to its end.
  for await (const chunk of iterate(request.body)) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return join(chunks, length);
}

/** Not every runtime's streams are async iterable. */
async function* iterate(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const {done, value} = await reader.read().catch(brokeOff);
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
  }
}

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

function decode(bytes: Uint8Array): string {
  try {
    // A byte order mark stays in the text, and JSON refuses it: what we store is what was sent, to the byte.
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch {
    throw new Refusal('invalid_utf8', 'The body is not UTF-8.', 'Send the JSON in UTF-8 (RFC 3629).');
  }
}
