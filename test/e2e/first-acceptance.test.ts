// The whole path: a person on a third-party page reads real terms, accepts them without a network, closes the
// page, comes back; the backend holds one record, and its receipt verifies.
import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Page} from 'playwright-core';
import {createKeys, openDatabase, verifyReceipt, type Database} from '../../src/server.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {openPostgres, type TestPostgres} from '../contracts/open-postgres.js';
import {openBrowser, owesNothing, type Browser} from './open-browser.js';
import {openSite, SITE_KEY, type Site} from './open-site.js';

/** What the person is promised once the network is back. */
const RECORDED_WITHIN_MS = 5_000;

const corpus = new URL('../../../shared/corpus/anychat-cloud.terms-of-service.zh-CN.txt', import.meta.url);
const demoTerms = new URL('../../demo/terms/terms-of-service.zh-CN.md', import.meta.url);
const terms = existsSync(corpus)
  ? {source: readFileSync(corpus, 'utf8'), format: 'text', words: '您应按时付款', name: 'real Chinese terms'}
  : {source: readFileSync(demoTerms, 'utf8'), format: 'markdown', words: '翠鸟', name: 'the demo terms (no corpus here)'};

interface Row {
  id: string;
  hash: string;
  type: string;
  body: string;
}

function describePath(name: string, open: () => Promise<{url: string; close(): Promise<void>}>): void {
  describe(`first acceptance of ${terms.name}, on ${name}`, () => {
    let place: {url: string; close(): Promise<void>};
    let site: Site;
    let browser: Browser;
    let database: Database;
    let hash: string;

    before(async () => {
      place = await open();
      const keys = place.url.startsWith('postgres') ? await createKeys() : undefined;
      site = await openSite({database: place.url, ...(keys && {keys}), locale: 'zh-CN', documents: 'terms-of-service'});
      const text = {locale: 'zh-CN', source: terms.source, format: terms.format};
      const published = await site.publish({document: 'terms-of-service', version: '2026-11-23', texts: [text]});
      hash = (published['texts'] as {hash: string}[])[0]!.hash;
      database = await openDatabase(place.url);
      browser = await openBrowser({viewport: {width: 1280, height: 820}});
    });

    after(async () => {
      await browser?.close();
      await database?.close();
      await site?.close();
      await place?.close();
    });

    const rows = () => database.query<Row>("SELECT id, hash, type, body FROM assent_records WHERE type <> 'publish'");
    let page: Page;

    it('shows the words in a dialog, under the strictest policy, without one violation', async () => {
      page = await browser.open(site.origin);
      await page.getByRole('dialog').waitFor();
      await page.getByText(terms.words, {exact: false}).first().waitFor({state: 'attached'});
      assert.deepEqual(browser.violations, []);
    });

    it('says "saved on this device" once the person accepts without a network', async () => {
      await browser.context.setOffline(true);
      await page.getByRole('button', {name: '同意', exact: true}).click();
      await page.getByText('已保存在本设备上', {exact: false}).first().waitFor();
      assert.deepEqual(await rows(), []);
    });

    it('has recorded it, once, within five seconds of the network coming back to a page opened anew', async () => {
      await page.close();
      // The page itself comes from the site; only the backend is out of reach.
      await browser.context.setOffline(false);
      await browser.context.route('**/assent/v1/**', route => route.abort('internetdisconnected'));
      const opened = Date.now();
      page = await browser.open(site.origin);
      await page.getByText('已保存在本设备上', {exact: false}).first().waitFor();
      assert.equal(await page.getByRole('dialog').count(), 0);
      // What a page takes to come and to look into its outbox here, it may take once more.
      const patience = RECORDED_WITHIN_MS + Date.now() - opened;
      await browser.context.unroute('**/assent/v1/**');
      await page.evaluate(() => dispatchEvent(new Event('online')));
      const start = Date.now();
      while ((await rows()).length === 0 && Date.now() - start < patience) await sleep(50);
      const found = await rows();
      assert.equal(found.length, 1);
      assert.equal(found[0]!.hash, hash);
      assert.equal(found[0]!.type, 'accept');
      await page.getByText('已记录', {exact: false}).first().waitFor();
      assert.equal((await rows()).length, 1);
    });

    it('gives a receipt that verifies with the published keys, in the browser and here', async () => {
      const [row] = await rows();
      const there = await page.evaluate(async () => {
        const {assent} = window as unknown as {assent: {ready: Promise<{receipts(): Promise<{jws: string; verified: boolean}[]>}>}};
        return (await (await assent.ready).receipts()).map(({jws, verified}) => ({jws, verified}));
      });
      assert.equal(there.length, 1);
      assert.equal(there[0]!.verified, true);
      const keys = await (await fetch(`${site.endpoint}v1/keys?site=${SITE_KEY}`)).json();
      const here = await verifyReceipt(there[0]!.jws, keys);
      assert.ok(here.result === 'valid');
      assert.equal(here.entry.id, row!.id);
      assert.equal(here.entry.record, await hashBytes(row!.body));
    });

    it('loads the loader alone on a second visit, and asks nothing', async () => {
      await owesNothing(page);
      await page.close();
      const before = site.requests.length;
      page = await browser.open(site.origin);
      await sleep(700);
      assert.deepEqual(site.requests.slice(before).filter(path => path !== '/favicon.ico'), ['/', '/assent.js']);
      assert.equal(await page.getByRole('dialog').count(), 0);
      assert.deepEqual(browser.violations, []);
    });
  });
}

describePath('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assent-e2e-db-'));
  return {url: `sqlite:${join(folder, 'assent.db')}`, close: () => rm(folder, {recursive: true, force: true})};
});

describePath('PostgreSQL', async () => {
  const postgres: TestPostgres = await openPostgres();
  return {url: await postgres.createDatabase(), close: () => postgres.close()};
});
