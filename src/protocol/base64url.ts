/** Bytes to base64url without padding (RFC 4648 §5). */
export function encodeBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** base64url (RFC 4648 §5) to bytes. Throws a `SyntaxError` on any other alphabet, padding or length. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) throw new SyntaxError('Not base64url.');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  // A loop: `Uint8Array.from` with a function takes ten times as long, and a batch of receipts has a hundred thousand.
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
