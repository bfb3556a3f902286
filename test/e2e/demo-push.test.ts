// Web push in the demo. This machine's browser has no push service: it says so, or one is played to the page.
import assert from 'node:assert/strict';
import {createECDH, randomBytes} from 'node:crypto';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {pathToFileURL} from 'node:url';
import type {Page} from 'playwright-core';
import {openBrowser, type Browser} from './open-browser.js';

let folder: string;
let demo: {address: string; stop(): Promise<void>};
let browser: Browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assent-demo-push-'));
  const {startDemo} = await import(new URL('../../demo/server.mjs', import.meta.url).href);
  demo = await startDemo({port: 0, folder: pathToFileURL(`${folder}/`)});
  browser = await openBrowser();
  await browser.context.grantPermissions(['notifications'], {origin: demo.address});
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, {recursive: true, force: true});
});

async function openApp(): Promise<{page: Page; press(name: string): Promise<void>; says(words: RegExp): Promise<void>}> {
  const page = await browser.open(`${demo.address}/app/?lang=en`);
  return {
    page,
    press: name => page.getByRole('button', {name, exact: true}).click(),
    says: words => page.locator('#push').filter({hasText: words}).waitFor(),
  };
}

describe('push in the demo', () => {
  it('subscribes nothing for who says no, and says so', async () => {
    const {page, press, says} = await openApp();
    await says(/This device is not subscribed/);
    await press('Subscribe this device');
    await page.locator('assent-dialog').getByRole('button', {name: 'Decline', exact: true}).click();
    await press('Continue');
    await says(/Nothing was subscribed, for you said no/);
    await page.close();
  });

  it('asks for the consent, and says that this browser has no push service', async () => {
    const {page, press, says} = await openApp();
    await press('Subscribe this device');
    await press('Agree');
    await press('Continue');
    await says(/Your consent stands, but (this browser did not subscribe|the push service did not answer)/);
    assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistration('/app/').then(found => !!found?.active)), true, 'its worker runs');
    assert.deepEqual(browser.violations, []);
    await page.close();
  });

  it('sends a trial from a device that is subscribed, says what became of it, and stops', async () => {
    // The address of a real push service, which nobody here can reach.
    const keys = {p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: randomBytes(16).toString('base64url')};
    await browser.context.addInitScript({content: `{
      const json = ${JSON.stringify({endpoint: 'https://fcm.googleapis.com/fcm/send/nobody', keys})};
      let current = null;
      PushManager.prototype.getSubscription = async () => current;
      PushManager.prototype.subscribe = async () => (current ??= {...json, toJSON: () => json, unsubscribe: async () => !!current && !(current = null)});
    }`});
    const {page, press, says} = await openApp();
    await press('Subscribe this device');
    await says(/This device is subscribed/);
    await press('Send a trial notice');
    await says(/It was not sent\. The push service (cannot be reached|answered \d+)/);
    await press('Stop');
    await says(/Stopped\. Nothing comes to this device any more/);
    assert.deepEqual(browser.violations, []);
    await page.close();
  });
});
