import * as v from 'valibot';
import {AssentError} from '../protocol/errors.js';
import type {Problem, ProblemCode} from '../protocol/problem.js';

/** A request, or one record of it, that we refuse, with what its problem shall say. */
export class Refusal extends AssentError {
  declare readonly code: ProblemCode;
  readonly errors?: Problem['errors'];
  readonly headers?: Record<string, string>;

  constructor(
    code: ProblemCode,
    message: string,
    advice: string,
    options: {errors?: Problem['errors']; headers?: Record<string, string>} = {},
  ) {
    super(code, message, {advice});
    this.errors = options.errors;
    this.headers = options.headers;
  }
}

const MAX_ERRORS = 20;

/** A message of the form that a schema has, as the schema reads it. Throws `invalid_message`, or `unknown_field` where a field too many is all that is wrong. */
export function checked<Schema extends v.GenericSchema>(schema: Schema, message: unknown, what: string): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, message);
  if (!parsed.success) throw refusalOf(parsed.issues, what);
  return parsed.output;
}

function refusalOf(issues: readonly v.BaseIssue<unknown>[], what: string): Refusal {
  const unknown = issues.every(({type, expected}) => type === 'strict_object' && expected === 'never');
  const errors = issues.slice(0, MAX_ERRORS).map(issue => ({path: pathOf(issue), message: describe(issue)}));
  return unknown
    ? new Refusal('unknown_field', `${what} has a field that is not known here: ${errors[0]!.path}.`, 'Leave it out.', {errors})
    : new Refusal('invalid_message', `${what} is not of the form that is expected.`, 'See `errors`, and openapi.json.', {errors});
}

function pathOf(issue: v.BaseIssue<unknown>): string {
  return issue.path?.map(({key}) => String(key)).join('.') ?? '';
}

/** Valibot's own message quotes what it received; what was received may be a person's. */
function describe({kind, type, message, expected, input}: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'Not known here.';
  if (type.endsWith('object') && input === undefined) return 'Missing.';
  if (kind === 'schema') return `Expected ${expected ?? 'something else'}.`;
  return message.replace(/, but received [\s\S]*| but received [\s\S]*/, '.');
}
