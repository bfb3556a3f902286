import {diffTerms} from '../../document/diff.js';
import type {TermsDocument} from '../../document/model.js';
import type {SiteContext} from '../context.js';
import {Refusal} from '../refusal.js';
import {immutableJson} from './immutable-json.js';

/** `GET /v1/changes/{from}/{to}`: what changed between two texts of one document (`TermsChanges`), for ever the same. */
export async function getChanges({parameter, request, services, site}: SiteContext): Promise<Response> {
  const [from = '', to = '', ...rest] = parameter.split('/');
  // Both must be this site's before anything is answered, also from memory.
  const [before, after] = await Promise.all([from, to].map(hash => services.publications.canonical(site.id, hash)));
  if (before === undefined || after === undefined || rest.length > 0) {
    throw new Refusal('not_found', 'No two texts of this site have these hashes.', 'Ask for two hashes that the agreements offer or quote.');
  }
  const key = `${from}/${to}`;
  return immutableJson(request, key, () => {
    const changes = services.changes.get(key) ?? compare(before, after);
    services.changes.set(key, changes);
    return changes;
  });
}

function compare(before: string, after: string): string {
  const [was, is] = [before, after].map(text => JSON.parse(text) as TermsDocument);
  if (was!.id !== is!.id || was!.locale !== is!.locale) {
    throw new Refusal('not_found', 'The two texts are not of one document in one locale.', 'Compare versions of the same text.');
  }
  return JSON.stringify(diffTerms(was!, is!));
}
