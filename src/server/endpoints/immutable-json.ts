import {mayPack, pack} from '../http/brotli.js';

/** Packs 5 MB in some 50 ms, to a fifth. */
const QUALITY = 5;

/** Public JSON that stays the same for ever under its key, packed for whoever takes that. `make` is not called for what the client has. */
export async function immutableJson(request: Request, key: string, make: () => string): Promise<Response> {
  const headers = {etag: `"${key}"`, 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding'};
  if (request.headers.get('if-none-match')?.includes(`"${key}`)) return new Response(null, {status: 304, headers});
  const bytes = new TextEncoder().encode(make());
  const plain = {...headers, 'content-type': 'application/json'};
  if (!mayPack(request.headers.get('accept-encoding'), bytes.byteLength)) return new Response(bytes, {headers: plain});
  // Other bytes have another strong validator (RFC 9110 §8.8.3.3).
  return new Response(await pack(bytes, QUALITY), {headers: {...plain, etag: `"${key}-br"`, 'content-encoding': 'br'}});
}
