// Notices by push, from the consent to the notification. There is no push service in this browser: one of this machine's
// takes what the backend sends, and DevTools brings it to the service worker.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import type {Page} from 'playwright-core';
import webPush from 'web-push';
import {until} from '../contracts/until.js';
import {openPushService, type PushDevice, type PushService} from '../contracts/open-push-service.js';
import type {Assent, AssentPush, PushRegistration} from '../../src/index.js';
import {openBrowser, type Browser} from './open-browser.js';
import {openSite, SECRET_KEY, SITE_KEY, type Site} from './open-site.js';

const CONSENT = 'push-messages';
/** A headless browser lists no notifications: what the worker asked it to show is told to the page. */
const WORKER = `const show = registration.showNotification.bind(registration);
  registration.showNotification = (title, {body, tag, lang}) => show(title, {body, tag, lang}).then(() => new BroadcastChannel('shown').postMessage({title, body, tag, lang}));
  import {showPushMessages} from './src/service-worker.ts'; showPushMessages(); addEventListener('activate', event => event.waitUntil(clients.claim()));`;
/** An app with a face of its own for the consent, and a registration whose push service is the one given to it. */
const APP = `import {createAssent} from './src/index.ts';
  const client = createAssent({endpoint: '/assent/', site: '${SITE_KEY}', locale: 'en'});
  const asked = [];
  client.addEventListener('require', event => {
    asked.push(event.document);
    event.respondWith(() => client.accept(event.document));
  });
  const registrationTo = device => {
    let current = null;
    return {scope: location.origin + '/handed-in/', pushManager: {
      getSubscription: async () => current,
      subscribe: async ({applicationServerKey}) => {
        if (current && current.key !== applicationServerKey.join()) throw new DOMException('Another key.', 'InvalidStateError');
        return (current ??= {...device, key: applicationServerKey.join(), toJSON: () => device, unsubscribe: async () => !!current && !(current = null)});
      },
    }};
  };
  const codeOf = promise => promise.then(() => 'none', ({code, advice}) => advice && code);
  Object.assign(window, {client, asked, registrationTo, codeOf});`;

