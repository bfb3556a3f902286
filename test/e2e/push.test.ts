// A service worker that shows what is pushed: the message comes by DevTools, as there is no push service here.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {openBrowser, type Browser} from './open-browser.js';
import {openSite, type Site} from './open-site.js';

describe('a pushed notice', () => {
  let site: Site;
  let browser: Browser;

  before(async () => {
    const {outputFiles} = await build({
      stdin: {
        contents: `// A headless browser lists no notifications: what the worker asked it to show is told to the page.
          const show = registration.showNotification.bind(registration);
          registration.showNotification = (title, {body, tag, lang}) => show(title, {body, tag, lang}).then(() => new BroadcastChannel('shown').postMessage({title, body, tag, lang}));
          import {showPushMessages} from './src/service-worker.ts'; showPushMessages(); addEventListener('activate', event => event.waitUntil(clients.claim()));`,
        resolveDir: fileURLToPath(new URL('../../', import.meta.url)),
      },
      bundle: true, write: false, format: 'iife', target: 'es2022', logLevel: 'error',
    });
    site = await openSite({database: 'sqlite::memory:', locale: 'en', documents: 'terms-of-service', swapped: {'/sw.js': outputFiles[0]!.text}});
    browser = await openBrowser({bypassCSP: true});
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  it('is shown under its own tag, and nothing that is not ours', async () => {
    await browser.context.grantPermissions(['notifications'], {origin: site.origin});
    const page = await browser.open(site.origin);
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready).then(() => {}));
    const protocol = await browser.context.newCDPSession(page);
    const found = new Promise<string>(resolve => {
      protocol.on('ServiceWorker.workerRegistrationUpdated', ({registrations}) => {
        const ours = registrations.find(({scopeURL}) => scopeURL.startsWith(site.origin));
        if (ours) resolve(ours.registrationId);
      });
    });
    await protocol.send('ServiceWorker.enable');
    const registrationId = await found;
    const push = (data: string) => protocol.send('ServiceWorker.deliverPushMessage', {origin: site.origin, registrationId, data});
    const message = {title: 'A restriction was lifted', body: 'The restriction on publishing was lifted.', tag: 'notice-1', lang: 'en', url: `${site.origin}/`};
    await page.evaluate(() => {
      const list: unknown[] = (Object.assign(window, {shown: []}) as unknown as {shown: unknown[]}).shown;
      Object.assign(window, {line: new BroadcastChannel('shown')}).line.onmessage = ({data}: MessageEvent) => list.push(data);
    });
    const shown = () => page.evaluate(() => (window as unknown as {shown: unknown[]}).shown);
    await push('somebody else’s');
    await push(JSON.stringify(message));
    await push(JSON.stringify(message));
    for (let tries = 0; (await shown()).length < 2 && tries < 50; tries += 1) await page.waitForTimeout(100);
    const {url: _, ...words} = message;
    assert.deepEqual(await shown(), [words, words]);
  });
});
