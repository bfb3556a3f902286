import type {Verdict} from './verify-export.js';
import type {ReceiptsVerdict, ReceiptVerdict} from './verify-receipt-file.js';

/** What was found good, in words. */
export function describeExport({site, origin, records, dropped, documents, unlogged, checkpoints, keys}: Verdict): string {
  const whose = {
    given: 'the keys that were given',
    vouched: 'the keys that were given and those that they vouch for',
    export: 'the keys in the export itself: give --keys to trust nobody',
  }[keys];
  const without = dropped > 0 ? ` (${dropped} without their bodies, which were dropped as the log says)` : '';
  const older = unlogged > 0 ? ` When ${unlogged} of the publications were made is the operator's word: they are older than the log's records of such.` : '';
  return `Good: ${records} records${without} of ${site} about ${documents} texts, in the log ${origin} under ${checkpoints} checkpoints, by ${whose}.${older}`;
}

/** What was found good, a line each, and how many. */
export function describeReceipts({receipts}: ReceiptsVerdict): string {
  return [...receipts.map(describeReceipt), `${receipts.length} ${receipts.length === 1 ? 'receipt' : 'receipts'}.`].join('\n');
}

/** What was found good, in words. */
export function describeReceipt({entry, logged}: ReceiptVerdict): string {
  const {id, type, document, recordedAt} = entry!;
  const place = logged ? `It stands at place ${logged.place} of ${logged.size} in the log ${logged.origin}.` : 'It brings no proof that the log holds it.';
  const text = document ? ` for ${document.id} ${document.version} (${document.locale})` : '';
  return `Good: ${id} is the receipt of "${type}"${text}, recorded at ${recordedAt}. ${place}`;
}
