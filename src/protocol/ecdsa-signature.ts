// The two ways in which P-256 signatures are written down.

/** Bytes of r and of s. */
const HALF = 32;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** r and s, 32 bytes each (RFC 7518 §3.4), as ASN.1 (RFC 3279 §2.2.3). */
export function ecdsaToDer(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const integers = [integerOf(signature.subarray(0, HALF)), integerOf(signature.subarray(HALF))];
  return Uint8Array.of(SEQUENCE, integers[0]!.length + integers[1]!.length, ...integers[0]!, ...integers[1]!);
}

/** ASN.1 as r and s, 32 bytes each. Undefined for what is no such signature. */
export function ecdsaFromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) return undefined;
  const signature = new Uint8Array(2 * HALF);
  let at = 2;
  for (const end of [HALF, 2 * HALF]) {
    const length = der[at + 1] ?? 0;
    const integer = der.subarray(at + 2, at + 2 + length);
    if (der[at] !== INTEGER || length === 0 || integer.length !== length) return undefined;
    const digits = integer[0] === 0 ? integer.subarray(1) : integer;
    if (digits.length > HALF) return undefined;
    signature.set(digits, end - digits.length);
    at += 2 + length;
  }
  // One signature has one spelling (DER, X.690 §10): no padding, nothing negative, nothing behind.
  const spelled = ecdsaToDer(signature);
  return spelled.length === der.length && spelled.every((byte, index) => byte === der[index]) ? signature : undefined;
}

/** A positive integer: no zeros in front, but for one where the first bit would read as a sign. */
function integerOf(bytes: Uint8Array): number[] {
  const first = bytes.findIndex(byte => byte !== 0);
  const digits = first < 0 ? [0] : [...bytes.subarray(first)];
  const signed = digits[0]! >= 0x80 ? [0, ...digits] : digits;
  return [INTEGER, signed.length, ...signed];
}
