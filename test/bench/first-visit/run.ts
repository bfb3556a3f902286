// A first visit: what it loads and when its words are on the screen, beside two consent libraries in the same run, each on
// a page of its own, all packed alike. They show a banner of a few lines, we the whole terms. Part of `npm run bench`.
import {createServer, type RequestListener} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Page} from 'playwright-core';
import {createAssentServer, createKeys, toNodeHandler} from '../../../src/server.js';
import {mayPack, pack} from '../../../src/server/http/brotli.js';
import {readScriptFiles} from '../../../src/server/http/script-files.js';
import {openBrowser} from '../../e2e/open-browser.js';
import {generatedTerms} from '../reader/texts.js';

const RUNS = 7;
const SITE = 'pk_bench';
const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';
/** Bytes a second, ms; the last is what Lighthouse takes for a slow 4G. */
const NETWORKS = {
  'this machine': {latency: 0, downloadThroughput: -1, uploadThroughput: -1},
  'slow 4G': {latency: 150, downloadThroughput: 204_800, uploadThroughput: 93_750},
};
const SLOWED = 4;

interface Visit {
  shownMs: number;
  bytes: number;
  requests: number;
}

const PAGES = ['assent', 'vanilla-cookieconsent', 'c15t'];

const site = await openSite();
try {
  for (const [network, conditions] of Object.entries(NETWORKS)) {
    console.log(`\nFirst visit, ${network}, CPU slowed ${SLOWED} times; medians of ${RUNS}\n\n${'page'.padEnd(26)}${['shown, ms', 'kB', 'requests'].map(head => head.padStart(12)).join('')}`);
    const visits = new Map(PAGES.map(name => [name, [] as Visit[]]));
    // In turns, so that what else the machine does falls on all of them.
    for (let run = 0; run < RUNS; run++) for (const name of PAGES) visits.get(name)!.push(await visit(name, conditions));
    for (const [name, all] of visits) {
      const cells = [Math.round(median(all.map(one => one.shownMs))), (median(all.map(one => one.bytes)) / 1000).toFixed(1), median(all.map(one => one.requests))];
      console.log(name.padEnd(26) + cells.map(cell => String(cell).padStart(12)).join(''));
    }
  }
  console.log();
} finally {
  await site.close();
}

/** Opens a page with a new profile; everything counts but the page itself. */
async function visit(name: string, conditions: (typeof NETWORKS)['slow 4G']): Promise<Visit> {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    const session = await browser.context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {offline: false, ...conditions});
    await session.send('Emulation.setCPUThrottlingRate', {rate: SLOWED});
    const sizes: number[] = [];
    session.on('Network.loadingFinished', ({encodedDataLength}) => sizes.push(encodedDataLength));
    await page.addInitScript({path: fileURLToPath(new URL('probe.js', import.meta.url))});
    await page.goto(`${site.origin}/${name}`, {waitUntil: 'commit'});
    const shownMs = await shownAt(page);
    const [html = 0, ...rest] = sizes;
    return {shownMs, bytes: rest.reduce((sum, size) => sum + size, html - html), requests: rest.length};
  } finally {
    await browser.close();
  }
}

async function shownAt(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => (globalThis as {shownAt?: number}).shownAt, undefined, {timeout: 60_000, polling: 50});
  return (await handle.jsonValue())!;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)]!;
}

async function openSite() {
  const files = new Map<string, {type: string; body: Buffer}>();
  const put = (path: string, type: string, body: string | Uint8Array) => files.set(path, {type: `${type}; charset=utf-8`, body: Buffer.from(body)});
  const {outputFiles} = await build({
    entryPoints: ['vanilla-cookieconsent', 'c15t'].map(name => fileURLToPath(new URL(`${name}.js`, import.meta.url))),
    bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, outdir: '/', define: {'process.env.NODE_ENV': '"production"'},
  });
  for (const {path, contents} of outputFiles) put(path, path.endsWith('.css') ? 'text/css' : 'text/javascript', contents);
  const page = (head: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title>${head}<p>A page.`;
  for (const name of ['vanilla-cookieconsent', 'c15t']) put(`/${name}`, 'text/html', page(`<link rel="stylesheet" href="/${name}.css"><script type="module" src="/${name}.js"></script>`));
  put('/assent', 'text/html', page(`<script async src="/assent.js" data-endpoint="/backend/" data-site="${SITE}"></script>`));

  const http = createServer();
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  const backend = await createAssentServer({
    database: 'sqlite::memory:',
    keys: await createKeys(),
    sites: [{id: 'bench', publishableKey: SITE, secretKeys: [SECRET_KEY], origins: [origin]}],
  });
  const handle = toNodeHandler(backend);
  const rest: RequestListener = (request, response) => {
    if (request.url!.startsWith('/backend/')) return void handle(request, response);
    const file = files.get(request.url!);
    void send(file).catch(() => response.destroy());
    async function send(found: typeof file): Promise<void> {
      if (!found) return void response.writeHead(404).end();
      const packs = mayPack(request.headers['accept-encoding'], found.body.length);
      response.writeHead(200, {'content-type': found.type, ...(packs && {'content-encoding': 'br'})}).end(packs ? await pack(found.body, 9) : found.body);
    }
  };
  http.on('request', readScriptFiles(new URL('../../../dist/', import.meta.url)).before(rest));
  const answer = await fetch(`${origin}/backend/v1/publications?site=${SITE}`, {
    method: 'POST',
    headers: {'content-type': 'application/json', authorization: `Bearer ${SECRET_KEY}`},
    body: JSON.stringify({document: 'terms', version: '1', texts: [{locale: 'en', source: generatedTerms(50_000)}]}),
  });
  if (!answer.ok) throw new Error(`publish: ${await answer.text()}`);
  return {
    origin,
    async close(): Promise<void> {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await backend.close();
    },
  };
}
