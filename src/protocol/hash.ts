import * as v from 'valibot';

/** A SHA-256 digest as it is written everywhere: `sha256:` and 64 lower-case hex digits. */
export const HashSchema = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'A hash reads sha256:<64 hex digits>.'));
export type Hash = v.InferOutput<typeof HashSchema>;

/** Bytes (or the UTF-8 of a string) to `sha256:<hex>`. */
export async function hashBytes(data: Uint8Array<ArrayBuffer> | string): Promise<Hash> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return 'sha256:' + Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
