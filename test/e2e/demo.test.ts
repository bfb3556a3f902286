import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {pathToFileURL} from 'node:url';
import type {Page} from 'playwright-core';
import {until} from '../contracts/until.js';
import {openBrowser, owesNothing, type Browser} from './open-browser.js';

interface Holdings {
  count: number;
  records: {type: string; document: {id: string; locale: string}; choices: Record<string, boolean>}[];
}

let folder: string;
let demo: {address: string; stop(): Promise<void>};
let browser: Browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assent-demo-'));
  const {startDemo} = await import(new URL('../../demo/server.mjs', import.meta.url).href);
  demo = await startDemo({port: 0, folder: pathToFileURL(`${folder}/`)});
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  await rm(folder, {recursive: true, force: true});
});

const tell = (path: string) => fetch(`${demo.address}/demo/${path}`, {method: path === 'holdings' ? 'GET' : 'POST'});

async function holdings(): Promise<Holdings> {
  return (await (await tell('holdings')).json()) as Holdings;
}

async function recorded(count: number): Promise<Holdings> {
  return until(async () => {
    const held = await holdings();
    return held.count >= count && held;
  });
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}

describe('the demo', () => {
  it('shows its pages in both languages without breaking its own content security policy', async () => {
    for (const path of ['/', '/site/', '/app/', '/time/', '/time/room/']) {
      for (const [lang, script] of [['en', /^[\p{Script=Latin}\p{P}\s]+$/u], ['zh-CN', /^[\p{Script=Han}\p{P}]+$/u]] as const) {
        const page = await browser.open(`${demo.address}${path}?lang=${lang}`);
        await settled(page);
        assert.match((await page.textContent('h1')) ?? '', script);
        await page.close();
      }
    }
    assert.deepEqual(browser.violations, []);
  });

  it('records on the site what was agreed to while the backend was cut off, once', async () => {
    const site = `${demo.address}/site/?lang=zh-CN`;
    const first = await browser.open(site);
    await first.getByRole('button', {name: '同意', exact: true}).waitFor();
    await first.getByText('为我生成声纹').click();
    await tell('cut');
    await first.getByRole('button', {name: '同意', exact: true}).click();
    await first.getByText('已保存在本设备上').first().waitFor();
    await first.close();
    assert.equal((await holdings()).count, 0);

    await tell('mend');
    const second = await browser.open(site);
    const {count, records} = await recorded(1);
    await owesNothing(second);
    await settled(second);
    assert.equal(count, 1);
    assert.equal(records[0]!.document.id, 'terms-of-service');
    assert.equal(records[0]!.document.locale, 'zh-CN');
    assert.deepEqual(records[0]!.choices, {'voice-prints': true, 'partner-sharing': false});
    await second.close();
  });

  it('asks a returning visitor for nothing, with the loader alone', async () => {
    const page = await browser.context.newPage();
    const asked: string[] = [];
    page.on('request', request => asked.push(new URL(request.url()).pathname));
    await page.goto(`${demo.address}/site/?lang=zh-CN`);
    await settled(page);
    assert.deepEqual(asked.filter(path => path.startsWith('/assent')), ['/assent.js']);
    assert.equal(await page.locator('assent-gate').count(), 0);
    await page.close();
  });

  it('shows in the app what was agreed to, with a receipt that the browser verified', async () => {
    const page = await browser.open(`${demo.address}/app/?lang=en`);
    const terms = page.locator('#agreements li', {hasText: 'Terms of Service'});
    await terms.getByText('Agreed', {exact: true}).waitFor();
    await page.locator('#receipts li', {hasText: 'terms-of-service'}).getByText('Verified').waitFor();

    const notice = page.locator('#agreements li', {hasText: 'Privacy Notice'});
    await notice.getByRole('button', {name: 'Ask me'}).click();
    await page.getByRole('button', {name: 'Agree', exact: true}).click();
    await page.locator('#receipts li', {hasText: 'privacy-policy'}).getByText('Verified').waitFor();
    assert.equal((await holdings()).count, 2);
    await page.getByRole('button', {name: 'Continue'}).click();

    await notice.getByRole('button', {name: 'Withdraw'}).click();
    await notice.getByText('Withdrawn', {exact: true}).waitFor();
    assert.equal((await recorded(3)).records[0]!.type, 'withdraw');
    await page.close();
  });

  it('shows in the time machine what becomes of a person who goes on, and of a restriction', async () => {
    const page = await browser.open(`${demo.address}/time/?lang=en`);
    await page.setViewportSize({width: 1280, height: 1300});
    const room = page.frameLocator('#room');
    const inRoom = (name: string) => room.getByRole('button', {name, exact: true});
    const chain = (text: string) => page.locator('#chain li', {hasText: text}).first().waitFor();
    await inRoom('Agree').click();
    await inRoom('Continue').click();
    await page.getByRole('button', {name: 'Announce version 2'}).click();
    await room.getByRole('heading', {name: /will change on/}).waitFor();
    await chain('Was shown the change');
    await page.getByRole('button', {name: 'Send it by mail'}).click();
    await page.locator('#mail summary').first().waitFor();
    await inRoom('Not now').click();
    await inRoom('Join the room').click();
    await page.getByRole('button', {name: '+ 30 days'}).click();
    await room.getByRole('heading', {name: /changed on|read, accept or decline/}).or(room.getByRole('button', {name: /read, accept or decline/})).first().waitFor();
    await inRoom('Join the room').click();
    await room.getByRole('heading', {name: /by going on using the service$/}).waitFor();
    await chain('Went on after the date');
    await page.locator('#standing', {hasText: 'by version 2027-01'}).waitFor();
    await inRoom('Continue').click();

    await inRoom('Start recording').click();
    await room.getByText('Whoever says no is not recorded.').waitFor();
    await inRoom('Agree').click();
    await inRoom('Continue').click();
    await inRoom('Stop recording').waitFor();
    await page.getByRole('button', {name: 'Suspend recording'}).click();
    await inRoom('Appeal').click();
    await room.getByLabel('Why is the restriction wrong?').fill('They had agreed.');
    await inRoom('Send the appeal').click();
    await page.getByRole('button', {name: 'Uphold the appeal'}).click();
    await room.getByText('Lifted', {exact: true}).waitFor();
    await page.getByRole('button', {name: 'Begin again'}).click();
    await inRoom('Agree').waitFor();
    assert.deepEqual(browser.violations, []);
    await page.close();
  });

  it('lets the keyboard scroll what the backend holds, and takes it from under nobody', async () => {
    const page = await browser.open(`${demo.address}/?lang=en`);
    const records = page.getByRole('region', {name: 'Records'});
    await records.focus();
    const looked = () => page.waitForResponse(response => response.url().endsWith('/demo/holdings'));
    await looked();
    await looked();
    assert.equal(await records.evaluate(region => region === document.activeElement), true);
    await page.close();
  });

  it('covers nothing that has the focus by the line at the foot of a phone', async () => {
    const page = await browser.open(`${demo.address}/?lang=en`);
    await page.setViewportSize({width: 390, height: 600});
    for (const step of await page.locator('.steps .action').all()) {
      await step.focus();
      const gap = await step.evaluate(action => document.querySelector('#link')!.getBoundingClientRect().top - action.getBoundingClientRect().bottom);
      assert.ok(gap > 0, await step.textContent() ?? '');
    }
    await page.close();
  });

  it('makes a new visitor of a browser that forgets', async () => {
    const home = await browser.open(`${demo.address}/?lang=en`);
    await home.getByRole('button', {name: 'Forget this browser'}).click();
    await home.getByRole('button', {name: 'Forgotten. You are a new visitor.'}).waitFor();
    const site = await browser.open(`${demo.address}/site/?lang=en`);
    await site.getByRole('button', {name: 'Agree', exact: true}).waitFor();
    await site.close();
    await home.close();
    assert.deepEqual(browser.violations, []);
  });
});
