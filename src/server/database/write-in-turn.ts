import {AssentError} from '../../protocol/errors.js';
import {UniqueViolation} from './unique-violation.js';

const MAX_TRIES = 30;
const RETRY_PAUSE_MS = 5;

/**
 * Writes what has to be first at its place. Where another one was, it looks again and follows, at a random moment,
 * later each time. Throws `unavailable` where others keep writing first.
 */
export async function writeInTurn<T>(attempt: (tries: number) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      if (tries >= MAX_TRIES) throw new AssentError('unavailable', 'Others keep writing first.', {cause: error});
      await new Promise(resolve => setTimeout(resolve, Math.random() * RETRY_PAUSE_MS * tries));
    }
  }
}
