import {promisify} from 'node:util';
import {brotliCompress, constants} from 'node:zlib';

const compress = promisify(brotliCompress);

/** Smaller bodies gain nothing. */
const LEAST_BYTES = 1000;

/** Whether an answer may be sent as brotli: it is long enough, and `Accept-Encoding` takes it (RFC 9110 §12.5.3). */
export function mayPack(accepted: string | null | undefined, byteLength: number): boolean {
  return byteLength >= LEAST_BYTES && /(^|[\s,])br(?!\s*;\s*q=0(\.0*)?\s*(,|$))(?![\w-])/i.test(accepted ?? '');
}

/** Brotli (RFC 7932), packed beside the main thread: `quality` 0 to 11, slow from 10 on. */
export function pack(bytes: Uint8Array, quality: number): Promise<Uint8Array<ArrayBuffer>> {
  return compress(bytes, {params: {[constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength}});
}
