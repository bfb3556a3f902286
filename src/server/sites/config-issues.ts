import * as v from 'valibot';

/** What is wrong with a configuration, place by place. Valibot quotes what it received, which may be a secret key. */
export function configIssues(at: string, issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map(issue => `${[at, v.getDotPath(issue)].filter(Boolean).join('.')}: ${reason(issue)}`).join(' ');
}

/** Of a bound that has no words of its own. */
const DEFAULT_MESSAGE = /^Invalid /;
const BOUNDS: Record<string, string> = {
  integer: 'a whole number',
  min_value: 'at least ',
  max_value: 'at most ',
  min_length: 'a length of at least ',
  max_length: 'a length of at most ',
};

function reason({kind, type, message, expected, input}: v.BaseIssue<unknown>): string {
  if (kind !== 'schema') return DEFAULT_MESSAGE.test(message) ? `expected ${BOUNDS[type] ?? ''}${String(expected ?? '').replace(/^[<>]=/, '')}.` : message;
  if (expected === 'never') return 'not known here.';
  return type.endsWith('object') && input === undefined ? 'missing.' : `expected ${expected ?? 'something else'}.`;
}
