import * as v from 'valibot';

/** What is wrong with a configuration, place by place. Valibot quotes what it received, which may be a secret key. */
export function configIssues(at: string, issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map(issue => `${[at, v.getDotPath(issue)].filter(Boolean).join('.')}: ${reason(issue)}`).join(' ');
}

function reason({kind, type, message, expected, input}: v.BaseIssue<unknown>): string {
  if (kind !== 'schema') return message;
  if (expected === 'never') return 'not known here.';
  return type.endsWith('object') && input === undefined ? 'missing.' : `expected ${expected ?? 'something else'}.`;
}
