// The reader beside plain static HTML of the same text, on a CPU slowed four times: `npm run bench`.
// `npm run bench -- --only generated`, `--memory` for the heap of texts of 1, 2 and 5 MB.
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import type {Page} from 'playwright-core';
import {parseTerms} from '../../../src/document/parse.js';
import {createAssentServer, createKeys, toNodeHandler} from '../../../src/server.js';
import {openBrowser} from '../../e2e/open-browser.js';
import {longestWhile, openSlowed, SLOWED, type Measured} from './measure-page.js';
import {beginning, staticPage} from './static-page.js';
import {generatedTerms, largestOfCorpus, longParagraphs, type Text} from './texts.js';

const SITE = 'pk_bench';
const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';
const MB = 1_000_000;

const {values} = parseArgs({options: {only: {type: 'string', default: ''}, memory: {type: 'boolean', default: false}}});
const corpus = largestOfCorpus();
if (!corpus) console.log('No corpus beside the project: its largest text is left out.');
const texts: Text[] = [
  ...(corpus ? [corpus] : []),
  {name: 'generated, 50 kB', source: generatedTerms(50_000)},
  {name: 'generated, 5 MB', source: generatedTerms(5 * MB)},
  {name: 'generated, 5 paragraphs of 200 kB', source: longParagraphs(MB)},
].filter(({name}) => name.includes(values.only));

const site = await openSite();
try {
  if (values.memory) await memory();
  else await bench();
} finally {
  await site.close();
}

async function bench(): Promise<void> {
  console.log(`CPU slowed ${SLOWED} times; ms. Tasks below 50 ms are not told apart and count as 0.\n`);
  row('text', 'page', 'first clause', 'longest task', 'long tasks', 'whole text');
  const small = staticPage(beginning(parseTerms(generatedTerms(100_000), {id: 'small', version: '1', locale: 'en'}), 80_000));
  await measureStatic('generated', `static, ${Math.round(small.length / 1000)} kB`, small);
  for (const {name, source} of texts) {
    const terms = parseTerms(source, {id: 'terms', version: '1', locale: 'en'});
    await measureStatic(name, 'static', staticPage(terms));
    await measureReader(name, source);
  }
}

async function measureStatic(name: string, kind: string, html: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const path = site.put(html);
    const {measured} = await openSlowed(browser.context, site.origin + path, {whole: () => document.readyState === 'complete'});
    tell(name, kind, measured);
  } finally {
    await browser.close();
  }
}

async function measureReader(name: string, source: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const {page, measured} = await openSlowed(browser.context, site.reader(await site.publish(source)), {whole: isBuilt});
    tell(name, 'reader', measured);
    if (!(await page.locator('[part=tool]').count())) return;
    const search = await longestWhile(page, () => find(page, 'suspend an account'));
    const jump = await longestWhile(page, () => toLastClause(page));
    const contents = await longestWhile(page, () => openContents(page));
    console.log(`${' '.repeat(36)}longest task in a search ${search}, a jump to the last clause ${jump}, the contents ${contents}`);
  } finally {
    await browser.close();
  }
}

/** The heap of the page with the whole text drawn: it grows with the text, and no faster. */
async function memory(): Promise<void> {
  for (const megabytes of [0.05, 1, 2, 5]) {
    const browser = await openBrowser();
    try {
      const {page} = await openSlowed(browser.context, site.reader(await site.publish(generatedTerms(megabytes * MB))), {whole: isBuilt});
      const session = await browser.context.newCDPSession(page);
      await session.send('HeapProfiler.collectGarbage');
      const {usedSize} = await session.send('Runtime.getHeapUsage');
      const {nodes} = await session.send('Memory.getDOMCounters');
      console.log(`${megabytes} MB: heap ${Math.round(usedSize / MB)} MB, ${nodes} nodes`);
    } finally {
      await browser.close();
    }
  }
}

function isBuilt(): boolean {
  const pieces = [...(document.querySelector('assent-terms:state(ready)')?.shadowRoot?.querySelectorAll('.chunk, .block') ?? [])];
  return pieces.length > 0 && pieces.every(piece => piece.firstElementChild);
}

async function find(page: Page, words: string): Promise<void> {
  await page.locator('[part=tool]').nth(1).click();
  await page.locator('assent-terms input').fill(words);
  await page.waitForFunction(() => document.querySelector('assent-terms')!.shadowRoot!.querySelector('.find .count')?.textContent, undefined, {timeout: 60_000});
  await page.keyboard.press('Escape');
}

async function toLastClause(page: Page): Promise<void> {
  await page.evaluate(() => {
    const reader = document.querySelector('assent-terms')!;
    const anchors = [...reader.shadowRoot!.querySelectorAll('.row[id]')];
    void reader.scrollToClause(anchors.at(-1)!.id);
  });
  await page.waitForTimeout(1000);
}

async function openContents(page: Page): Promise<void> {
  await page.locator('[part=tool]').first().click();
  await page.locator('[part=contents]').waitFor();
}

function tell(name: string, kind: string, {firstClause, longestTask, longTasks, whole}: Measured): void {
  row(name, kind, firstClause, longestTask, longTasks, whole);
}

function row(name: string, kind: string, ...cells: (string | number)[]): void {
  console.log(`${name.slice(0, 34).padEnd(36)}${kind.padEnd(16)}${cells.map(cell => String(cell).padStart(14)).join('')}`);
}

/** A host with the backend on its own origin, the reader's page and static ones. */
async function openSite() {
  const files = new Map<string, string>();
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true, minify: true, format: 'esm', target: 'es2022', splitting: true, write: false, outdir: '/script', conditions: ['browser', 'production'],
    tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)),
  });
  for (const {path, text} of outputFiles) files.set(path, text);
  files.set('/reader', '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Reader</title><style>assent-terms{height:90vh}</style><script type="module" src="/script/page.js"></script>');
  const http = createServer();
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  const backend = await createAssentServer({
    database: 'sqlite::memory:',
    keys: await createKeys(),
    sites: [{id: 'bench', publishableKey: SITE, secretKeys: [SECRET_KEY], origins: [origin]}],
  });
  const handle = toNodeHandler(backend);
  http.on('request', (request, response) => {
    const {pathname} = new URL(request.url ?? '/', origin);
    if (pathname.startsWith('/assent/')) return void handle(request, response);
    const body = files.get(pathname);
    response.writeHead(body ? 200 : 404, {'content-type': `${pathname.startsWith('/script') ? 'text/javascript' : 'text/html'}; charset=utf-8`});
    response.end(body);
  });
  let count = 0;
  return {
    origin,
    put(html: string): string {
      const path = `/static/${++count}`;
      files.set(path, html);
      return path;
    },
    async publish(source: string): Promise<string> {
      const document = `terms-${++count}`;
      const response = await fetch(`${origin}/assent/v1/publications?site=${SITE}`, {
        method: 'POST',
        headers: {'content-type': 'application/json', authorization: `Bearer ${SECRET_KEY}`},
        body: JSON.stringify({document, version: '1', texts: [{locale: 'en', source}]}),
      });
      const answer = (await response.json()) as {texts?: {hash: string}[]};
      if (!answer.texts?.[0]) throw new Error(`publish: ${JSON.stringify(answer)}`);
      return answer.texts[0].hash;
    },
    reader: (hash: string): string => `${origin}/reader?${new URLSearchParams({endpoint: `${origin}/assent/`, site: SITE, hash})}`,
    async close(): Promise<void> {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await backend.close();
    },
  };
}
