import type * as v from 'valibot';
import {ErasureRequestSchema, WORDED_TYPES, type Erasure} from '../../protocol/privacy.js';
import type {Bench} from '../context.js';
import type {Database} from '../database/database.js';
import {literals} from '../database/literals.js';
import {appendNext, operatorFrame} from '../records/operator-records.js';
import {checked, Refusal} from '../refusal.js';
import {knownSubject, SITE_ITSELF} from '../subjects/subject-ref.js';
import {heldAmong} from './holds.js';

/**
 * Erases a person: the row that leads to them with its salt and key, their extras, attachments, addresses, and
 * the bodies of records that hold words about them. The entries stay, and with them every proof; that it was
 * done is the last link of the chain. Throws `legal_hold` where a hold is on.
 */
export async function erase(bench: Bench, message: unknown): Promise<Erasure> {
  const {services, site} = bench;
  const {subject: named, bodies, by} = checked(ErasureRequestSchema, message, 'The erasure');
  const subject = await knownSubject(services, site.id, named);
  if (subject === (await services.subjects.find(site.id, SITE_ITSELF))) {
    throw new Refusal('invalid_message', 'This is the chain of the site itself: it holds its keys and publications, and no person.', 'Name a person.');
  }
  const visitors = (await services.records.chains(site.id, subject)).map(chain => chain.subject).filter(one => one !== subject);
  for (const one of [subject, ...visitors]) await assertFree(bench, one);
  // The visitors that an account was are the same person. Those first: while one is left, the account still leads to it.
  for (const visitor of visitors) await eraseOne(bench, visitor, {bodies, by});
  const erased = await eraseOne(bench, subject, {bodies, by});
  await services.database.scrub?.();
  services.sequencer.wake();
  return {...erased, ...(visitors.length > 0 && {visitors})};
}

async function eraseOne(bench: Bench, subject: string, {bodies, by}: Omit<v.InferOutput<typeof ErasureRequestSchema>, 'subject'>): Promise<Erasure> {
  const {services, site} = bench;
  await services.webhookStore.forget(site.id, await traces(services.database, site.id, subject));
  const {record, receipt} = await appendNext(services, {
    site: site.id,
    subject,
    decide: async () => {
      await knownSubject(services, site.id, subject);
      await assertFree(bench, subject);
      return {...operatorFrame(bench, subject, by), type: 'erase', bodies};
    },
    beside: async tx => {
      const dropped = bodies === 'all' ? "type <> 'erase'" : `type IN (${literals(WORDED_TYPES)})`;
      await tx.query(`UPDATE assent_records SET body = '' WHERE site = $1 AND subject = $2 AND ${dropped}`, [site.id, subject]);
      await tx.query('DELETE FROM assent_extras WHERE site = $1 AND subject = $2', [site.id, subject]);
      await tx.query('DELETE FROM assent_linked WHERE site = $1 AND (account = $2 OR visitor = $2)', [site.id, subject]);
      await tx.query('DELETE FROM assent_attachments WHERE site = $1 AND subject = $2', [site.id, subject]);
      await services.pushes.forget({site: site.id, subject}, tx);
      // The ledger still counts whom a notice reached.
      await tx.query(
        `UPDATE assent_notices SET address = NULL, reference = NULL, reason = NULL, state = CASE WHEN state = 'waiting' THEN 'stopped' ELSE state END
         WHERE site = $1 AND subject = $2`,
        [site.id, subject],
      );
      await services.subjects.erase(tx, site.id, subject);
    },
  });
  return {id: record.id, subject, erasedAt: record.at, bodies, receipt};
}

async function assertFree({services, site}: Bench, subject: string): Promise<void> {
  const hold = (await heldAmong(services, site.id, [subject])).get(subject);
  if (hold) throw new Refusal('legal_hold', `The legal hold ${hold.id} (${hold.matter}) keeps what there is of this subject.`, 'Release the hold first, if the matter allows it.');
}

/** What a message to an endpoint may name: the reference, and the ids of records and notices. */
async function traces(database: Database, site: string, subject: string): Promise<Set<string>> {
  const rows = await database.query<{id: string}>(
    'SELECT id FROM assent_records WHERE site = $1 AND subject = $2 UNION SELECT id FROM assent_notices WHERE site = $1 AND subject = $2',
    [site, subject],
  );
  return new Set([subject, ...rows.map(({id}) => id)]);
}
