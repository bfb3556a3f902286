// How fast records are taken, evidence included, beside bare inserts of the same bytes into the same database in
// the same run. `npm run bench:server [sqlite|postgres …]`. Ratios travel between machines; rates do not.
//
// What is measured is the server: from a Request whose body is there to an answer that was read, by when all is
// durable. Bare is one INSERT by the same driver, with the same connections and the same durability, into a table
// with nothing but a key. On neither side is there a network or HTTP, nor the work of a client: the bodies are
// written before the clock starts, and only the ids in them are new each time.
import {randomUUID} from 'node:crypto';
import {availableParallelism, loadavg} from 'node:os';
import {setTimeout as pause} from 'node:timers/promises';
import type {LoggedReceipt} from '../../src/protocol/inclusion.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer, type TestServer, type Visitor} from '../contracts/open-server.js';
import {postgresPlaces, sqlitePlaces, type Places} from '../contracts/places.js';

const CELL_MS = 2_000;
/** Long enough for the code of the first cell to be compiled as that of the last. */
const WARM_UP_MS = 2_000;
const CLIENTS = [1, 16, 64];
const BATCHES = [1, 100];
/** Who watches for a proof asks, too: few do, or their questions would be most of what the server has to answer. */
const STEADY = {perSecond: 300, forMs: 8_000, watchOneIn: 30, lookEveryMs: 50};
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
  /** What a record costs this process, in µs of processor time; what PostgreSQL does is not in it. */
  cpu: number;
}

/** One client's request: sends that many records, and resolves when they are durable. */
type Send = (client: number, count: number) => Promise<void>;

/** Of bare inserts, by their number of rows. */
const inserts = new Map<number, string>();
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
    const others = loadavg()[0]!.toFixed(1);
    console.log(`\n${name}: records of ${text.length} bytes; ${availableParallelism()} cores, load ${others} before\n`);
    console.log('| batch | clients | bare/s | assent/s | ratio | bare p99 ms | assent p99 ms | bare CPU µs | assent CPU µs |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
    for (const batch of BATCHES) {
      for (const clients of CLIENTS) {
        const insert = await measure(bareSend(bare, text), {clients, batch});
        const append = await measure(await assentSend(server, clients), {clients, batch});
        const ratio = (append.perSecond / insert.perSecond).toFixed(2);
        console.log(`| ${batch} | ${clients} | ${rate(insert)} | ${rate(append)} | ${ratio} | ${insert.p99.toFixed(1)} | ${append.p99.toFixed(1)} | ${insert.cpu.toFixed(0)} | ${append.cpu.toFixed(0)} |`);
      }
    }
    console.log(`\nat ${STEADY.perSecond} records a second, ${STEADY.forMs / 1000} s: ${await steady(server)}`);
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
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const times = await drive(send, {clients, batch, forMs: CELL_MS});
  const {user, system} = process.cpuUsage(cpu);
  const records = times.length * batch;
  return {perSecond: (records * 1000) / (performance.now() - begun), p99: percentile(times, 0.99), cpu: (user + system) / records};
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
async function steady(server: TestServer): Promise<string> {
  const clients = await openClients(server, 100);
  const answered: number[] = [];
  const proved: number[] = [];
  const waiting: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < (STEADY.perSecond * STEADY.forMs) / 1000; sent += 1) {
    const due = begun + (sent * 1000) / STEADY.perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    const client = clients[sent % clients.length]!;
    waiting.push(
      client.send(1).then(async ([id]) => {
        const at = performance.now();
        answered.push(at - due);
        if (sent % STEADY.watchOneIn > 0) return;
        await untilProved(client.visitor, id!);
        proved.push(performance.now() - at);
      }),
    );
  }
  await Promise.all(waiting);
  return `p50 ${ms(answered, 0.5)}, p99 ${ms(answered, 0.99)}; from receipt to proof p50 ${ms(proved, 0.5)}, p99 ${ms(proved, 0.99)}`;
}

async function untilProved(visitor: Visitor, id: string): Promise<void> {
  while (!((await visitor.get(`v1/receipts/${id}`)).json() as LoggedReceipt).inclusion) await pause(STEADY.lookEveryMs);
}

function bareSend(database: Database, text: string): Send {
  return async (_client, count) => {
    await database.query(bareInsert(count), Array.from({length: count}, () => [freshId(), text]).flat());
  };
}

function bareInsert(count: number): string {
  const known = inserts.get(count);
  if (known !== undefined) return known;
  const rows = Array.from({length: count}, (_, row) => `($${2 * row + 1}, $${2 * row + 2})`).join(', ');
  const text = `INSERT INTO bare (id, body) VALUES ${rows}`;
  inserts.set(count, text);
  return text;
}

/** A UUIDv7, in a tenth of the time that the SDK takes for one. */
function freshId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

async function assentSend(server: TestServer, clients: number): Promise<Send> {
  const opened = await openClients(server, clients);
  return async (client, count) => void (await opened[client]!.send(count));
}

interface Client {
  visitor: Visitor;
  /** Sends as many records, and gives their ids. */
  send(count: number): Promise<string[]>;
}

function openClients(server: TestServer, count: number): Promise<Client[]> {
  return Promise.all(
    Array.from({length: count}, async () => {
      const visitor = server.visitor();
      const record = await visitor.record(SHOWN);
      const bodies = new Map<number, Body>();
      const headers = {...visitor.headers, 'content-type': 'application/json'};
      return {
        visitor,
        async send(batch: number) {
          const body = bodies.get(batch) ?? prepared(JSON.stringify(record), record.id, batch);
          bodies.set(batch, body);
          const ids = body.places.map(place => {
            const id = freshId();
            body.bytes.write(id, place, 'latin1');
            return id;
          });
          const {text} = await server.call('v1/records?site=pk_shop', {method: 'POST', headers, body: body.bytes});
          if (text.split('"status":"recorded"').length !== batch + 1) throw new Error(text.slice(0, 500));
          return ids;
        },
      };
    }),
  );
}

/** The bytes of a request, and where in them the ids of its records stand. */
interface Body {
  bytes: Buffer<ArrayBuffer>;
  places: number[];
}

function prepared(record: string, id: string, batch: number): Body {
  const bytes = Buffer.from(`{"records":[${Array<string>(batch).fill(`{"record":${record}}`).join(',')}]}`);
  const places: number[] = [];
  for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + id.length)) places.push(at);
  return {bytes, places};
}

function percentile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
}

function ms(times: readonly number[], share: number): string {
  return `${percentile(times, share).toFixed(1)} ms`;
}

function rate({perSecond}: Measure): string {
  return Math.round(perSecond).toLocaleString('en');
}
