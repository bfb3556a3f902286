import type {OutboxItem, Receipt} from '../client/assent.js';
import type {Agreement, AgreementStatus} from '../protocol/agreement.js';
import type {EntryType} from '../protocol/record.js';

/** One act, recorded or waiting on this device. */
export interface PastAct {
  id: string;
  type: EntryType;
  version: string;
  hash: string;
  locale: string;
  /** By the server's clock where it is recorded; by the device's while it waits. */
  at: string;
  receipt?: Receipt;
  /** Why it is not recorded yet, or never will be. */
  waiting?: OutboxItem['state'];
}

/** How a person stands to one document, and what they did about it. */
export interface DocumentHistory {
  document: string;
  status: AgreementStatus | undefined;
  /** As it is called in the version in force, where the site still offers it. */
  title: string | undefined;
  /** Latest first; never empty. */
  acts: PastAct[];
  /** The acceptance that holds now. */
  accepted: PastAct | undefined;
  /** Answers to the separate consents, as last given. */
  choices: Record<string, boolean>;
}

/** Puts together what the client knows, latest first. Documents without an act of this person are left out. */
export function historyOf(agreements: readonly Agreement[], receipts: readonly Receipt[], outbox: readonly OutboxItem[]): DocumentHistory[] {
  const acts = new Map<string, PastAct[]>();
  const add = (document: string, act: PastAct) => acts.set(document, [...(acts.get(document) ?? []), act]);
  for (const receipt of receipts) {
    const {id, type, document: {id: document, version, hash, locale}, recordedAt} = receipt.entry;
    add(document, {id, type, version, hash, locale, at: recordedAt, receipt});
  }
  const recorded = new Set(receipts.map(({entry}) => entry.id));
  for (const {id, type, state, at, document: {id: document, version, hash, locale}} of outbox) {
    if (!recorded.has(id)) add(document, {id, type, version, hash, locale, at, waiting: state});
  }
  return [...acts].map(([document, done]) => {
    const agreement = agreements.find(one => one.document === document);
    const ordered = done.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
    // A dead record is no act: the service refused it for good.
    const last = ordered.find(({type, waiting}) => waiting !== 'dead' && (type === 'accept' || type === 'decline' || type === 'withdraw'));
    const choices = agreement?.acts.findLast(act => act.type === 'accept' && act.choices)?.choices ?? {};
    return {
      document,
      status: agreement?.status,
      title: agreement?.offers[0]?.text.title,
      acts: ordered,
      accepted: last?.type === 'accept' ? last : undefined,
      choices: last?.type === 'accept' ? choices : {},
    };
  }).toSorted((a, b) => Date.parse(b.acts[0]!.at) - Date.parse(a.acts[0]!.at));
}
