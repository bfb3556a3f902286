import type {Act} from '../../protocol/agreement.js';
import {inForce, publicationsFor} from '../../protocol/agreement-status.js';
import type {RecordBody} from '../../protocol/record-body.js';
import type {Bench} from '../context.js';
import type {Schedule} from '../publications/publication-store.js';

/** Those that answer an older version than the one that is in force for their person. */
export async function supersededAmong(
  bodies: readonly RecordBody[],
  schedule: readonly Schedule[],
  {services, site}: Bench,
  now: Date,
): Promise<Set<RecordBody>> {
  const old = bodies.filter(body => isOlder(body, versionsOf(body, schedule), now));
  // What else a person did is asked only where it bears on it: hardly ever.
  const doubtful = old.filter(body => versionsOf(body, schedule).some(({audience}) => audience !== 'everyone'));
  const documents = [...new Set(doubtful.map(({document}) => document.id))];
  const subjects = [...new Set(doubtful.map(({subject}) => subject))];
  const acts = new Map(await Promise.all(subjects.map(async subject => [subject, await services.records.acts(site.id, subject, documents)] as const)));
  const others = doubtful.filter(body => !isOlder(body, versionsOf(body, schedule), now, acts.get(body.subject)!.get(body.document.id) ?? []));
  return new Set(old.filter(body => !others.includes(body)));
}

function versionsOf({document}: RecordBody, schedule: readonly Schedule[]): Schedule[] {
  return schedule.filter(publication => publication.document === document.id);
}

/** Whether a later version is in force: for whoever did those acts, or for anyone at all. */
function isOlder({document}: RecordBody, versions: readonly Schedule[], now: Date, acts?: readonly Act[]): boolean {
  const shown = versions.find(({version}) => version === document.version);
  const current = inForce(acts ? publicationsFor(versions, acts) : versions, now);
  return !!current && !!shown && Date.parse(shown.effectiveAt) < Date.parse(current.effectiveAt);
}
