// A tab is closed with a record in the outbox: the service worker has it delivered, by the door `assent/service-worker`.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {CDPSession, Page} from 'playwright-core';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {until} from '../contracts/until.js';
import {openBrowser, type Browser} from './open-browser.js';
import {openSite, SITE_KEY, type Site} from './open-site.js';

const RECORDS = '/assent/v1/records';
const TAG = `assent.${SITE_KEY}`;

/** What a host's own bundler makes of three lines. */
async function workerScript(): Promise<string> {
  const {outputFiles} = await build({
    stdin: {
      contents: `import {deliverInBackground} from 'assent/service-worker';
        deliverInBackground({endpoint: '/assent/', site: '${SITE_KEY}'});
        addEventListener('activate', event => event.waitUntil(clients.claim()));`,
      resolveDir: fileURLToPath(new URL('../../', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

describe('a closed tab', () => {
  let site: Site;
  let browser: Browser;
  let database: Database;
  let folder: string;
  let cut = false;

  beforeEach(async () => {
    cut = false;
    folder = await mkdtemp(join(tmpdir(), 'assent-worker-'));
    const url = `sqlite:${join(folder, 'assent.db')}`;
    const isCut = (pathname: string) => cut && pathname === RECORDS;
    site = await openSite({database: url, locale: 'en', documents: 'terms-of-service', swapped: {'/sw.js': await workerScript()}, isCut});
    await site.publish({document: 'terms-of-service', version: '1', texts: [{locale: 'en', source: '# Terms of Service\n\n1. Be kind.\n'}]});
    database = await openDatabase(url);
    // The worker is the host's own to allow: its registration is what this site's Trusted Types would ask about.
    browser = await openBrowser({bypassCSP: true});
  });
  afterEach(async () => {
    await browser?.close();
    await site?.close();
    await database?.close();
    await rm(folder, {recursive: true, force: true});
  });

  const records = () => database.query<{type: string; via: string}>("SELECT type, body FROM assent_records WHERE type <> 'publish'");

  /** A page with the worker, whose person agrees while the line is cut. */
  async function agreeOffline(): Promise<Page> {
    const page = await browser.open(site.origin);
    await page.getByRole('button', {name: 'Agree', exact: true}).waitFor();
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => {}));
    cut = true;
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    await page.getByText('Saved on this device', {exact: false}).first().waitFor();
    const hasAsked = () => page.evaluate(tag => navigator.serviceWorker.ready.then(async registration => (await (registration as unknown as {sync: {getTags(): Promise<string[]>}}).sync.getTags()).includes(tag)), TAG);
    await until(hasAsked);
    return page;
  }

  /** Lets the browser do what it does when the network is back, as often as it is asked. */
  async function sync(protocol: CDPSession, registrationId: string): Promise<void> {
    await protocol.send('ServiceWorker.dispatchSyncEvent', {origin: site.origin, registrationId, tag: TAG, lastChance: false});
  }

  async function devtools(): Promise<{protocol: CDPSession; registrationId: string}> {
    const protocol = await browser.context.newCDPSession(await browser.context.newPage());
    const found = new Promise<string>(resolve => {
      protocol.on('ServiceWorker.workerRegistrationUpdated', ({registrations}) => {
        const ours = registrations.find(({scopeURL}) => scopeURL.startsWith(site.origin));
        if (ours) resolve(ours.registrationId);
      });
    });
    await protocol.send('ServiceWorker.enable');
    return {protocol, registrationId: await found};
  }

  it('has its record delivered by the service worker, once, and the next page knows', async () => {
    const page = await agreeOffline();
    await page.close();
    const {protocol, registrationId} = await devtools();
    assert.deepEqual(await records(), []);
    cut = false;
    await until(async () => {
      await sync(protocol, registrationId);
      await sleep(400);
      return (await records()).length > 0;
    });
    await sync(protocol, registrationId);
    await sleep(500);
    assert.deepEqual((await records()).map(({type}) => type), ['accept']);

    const posts = site.requests.filter(path => path === RECORDS).length;
    const next = await browser.open(site.origin);
    await until(() => next.evaluate(() => (window.assent as unknown as {ready: Promise<{receipts(): Promise<unknown[]>}>}).ready.then(async client => (await client.receipts()).length === 1)));
    assert.equal(site.requests.filter(path => path === RECORDS).length, posts, 'the next page had nothing to send');
    assert.deepEqual(browser.violations, []);
  });

  it('is told of the receipt where it is still open', async () => {
    const page = await agreeOffline();
    cut = false;
    const {protocol, registrationId} = await devtools();
    await until(async () => {
      await sync(protocol, registrationId);
      await sleep(400);
      return (await records()).length === 1;
    });
    await page.getByText('Recorded', {exact: false}).first().waitFor();
  });
});
