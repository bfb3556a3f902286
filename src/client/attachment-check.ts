import {ATTACHMENT_TYPES, MAX_ATTACHMENT_BYTES, type AttachmentType} from '../protocol/appeal.js';
import {AssentError} from '../protocol/errors.js';

const SIGNATURES: readonly (readonly [AttachmentType, RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/webp', /^RIFF.{4}WEBP/s],
  ['application/pdf', /^%PDF-/],
];

/**
 * The bytes of a file and what they are, by themselves and not by the file's name. The backend looks closer; this
 * says at once what it would refuse. Throws `body_too_large` or `attachment_invalid`.
 */
export async function readAttachment(file: Blob): Promise<{bytes: Uint8Array<ArrayBuffer>; type: AttachmentType}> {
  if (file.size > MAX_ATTACHMENT_BYTES) {
    throw new AssentError('body_too_large', `The attachment is longer than ${MAX_ATTACHMENT_BYTES} bytes.`, {advice: 'Choose a smaller one.'});
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const type = typeOf(bytes);
  if (type) return {bytes, type};
  throw new AssentError('attachment_invalid', bytes.length > 0 ? 'The attachment is of no kind that is taken.' : 'The attachment is empty.', {
    advice: `Choose one of ${ATTACHMENT_TYPES.join(', ')}.`,
  });
}

function typeOf(bytes: Uint8Array): AttachmentType | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const [found] = SIGNATURES.find(([, signature]) => signature.test(start)) ?? [];
  return found ?? (isPlainText(bytes) ? 'text/plain' : undefined);
}

/** As the backend takes it: UTF-8, without control characters but for tabs and line ends. */
function isPlainText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
    return text !== '' && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|^\s*<(\?xml|svg|!doctype|html)/i.test(text);
  } catch {
    return false;
  }
}
