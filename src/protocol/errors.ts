import type {ProblemCode} from './problem.js';

/** What can go wrong on the device before a server has a say. */
export type ClientCode =
  | 'not_saved' // nowhere to keep the act, and no network to send it over
  | 'outbox_full'
  | 'offline' // needs the network, and there is none
  | 'hash_mismatch' // the bytes are not those that the hash names
  | 'receipt_invalid' // what came back does not prove the record
  | 'not_offered' // the server has not offered this document to this person
  | 'refused' // the host page cancelled the act
  | 'declined' // the person said no to what was required
  | 'put_off' // the person did not answer what was required
  | 'agreements_unknown' // an outage keeps from knowing, or asking, what was required
  | 'gate_missing' // nothing on the page can ask
  | 'push_unavailable' // this browser takes no push messages, or not under our key
  | 'permission_denied' // the browser was not allowed to show notifications
  | 'aborted'
  | 'invalid_options';

/** Codes of `AssentError`: the problem types of the server, and what only a device can meet. */
export type AssentErrorCode = ProblemCode | ClientCode;

/** The one error of this package. `message` says what was attempted and what was wrong, `advice` what to do. */
export class AssentError extends Error {
  override readonly name = 'AssentError';
  readonly code: AssentErrorCode;
  readonly advice: string;

  constructor(code: AssentErrorCode, message: string, options: {advice?: string; cause?: unknown} = {}) {
    super(message, 'cause' in options ? {cause: options.cause} : undefined);
    this.code = code;
    this.advice = options.advice ?? '';
  }
}

/** Whether something is an `AssentError`, also across two copies of the package on one page. */
export function isAssentError(value: unknown): value is AssentError {
  return value instanceof Error && value.name === 'AssentError';
}
