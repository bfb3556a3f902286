import assert from 'node:assert/strict';
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Agreements} from '../../src/protocol/agreement.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase} from '../../src/server/database/database.js';
import type {ArchiveFile} from '../../src/server/evidence/archive.js';
import {exportSite} from '../../src/server/evidence/export-site.js';
import {verifyExport} from '../../src/server/evidence/verify-export.js';
import {createKeys, importKeys} from '../../src/server/keys/server-keys.js';
import {Log} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {openServer} from '../contracts/open-server.js';
import type {Places} from '../contracts/places.js';

export interface ChaosOptions {
  /** Server processes at once. */
  processes: number;
  /** How many are killed, one after the other. */
  kills: number;
  /** How often the database itself is killed, in between: all of it, one of its processes, and so on. */
  databaseKills?: number;
  /** People who send one batch after the other. */
  clients: number;
}

const SOURCE = fileURLToPath(new URL('./server-process.ts', import.meta.url));
/** Below `node_modules`, so that packages are found. Compiled once: each process that does it by itself takes a second of a processor. */
const PROCESS = fileURLToPath(new URL('../../node_modules/.cache/assent-chaos/server-process.js', import.meta.url));
let compiled: Promise<unknown> | undefined;
/** Acts that are acknowledged between two kills: however slow the machine is, each kill is in the midst of work. */
const BETWEEN_KILLS = 11;
const REQUEST_MS = 10_000;
const MAX_BATCH = 5;

/** What was promised to whom. */
interface Acknowledged {
  id: string;
  receipt: string;
}

/**
 * Writes through servers that are killed without warning, then holds the database against every receipt that
 * was given: none lost, none twice, each subject in order, chain, leaves, roots and all checkpoints right.
 */
