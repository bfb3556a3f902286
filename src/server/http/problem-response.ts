import {isAssentError} from '../../protocol/errors.js';
import {PROBLEM_STATUS, problemType, type Problem, type ProblemCode} from '../../protocol/problem.js';
import {PROBLEM_CONTENT_TYPE} from '../../protocol/routes.js';
import {isPlaceFailure} from '../database/database.js';
import {Refusal} from '../refusal.js';

const TITLES: Record<ProblemCode, string> = {
  invalid_json: 'Not JSON',
  invalid_utf8: 'Not UTF-8',
  duplicate_key: 'A key twice in one object',
  too_deep: 'Nested too deeply',
  unknown_field: 'Unknown field',
  invalid_message: 'Message of the wrong form',
  subject_required: 'Subject required',
  token_invalid: 'Subject token not valid',
  token_expired: 'Subject token expired',
  secret_key_required: 'Secret key required',
  site_unknown: 'Site not known',
  origin_not_allowed: 'Origin not allowed',
  subject_mismatch: 'Another subject',
  not_found: 'Not found',
  link_invalid: 'Link not valid',
  method_not_allowed: 'Method not allowed',
  id_conflict: 'Id taken',
  publication_conflict: 'Published otherwise',
  publication_in_force: 'In force already',
  restriction_conflict: 'Restricted otherwise',
  appeal_closed: 'No appeal now',
  legal_hold: 'Under legal hold',
  link_used: 'Answered already',
  visitor_linked: 'Linked already',
  link_expired: 'Link expired',
  body_too_large: 'Too large',
  unsupported_media_type: 'Media type not supported',
  unknown_version: 'Version not known',
  presentation_invalid: 'Presentation not valid',
  terms_invalid: 'Terms not valid',
  effective_date_invalid: 'Effective date not valid',
  notice_too_short: 'Notice too short',
  notice_missing: 'Notice missing',
  unknown_clause: 'Clause not known',
  attachment_invalid: 'Attachment not valid',
  channel_unavailable: 'Channel not available',
  portability_unavailable: 'Format not available',
  consent_missing: 'Consent missing',
  rate_limited: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Not available now',
};

const UNAVAILABLE_RETRY_S = '2';

/** The problem (RFC 9457) that tells of an error: everything of a refusal, nothing of what broke inside. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const shared = {type: problemType(code), title: TITLES[code], status: PROBLEM_STATUS[code]};
  if (error instanceof Refusal) {
    return {...shared, detail: error.message, advice: error.advice, ...(error.errors && {errors: error.errors})};
  }
  return code === 'unavailable'
    ? {...shared, detail: 'The service cannot answer at the moment.', advice: 'Try again later; nothing was lost.'}
    : {...shared, detail: 'Something broke on our side.', advice: 'Try again later; if it stays so, tell the operator.'};
}

/** The one place where an error becomes an answer. */
export function problemResponse(error: unknown): Response {
  const problem = problemOf(error);
  const headers = new Headers({'content-type': PROBLEM_CONTENT_TYPE, 'cache-control': 'no-store'});
  if (problem.status === 503) headers.set('retry-after', UNAVAILABLE_RETRY_S);
  if (error instanceof Refusal) for (const [name, value] of Object.entries(error.headers ?? {})) headers.set(name, value);
  return new Response(JSON.stringify(problem), {status: problem.status, headers});
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof Refusal) return error.code;
  return (isAssentError(error) && error.code === 'unavailable') || isPlaceFailure(error) ? 'unavailable' : 'internal';
}
