import * as v from 'valibot';
import {KeeperRecordSchema} from '../../protocol/keeper-record.js';
import {HoldRequestSchema, ReleaseRequestSchema, type Hold} from '../../protocol/privacy.js';
import type {Bench, Services} from '../context.js';
import {places} from '../database/places.js';
import {appendNext, operatorFrame} from '../records/operator-records.js';
import {checked, Refusal} from '../refusal.js';
import {knownSubject} from '../subjects/subject-ref.js';

/** The legal holds on some subjects, read from their chains: there is no other place where they stand. Oldest first. */
export async function holdsOn({database}: Pick<Services, 'database'>, site: string, subjects: readonly string[]): Promise<Hold[]> {
  const rows = await database.query<{body: string; recorded_at: string}>(
    `SELECT body, recorded_at FROM assent_records WHERE site = $1 AND subject IN (${places(subjects, 2)})
     AND type IN ('hold', 'release') AND body <> '' ORDER BY subject, seq`,
    [site, ...subjects],
  );
  const holds = new Map<string, Hold>();
  for (const {body, recorded_at} of rows) {
    const record = v.parse(KeeperRecordSchema, JSON.parse(body));
    if (record.type === 'hold') holds.set(record.id, {id: record.id, subject: record.subject, matter: record.matter, by: record.made.role, since: recorded_at});
    const held = record.type === 'release' ? holds.get(record.hold) : undefined;
    if (held) held.releasedAt ??= recorded_at;
  }
  return [...holds.values()];
}

/** Those of some subjects that a hold keeps: their own, or that of the account that a visitor became. By subject. */
export async function heldAmong(services: Pick<Services, 'database'>, site: string, subjects: readonly string[]): Promise<Map<string, Hold>> {
  const linked = await services.database.query<{visitor: string; account: string}>(
    `SELECT visitor, account FROM assent_linked WHERE site = $1 AND visitor IN (${places(subjects, 2)})`,
    [site, ...subjects],
  );
  const asked = [...new Set([...subjects, ...linked.map(({account}) => account)])];
  const held = new Map((await holdsOn(services, site, asked)).filter(isOn).map(hold => [hold.subject, hold]));
  for (const {visitor, account} of linked) if (held.has(account)) held.set(visitor, held.get(account)!);
  return held;
}

/** Whether a hold is still on. */
export function isOn({releasedAt}: Hold): boolean {
  return releasedAt === undefined;
}

/** Places a legal hold: from its record on, nothing of the subject is erased and no body of it dropped. */
export async function placeHold(bench: Bench, message: unknown): Promise<Hold> {
  const {services, site} = bench;
  const {subject: named, matter, by} = checked(HoldRequestSchema, message, 'The hold');
  const subject = await knownSubject(services, site.id, named);
  const {record} = await appendNext(services, {
    site: site.id,
    subject,
    decide: async () => {
      await knownSubject(services, site.id, subject);
      return {...operatorFrame(bench, subject, by), type: 'hold', matter};
    },
    beside: async () => {},
  });
  services.sequencer.wake();
  return holdOf(bench, record.id);
}

/** Releases a hold. Throws `not_found` where there is none, or none any more. */
export async function releaseHold(bench: Bench, id: string, message: unknown): Promise<Hold> {
  const {services, site} = bench;
  const {by} = checked(ReleaseRequestSchema, message, 'The release');
  const {subject} = await holdOf(bench, id);
  await appendNext(services, {
    site: site.id,
    subject,
    decide: async () => {
      if (!isOn(await holdOf(bench, id))) throw new Refusal('not_found', 'The hold is released already.', 'Nothing is left to do.');
      return {...operatorFrame(bench, subject, by), type: 'release', hold: id};
    },
    beside: async () => {},
  });
  services.sequencer.wake();
  return holdOf(bench, id);
}

async function holdOf({services, site}: Bench, id: string): Promise<Hold> {
  const [row] = await services.database.query<{subject: string}>("SELECT subject FROM assent_records WHERE site = $1 AND id = $2 AND type = 'hold'", [site.id, id]);
  const hold = row && (await holdsOn(services, site.id, [row.subject])).find(one => one.id === id);
  if (!hold) throw new Refusal('not_found', 'There is no hold of this id.', 'Check the id.');
  return hold;
}
