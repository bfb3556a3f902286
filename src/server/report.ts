import {isAssentError} from '../protocol/errors.js';
import type {AssentServerOptions} from './create-server.js';

/** Tells the host what broke: of an error of ours that has a cause, the cause. */
export function report(error: unknown, where: {method: string; path: string}, onError: AssentServerOptions['onError']): void {
  try {
    onError?.(isAssentError(error) && error.cause !== undefined ? error.cause : error, where);
  } catch {
    // A reporter that fails must not cost the answer.
  }
}
