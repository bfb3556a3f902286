import {problemCode, type Problem} from '../protocol/problem.js';

const NEEDS_TOKEN = ['subject_required', 'token_invalid', 'token_expired'];
/** The site is not set up yet, or not any more: its operator can mend that, and the records wait for it. */
const SET_UP = ['site_unknown', 'origin_not_allowed', 'secret_key_required', 'not_found', 'method_not_allowed', 'unsupported_media_type'];

/**
 * What a problem of the backend means for records: try `later`, `held` until there is a token, `dead` for good.
 * @param whole whether the request as a whole was refused, or one record of it
 */
export function refusal(problem: Problem, whole: boolean): 'later' | 'held' | 'dead' {
  const code = problemCode(problem);
  if (NEEDS_TOKEN.includes(code)) return 'held';
  const {status} = problem;
  return (whole && SET_UP.includes(code)) || status >= 500 || [408, 425, 429].includes(status) ? 'later' : 'dead';
}
