import * as v from 'valibot';
import {KeySetSchema} from '../../protocol/jws.js';
import {KeeperRecordSchema} from '../../protocol/keeper-record.js';
import type {Database} from '../database/database.js';
import {hashText} from '../digest.js';
import {Appender} from '../records/appender.js';
import {draftOf, operatorFrame} from '../records/operator-records.js';
import {RecordStore} from '../records/record-store.js';
import type {Sites} from '../sites/sites.js';
import {SITE_ITSELF} from '../subjects/subject-ref.js';
import {SubjectStore} from '../subjects/subject-store.js';
import type {OpenKeys} from './server-keys.js';

interface KeyHistoryContext {
  database: Database;
  keys: OpenKeys;
  sites: Sites;
  now: () => Date;
}

/**
 * Writes into each site's log which keys there are, once there is more than the first one and whenever they are
 * others than the log says. So whoever holds the log can tell which keys have been the operator's, and since when.
 */
export async function logKeys({database, keys: {signer, lookupHash}, sites, now}: KeyHistoryContext): Promise<void> {
  // In the order of the schema, as they are read again.
  const {keys} = v.parse(KeySetSchema, {keys: signer.publicKeys});
  if (keys.length < 2) return;
  const subjects = new SubjectStore(database, lookupHash);
  const appender = new Appender(new RecordStore(database), signer, {now});
  const text = JSON.stringify(keys);
  for (const {id: site} of sites.all()) {
    const subject = await subjects.findOrMake(site, SITE_ITSELF, now());
    const [last] = await database.query<{body: string}>("SELECT body FROM assent_records WHERE site = $1 AND subject = $2 AND type = 'keys' ORDER BY seq DESC LIMIT 1", [site, subject]);
    if (last && JSON.stringify(keysIn(last.body)) === text) continue;
    const vouched = await signer.vouched();
    const record = {...operatorFrame({services: {now}, site: {id: site}}, subject, 'keys'), type: 'keys' as const, keys, ...(vouched !== undefined && {vouched})};
    // Of processes that start at once, one says it.
    await appender.append(site, [{...(await draftOf(record)), claim: `keys:${await hashText(`${last?.body ?? ''}${text}`)}`}]);
  }
}

function keysIn(body: string): unknown {
  const record = v.parse(KeeperRecordSchema, JSON.parse(body));
  return record.type === 'keys' ? record.keys : undefined;
}
