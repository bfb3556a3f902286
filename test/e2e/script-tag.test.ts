// The script tag on pages that are not kind: hostile terms, a swapped second stage, calls that come too early.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {afterEach, describe, it} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import type {Page} from 'playwright-core';
import {until} from '../contracts/until.js';
import {owesNothing, type Browser} from './open-browser.js';
import {openContext} from './open-context.js';
import {openSite, type Site, type SiteOptions} from './open-site.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const stage = `${readdirSync(dist).find(name => /^assent-\d/.test(name))}/stage.js`;

const HOSTILE = `# Terms of Service

## 1. Markup

1.1 <script>window.owned = 'script'</script> stays what it is.

1.2 <img src=x onerror="window.owned = 'img'"> and [a link](javascript:window.owned='link') as well.

1.3 [data](data:text/html,<script>window.owned='data'</script>) and <a href="javascript:window.owned='a'">this</a>.

1.4 \${window.owned = 'template'} {{constructor.constructor('window.owned=1')()}}
`;

describe('the script tag', () => {
  let site: Site;
  let browser: Browser;

  async function visit(options: Partial<SiteOptions> = {}, source = '# Terms of Service\n\n1. Be kind.\n', context: Parameters<typeof openContext>[0] = {}) {
    site = await openSite({database: 'sqlite::memory:', locale: 'en', documents: 'terms-of-service', ...options});
    await site.publish({document: 'terms-of-service', version: '1', texts: [{locale: 'en', source, format: 'markdown'}]});
    browser = await openContext(context);
    return browser.open(site.origin);
  }

  afterEach(async () => {
    await browser?.close();
    await site?.close();
  });

  it('shows hostile terms as text, and nothing of them runs', async () => {
    const page = await visit({}, HOSTILE);
    await page.getByText("<script>window.owned = 'script'</script>", {exact: false}).first().waitFor();
    await page.getByText('<img src=x onerror=', {exact: false}).first().waitFor();
    await page.getByText("javascript:window.owned='link'", {exact: false}).first().click();
    await page.getByText('this', {exact: false}).first().click();
    assert.equal(await page.evaluate(() => (window as {owned?: unknown}).owned), undefined);
    const links = await page.locator('assent-terms a[href]').evaluateAll(all => all.map(a => (a as HTMLAnchorElement).protocol));
    assert.deepEqual(links.filter(protocol => !['https:', 'mailto:', 'tel:', 'http:'].includes(protocol)), []);
    assert.deepEqual(browser.violations, []);
  });

  it('runs nothing of a second stage that was swapped', async () => {
    const swapped = {[`/${stage}`]: `window.owned = true;\n${readFileSync(dist + stage, 'utf8')}`};
    const page = await visit({swapped});
    const errors: string[] = [];
    page.on('console', message => errors.push(message.text()));
    await page.reload();
    await until(() => errors.some(text => text.includes('[assent]')));
    assert.equal(await page.evaluate(() => (window as {owned?: unknown}).owned), undefined);
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  it('runs nothing of a file that only a late file needs, and that was swapped', async () => {
    const needed = `${stage.replace('stage.js', '')}lazy-verify-receipt.js`;
    const page = await visit({swapped: {[`/${needed}`]: `window.owned = true;\n${readFileSync(dist + needed, 'utf8')}`}});
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    // It is asked for again and again, and never believed.
    await page.getByText('Saved on this device', {exact: false}).first().waitFor();
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await sleep(1_000);
    assert.equal(await page.evaluate(() => (window as {owned?: unknown}).owned), undefined);
  });

  it('asks no longer what was answered in another tab', async () => {
    const page = await visit();
    const other = await page.context().newPage();
    await other.goto(site.origin);
    for (const one of [page, other]) await one.getByRole('button', {name: 'Agree', exact: true}).waitFor();
    await other.getByRole('button', {name: 'Agree', exact: true}).click();
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await other.getByText('Recorded', {exact: false}).first().waitFor();
  });

  it('asks once where a page has the tag twice, and again where its gate has gone with the body', async () => {
    const tag = `<script async src="/assent.js" data-endpoint="/assent/" data-site="pk_e2e" data-locale="en" data-documents="terms-of-service"></script>`;
    const calls = `window.clients = []; (window.assent ||= []).push(client => window.clients.push(client));`;
    // A router of a strict site has a policy of its own for its scripts.
    const page = await visit({head: `${tag}<script src="/page.js"></script>`, pageScript: calls}, undefined, {bypassCSP: true});
    const clients = () => page.evaluate(() => (window as unknown as {clients: unknown[]}).clients.length);
    await page.getByRole('button', {name: 'Agree', exact: true}).waitFor();
    // As a router does that takes a page's body for another one, and runs its scripts.
    const runAgain = (gone: boolean) =>
      page.evaluate(async gone => {
        if (gone) document.querySelector('assent-gate')!.remove();
        const again = document.createElement('script');
        for (const {name, value} of document.querySelector<HTMLElement>('script[data-site]')!.attributes) again.setAttribute(name, value);
        const loaded = new Promise(resolve => again.addEventListener('load', resolve));
        document.body.append(again);
        await loaded;
        const {ready, push} = window.assent as unknown as {ready: Promise<unknown>; push(call: (client: unknown) => void): void};
        push(client => (window as unknown as {clients: unknown[]}).clients.push(client));
        await ready;
      }, gone);
    await runAgain(false);
    await until(async () => (await clients()) === 2);
    assert.equal(await page.evaluate(() => new Set((window as unknown as {clients: unknown[]}).clients).size), 1);
    assert.equal(await page.locator('assent-gate').count(), 1);
    await runAgain(true);
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    await page.getByText('Recorded', {exact: false}).first().waitFor();
    assert.equal(await page.locator('assent-gate').count(), 1);
    assert.equal(site.requests.filter(path => path.endsWith('/v1/records')).length, 1);
  });

  it('keeps calls that come before it, and hands them the client', async () => {
    const pageScript = `(window.assent ||= []).push(assent => assent.agreements().then(all => { document.title = all[0].status; }));`;
    const page = await visit({pageScript, head: '<script src="/page.js"></script>'});
    await page.waitForFunction(() => document.title === 'none');
  });

  it('is not taken in by elements that are called as what it reads', async () => {
    const page = await visit({head: '<a id="assent"></a><img name="currentScript"><img name="baseURI">'});
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    await page.getByText('Recorded', {exact: false}).first().waitFor();
    assert.deepEqual(browser.violations, []);
  });

  it('asks on a page that writes its language with an underscore', async () => {
    const page = await visit({locale: 'en_US'});
    await page.getByRole('button', {name: 'Agree', exact: true}).waitFor();
  });

  it('says in the console that its endpoint is no address', async () => {
    const page = await visit({head: '<script src="/assent.js" data-endpoint="https://" data-site="pk_e2e"></script>'});
    const said = page.waitForEvent('console', message => message.text().startsWith('[assent]'));
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(error.message));
    await page.reload();
    assert.match((await said).text(), /needs data-endpoint/);
    // The tag that is right goes on.
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(errors, []);
  });

  it('says in the console that the token of the page is none', async () => {
    const page = await visit({attributes: 'data-subject-token="none"'});
    const said = page.waitForEvent('console', message => message.text().startsWith('[assent]'));
    await page.reload();
    assert.match((await said).text(), /signed JWT|takes no subject tokens/);
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  it('opens the way to the backend while the rest is on its way', async () => {
    const page = await visit({swapped: {[`/${stage}`]: ''}});
    assert.equal(await page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel=preconnect]')?.href), site.endpoint);
    assert.deepEqual(browser.violations, []);
  });

  it('needs no second request as one bundle', async () => {
    const page = await visit({file: 'assent.bundle.js'});
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(site.requests.filter(path => path.endsWith('.js')), ['/assent.bundle.js']);
    assert.deepEqual(browser.violations, []);
  });

  it('records a decline as readily as an acceptance, and asks no more', async () => {
    const page = await visit();
    await page.getByRole('button', {name: 'Decline', exact: true}).click();
    await page.getByText('Recorded', {exact: false}).first().waitFor();
    await page.reload();
    await sleep(700);
    assert.equal(await page.getByRole('dialog').count(), 0);
  });

  describe('to a visitor who owes nothing', () => {
    const HOUR = 3_600_000;
    const SOURCE = '# Terms of Service\n\n1. Be kind.\n';

    /** Opens the page anew, some time after the last visit: it asks for this much, and for no more. */
    async function again(page: Page, afterMs: number, expected?: string[]): Promise<void> {
      await browser.context.clock.setSystemTime(new Date((await page.evaluate(() => Date.now())) + afterMs));
      site.requests.length = 0;
      const asked = () => site.requests.filter(path => path !== '/' && path !== '/favicon.ico');
      await page.reload();
      if (!expected) return;
      await until(() => asked().length >= expected.length);
      await page.waitForLoadState('networkidle');
      assert.deepEqual(asked(), expected);
    }

    async function agreed(options: Partial<SiteOptions> = {}): Promise<Page> {
      // What they agree to was published a while ago.
      let aheadMs = -5 * HOUR;
      const page = await visit({...options, now: () => new Date(Date.now() + aheadMs)}, SOURCE);
      aheadMs = 0;
      await browser.context.clock.install({time: new Date()});
      await page.reload();
      await page.getByRole('button', {name: 'Agree', exact: true}).click();
      await page.getByText('Recorded', {exact: false}).filter({visible: true}).first().waitFor();
      await owesNothing(page);
      await page.waitForLoadState('networkidle');
      return page;
    }

    it('costs the loader alone for an hour, then a question of a few bytes, then nothing again', async () => {
      const page = await agreed();
      await again(page, 0, ['/assent.js']);
      await again(page, 2 * HOUR, ['/assent.js', '/assent/v1/announcements']);
      await again(page, 60_000, ['/assent.js']);
      assert.deepEqual(browser.violations, []);
    });

    it('brings an announcement within the hour', async () => {
      const page = await agreed();
      await site.publish({document: 'terms-of-service', version: '2', effectiveAt: new Date(Date.now() + 30 * 24 * HOUR).toISOString(), texts: [{locale: 'en', source: `${SOURCE}\n2. Be brief.\n`, format: 'markdown'}]});
      await again(page, 0, ['/assent.js']);
      await again(page, HOUR);
      await page.getByRole('heading', {name: /The Terms of Service will change on/}).waitFor();
      assert.deepEqual(browser.violations, []);
    });

    it('defines the elements that the page holds', async () => {
      const page = await agreed({body: '<assent-history></assent-history>'});
      await again(page, 0);
      await page.getByRole('heading', {name: 'Terms of Service'}).waitFor();
    });
  });
});
