import {setTimeout as pause} from 'node:timers/promises';

/** Far more than anything here takes, on the slowest machine: what has not come by then does not come. */
const PATIENCE_MS = 60_000;

/** Asks until there is an answer other than undefined or false. Throws after a minute in vain. */
export async function until<T>(ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(20)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  throw new Error(`Waited for a minute in vain: ${ask}`);
}
