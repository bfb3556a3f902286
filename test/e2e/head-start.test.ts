// What the loader asks for while the rest of it loads, and what becomes of that.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {afterEach, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';
import {until} from '../contracts/until.js';
import {owesNothing, type Browser} from './open-browser.js';
import {openContext} from './open-context.js';
import {openSite, SITE_KEY, type Site, type SiteOptions} from './open-site.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const stage = `/${readdirSync(dist).find(name => /^assent-\d/.test(name))}/stage.js`;

describe('the head start of a first visit', () => {
  let site: Site;
  let browser: Browser;
  /** Under which ids the agreements were asked for. */
  let asked: (string | undefined)[];

  async function visit(options: Partial<SiteOptions> = {}): Promise<Page> {
    site = await openSite({database: 'sqlite::memory:', locale: 'en', documents: 'terms-of-service', ...options});
    for (const document of ['privacy-policy', 'terms-of-service']) {
      await site.publish({document, version: '1', texts: [{locale: 'en', source: `# ${document}\n\n1. Be kind.\n`, format: 'markdown'}]});
    }
    browser = await openContext();
    asked = [];
    const page = await browser.context.newPage();
    page.on('request', request => {
      if (request.url().includes('/v1/agreements')) asked.push(request.headers()['assent-subject']);
    });
    await page.goto(site.origin);
    return page;
  }

  const documents = () => site.requests.filter(path => path.startsWith('/assent/v1/documents/'));
  const isKept = (page: Page) => page.waitForFunction(() => Object.keys(localStorage).some(key => key.startsWith('assent:pk_')));

  afterEach(async () => {
    await browser?.close();
    await site?.close();
  });

  it('asks what is owed, and for the text that the page asks for, though the rest never comes', async () => {
    await visit({swapped: {[stage]: ''}});
    await until(() => documents().length > 0);
    assert.equal(asked.length, 1);
    const text = await (await fetch(`${site.origin}${documents()[0]}?site=${SITE_KEY}`)).json();
    assert.equal(text.id, 'terms-of-service');
  });

  it('is handed to the code that would ask, which asks no second time', async () => {
    const page = await visit();
    await page.getByText('Be kind.').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(asked.length, 1);
    assert.equal(documents().length, 1);
    assert.deepEqual(browser.violations, []);
  });

  it('asks below an endpoint that ends in no slash', async () => {
    const page = await visit({endpoint: '/assent'});
    await page.getByText('Be kind.').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(documents().length, 1);
    assert.deepEqual(site.requests.filter(path => path.startsWith('/assentv1')), []);
    await isKept(page);
    // Somebody who owed nothing, two hours ago.
    const hint = page.waitForRequest(request => request.url().includes('/v1/announcements'));
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    await owesNothing(page);
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => {
      for (const [key, kept] of Object.entries(localStorage)) {
        const [digest, until] = kept.split(' ');
        localStorage.setItem(key, `${digest} ${until} ${Date.now() - 7_200_000}`);
      }
    });
    await page.reload();
    assert.equal(new URL((await hint).url()).pathname, '/assent/v1/announcements');
  });

  it('is not made for a visitor who was here before', async () => {
    const page = await visit();
    await page.getByText('Be kind.').first().waitFor();
    await isKept(page);
    await page.reload();
    await page.getByText('Be kind.').first().waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(new Set(asked).size, 1, 'under the id of the first visit');
    assert.equal(documents().length, 1, 'the text is on this device');
  });

  it('counts for nothing where the device knows the visitor after all', async () => {
    const page = await visit();
    await page.getByText('Be kind.').first().waitFor();
    await isKept(page);
    const [known] = asked.splice(0);
    // What browsers may do of their own accord, and people as well.
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    const sent = page.waitForRequest(request => request.method() === 'POST' && request.url().includes('/v1/records'));
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    assert.equal((await sent).headers()['assent-subject'], known);
    await page.getByText('Recorded', {exact: false}).filter({visible: true}).first().waitFor();
    assert.ok(asked.includes(known), 'asked anew, under the id that the device has');
  });
});
