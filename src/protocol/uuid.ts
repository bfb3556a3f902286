import * as v from 'valibot';

/** A UUIDv7 (RFC 9562 §5.7), lower case: a record's id, made on the device, its idempotency key for ever. */
export const Uuid7Schema = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'An id is a lower-case UUIDv7.'),
);

/** Makes a UUIDv7 of a time (ms since 1970) and 10 random bytes. */
export function uuid7(nowMs: number, random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.max(0, Math.trunc(nowMs))) << 16n);
  bytes.set(random, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** When a UUIDv7 was made, ms since 1970, as its maker says. */
export function uuid7Time(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
