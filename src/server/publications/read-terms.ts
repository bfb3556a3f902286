import {AssentError} from '../../protocol/errors.js';
import {readHere, type ReadTerms, type TermsJob, type TermsOutcome} from './read-here.js';

/** Characters of a source from which on it is read on a thread of its own: it takes longer than to start one. */
const LONG = 200_000;

type Workers = Pick<typeof import('node:worker_threads'), 'Worker'>;

const workers = (globalThis as {process?: {getBuiltinModule?(id: string): Workers | undefined}}).process?.getBuiltinModule?.('node:worker_threads');

/**
 * Reads a text. A long one (5 MB take seconds) is read on a thread of its own where the runtime has Node's, so that
 * others are answered meanwhile. Rejects with `terms_invalid`.
 */
export async function readTerms(source: string, meta: TermsJob['meta']): Promise<ReadTerms> {
  const outcome = workers && source.length >= LONG ? await readApart(workers, {source, meta}).catch(() => undefined) : undefined;
  if (!outcome) return readHere(source, meta);
  if ('read' in outcome) return outcome.read;
  const {message, advice} = outcome.invalid;
  throw new AssentError('terms_invalid', message, {advice});
}

/** Undefined, or rejected, where there is no such thread: an app that was bundled anew may have left its file behind, or not know its own place. */
function readApart({Worker}: Workers, job: TermsJob): Promise<TermsOutcome | undefined> {
  return new Promise(resolve => {
    const worker = new Worker(workerFile(import.meta.url), {workerData: job});
    worker.once('message', (outcome: TermsOutcome) => resolve(outcome));
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
}

/** Beside this file in the sources; built, beside the doors, of which this is a part or a chunk. */
function workerFile(here: string): URL {
  if (here.endsWith('.ts')) return new URL('./terms-worker.ts', here);
  return new URL(here.includes('/chunks/') ? '../terms-worker.js' : './terms-worker.js', here);
}
