import {defaultKeys} from '../create-server.js';
import {importKeys, type ServerKeys} from '../server-keys.js';
import {openDatabase} from '../database.js';
import {migrate} from '../migrate.js';
import {Log} from '../log/log.js';
import {LogStore} from '../log/log-store.js';
import {Sequencer} from '../log/sequencer.js';
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
}

/** Gives what is committed its places in the log, and streams the export of one site as a tar. Servers may go on meanwhile. */
export async function exportLog({database: url, keys, site, origin}: ExportOptions): Promise<ReadableStream<Uint8Array>> {
  const {signer} = await importKeys(keys ?? (await defaultKeys(url)));
  const database = await openDatabase(url);
  try {
    await migrate(database);
    const log = new Log(new LogStore(database), signer, origin);
    await new Sequencer(log, {now: () => new Date(), onError: () => {}}).sequence(site);
    const files = exportSite({database, log, site, publicKeys: signer.publicKeys, now: new Date()});
    return pack(closing(files, () => database.close()));
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function* closing(files: AsyncIterable<ArchiveFile>, close: () => Promise<void>): AsyncGenerator<ArchiveFile> {
  try {
    yield* files;
  } finally {
    await close();
  }
}
