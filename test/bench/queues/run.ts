// The same acts and the same three faults through our outbox, Workbox's queue and Sentry's offline transport:
// `npm run bench:queues [-- --acts 1000] [--only assent|workbox|sentry] [--fault NAME]`. A queue may take three minutes for a fault.
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import type {BrowserContext, Page} from 'playwright-core';
import {createAssentServer, createKeys, openDatabase, toNodeHandler, type Database} from '../../../src/server.js';
import {openBrowser} from '../../e2e/open-browser.js';
import {Gate} from './gate.js';

const LIMIT_MS = 180_000;
const RETRY_MS = 250;
const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';

interface QueuePage {
  queue: {ready(): Promise<void>; put(count: number): Promise<void>; online(): void; left(): Promise<number>; retry(): void; savedAgainstBare(count: number): Promise<{saved: number; bare: number}>; flush(): Promise<{recorded: number; flushMs: number}>; bare(bodies: Gate['bodies']): Promise<{sameMs: number; bareMs: number}>};
}

interface Cell {
  gate: Gate;
  page: Page;
  /** The page as it would be loaded after the tab was killed. */
  reopen(): Promise<Page>;
}

const {values} = parseArgs({options: {acts: {type: 'string', default: '1000'}, only: {type: 'string', default: ''}, fault: {type: 'string', default: ''}}});
const acts = Number(values.acts);

const FAULTS: Record<string, (cell: Cell) => Promise<Page>> = {
  async '503 for the first 30 %'({gate, page}) {
    gate.refuseFirst = Math.round(acts * 0.3);
    await gate.open();
    return page;
  },
  async 'server down, then up'({gate, page}) {
    await gate.open();
    return page;
  },
  async 'tab killed in mid-flush'({gate, page, reopen}) {
    await gate.open();
    await on(page, queue => queue.online());
    const end = Date.now() + LIMIT_MS / 2;
    while (gate.taken.size < acts * 0.3 && Date.now() < end) await sleep(2);
    const crashed = new Promise(resolve => page.once('crash', resolve));
    (await page.context().newCDPSession(page)).send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
    return reopen();
  },
};

const QUEUES = ['assent', 'workbox', 'sentry'].filter(name => name.includes(values.only));
const CELL_WIDTH = 10;
const columns = (cells: readonly (string | number)[]) => cells.map(cell => String(cell).padStart(CELL_WIDTH)).join('');

console.log(`${acts} acts each\n\n${'queue'.padEnd(10)}${'fault'.padEnd(28)}${columns(['lost', 'doubled', 'waiting', 'requests', 'seconds'])}`);
for (const fault of Object.keys(FAULTS).filter(name => name.includes(values.fault))) {
  for (const name of QUEUES) console.log(`${name.padEnd(10)}${fault.padEnd(28)}${columns(await measure(name, fault))}`);
}

if (QUEUES.includes('assent')) await compareWithBare();

/** All acts saved first, then sent, against one request with all of them to a handler that only stores them. */
async function compareWithBare(): Promise<void> {
  const pages = await servePages('assent');
  const backend = await openBackend(pages.origin);
  const gate = new Gate(backend.url);
  const browser = await openBrowser();
  const bare = await openDatabase('sqlite::memory:');
  await bare.query('CREATE TABLE acts (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  gate.bare = async text => {
    const records = (JSON.parse(text) as {records: {record: {id: string}}[]}[]).flatMap(({records}) => records);
    await bare.transaction(async tx => {
      for (const {record} of records) await tx.query('INSERT INTO acts (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING', [record.id, JSON.stringify(record)]);
    });
    return records.map(({record}) => record.id);
  };
  try {
    await gate.open();
    const page = await openPage(browser.context, `${pages.origin}/?${new URLSearchParams({endpoint: gate.endpoint, site: 'pk_bench'})}`);
    await on(page, queue => queue.ready());
    await gate.close();
    const {saved, bare: write} = await on(page, queue => queue.savedAgainstBare(200));
    console.log(`\nSaved after ${saved.toFixed(2)} ms, a bare strict write took ${write.toFixed(2)} ms: ${(saved / write).toFixed(2)} times (medians of 200, in turns).`);
    await page.evaluate(count => (globalThis as unknown as QueuePage).queue.put(count), acts);
    await gate.open();
    const {recorded, flushMs} = await on(page, queue => queue.flush());
    const {backendMs, bodies: [...bodies]} = gate;
    const bytes = bodies.reduce((sum, {text}) => sum + text.length, 0);
    console.log(`\n${recorded} saved acts in ${bodies.length} requests (${Math.round(bytes / 1024)} KiB): ${Math.round(flushMs)} ms, of which the backend ${Math.round(backendMs)} ms.`);
    const {sameMs, bareMs} = await page.evaluate(bodies => (globalThis as unknown as QueuePage).queue.bare(bodies), bodies);
    console.log(`As many records by bare requests to the same backend: ${Math.round(sameMs)} ms; ours took ${(flushMs / sameMs).toFixed(1)} times as long.`);
    console.log(`One bare request with all of them, stored without evidence: ${Math.round(bareMs)} ms; ours took ${(flushMs / bareMs).toFixed(1)} times as long.`);
  } finally {
    await browser.close();
    await gate.close();
    await backend.close();
    await bare.close();
    await pages.close();
  }
}

