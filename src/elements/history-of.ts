import type {OutboxItem, Receipt} from '../client/assent.js';
import type {TermsDocument} from '../document/model.js';
import type {Agreement, AgreementStatus} from '../protocol/agreement.js';
import {ANSWERS} from '../protocol/agreement-status.js';
import {givenBy} from '../protocol/consents.js';
import type {EntryType} from '../protocol/record.js';

/** One act, recorded or waiting on this device. */
export interface PastAct {
  id: string;
  type: EntryType;
  version: string;
  hash: string;
  /** By the server's clock where it is recorded; by the device's while it waits. */
  at: string;
  /** Absent while it waits, and for what was done on another device. */
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
  /** The latest answer; one that was refused for good only where there is no other. */
  answer: PastAct;
  /** It, where it is an acceptance: by a click, or by use. */
  accepted: PastAct | undefined;
  /** The separate consents that are given. */
  choices: Readonly<Record<string, boolean>>;
  /** The texts that this hangs on, by hash. */
  needs: string[];
}

/** Puts together what the client knows, latest first. Documents that this person has not answered are left out. */
export function historyOf(
  agreements: readonly Agreement[],
  receipts: readonly Receipt[],
  outbox: readonly OutboxItem[],
  texts: ReadonlyMap<string, TermsDocument> = new Map(),
): DocumentHistory[] {
  const acts = new Map<string, PastAct[]>();
  const add = (document: string, act: PastAct) => {
    const done = acts.get(document) ?? [];
    if (!done.some(({id}) => id === act.id)) acts.set(document, [...done, act]);
  };
  for (const receipt of receipts) {
    const {id, type, document: {id: document, version, hash}, recordedAt} = receipt.entry;
    add(document, {id, type, version, hash, at: recordedAt, receipt});
  }
  for (const {id, type, state, at, document: {id: document, version, hash}} of outbox) add(document, {id, type, version, hash, at, waiting: state});
  // On another device, or by the link of a mail.
  for (const {document, acts} of agreements) for (const {id, type, version, hash, at} of acts) add(document, {id, type, version, hash, at});
  return [...acts].flatMap(([document, done]) => {
    const agreement = agreements.find(one => one.document === document);
    const ordered = done.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const answers = ordered.filter(({type}) => ANSWERS.includes(type));
    // A dead record is no act: the service refused it for good.
    const last = answers.find(({waiting}) => waiting !== 'dead');
    const answer = last ?? answers[0];
    if (!answer) return [];
    const accepted = last?.type === 'accept' || last?.type === 'continue' ? last : undefined;
    const deeds = agreement?.acts ?? [];
    const asked = ({hash}: {hash: string}) => texts.get(hash) && (texts.get(hash)!.consents ?? []).map(({id}) => id);
    // Before the last acceptance with choices no text matters.
    const since = deeds.slice(deeds.findLastIndex(({type, choices}) => type === 'accept' && choices) + 1);
    const untold = since.length < deeds.length ? since.filter(({type}) => type === 'accept' || type === 'continue') : [];
    return {
      document,
      status: agreement?.status,
      title: agreement?.offers[0]?.text.title,
      acts: ordered,
      answer,
      accepted,
      choices: accepted ? givenBy(deeds, asked) : {},
      needs: [...new Set([answer, ...untold].map(({hash}) => hash))],
    };
  }).toSorted((a, b) => Date.parse(b.acts[0]!.at) - Date.parse(a.acts[0]!.at));
}
