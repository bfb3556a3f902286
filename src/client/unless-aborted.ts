import {AssentError} from '../protocol/errors.js';

/** What is said where somebody gave up. */
interface GivenUp {
  message: string;
  advice?: string;
}

/**
 * What a promise comes to, unless a signal says first that nobody waits for it. Throws `aborted` then. The signal is
 * listened to no longer than that: it may be that of the whole page.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, {message, ...advice}: GivenUp): Promise<T> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const give = () => reject(new AssentError('aborted', message, {...advice, cause: signal!.reason}));
    if (signal?.aborted) give();
    signal?.addEventListener('abort', give, {once: true, signal: over.signal});
  });
  return Promise.race([promise, aborted]).finally(() => over.abort());
}
