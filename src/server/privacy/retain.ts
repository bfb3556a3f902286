import * as v from 'valibot';
import {KEEPER_TYPES, KeeperRecordSchema} from '../../protocol/keeper-record.js';
import {RetentionRequestSchema, type Retention} from '../../protocol/privacy.js';
import type {Bench} from '../context.js';
import {literals} from '../database/literals.js';
import {places} from '../database/places.js';
import {appendOperatorRecords, operatorFrame} from '../records/operator-records.js';
import {checked, Refusal} from '../refusal.js';
import {restrictionsOf} from '../standing/standing.js';
import {SITE_ITSELF} from '../subjects/subject-ref.js';
import {heldAmong} from './holds.js';

/** Records that are looked at in one go. */
const BLOCK = 500;
const CASES = ['restrict', 'lift', 'appeal', 'review'];

interface OldRecord {
  id: string;
  subject: string;
  type: string;
}

/** Drops the bodies of what was recorded before a year. Entries, leaves and checkpoints stay, so receipts still verify. */
export async function retain(bench: Bench, message: unknown): Promise<Retention> {
  const {before, by} = checked(RetentionRequestSchema, message, 'The request');
  if (before > bench.services.now().getUTCFullYear()) {
    throw new Refusal('invalid_message', `The year ${before} has not begun.`, 'Name this year or an earlier one: what was recorded before it is dropped.');
  }
  return dropBefore(bench, before, by);
}

/** The same for a year that is known to be a good one. Says so in the log first, and only then drops. */
export async function dropBefore(bench: Bench, before: number, role: string): Promise<Retention> {
  const {services, site} = bench;
  const result: Retention = {before, dropped: 0, held: 0, open: 0};
  const size = await services.log.store.size(site.id);
  for (let first = 0; first < size; first += BLOCK) {
    const old = await oldRecords(bench, first, `${before}-01-01T00:00:00.000Z`);
    if (old.length === 0) continue;
    await announce(bench, before, role);
    const {free, held, open} = await sorted(bench, old);
    await drop(bench, free);
    result.dropped += free.length;
    result.held += held;
    result.open += open;
  }
  if (result.dropped > 0) await services.database.scrub?.();
  services.sequencer.wake();
  return result;
}

/** Those of a block of the log that are old and still have their bodies. What the operator wrote about whole subjects keeps its own. */
function oldRecords({services, site}: Bench, first: number, cutoff: string): Promise<OldRecord[]> {
  return services.database.query<OldRecord>(
    `SELECT r.id, r.subject, r.type FROM assent_leaves l JOIN assent_records r ON r.site = l.site AND r.subject = l.subject AND r.seq = l.seq
     WHERE l.site = $1 AND l.place >= $2 AND l.place < $3 AND r.recorded_at < $4 AND r.body <> ''
     AND r.type NOT IN (${literals(KEEPER_TYPES)})`,
    [site.id, first, first + BLOCK, cutoff],
  );
}

/** Writes the `retain` record, where none says as much yet: an export that lacks the bodies must be able to say why. */
async function announce(bench: Bench, before: number, role: string): Promise<void> {
  const {services, site} = bench;
  const subject = await services.subjects.findOrMake(site.id, SITE_ITSELF, services.now());
  const rows = await services.database.query<{body: string}>("SELECT body FROM assent_records WHERE site = $1 AND subject = $2 AND type = 'retain'", [site.id, subject]);
  const said = rows.map(({body}) => v.parse(KeeperRecordSchema, JSON.parse(body)));
  if (said.some(record => record.type === 'retain' && record.before >= before)) return;
  await appendOperatorRecords(services.appender, [{...operatorFrame(bench, subject, role), type: 'retain', before}]);
}

async function sorted(bench: Bench, old: readonly OldRecord[]): Promise<{free: OldRecord[]; held: number; open: number}> {
  const subjects = [...new Set(old.map(({subject}) => subject))];
  const holds = await heldAmong(bench.services, bench.site.id, subjects);
  const cases = new Set<string>();
  for (const subject of new Set(old.filter(({type}) => CASES.includes(type)).map(one => one.subject))) if (await hasOpenCase(bench, subject)) cases.add(subject);
  const held = old.filter(({subject}) => holds.has(subject));
  const open = old.filter(({subject, type}) => !holds.has(subject) && CASES.includes(type) && cases.has(subject));
  const kept = new Set([...held, ...open]);
  return {free: old.filter(record => !kept.has(record)), held: held.length, open: open.length};
}

/** Standing is read from bodies: without them, a restriction that goes on would be over. */
async function hasOpenCase(bench: Bench, subject: string): Promise<boolean> {
  const restrictions = await restrictionsOf(bench, subject);
  return restrictions.some(({state, appealable, appeals}) => state === 'active' || state === 'coming' || appealable || appeals.some(({decidedAt}) => decidedAt === undefined));
}

async function drop({services, site}: Bench, records: readonly OldRecord[]): Promise<void> {
  if (records.length === 0) return;
  const ids = places(records, 2);
  const values = [site.id, ...records.map(({id}) => id)];
  await services.database.transaction(async tx => {
    await tx.query(`UPDATE assent_records SET body = '' WHERE site = $1 AND id IN (${ids})`, values);
    await tx.query(`DELETE FROM assent_extras WHERE site = $1 AND record IN (${ids})`, values);
  });
  const appellants = [...new Set(records.filter(({type}) => type === 'appeal').map(({subject}) => subject))];
  for (const subject of appellants) await forgetAttachments({services, site}, subject);
}

/** Attachments go with the last appeal of their subject whose body is there. */
async function forgetAttachments({services, site}: Bench, subject: string): Promise<void> {
  await services.database.query(
    `DELETE FROM assent_attachments WHERE site = $1 AND subject = $2 AND NOT EXISTS
     (SELECT 1 FROM assent_records r WHERE r.site = $1 AND r.subject = $2 AND r.type = 'appeal' AND r.body <> '')`,
    [site.id, subject],
  );
}
