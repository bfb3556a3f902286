import type {Services} from './context.js';
import {Refusal} from './refusal.js';

const UUID = /^anon:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The reference of a subject that the operator names: `user:<account>`, `anon:<uuid>`, or the reference itself. */
export async function subjectRef({subjects, now}: Pick<Services, 'subjects' | 'now'>, site: string, named: string): Promise<string> {
  if (named.startsWith('s_')) {
    if (await subjects.has(site, named)) return named;
    throw new Refusal('not_found', 'There is no subject of this reference on the site.', 'Check the reference: it reads s_….');
  }
  if (/^user:./.test(named) || UUID.test(named)) return subjects.findOrMake(site, named, now());
  throw new Refusal('invalid_message', 'The subject is named in no way that is known.', 'Write user:<account>, anon:<uuid>, or a reference s_….', {
    errors: [{path: 'subject', message: 'Expected user:<account>, anon:<uuid> or s_….'}],
  });
}
