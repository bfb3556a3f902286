import type {KeeperRecord} from '../../src/protocol/keeper-record.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {unpack, pack, type ArchiveFile} from '../../src/server/evidence/archive.js';
import {exportSite} from '../../src/server/evidence/export-site.js';
import {verifyExport, type Verdict, type VerifyOptions} from '../../src/server/evidence/verify-export.js';
import {createKeys, importKeys, type ServerKeys, type Signer} from '../../src/server/keys/server-keys.js';
import {Log} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {Appender} from '../../src/server/records/appender.js';
import {appendOperatorRecords} from '../../src/server/records/operator-records.js';
import {RecordStore} from '../../src/server/records/record-store.js';
import {openServer} from '../contracts/open-server.js';

/** A database with a log in it, as an operator would hold it: open to any edit. */
export interface Held {
  database: Database;
  keys: ServerKeys;
  signer: Signer;
  log: Log;
  /** Gives every record its place, and signs. */
  sequence(): Promise<void>;
  /** Adds records of one new subject, through the server. */
  add(count: number): Promise<void>;
  /** Adds what the operator's side says of a subject, at a time of its choice. */
  say(record: OperatorSaid, at?: Date): Promise<void>;
  /** The same, and gives it its place. */
  operator(record: OperatorSaid, at?: Date): Promise<void>;
  /** As of an hour from now: nothing is under way any more. */
  exported(): Promise<ArchiveFile[]>;
  close(): Promise<void>;
}

type OperatorSaid<Record = KeeperRecord> = Record extends KeeperRecord ? Omit<Record, 'v' | 'id' | 'site' | 'made' | 'at'> : never;

/** Opens a server on an empty SQLite in memory and fills its log: `each` records a subject, but for the first place, which is that of the publication. */
export async function holdLog({subjects, each}: {subjects: number; each: number}): Promise<Held> {
  const database = await openDatabase('sqlite::memory:');
  const keys = await createKeys();
  const {signer} = await importKeys(keys);
  const server = await openServer({database, keys, log: {origin: 'consent.example.com', sequencer: false}});
  await server.publish({});
  const log = new Log(new LogStore(database), signer, 'consent.example.com');
  const held: Held = {
    database,
    keys,
    signer,
    log,
    sequence: () => new Sequencer(log, {now: () => new Date(), onError: error => { throw error; }}).sequence('shop'),
    async add(count) {
      const visitor = server.visitor();
      const record = await visitor.record();
      for (let left = count; left > 0; left -= 100) {
        await visitor.results(Array.from({length: Math.min(left, 100)}, () => ({...record, id: uuid7(Date.now())})));
      }
    },
    async say(record, at = new Date()) {
      const said = {...record, v: 1, id: uuid7(at.getTime()), site: 'shop', made: {by: 'operator', role: 'legal'}, at: at.toISOString()} as KeeperRecord;
      await appendOperatorRecords(new Appender(new RecordStore(database), signer, {now: () => at}), [said]);
    },
    async operator(record, at) {
      await held.say(record, at);
      await held.sequence();
    },
    async exported() {
      const files = [];
      for await (const file of exportSite({database, log, site: 'shop', publicKeys: signer.publicKeys, now: new Date(Date.now() + 3_600_000)})) files.push(file);
      return files;
    },
    async close() {
      await server.server.close();
      await database.close();
    },
  };
  await held.sequence();
  for (let subject = 0; subject < subjects; subject += 1) {
    await held.add(subject === 0 ? each - 1 : each);
    await held.sequence();
  }
  return held;
}

/** Through a tar and back, as a file would go. */
export async function checked(files: readonly ArchiveFile[], options?: VerifyOptions): Promise<Verdict> {
  return verifyExport(unpack(pack(iterated(files))), options);
}

async function* iterated<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
