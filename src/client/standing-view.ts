import type {Upload} from '../outbox/attachment-box.js';
import type {Item, KeptReceipt} from '../outbox/item.js';
import {appealReference} from '../protocol/appeal.js';
import type {RecordBody} from '../protocol/record-body.js';
import {restrictionState, type RestrictionView} from '../protocol/standing.js';
import type {AppealStatement, Restriction} from './assent.js';

/** What of this device bears on a standing. */
export interface Waiting {
  /** Appeals in the outbox. */
  items: readonly Item[];
  /** Appeals that were recorded. */
  receipts: readonly KeptReceipt[];
  uploads: readonly Upload[];
  now: Date;
}

/** The backend's answer with what was done on this device since; a function of both and a clock. */
export function standingView(restrictions: readonly RestrictionView[], {items, receipts, uploads, now}: Waiting): Restriction[] {
  const local = [
    ...receipts.map(({text, entry}) => statementOf(text, {status: 'received', filedAt: entry.recordedAt})),
    ...items.map(({text, at, state, problem}) => statementOf(text, {status: state === 'dead' ? 'refused' : 'saved', filedAt: at, ...(problem && {problem})})),
  ];
  return restrictions.map(view => {
    const known = new Set(view.appeals.map(({id}) => id));
    const more = local.filter(({restriction, appeal}) => restriction === view.id && !known.has(appeal.id)).map(({appeal}) => appeal);
    const appeals = [...view.appeals, ...more].map(appeal => withUploads(appeal, uploads));
    const open = more.some(({status}) => status !== 'refused');
    return {
      ...view,
      state: restrictionState(view, now),
      appealable: view.appealable && !open && now.getTime() <= Date.parse(view.appealUntil),
      appeals,
    };
  });
}

type Fate = Pick<AppealStatement, 'status' | 'filedAt' | 'problem'>;

function statementOf(text: string, fate: Fate): {restriction: string; appeal: AppealStatement} {
  // Our own bytes, as they were checked when they were made.
  const {id, appeal} = JSON.parse(text) as RecordBody;
  const {restriction, statement, proof, attachments} = appeal!;
  return {
    restriction,
    appeal: {
      id,
      reference: appealReference(id),
      statement,
      ...(proof && {proof}),
      attachments: attachments.map(one => ({...one, received: false})),
      ...fate,
    },
  };
}

function withUploads(appeal: AppealStatement, uploads: readonly Upload[]): AppealStatement {
  return {
    ...appeal,
    attachments: appeal.attachments.map(one => {
      const upload = uploads.find(({record, hash}) => record === appeal.id && hash === one.hash);
      if (!upload || one.received) return one;
      return {...one, ...(upload.problem ? {problem: upload.problem} : {waiting: true as const})};
    }),
  };
}
