// Languages on a strict page, with the built files and the real backend.
import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import type {Browser} from './open-browser.js';
import {openContext} from './open-context.js';
import {openSite, type Site} from './open-site.js';

const TEXTS = {
  en: '# Terms of Service\n\n1. Be kind.\n',
  ar: '# شروط الخدمة\n\n1. كن لطيفًا.\n',
  'zh-TW': '# 服務條款\n\n1. 請善待他人。\n',
};

describe('languages', () => {
  let site: Site;
  let browser: Browser;

  async function visit(locale: string, locales: (keyof typeof TEXTS)[]) {
    site = await openSite({database: 'sqlite::memory:', locale, documents: 'terms-of-service'});
    await site.publish({document: 'terms-of-service', version: '2026-11', texts: locales.map(tag => ({locale: tag, source: TEXTS[tag], format: 'markdown'}))});
    browser = await openContext();
    return browser.open(site.origin);
  }

  const loaded = () => site.requests.filter(path => path.includes('/strings-')).map(path => path.replace(/.*strings-|\.js$/g, ''));

  afterEach(async () => {
    await browser?.close();
    await site?.close();
  });

  it('costs a reader of Arabic one file, and runs from right to left', async () => {
    const page = await visit('ar-EG', ['en', 'ar']);
    await page.getByRole('button', {name: 'أوافق', exact: true}).waitFor();
    await page.getByText('كن لطيفًا').waitFor();
    assert.equal(await page.getByRole('dialog').evaluate(dialog => getComputedStyle(dialog).direction), 'rtl');
    assert.deepEqual(loaded(), ['ar']);
    assert.deepEqual(browser.violations, []);
  });

  it('reads the words of Taiwan to Hong Kong, and nobody else’s', async () => {
    const page = await visit('zh-HK', ['en', 'zh-TW']);
    await page.getByRole('button', {name: '不同意', exact: true}).waitFor();
    await page.getByText('請善待他人').waitFor();
    assert.deepEqual(loaded(), ['zh-Hant']);
  });

  it('says in which language a text is, where it is not there in the reader’s', async () => {
    const page = await visit('de-AT', ['en']);
    await page.getByText('Dieser Text wird in folgender Sprache angezeigt: Englisch.').waitFor();
    assert.equal(await page.getByText('Be kind.').evaluate(words => words.closest('[lang]')!.getAttribute('lang')), 'en');
    assert.deepEqual(loaded(), ['de']);
  });

  it('loads no file for English', async () => {
    const page = await visit('en-GB', ['en']);
    await page.getByRole('button', {name: 'Agree', exact: true}).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(loaded(), []);
  });

  it('lets a person choose another language of the text, and records that one', async () => {
    const page = await visit('en', ['en', 'ar', 'zh-TW']);
    await page.getByRole('combobox', {name: 'Language'}).selectOption({label: 'العربية'});
    await page.getByText('كن لطيفًا').waitFor();
    const receipts = page.waitForResponse(response => response.url().includes('/v1/records') && response.request().method() === 'POST');
    await page.getByRole('button', {name: 'أوافق', exact: true}).click();
    const sent = JSON.parse((await receipts).request().postData()!) as {records: {record: {document: {locale: string}; shown: {button: string}}}[]};
    assert.deepEqual(sent.records.map(({record: {document, shown}}) => [document.locale, shown.button]), [['ar', 'أوافق']]);
    await page.getByText('تم التسجيل').first().waitFor();
    assert.deepEqual(browser.violations, []);
  });
});
