import {AssentError} from '../protocol/errors.js';

/** The error for a source that is not a terms document: what is wrong and where, and what to do. */
export function termsInvalid(message: string, advice: string, cause?: unknown): AssentError {
  return new AssentError('terms_invalid', message, cause === undefined ? {advice} : {advice, cause});
}