export async function chaos(places: Places, {processes, kills, databaseKills = 0, clients}: ChaosOptions): Promise<{records: number; checkpoints: number; databaseKills: number}> {
  process.setMaxListeners(0); // one for each server process
  const folder = await mkdtemp(join(tmpdir(), 'assent-chaos-'));
  await (compiled ??= build({entryPoints: [SOURCE], outfile: PROCESS, bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm', logLevel: 'error'}));
  await places.open();
  const url = await places.make();
  const keys = await createKeys();
  const keysFile = join(folder, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(keys));
  const first = await openServer({database: url, keys});
  const published = await first.publish({});
  assert.equal(published.status, 201, published.text);
  await first.server.close();

  const fleet = await Promise.all(Array.from({length: processes}, () => startProcess(url, keysFile)));
  const work = {stopped: false, acknowledged: 0};
  const people = Promise.all(Array.from({length: clients}, (_, index) => act(index, fleet, work)));
  const goesOn = async () => {
    const enough = work.acknowledged + BETWEEN_KILLS;
    // Whoever failed would be waited for in vain.
    while (work.acknowledged < enough) await Promise.race([people, pause(20)]);
    await pause(200 + Math.random() * 600);
  };
  // Whatever goes wrong for somebody is told below, when all are awaited.
  people.catch(() => {});
  let crashes = 0;
  for (let killed = 0; killed < kills; killed += 1) {
    await goesOn();
    const victim = killed % processes;
    fleet[victim]!.child.kill('SIGKILL');
    await once(fleet[victim]!.child, 'close');
    fleet[victim] = await startProcess(url, keysFile);
    // Spread over the whole, however few or many there are.
    while (places.crash && crashes < Math.ceil(((killed + 1) * databaseKills) / kills)) {
      await goesOn();
      await places.crash(crashes % 2 === 0 ? 'all' : 'one');
      crashes += 1;
    }
  }
  await goesOn();
  work.stopped = true;
  const acknowledged = await people.finally(() => {
    for (const {child} of fleet) child.kill('SIGKILL');
  });
  await Promise.all(fleet.map(({child}) => (child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined)));

  const database = await openDatabase(url);
  const {signer} = await importKeys(keys);
  const log = new Log(new LogStore(database), signer);
  await new Sequencer(log, {now: () => new Date(), onError: () => {}}).sequence('shop');
  const given = new Map<string, number>();
  const files = exportSite({database, log, site: 'shop', publicKeys: signer.publicKeys, now: new Date()});
  const verdict = await verifyExport(counted(files, given), {keys: {keys: signer.publicKeys}});
  const [{count}] = (await database.query<{count: number | string}>('SELECT COUNT(*) AS count FROM assent_records')) as [{count: number}];
  await database.close();
  await places.close();
  await rm(folder, {recursive: true, force: true});

  assert.equal(verdict.finding, undefined, JSON.stringify(verdict.finding));
  assert.equal(verdict.records, Number(count), 'every record has its place in the log');
  for (const acts of acknowledged) {
    for (const {receipt} of acts) assert.equal(given.get(receipt), 1, 'every receipt that was given is that of one record in the log');
    const seqs = acts.map(({receipt}) => (JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()) as Entry).seq);
    assert.deepEqual(seqs, seqs.map((_, index) => index + 1), 'each person was answered in their order, and has no other records');
  }
  const records = acknowledged.reduce((sum, acts) => sum + acts.length, 0);
  assert.equal(records + 1, Number(count), 'nothing is stored that was not sent and answered, but what was published');
  return {records, checkpoints: verdict.checkpoints, databaseKills: crashes};
}

interface Process {
  child: ChildProcess;
  port: number;
}

/** Starts a server; again, while the database is still getting up. */
async function startProcess(url: string, keysFile: string, tries = 20): Promise<Process> {
  const child = spawn(process.execPath, [PROCESS, url, keysFile], {stdio: ['ignore', 'pipe', 'inherit']});
  // A run that fails half-way leaves none behind.
  process.once('exit', () => child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout!)) return {child, port: Number(line)};
  if (tries <= 1) throw new Error('A server process did not start.');
  await pause(200);
  return startProcess(url, keysFile, tries - 1);
}

/** One person: sends batch after batch, each again and to anyone until it is answered. */
async function act(index: number, fleet: readonly Process[], work: {stopped: boolean; acknowledged: number}): Promise<Acknowledged[]> {
  const headers = {'assent-subject': crypto.randomUUID(), 'content-type': 'application/json'};
  const ask = async <T>(path: string, init?: RequestInit): Promise<T> => {
    for (let tries = index; ; tries += 1) {
      const {port} = fleet[tries % fleet.length]!;
      try {
        const response = await fetch(`http://127.0.0.1:${port}/${path}?site=pk_shop`, {...init, headers, signal: AbortSignal.timeout(REQUEST_MS)});
        if (response.ok) return (await response.json()) as T;
        assert.equal(response.status, 503, 'an answer is good or says to come again');
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      }
      await pause(20 + Math.random() * 50);
    }
  };
  const {site, subject, presentation, agreements} = await ask<Agreements>('v1/agreements');
  const {version, text} = agreements[0]!.offers.at(-1)!;
  const document = {id: agreements[0]!.document, version, locale: text.locale, hash: text.hash};
  const acknowledged: Acknowledged[] = [];
  while (!work.stopped) {
    const records = Array.from({length: 1 + Math.floor(Math.random() * MAX_BATCH)}, () => ({
      record: {v: 1, id: uuid7(Date.now()), type: 'accept', site, subject, document, presentation, made: {by: 'ui', trusted: true}, at: new Date().toISOString()},
    }));
    const {results} = await ask<{results: ({status: string} & Acknowledged)[]}>('v1/records', {method: 'POST', body: JSON.stringify({records})});
    for (const [at, {status, id, receipt}] of results.entries()) {
      assert.ok(['recorded', 'duplicate'].includes(status), JSON.stringify(results[at]));
      assert.equal(id, records[at]!.record.id);
      acknowledged.push({id, receipt});
      work.acknowledged += 1;
    }
  }
  return acknowledged;
}

/** Counts the receipts in an export on their way to the check. */
async function* counted(files: AsyncIterable<ArchiveFile>, given: Map<string, number>): AsyncGenerator<ArchiveFile> {
  for await (const file of files) {
    if (file.name.startsWith('records/')) {
      for (const line of Buffer.from(file.data).toString().trim().split('\n')) {
        const {receipt} = JSON.parse(line) as {receipt: string};
        given.set(receipt, (given.get(receipt) ?? 0) + 1);
      }
    }
    yield file;
  }
}