async function measure(name: string, fault: string): Promise<(string | number)[]> {
  const pages = await servePages(name);
  const backend = name === 'assent' ? await openBackend(pages.origin) : undefined;
  const gate = new Gate(backend?.url);
  const browser = await openBrowser();
  try {
    await gate.open();
    const reopen = () => openPage(browser.context, `${pages.origin}/?${new URLSearchParams({endpoint: gate.endpoint, site: 'pk_bench', acts: String(acts)})}`);
    const page = await reopen();
    await on(page, queue => queue.ready());
    await gate.close();
    await page.evaluate(count => (globalThis as unknown as QueuePage).queue.put(count), acts);
    const from = performance.now();
    const last = await FAULTS[fault]!({gate, page, reopen});
    await on(last, queue => queue.online());
    const {waiting, seconds} = await untilEmpty(last, gate, from);
    const rows = await backend?.rows();
    // Whoever takes what comes without looking has an act as often as it came; the store of ours is asked.
    const doubled = rows ? rows.length - new Set(rows).size : [...gate.taken.values()].reduce((sum, times) => sum + times - 1, 0);
    const got = rows ? new Set(rows).size : gate.taken.size;
    return [Math.max(0, acts - got - waiting), doubled, waiting, gate.requests, seconds.toFixed(1)];
  } finally {
    await browser.close();
    await gate.close();
    await backend?.close();
    await pages.close();
  }
}

/** Until the queue is empty, or its time is over. Seconds are those until the last act came. */
async function untilEmpty(page: Page, gate: Gate, from: number): Promise<{waiting: number; seconds: number}> {
  let moved = performance.now();
  let before = -1;
  let waiting = acts;
  while (waiting > 0 && performance.now() - from < LIMIT_MS) {
    await sleep(RETRY_MS);
    await on(page, queue => queue.retry());
    waiting = await on(page, queue => queue.left());
    if (gate.requests !== before) moved = performance.now();
    before = gate.requests;
  }
  const seconds = (moved - from) / 1000;
  // What was in flight when the queue was empty.
  await sleep(1000);
  return {waiting, seconds};
}

function on<T>(page: Page, ask: (queue: QueuePage['queue']) => T | Promise<T>): Promise<T> {
  return page.evaluate(`(${ask})(globalThis.queue)`) as Promise<T>;
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'queue' in globalThis);
  return page;
}

async function servePages(name: string): Promise<{origin: string; close(): Promise<void>}> {
  const entry = fileURLToPath(new URL(`${name}-queue.js`, import.meta.url));
  const {outputFiles} = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: {'process.env.NODE_ENV': '"production"'},
    logLevel: 'error',
  });
  const script = outputFiles[0]!.contents;
  const http = createServer(({url}, response) => {
    if (url === '/queue.js') return void response.writeHead(200, {'content-type': 'text/javascript'}).end(script);
    // Alone in its process, a page has a clock of microseconds.
    response.writeHead(200, {'content-type': 'text/html', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp'}).end('<!doctype html><link rel="icon" href="data:,"><script type="module" src="/queue.js"></script>');
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {origin: `http://localhost:${(http.address() as AddressInfo).port}`, close: () => closed(http)};
}

/** The real backend, for the only queue that needs one. */
async function openBackend(origin: string): Promise<{url: string; rows(): Promise<string[]>; close(): Promise<void>}> {
  const database: Database = await openDatabase('sqlite::memory:');
  const site = {id: 'bench', publishableKey: 'pk_bench', secretKeys: [SECRET_KEY], origins: [origin]};
  const server = await createAssentServer({database, sites: [site], keys: await createKeys(), limits: false});
  const published = await server.fetch(
    new Request('http://localhost/v1/publications?site=pk_bench', {
      method: 'POST',
      headers: {'content-type': 'application/json', authorization: `Bearer ${SECRET_KEY}`},
      body: JSON.stringify({document: 'terms', version: '1', texts: [{locale: 'en', source: '# Terms\n\n## 1. Use\n\nBe kind.\n'}]}),
    }),
  );
  if (!published.ok) throw new Error(await published.text());
  const http = createServer(toNodeHandler(server));
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(http.address() as AddressInfo).port}/`,
    rows: async () => (await database.query<{id: string}>("SELECT id FROM assent_records WHERE type <> 'publish'")).map(({id}) => id),
    async close() {
      await closed(http);
      await server.close();
      await database.close();
    },
  };
}

function closed(http: ReturnType<typeof createServer>): Promise<void> {
  return new Promise(resolve => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
