import * as v from 'valibot';

/**
 * Every way in which a request can be refused, with its HTTP status. The code is the last part of the
 * problem's `type` (RFC 9457 §3.1.1), `urn:assent:problem:<code>`, and never changes its meaning.
 */
export const PROBLEM_STATUS = {
  invalid_json: 400,
  invalid_utf8: 400,
  duplicate_key: 400,
  too_deep: 400,
  unknown_field: 400,
  invalid_message: 400,
  subject_required: 401,
  token_invalid: 401,
  token_expired: 401,
  secret_key_required: 401,
  site_unknown: 401,
  origin_not_allowed: 403,
  subject_mismatch: 403,
  not_found: 404,
  link_invalid: 404,
  method_not_allowed: 405,
  id_conflict: 409,
  publication_conflict: 409,
  publication_in_force: 409,
  restriction_conflict: 409,
  appeal_closed: 409,
  legal_hold: 409,
  link_used: 409,
  visitor_linked: 409,
  link_expired: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  unknown_version: 422,
  presentation_invalid: 422,
  terms_invalid: 422,
  effective_date_invalid: 422,
  notice_too_short: 422,
  notice_missing: 422,
  unknown_clause: 422,
  attachment_invalid: 422,
  channel_unavailable: 422,
  portability_unavailable: 422,
  consent_missing: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

const PREFIX = 'urn:assent:problem:';

/** An RFC 9457 problem. `detail` says what was wrong, `advice` what to do next; neither names a person or a token. */
export const ProblemSchema = v.object({
  type: v.pipe(v.string(), v.regex(/^urn:assent:problem:/)),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  advice: v.string(),
  /** Where in the request, for a message of the wrong form. */
  errors: v.optional(v.array(v.object({path: v.string(), message: v.string()}))),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;

/** The type of a problem: its code as a URN. */
export function problemType(code: ProblemCode): string {
  return PREFIX + code;
}

/** The code in a problem's type; a newer server may know codes that we do not. */
export function problemCode(problem: Problem): string {
  return problem.type.slice(PREFIX.length);
}
