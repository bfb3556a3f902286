// Runs on a thread of its own, for one text that is long; see read-terms.ts.
import {parentPort, workerData} from 'node:worker_threads';
import {isAssentError} from '../../protocol/errors.js';
import {readHere, type TermsJob, type TermsOutcome} from './read-here.js';

function outcome({source, meta}: TermsJob): TermsOutcome {
  try {
    return {read: readHere(source, meta)};
  } catch (error) {
    // An error loses its class on the way; what is refused is told by its fields.
    if (!isAssentError(error) || error.code !== 'terms_invalid') throw error;
    return {invalid: {message: error.message, advice: error.advice}};
  }
}

parentPort!.postMessage(outcome(workerData as TermsJob));
