import {receiptKey, type Outbox} from '../outbox/outbox.js';
import {ANSWERS} from '../protocol/agreement-status.js';
import {HistorySchema} from '../protocol/history.js';
import type {RecordBody} from '../protocol/record-body.js';
import {ROUTES} from '../protocol/routes.js';
import type {KeyBook} from './key-book.js';
import type {Person} from './subject.js';
import {foreignAnswer, readAnswer, type Transport} from './transport.js';

export interface OwnReceiptsParts {
  outbox: Outbox;
  transport: Transport;
  keys: KeyBook;
}

/**
 * Brings the receipts of what a person has answered on other devices to this one, each checked as if it were for a record
 * of its own; of answers alone, for the rest of a chain is of no use without what this device knows beside it. One that
 * does not hold, or whose record was dropped, stays where it is. Throws `offline`.
 */
export async function bringReceipts(person: Person, known: ReadonlySet<string>, {outbox, transport, keys}: OwnReceiptsParts): Promise<void> {
  let after: string | undefined;
  do {
    const answer = await transport(ROUTES.records, {headers: await person.headers(), ...(after && {search: {after}})});
    if (!answer.ok) throw answer.error;
    const page = readAnswer(HistorySchema, answer.bytes);
    if (!page) throw foreignAnswer(`GET ${ROUTES.records}`, answer.status);
    const writes: [string, unknown][] = [];
    for (const {body: text, receipt} of page.records) {
      if (text === undefined) continue;
      const {id, type, choices} = JSON.parse(text) as RecordBody;
      if (known.has(id) || !ANSWERS.includes(type)) continue;
      const kept = await keys.check(receipt, {id, text}).catch(() => undefined);
      if (!kept) continue;
      writes.push([receiptKey(person.key, id), {v: 1, person: person.key, text, ...(choices && {choices}), ...kept}]);
    }
    if (writes.length > 0) await outbox.store.change([], () => ({writes, result: undefined}));
    after = page.next;
  } while (after);
}