describe('web push', () => {
  const vapid = webPush.generateVAPIDKeys();
  let site: Site;
  let browser: Browser;
  let service: PushService;

  before(async () => {
    service = await openPushService(vapid.publicKey);
    const [worker, app] = await Promise.all([bundle(WORKER), bundle(APP)]);
    const push = {...vapid, document: CONSENT, contact: 'mailto:push@shop.example', hosts: ['localhost']};
    site = await openSite({
      database: 'sqlite::memory:', locale: 'en', documents: 'terms-of-service', swapped: {'/sw.js': worker, '/app.js': app},
      site: endpoint => ({notices: {endpoint, push}}),
    });
    await site.publish({document: 'terms-of-service', version: '1', texts: [{locale: 'en', source: '# Terms\n\n1. Be kind.\n'}]});
    await site.publish({document: CONSENT, version: '1', ask: 'on-use', texts: [{locale: 'en', source: '# Push messages\n\n1. We may send notices to this device.\n'}]});
    browser = await openBrowser({bypassCSP: true});
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await service?.close();
  });

  const openApp = async (): Promise<Page> => {
    const page = await browser.open(site.origin);
    await page.addScriptTag({url: '/app.js'});
    return page;
  };
  const allow = () => browser.context.grantPermissions(['notifications'], {origin: site.origin});
  const subscribe = (page: Page, {subscription}: PushDevice) =>
    page.evaluate(async device => {
      const {client, registrationTo} = window as unknown as App;
      const push = await client.push({registration: registrationTo(device)});
      const patience = new AbortController();
      await push.subscribe({signal: patience.signal});
      // The time that was given to it runs out; what was made within it stays.
      patience.abort();
      await new Promise(resolve => setTimeout(resolve, 250));
      return (await push.getSubscription())?.endpoint;
    }, subscription);
  const admin = async <T>(path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${site.endpoint}v1/admin/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json'},
      ...(body !== undefined && {body: JSON.stringify(body)}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json() as Promise<T>;
  };
  const subjectOf = (page: Page) =>
    page.evaluate(
      site =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open(`assent.${site}`);
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const store = opening.result.transaction([...opening.result.objectStoreNames]).objectStore(opening.result.objectStoreNames[0]!);
            const asking = store.get('anonymous');
            asking.onsuccess = () => resolve(`anon:${asking.result.id}`);
          };
        }),
      SITE_KEY,
    );
  const restrict = async (subject: string, scope = 'publishing'): Promise<string> => {
    const {id} = await admin<{id: string}>('restrictions', {
      subject, kind: 'suspend', scope: [scope], facts: 'The same advertisement was posted 40 times.',
      clause: {document: 'terms-of-service', anchor: '1'}, automated: {detection: true, decision: false}, by: 'trust-and-safety',
    });
    await admin('notices', {restriction: id, recipients: [{subject, channel: 'push'}]});
    return id;
  };
  const outcome = (restriction: string): Promise<{state: string; reason?: string}> =>
    until(async () => {
      const {notices} = await admin<{notices: {state: string; reason?: string}[]}>(`notices?about=restriction:${restriction}`);
      return notices.slice(0, 1).find(({state}) => state !== 'waiting');
    });

  it('asks nothing of whom the browser has refused for good', async () => {
    const page = await openApp();
    const protocol = await browser.context.newCDPSession(page);
    await protocol.send('Browser.setPermission', {permission: {name: 'notifications'}, setting: 'denied', origin: site.origin});
    const code = await page.evaluate(async device => {
      const {client, registrationTo, codeOf} = window as unknown as App;
      return codeOf((await client.push({registration: registrationTo(device)})).subscribe());
    }, service.device().subscription);
    assert.equal(code, 'permission_denied');
    assert.deepEqual(await page.evaluate(() => (window as unknown as App).asked), []);
    await page.close();
  });

  it('gives up a browser that has no push service, and leaves nothing behind', async () => {
    await allow();
    const page = await openApp();
    const found = await page.evaluate(async () => {
      const {client, asked, codeOf} = window as unknown as App;
      const push = await client.push({registration: await navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)});
      const patience = new AbortController();
      const asking = setInterval(() => {
        if (asked.length === 0) return;
        clearInterval(asking);
        setTimeout(() => patience.abort(), 3000);
      }, 50);
      return [push.document, await codeOf(push.subscribe({signal: patience.signal})), await push.getSubscription(), await push.unsubscribe()];
    });
    // One engine fails at once, another waits for a network that is not there.
    assert.ok(['push_unavailable', 'aborted'].includes(String(found.splice(1, 1)[0])));
    assert.deepEqual(found, [CONSENT, null, false]);
    assert.deepEqual(await page.evaluate(() => (window as unknown as App).asked), [CONSENT]);
    await page.close();
  });

  it('asks for the consent, has it recorded, and brings a restriction to the device', async () => {
    const page = await openApp();
    await page.evaluate(() => (window as unknown as App).client.signOut());
    await page.reload();
    await page.addScriptTag({url: '/app.js'});
    const device = service.device();
    assert.equal(await subscribe(page, device), device.subscription.endpoint);
    assert.deepEqual(await page.evaluate(() => (window as unknown as App).asked), [CONSENT]);
    assert.equal((await outcome(await restrict(await subjectOf(page)))).state, 'sent');
    const [message] = device.received;
    assert.equal(message!.title, 'Your use of the service is suspended');
    assert.equal(await page.evaluate(async () => (await (window as unknown as App).client.receipts()).length), 1);
    await page.evaluate(() => (window as unknown as App).client.signOut());
    await page.close();
  });

  it('ends on this device and at the backend by a word, by a withdrawn consent and by signing out', async () => {
    const page = await openApp();
    await page.evaluate(() => (window as unknown as App).client.agreements());
    const ends = {
      unsubscribe: async () => assert.equal(await page.evaluate(async () => (await (window as unknown as App).push.unsubscribe())), true),
      withdraw: () => page.evaluate(async consent => void (await (await (window as unknown as App).client.withdraw(consent)).recorded), CONSENT),
      signOut: () => page.evaluate(async () => void (await (window as unknown as App).client.signOut())),
    };
    for (const [name, end] of Object.entries(ends)) {
      const device = service.device();
      const subject = await subjectOf(page);
      await page.evaluate(async device => {
        const app = window as unknown as App;
        app.registration = app.registrationTo(device);
        app.push = await app.client.push({registration: app.registration});
        await app.push.subscribe();
      }, device.subscription);
      await end();
      await page.waitForFunction(async () => (await (window as unknown as App).registration.pushManager.getSubscription()) === null);
      const reason = name === 'withdraw' ? 'There is no consent to push messages.' : 'No device is subscribed.';
      assert.deepEqual([name, (await outcome(await restrict(subject, name.toLowerCase()))).reason, device.received.length], [name, reason, 0]);
    }
    await page.close();
  });

  it('is shown under its own tag, and nothing that is not ours', async () => {
    await allow();
    const page = await openApp();
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
    await until(async () => (await shown()).length >= 2);
    const {url: _, ...words} = message;
    assert.deepEqual(await shown(), [words, words]);
  });
});

/** What `/app.js` puts on the page. */
interface App {
  client: Assent;
  asked: string[];
  registrationTo(device: object): PushRegistration;
  codeOf(promise: Promise<unknown>): Promise<string>;
  registration: PushRegistration;
  push: AssentPush;
}

async function bundle(contents: string): Promise<string> {
  const resolveDir = fileURLToPath(new URL('../../', import.meta.url));
  const {outputFiles} = await build({stdin: {contents, resolveDir}, bundle: true, write: false, format: 'iife', target: 'es2022', logLevel: 'error'});
  return outputFiles[0]!.text;
}
