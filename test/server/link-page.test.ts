import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {answerPage, askPage, problemPage, type LinkFacts} from '../../src/server/notices/link-page.js';

const FACTS: LinkFacts = {site: 'Shop & Sons', title: 'شروط', version: '2', summary: 'تغيير', effectiveAt: '2027-01-01T00:00:00Z', declineUntil: undefined, fullText: '1. نص (v2).\n', consents: [], asks: 'above'};
const USED = {type: 'urn:assent:problem:link_used', title: 'Answered already', status: 409, detail: 'This was answered already; the link works once.', advice: 'Use the service.'};

describe('the page of a link', () => {
  it('says whose it is', () => {
    assert.match(askPage(FACTS, 'en'), /<p>Shop &#38; Sons<\/p>/);
    assert.match(answerPage({site: 'Shop', type: 'accept', title: 'T', version: '2', id: 'i', at: FACTS.effectiveAt}, 'en'), /<p>Shop<\/p>/);
  });

  it('tells the language of its own words from that of the text, and each line has its direction', () => {
    const page = askPage(FACTS, 'ar');
    assert.match(page, /<html lang="en">/);
    assert.match(page, /<h1 lang="ar" dir="auto">شروط<\/h1>/);
    assert.match(page, /<p lang="ar" dir="auto">تغيير<\/p>/);
    assert.match(page, /<pre lang="ar">/);
    assert.match(page, /pre\{[^}]*unicode-bidi:plaintext/);
    assert.match(answerPage({site: 'Shop', type: 'accept', title: 'شروط', version: '2', id: 'i', at: FACTS.effectiveAt}, 'ar'), /You accepted <bdi>شروط<\/bdi>, version 2\./);
    assert.match(askPage(FACTS, 'zh-TW'), /<html lang="zh-CN">[^]*版本 2。 生效时间/);
  });

  it('asks above the text, or below one that is to be read first', () => {
    assert.match(askPage(FACTS, 'en'), /<form[^]*<pre/);
    assert.match(askPage({...FACTS, asks: 'below'}, 'en'), /<\/pre>\s*<form/);
  });

  it('has no button where a version asks for more than one', () => {
    const page = askPage({...FACTS, asks: 'elsewhere', consents: [{id: 'voice', title: 'My <voice>'}]}, 'en');
    assert.ok(!/<form|<button/.test(page));
    assert.match(page, /separate consent to:<\/p>\s*<ul><li[^>]*>My &#60;voice&#62;<\/li><\/ul>[^]*open the service itself[^]*<pre/);
    assert.match(askPage({...FACTS, asks: 'elsewhere'}, 'zh-CN'), /请前往服务中操作/);
  });

  it('says in the language of the browser what is wrong with a link', () => {
    assert.match(problemPage(USED, 'zh-Hans'), /<html lang="zh-CN">[^]*<h1>已经答复<\/h1>/);
    assert.match(problemPage(USED, 'fr'), /<html lang="en">[^]*<h1>Answered already<\/h1>/);
    assert.match(problemPage({...USED, type: 'urn:assent:problem:internal', title: 'Internal error'}, 'zh-CN'), /<html lang="en">[^]*<h1>Internal error<\/h1>/);
  });
});
