// The reader beside plain static HTML of the same text, on a CPU slowed four times: `npm run bench`.
// `npm run bench -- --only generated`, `--memory` for the heap of texts of 1, 2 and 5 MB.
import {parseArgs} from 'node:util';
import type {Page} from 'playwright-core';
import {parseTerms} from '../../../src/document/parse.js';
import {openBrowser} from '../../e2e/open-browser.js';
import {longestWhile, openSlowed, SLOWED, type Measured} from './measure-page.js';
import {openSite} from './site.js';
import {beginning, staticPage} from './static-page.js';
import {generatedTerms, largestOfCorpus, longParagraphs, type Text} from './texts.js';

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
    await measureChanges(name, source);
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
    if (!(await page.evaluate(() => !!document.querySelector('assent-terms')!.shadowRoot!.querySelector('.bar')))) return;
    const search = await longestWhile(page, () => find(page));
    const jump = await longestWhile(page, () => toLastClause(page));
    const contents = await longestWhile(page, () => openContents(page));
    console.log(`${' '.repeat(36)}longest task in a search ${search}, a jump to the last clause ${jump}, the contents ${contents}`);
  } finally {
    await browser.close();
  }
}

/** What changed since a version that had another word here and there. */
async function measureChanges(name: string, source: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const document = `changed-${name}`.replace(/[^a-z0-9]+/gi, '-').toLowerCase();
    let count = 0;
    const since = await site.publish(source.replace(/\b(?:may|shall)\b/g, word => (++count % 50 === 0 ? 'might' : word)), {document});
    const {page, measured} = await openSlowed(browser.context, site.reader(await site.publish(source, {document, version: '2'}), since), {whole: isCompared});
    tell(name, 'changes', measured);
    const switched = await longestWhile(page, () => toFullText(page));
    console.log(`${' '.repeat(36)}longest task in going over to the text alone ${switched}`);
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

/** By the places of the pieces alone: a selector would be matched against every element of the text, and count as a task of the page. */
function isBuilt(): boolean {
  const reader = document.querySelector('assent-terms');
  const places = [...(reader?.shadowRoot?.querySelector('.body')?.children ?? [])].filter(({className}) => /^(chunk|block)/.test(className));
  const pieces = places.flatMap(place => (place.className.startsWith('block') ? [place, ...place.children] : place));
  return pieces.length > 0 && pieces.every(piece => piece.firstElementChild);
}

function isCompared(): boolean {
  const reader = document.querySelector('assent-terms');
  const body = reader?.shadowRoot?.querySelector('.body');
  const pieces = [...(body?.children ?? [])].flatMap(place => (place.className.startsWith('block') ? [place, ...place.children] : place));
  return body?.firstElementChild?.className === 'what' && pieces.every(piece => piece.firstElementChild);
}

/** A step inside of the page: Playwright's own way to an element looks at all of them. */
async function within(page: Page, step: (reader: Element & {shadowRoot: ShadowRoot}) => void): Promise<void> {
  const reader = await page.$('assent-terms');
  await reader!.evaluate(step as (reader: Element) => void);
}

async function toFullText(page: Page): Promise<void> {
  await within(page, ({shadowRoot}) => [...shadowRoot.querySelectorAll<HTMLElement>('.since .sides button')].at(-1)!.click());
  await page.waitForTimeout(1000);
}

async function find(page: Page): Promise<void> {
  await within(page, ({shadowRoot}) => shadowRoot.querySelectorAll<HTMLElement>('.bar .tool')[1]!.click());
  await page.waitForFunction(() => document.querySelector('assent-terms')!.shadowRoot!.querySelector('.aside input'), undefined, {timeout: 60_000});
  await within(page, ({shadowRoot}) => {
    const input = shadowRoot.querySelector<HTMLInputElement>('.aside input')!;
    input.value = 'suspend an account';
    input.dispatchEvent(new Event('input'));
  });
  await page.waitForFunction(() => document.querySelector('assent-terms')!.shadowRoot!.querySelector('.aside')!.querySelector('[role=status]')?.textContent, undefined, {timeout: 60_000});
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
}

async function toLastClause(page: Page): Promise<void> {
  await within(page, reader => {
    let row = reader.shadowRoot.querySelector('.body')!;
    while (!row.className.startsWith('row')) row = row.lastElementChild!;
    void (reader as unknown as {scrollToClause(anchor: string): Promise<boolean>}).scrollToClause(row.id);
  });
  await page.waitForTimeout(1000);
}

async function openContents(page: Page): Promise<void> {
  await within(page, ({shadowRoot}) => shadowRoot.querySelectorAll<HTMLElement>('.bar .tool')[0]!.click());
  await page.waitForFunction(() => document.querySelector('assent-terms')!.shadowRoot!.querySelector('.aside')!.firstElementChild, undefined, {timeout: 60_000});
  await page.waitForTimeout(500);
}

function tell(name: string, kind: string, {firstClause, longestTask, longTasks, whole}: Measured): void {
  row(name, kind, firstClause, longestTask, longTasks, whole);
}

function row(name: string, kind: string, ...cells: (string | number)[]): void {
  console.log(`${name.slice(0, 34).padEnd(36)}${kind.padEnd(16)}${cells.map(cell => String(cell).padStart(14)).join('')}`);
}
