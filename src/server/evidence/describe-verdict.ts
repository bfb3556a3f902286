import type {Verdict} from './verify-export.js';
import type {ReceiptVerdict} from './verify-receipt-file.js';

/** What was found good, in words. */
export function describeExport({site, origin, records, documents, checkpoints, keys}: Verdict): string {
  const whose = keys === 'given' ? 'the keys that were given' : 'the keys in the export itself: give --keys to trust nobody';
  return `Good: ${records} records of ${site} about ${documents} texts, in the log ${origin} under ${checkpoints} checkpoints, by ${whose}.`;
}

/** What was found good, in words. */
export function describeReceipt({entry, logged}: ReceiptVerdict): string {
  const {id, type, document, recordedAt} = entry!;
  const place = logged ? `It stands at place ${logged.place} of ${logged.size} in the log ${logged.origin}.` : 'It brings no proof that the log holds it.';
  return `Good: ${id} is the receipt of "${type}" for ${document.id} ${document.version} (${document.locale}), recorded at ${recordedAt}. ${place}`;
}
