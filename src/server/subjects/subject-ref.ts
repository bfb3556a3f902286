import type {Services} from '../context.js';
import {Refusal} from '../refusal.js';

/** Under this name the site itself has a chain, as a subject has. No token and no visitor can bear it. */
export const SITE_ITSELF = 'site:itself';

const UUID = /^anon:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The reference of a subject that the operator names: `user:<account>`, `anon:<uuid>`, or the reference itself. Made where it has none. */
export async function subjectRef(services: Pick<Services, 'subjects' | 'now'>, site: string, named: string): Promise<string> {
  return isExternal(named) ? services.subjects.findOrMake(site, named, services.now()) : knownSubject(services, site, named);
}

/** The reference of a subject that is only asked about: undefined for an account or a visitor whom the site does not know. To ask makes nobody. */
export async function askedSubject(services: Pick<Services, 'subjects'>, site: string, named: string): Promise<string | undefined> {
  return isExternal(named) ? services.subjects.find(site, named) : knownSubject(services, site, named);
}

/** The reference of a subject that is there. Throws `not_found`. */
export async function knownSubject({subjects}: Pick<Services, 'subjects'>, site: string, named: string): Promise<string> {
  if (isExternal(named)) {
    const found = await subjects.find(site, named);
    if (found !== undefined) return found;
    throw new Refusal('not_found', 'The site knows nobody of this name.', 'Check it: an account is `user:` and the `sub` of its tokens. Whoever was erased is not found any more.');
  }
  if (named.startsWith('s_')) {
    if (await subjects.has(site, named)) return named;
    throw new Refusal('not_found', 'There is no subject of this reference on the site.', 'Check the reference: it reads s_…; whoever was erased is not found any more.');
  }
  throw new Refusal('invalid_message', 'The subject is named in no way that is known.', 'Write user:<account>, anon:<uuid>, or a reference s_….', {
    errors: [{path: 'subject', message: 'Expected user:<account>, anon:<uuid> or s_….'}],
  });
}

function isExternal(named: string): boolean {
  return /^user:./.test(named) || UUID.test(named);
}
