// How fast records are taken, evidence included, beside bare inserts of the same bytes into the same database in
// the same run. `npm run bench:server [sqlite|postgres …]`. Ratios travel between machines; rates do not.
import {setTimeout as pause} from 'node:timers/promises';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database.js';
import {createKeys} from '../../src/server/server-keys.js';
import {openServer, type TestServer} from '../contracts/open-server.js';
import {postgresPlaces, sqlitePlaces, type Places} from '../contracts/places.js';

const CELL_MS = 2_000;
const WARM_UP_MS = 500;
const CLIENTS = [1, 16, 64];
const BATCHES = [1, 100];
const STEADY = {perSecond: 300, forMs: 8_000};
const PLACES: Record<string, () => Places> = {sqlite: sqlitePlaces, postgres: postgresPlaces};

/** What a dialog says of itself: a record of the usual size. */
const SHOWN = {
  shown: {
    mode: 'dialog',
    statement: 'By choosing “Agree” you accept the Terms of Use.',
    button: 'Agree',
    endReached: true,
    openMs: 14_000,
    screen: {viewport: {width: 1280, height: 800}, statementFontSize: 16, statementContrast: 12.6, buttonFontSize: 16, buttonContrast: 7.1, distance: 12, inView: true, covered: false},
  },
} as const;

interface Measure {
  perSecond: number;
  /** Of one request, in ms. */
  p99: number;
}

/** One client's request: sends that many records, and resolves when they are durable. */
type Send = (client: number, count: number) => Promise<void>;

const wanted = process.argv.slice(2);
for (const [name, places] of Object.entries(PLACES)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench(name, places());
}

async function bench(name: string, places: Places): Promise<void> {
  await places.open();
  const url = await places.make();
  const server = await openServer({database: url, keys: await createKeys()});
  await server.publish({});
  const bare = await openDatabase(await places.make());
  try {
    await bare.query('CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
    const text = JSON.stringify(await server.visitor().record(SHOWN));
    console.log(`\n${name}: records of ${text.length} bytes\n`);
    console.log('| batch | clients | bare/s | assent/s | ratio | bare p99 ms | assent p99 ms |\n|--:|--:|--:|--:|--:|--:|--:|');
    for (const batch of BATCHES) {
      for (const clients of CLIENTS) {
        const insert = await measure(bareSend(bare, text), {clients, batch});
        const append = await measure(await assentSend(server, clients), {clients, batch});
        const ratio = (append.perSecond / insert.perSecond).toFixed(2);
        console.log(`| ${batch} | ${clients} | ${rate(insert)} | ${rate(append)} | ${ratio} | ${insert.p99.toFixed(1)} | ${append.p99.toFixed(1)} |`);
      }
    }
    console.log(`\nat ${STEADY.perSecond} records a second, ${STEADY.forMs / 1000} s: ${await steady(server, url)}`);
    if (server.errors.length > 0) throw new Error(`the server reported ${server.errors.length} errors, first: ${String(server.errors[0])}`);
  } finally {
    await server.server.close();
    await bare.close();
    await places.close();
  }
}

/** Runs clients, each with one request under way, for a while. */
async function measure(send: Send, {clients, batch}: {clients: number; batch: number}): Promise<Measure> {
  await drive(send, {clients, batch, forMs: WARM_UP_MS});
  const begun = performance.now();
  const times = await drive(send, {clients, batch, forMs: CELL_MS});
  return {perSecond: (times.length * batch * 1000) / (performance.now() - begun), p99: percentile(times, 0.99)};
}

async function drive(send: Send, {clients, batch, forMs}: {clients: number; batch: number; forMs: number}): Promise<number[]> {
  const end = performance.now() + forMs;
  const times: number[] = [];
  await Promise.all(
    Array.from({length: clients}, async (_, client) => {
      while (performance.now() < end) {
        const begun = performance.now();
        await send(client, batch);
        times.push(performance.now() - begun);
      }
    }),
  );
  return times;
}

/** Records arrive one by one at a rate, whether or not those before have been answered; and get their proofs. */
async function steady(server: TestServer, url: string): Promise<string> {
  const send = await assentSend(server, 100);
  const times: number[] = [];
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < (STEADY.perSecond * STEADY.forMs) / 1000; sent += 1) {
    const due = begun + (sent * 1000) / STEADY.perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    waiting.push(send(sent % 100, 1).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(waiting);
  const answered = performance.now();
  const database = await openDatabase(url);
  while ((await database.query('SELECT seq FROM assent_unlogged LIMIT 1')).length > 0) await pause(10);
  await database.close();
  const logged = performance.now() - answered;
  return `p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms; the last was in the log ${Math.round(logged)} ms after its receipt`;
}

function bareSend(database: Database, text: string): Send {
  return async (_client, count) => {
    const rows = Array.from({length: count}, (_, row) => `($${2 * row + 1}, $${2 * row + 2})`).join(', ');
    const values = Array.from({length: count}, () => [uuid7(Date.now()), text]).flat();
    await database.query(`INSERT INTO bare (id, body) VALUES ${rows}`, values);
  };
}

async function assentSend(server: TestServer, clients: number): Promise<Send> {
  const visitors = await Promise.all(
    Array.from({length: clients}, async () => {
      const visitor = server.visitor();
      return {visitor, record: await visitor.record(SHOWN)};
    }),
  );
  return async (client, count) => {
    const {visitor, record} = visitors[client]!;
    const results = await visitor.results(Array.from({length: count}, () => ({...record, id: uuid7(Date.now())})));
    if (results.some(({status}) => status !== 'recorded')) throw new Error(JSON.stringify(results[0]));
  };
}


function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
}

function rate({perSecond}: Measure): string {
  return Math.round(perSecond).toLocaleString('en');
}
