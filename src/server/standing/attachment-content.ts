import {fileTypeFromBuffer} from 'file-type/core';
import {ATTACHMENT_TYPES, type AttachmentType} from '../../protocol/appeal.js';
import {Refusal} from '../refusal.js';

/**
 * What an attachment is by its own bytes. Throws `attachment_invalid` where that is none of the types that we
 * take, or another one than was declared: a file in disguise.
 */
export async function attachmentType(bytes: Uint8Array, declared: string): Promise<AttachmentType> {
  const found = (await fileTypeFromBuffer(bytes))?.mime ?? (isPlainText(bytes) ? 'text/plain' : undefined);
  const type = ATTACHMENT_TYPES.find(one => one === found);
  if (!type) throw invalid(found ? `The attachment is ${found}, which is not taken.` : 'The attachment is of no kind that is known.');
  if (type !== declared) throw invalid(`The attachment says that it is ${declared}, and is ${type}.`);
  return type;
}

/** UTF-8 without control characters but for tabs and line ends. */
function isPlainText(bytes: Uint8Array): boolean {
  try {
    return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
  } catch {
    return false;
  }
}

function invalid(message: string): Refusal {
  return new Refusal('attachment_invalid', message, `Send one of ${ATTACHMENT_TYPES.join(', ')}, and say which.`);
}
