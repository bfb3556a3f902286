import {existsSync} from 'node:fs';
import {AssentError} from '../../protocol/errors.js';
import type {AnchorOptions} from '../anchors/anchor.js';
import {AnchorStore} from '../anchors/anchor-store.js';
import {Anchorer} from '../anchors/anchorer.js';
import {openAnchors} from '../anchors/open-anchors.js';
import {openDatabase, sqliteFile} from '../database/database.js';
import {migrate} from '../database/migrate.js';
import {assertKeys, openKeys} from '../keys/open-keys.js';
import type {ServerKeys} from '../keys/server-keys.js';
import {assertOrigins} from '../log/assert-origins.js';
import {Log} from '../log/log.js';
import {LogStore} from '../log/log-store.js';
import {Sequencer} from '../log/sequencer.js';
import {PublicationStore} from '../publications/publication-store.js';
import {pack, type ArchiveFile} from './archive.js';
import {exportSite} from './export-site.js';

export interface ExportOptions {
  /** `sqlite:<file>` or `postgres://…`. */
  database: string;
  /** As the server was given them; those beside a SQLite file where absent. */
  keys?: ServerKeys;
  /** The id of the site. */
  site: string;
  /** As the server was given it. */
  origin?: string;
  /** As the server was given them: what is signed now has to extend what was left there. */
  anchors?: readonly AnchorOptions[];
}

/**
 * Gives what is committed its places in the log, and streams the export of one site as a tar. Servers may go on meanwhile.
 * Throws `invalid_options` where there is nothing of the site, `LogRollback` where its log is not the one that was anchored.
 */
export async function exportLog({database: url, keys, site, origin, anchors = []}: ExportOptions): Promise<ReadableStream<Uint8Array>> {
  const file = sqliteFile(url);
  // Opened, it would be made.
  if (file !== undefined && !existsSync(file)) throw nothing(`${file} is not there.`);
  assertKeys(keys, url);
  const database = await openDatabase(url);
  try {
    await migrate(database);
    const {signer} = await openKeys(keys, {database: url, open: database, sites: [site]});
    const log = new Log(new LogStore(database), signer, origin);
    await assertOrigins(log, [site]);
    const quietly = {now: () => new Date(), onError: () => {}};
    const anchorer = new Anchorer(await openAnchors(anchors), new AnchorStore(database), log, quietly);
    await new Sequencer(log, {...quietly, anchored: one => anchorer.largest(one)}).sequence(site);
    const isThere = (await log.checkpoint(site)) ?? (await new PublicationStore(database).list(site))[0];
    if (!isThere) throw nothing(`The database holds nothing of a site ${site}.`);
    const files = exportSite({database, log, site, publicKeys: signer.publicKeys, now: new Date()});
    return pack(closing(files, () => database.close()));
  } catch (error) {
    await database.close();
    throw error;
  }
}

function nothing(message: string): AssentError {
  return new AssentError('invalid_options', message, {advice: 'Check the database, and the site.'});
}

async function* closing(files: AsyncIterable<ArchiveFile>, close: () => Promise<void>): AsyncGenerator<ArchiveFile> {
  try {
    yield* files;
  } finally {
    await close();
  }
}
