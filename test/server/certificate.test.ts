import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {openDatabase} from '../../src/server/database/database.js';
import {verifyReceiptFile} from '../../src/server/evidence/verify-receipt-file.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer, SECRET, SITE, type TestServer, type Visitor} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

const HOSTILE = '</title><script>alert(1)</script><img src=x onerror=alert(1)> & "\u202eevil\u202c\'';
const SOURCE = `---\nconsents:\n  - {id: mail, clause: '1', title: 'Mail <b>every</b> day', sensitive: false}\n---\n# T\n\n1. You may use this.\n`;

describe('the certificate of a record', () => {
  let host: TestServer;
  let visitor: Visitor;
  let record: RecordBody;

  const page = async (id: string, query = '') => host.call(`v1/admin/records/${id}/certificate?${query}`, {headers: {authorization: `Bearer ${SECRET}`}});
  /** What a reader sees of the page, tags taken away. */
  const seen = (html: string) => html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]*>/g, ' ').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  const fileIn = (html: string, name: string) => {
    const [, content] = new RegExp(`<figcaption>${name}</figcaption><pre>([^<]*)</pre>`).exec(html)!;
    return content!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  };
  /** Until the log holds the record. */
  const logged = (id: string) => until(async () => (await visitor.get(`v1/receipts/${id}`)).json().inclusion);

  before(async () => {
    host = await openServer({sites: [{...SITE, name: 'Shop & Sons', extras: {userAgent: true}}]});
    assert.equal((await host.publish({texts: [{locale: 'en', source: SOURCE, title: HOSTILE}]})).status, 201);
    const id = crypto.randomUUID();
    visitor = host.visitor({id, headers: {'assent-subject': id, 'user-agent': '<script>1</script>'}});
    record = await visitor.record({shown: {mode: 'dialog', statement: 'By choosing <i>Agree</i>\u2066 you accept.', button: 'Agree', endReached: true, openMs: 4200}, choices: {mail: true}});
    assert.equal((await visitor.results([record]))[0]!.status, 'recorded');
    await logged(record.id);
  });
  after(async () => {
    await host.server.close();
    assert.deepEqual(host.errors, []);
  });

  it('says who, what text, when, how it was shown, and with which proof', async () => {
    const {status, headers, text} = await page(record.id);
    assert.equal(status, 200);
    assert.match(headers.get('content-type')!, /^text\/html/);
    const {receipt} = (await visitor.get(`v1/receipts/${record.id}`)).json();
    const entry = JSON.parse(Buffer.from(receipt.split('.')[1], 'base64url').toString());
    const words = seen(text);
    for (const part of [record.subject, entry.document.hash.slice(7), entry.record.slice(7), entry.recordedAt, entry.presentedAt, 'Agree', '4.2 s', 'a dialog', 'assent/shop', 'Shop & Sons', 'Mail <b>every</b> day']) {
      assert.ok(words.includes(part), part);
    }
  });

  it('says when the language of the text was added, where that was later than the version', async () => {
    const other = await openServer();
    await other.publish({});
    const {addedAt} = (await other.publish({texts: [{locale: 'fr', source: '# Conditions\n\n1. Voilà.\n'}]})).json().texts[1];
    const reader = other.visitor();
    await reader.agreements({locale: 'fr'});
    const french = await reader.record();
    assert.equal((await reader.results([french]))[0]!.status, 'recorded');
    const words = seen((await other.admin(`records/${french.id}/certificate`)).text);
    assert.ok(words.includes('This language added') && words.includes(addedAt));
    await other.server.close();
    assert.ok(!seen((await page(record.id)).text).includes('This language added'));
  });

  it('says which browser sent this record, and not another one of the same person', async () => {
    const id = crypto.randomUUID();
    const [first, second] = ['Browser one', 'Browser two'].map(agent => host.visitor({headers: {'assent-subject': id, 'user-agent': agent}})) as [Visitor, Visitor];
    const records = [await first.record(), await second.record()];
    for (const [at, one] of [first, second].entries()) await one.results([records[at]!]);
    const words = await Promise.all(records.map(async one => seen((await page(one.id)).text)));
    assert.deepEqual(words.map(text => /Browser (?:one|two)/.exec(text)?.[0]), ['Browser one', 'Browser two']);
  });

  it('says in words what the text marked as important, and where the page fell short', async () => {
    const other = await openServer();
    const source = "---\nkeyClauses:\n  - {clause: '1', explanation: You may stop at any time.}\n---\n# T\n\n1. You may use this.\n";
    await other.publish({texts: [{locale: 'en', source}]});
    const reader = other.visitor();
    const screen = {statementFontSize: 12, statementContrast: 4.6, warnings: ['statement_too_small', 'of_another_time']};
    const act = await reader.record({shown: {mode: 'dialog', statement: 'By choosing Agree you accept.', button: 'Agree', endReached: false, openMs: 1, screen}});
    assert.equal((await reader.results([act]))[0]!.status, 'recorded');
    const english = seen((await other.admin(`records/${act.id}/certificate`)).text);
    for (const part of ['1: You may stop at any time.', 'English (en)', 'contrast 4.6:1', 'statement smaller than 14 px; of_another_time', 'SHA-256 is a fingerprint']) assert.ok(english.includes(part), part);
    const chinese = seen((await other.admin(`records/${act.id}/certificate?locale=zh-CN`)).text);
    for (const part of ['英语 (en)', '声明小于 14 px', '对比度 4.6:1']) assert.ok(chinese.includes(part), part);
    await other.server.close();
  });

  it('says of terms that are older than the log’s records of publications whose word their dates are', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys(), log: {sequencer: false}});
    await other.publish({texts: [{locale: 'en', source: SOURCE}]});
    for (const table of ['assent_records', 'assent_unlogged']) await database.query(`DELETE FROM ${table}`);
    const reader = other.visitor();
    const act = await reader.record({choices: {mail: false}});
    assert.equal((await reader.results([act]))[0]!.status, 'recorded');
    const {text} = await other.admin(`records/${act.id}/certificate`);
    assert.match(seen(text), /When it was announced, in force or added, .* are from the service’s own books/);
    assert.ok(!text.includes('<figcaption>publication.json'));
    await other.server.close();
    await database.close();
  });

  it('says that an acceptance which did not ask for separate consents says nothing of them', async () => {
    const act = await visitor.record();
    assert.equal((await visitor.results([act]))[0]!.status, 'recorded');
    const [asked, silent] = await Promise.all([record.id, act.id].map(async id => seen((await page(id)).text)));
    assert.match(asked!, /Separate choices\s+mail\s+Mail <b>every<\/b> day\s*:\s+Yes/i);
    assert.match(silent!, /Separate choices\s+This act says nothing of them/);
  });

  it('says the tag of a language that has no name', async () => {
    const other = await openServer();
    await other.publish({texts: [{locale: 'en-a', source: '# T\n\n1. You may use this.\n'}]});
    const reader = other.visitor();
    const act = await reader.record();
    assert.equal((await reader.results([act]))[0]!.status, 'recorded');
    assert.match(seen((await other.admin(`records/${act.id}/certificate`)).text), /Language\s+en-a\s/);
    await other.server.close();
  });

  it('shows no body, text or dates that somebody has altered in the database, and says so', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys()});
    await other.publish({texts: [{locale: 'en', source: SOURCE}]});
    const reader = other.visitor();
    const act = await reader.record({choices: {mail: false}});
    assert.equal((await reader.results([act]))[0]!.status, 'recorded');
    await database.query("UPDATE assent_records SET body = replace(body, '\"mail\":false', '\"mail\":true ')");
    await database.query("UPDATE assent_texts SET canonical = replace(canonical, 'You may use this', 'You owe us a house')");
    const {text} = await other.admin(`records/${act.id}/certificate?text=true`);
    assert.match(seen(text), /this record no longer has its fingerprint/);
    assert.match(seen(text), /this text no longer has its fingerprint/);
    assert.ok(!/a house|Separate choices|"mail|dropped/.test(seen(text)));
    await database.query("UPDATE assent_texts SET canonical = replace(canonical, 'You owe us a house', 'You may use this')");
    await database.query("UPDATE assent_publications SET announced_at = '2019-01-01T00:00:00.000Z'");
    const dated = seen((await other.admin(`records/${act.id}/certificate?text=true`)).text);
    assert.match(dated, /publication is not what it told its log/);
    assert.ok(!/2019|Announced|publication\.json<|own books: /.test(dated.replace(/Account, network.*?cover them/, '')));
    await other.server.close();
    await database.close();
  });

  it('tells what is the word of the service alone, and what its keeper could still do', async () => {
    const words = seen((await page(record.id)).text);
    assert.match(words, /When it was announced, in force or added, .* stand in another record of the same log, [0-9a-f-]{36}, with a signature of its own/);
    assert.match(words, /Account, network and browser, .* are from its own books/);
    assert.match(words, /did not write it later, or otherwise at first, is proved by what they cannot take back/);
  });

  it('leaves the paper to the printer, numbers its pages, and keeps a name with the file below it', async () => {
    const {text} = await page(record.id);
    assert.match(text, /@page\{(?![^}]*size:)[^}]*counter\(page\)/);
    assert.match(text, /figcaption\{[^}]*break-after:avoid/);
  });

  it('prints a text in its own language and direction, whatever the page is in', async () => {
    const other = await openServer();
    await other.publish({texts: [{locale: 'ar', source: '---\ntitle: شروط\n---\n1. يحق لك استخدام هذه الخدمة (v2).\n'}]});
    const reader = other.visitor();
    const act = await reader.record();
    assert.equal((await reader.results([act]))[0]!.status, 'recorded');
    const {text} = await other.admin(`records/${act.id}/certificate?text=true`);
    assert.match(text, /<html lang="en">/);
    assert.match(text, /<pre class="words" lang="ar">/);
    assert.match(text, /<bdi lang="ar">شروط<\/bdi>/);
    assert.match(text, /pre\.words,blockquote\{unicode-bidi:plaintext;/);
    await other.server.close();
  });

  it('shows hostile titles, statements and browsers as the text that they are', async () => {
    const {headers, text} = await page(record.id, 'text=true');
    const tags = new Set([...text.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name!.toLowerCase()));
    for (const tag of ['script', 'img', 'i', 'link', 'iframe', 'form', 'a']) assert.ok(!tags.has(tag), tag);
    assert.doesNotMatch(text, /<[^>]*\son\w+=/i, 'no handler');
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/, 'nothing that turns the direction of text');
    assert.ok(seen(text).includes('</title><script>alert(1)</script>'));
    assert.ok(seen(text).includes('‹U+202E›evil‹U+202C›'));
    assert.match(headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/);
  });

  it('holds the files to check it with, which verify as they are copied', async () => {
    const {text} = await page(record.id);
    const verdict = await verifyReceiptFile(fileIn(text, 'receipt.json'), JSON.parse(fileIn(text, 'keys.json')));
    assert.equal(verdict.finding, undefined);
    const published = await verifyReceiptFile(fileIn(text, 'publication.json'), JSON.parse(fileIn(text, 'keys.json')));
    assert.deepEqual([published.finding, published.entry?.type], [undefined, 'publish']);
    assert.deepEqual([verdict.logged?.place, published.logged?.place].sort(), [0, 1]);
    assert.equal(JSON.parse(JSON.parse(fileIn(text, 'publication.json')).body).publication.texts[0].hash, record.document.hash);
    assert.equal(JSON.parse(JSON.parse(fileIn(text, 'receipt.json')).body).shown.statement, record.shown!.statement);
  });

  it('comes in Chinese, and with the terms in full where that is asked', async () => {
    const {text} = await page(record.id, 'locale=zh-Hans&text=true');
    assert.match(text, /<html lang="zh-CN">/);
    for (const part of ['记录证明书', '单独同意', '文本全文', 'You may use this.']) assert.ok(text.includes(part), part);
    assert.ok(!(await page(record.id)).text.includes('You may use this.'));
  });

  it('says so where the body was dropped, and of records about no text', async () => {
    const erased = await host.call('v1/admin/erasures', {
      method: 'POST',
      headers: {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'},
      body: JSON.stringify({subject: record.subject, bodies: 'all', by: 'privacy'}),
    });
    const {text} = await page(record.id);
    assert.match(seen(text), /The body of this record was dropped/);
    assert.ok(!seen(text).includes('4.2 s'));
    assert.match(seen((await page(erased.json().id)).text), /Person erased/);
  });

  it('is for records that are there', async () => {
    assert.equal((await page(crypto.randomUUID())).status, 404);
    assert.equal((await visitor.get(`v1/admin/records/${record.id}/certificate`)).status, 401);
  });
});
