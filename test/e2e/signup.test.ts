// The form of the demo: an ordinary page, the script tag, the real backend, and a keyboard.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, beforeEach, describe, it} from 'node:test';
import {pathToFileURL} from 'node:url';
import type {Page} from 'playwright-core';
import {until} from '../contracts/until.js';
import type {Browser} from './open-browser.js';
import {openContext} from './open-context.js';

interface Held {
  count: number;
  records: {id: string; type: string; document: {id: string}}[];
}

let folder: string;
let demo: {address: string; stop(): Promise<void>};
let browser: Browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assent-signup-'));
  const {startDemo} = await import(new URL('../../demo/server.mjs', import.meta.url).href);
  demo = await startDemo({port: 0, folder: pathToFileURL(`${folder}/`)});
});

after(async () => {
  await demo?.stop();
  await rm(folder, {recursive: true, force: true});
});

beforeEach(async () => {
  browser = await openContext();
});

afterEach(() => browser?.close());

const held = async () => (await (await fetch(`${demo.address}/demo/holdings`)).json()) as Held;

async function recorded(count: number): Promise<Held> {
  return until(async () => {
    const now = await held();
    return now.count >= count && now;
  });
}

/** The form, with its box ready to be ticked. */
async function form(): Promise<Page> {
  const page = await browser.open(`${demo.address}/signup/?lang=en`);
  await page.locator('assent-checkbox .box:enabled').waitFor();
  return page;
}

async function fill(page: Page): Promise<void> {
  await page.getByLabel('Work email').fill('ada@example.com');
  await page.getByLabel('Team').fill('Analytical Engines');
}

/** Answers that the page got to a form that was sent. */
function sentForms(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', request => request.method() === 'POST' && new URL(request.url()).pathname === '/signup/' && sent.push(request.postData() ?? ''));
  return sent;
}

describe('the sign-up form', () => {
  it('asks by its box alone: no dialog stands over it', async () => {
    const page = await form();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.locator('assent-dialog').count(), 0);
    assert.equal(await page.locator('assent-checkbox .box').isChecked(), false);
    await page.getByText('I have read and accept the Halcyon Relay Terms of Service, version 2026-11.').waitFor();
    assert.deepEqual(browser.violations, []);
  });

  it('cannot be sent without assent', async () => {
    const {count} = await held();
    const page = await form();
    const sent = sentForms(page);
    await fill(page);
    await page.getByRole('button', {name: 'Create account'}).click();
    await page.getByLabel('Team').press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.localName), 'assent-checkbox');
    assert.deepEqual(sent, []);
    assert.equal((await held()).count, count);
    const response = await fetch(`${demo.address}/signup/?lang=en`, {method: 'POST', body: new URLSearchParams({email: 'ada@example.com', assent: 'on'})});
    assert.equal(response.status, 422, 'and who sends it around the box is refused by the site');
  });

  it('works with the keyboard alone, the terms included', async () => {
    const {count} = await held();
    const page = await form();
    const {keyboard} = page;
    await page.getByLabel('Work email').focus();
    await keyboard.type('ada@example.com');
    await keyboard.press('Tab');
    await keyboard.type('Analytical Engines');
    for (const key of ['Tab', 'Tab', 'Space', 'Tab', 'Enter']) await keyboard.press(key);
    const terms = page.getByRole('dialog', {name: 'Halcyon Relay Terms of Service'});
    await terms.getByText('Acceptance', {exact: false}).first().waitFor();
    await keyboard.press('Escape');
    await terms.waitFor({state: 'hidden'});
    // Two choices, each with the link to its clause; then the button.
    await page.getByRole('switch').nth(1).waitFor();
    for (let stop = 0; stop < 5; stop += 1) await keyboard.press('Tab');
    await keyboard.press('Enter');
    await page.getByRole('heading', {name: 'Welcome to Halcyon Relay'}).waitFor();
    const after = await recorded(count + 1);
    assert.equal(after.count, count + 1);
    assert.equal(after.records[0]!.id, await page.textContent('#record'));
    assert.deepEqual(browser.violations, []);
  });

  it('leaves one record when the button is pressed twice', async () => {
    const {count} = await held();
    const page = await form();
    const sent = sentForms(page);
    await fill(page);
    await page.locator('assent-checkbox .box').click();
    await page.getByRole('button', {name: 'Create account'}).dblclick();
    await page.getByRole('heading', {name: 'Welcome to Halcyon Relay'}).waitFor();
    await page.waitForLoadState('networkidle');
    const after = await recorded(count + 1);
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal((await held()).count, count + 1);
    assert.equal(after.records[0]!.type, 'accept');
    for (const body of sent) assert.equal(new URLSearchParams(body).get('assent'), after.records[0]!.id);
  });

  it('asks a person who comes back for nothing, and sends the record that they made', async () => {
    const first = await form();
    await fill(first);
    await first.locator('assent-checkbox .box').click();
    await first.getByRole('button', {name: 'Create account'}).click();
    const record = await first.textContent('#record');
    await first.close();

    const page = await browser.open(`${demo.address}/signup/?lang=en`);
    await page.getByText('You accepted the Halcyon Relay Terms of Service').waitFor();
    await fill(page);
    await page.getByRole('button', {name: 'Create account'}).click();
    assert.equal(await page.locator('#record').textContent(), record);
  });
});
