// The SDK. Nothing behind this door imports Lit.
export {createAssent} from './client/create-assent.js';
export {AssentChangeEvent} from './client/assent.js';
export {AssentRequireEvent} from './client/require-event.js';
export type {
  Account,
  ActOptions,
  ActState,
  AppealAct,
  AppealOptions,
  AppealStatement,
  Assent,
  AssentAct,
  AssentOptions,
  AssentPush,
  FlushReport,
  Mark,
  NoticedOptions,
  OutboxItem,
  Passage,
  PushRegistration,
  Receipt,
  RequireOptions,
  Restriction,
  UsedOptions,
} from './client/assent.js';
export type {TermsChanges} from './document/changes.js';
export type {TermsDocument} from './document/model.js';
export type {Act, Agreement, AgreementStatus, Offer} from './protocol/agreement.js';
export {owesAnswer} from './protocol/agreement-status.js';
export {AssentError, isAssentError} from './protocol/errors.js';
export type {AssentErrorCode} from './protocol/errors.js';
export type {KeySet} from './protocol/jws.js';
export type {Problem} from './protocol/problem.js';
export type {Entry} from './protocol/receipt.js';
export type {RecordType, Shown} from './protocol/record.js';
export type {RecordBody} from './protocol/record-body.js';
export {verifyLoggedReceipt} from './protocol/inclusion.js';
export type {Inclusion, LoggedReceipt, LoggedReceiptCheck} from './protocol/inclusion.js';
export {verifyReceipt} from './protocol/verify-receipt.js';
export type {ReceiptCheck} from './protocol/verify-receipt.js';
