/** Bytes to base64 with padding (RFC 4648 §4), as signed notes write it. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * base64 with padding (RFC 4648 §4) to bytes. Throws a `SyntaxError` on anything that `encodeBase64` would not
 * write, stray bits at the end included: one value has one spelling.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new SyntaxError('Not base64.');
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  if (encodeBase64(bytes) !== text) throw new SyntaxError('Not base64.');
  return bytes;
}
