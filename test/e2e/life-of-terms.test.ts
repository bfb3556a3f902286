// The life of terms after the first click, as a story: real server, real SMTP server, five people with a browser
// each, and a clock that moves for all of them.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Page} from 'playwright-core';
import type {Agreement} from '../../src/protocol/agreement.js';
import {hashBytes} from '../../src/protocol/hash.js';
import type {KeySet} from '../../src/protocol/jws.js';
import type {Progress} from '../../src/protocol/publication.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import type {Standing} from '../../src/protocol/standing.js';
import {verifyReceipt} from '../../src/server.js';
import {movingClock} from '../contracts/moving-clock.js';
import {until} from '../contracts/until.js';
import {openMailServer, type MailServer} from '../contracts/open-mail-server.js';
import type {Browser} from './open-browser.js';
import {openContext} from './open-context.js';
import {openSite, SECRET_KEY, SITE_KEY, type Site} from './open-site.js';

const FIRST = '# Terms of Service\n\n1. Use it well.\n\n2. We announce changes 15 days ahead.\n';
const SECOND = `${FIRST}\n3. Recordings are kept for 30 days.\n`;
const SUMMARY = 'Recordings are kept for 30 days.';
const DOCUMENT = 'terms-of-service';
const BODY = '<button data-assent-use="Joined a room">Join a room</button><button id="record">Record</button><assent-standing></assent-standing>';
/** What the site does when somebody wants to record: rules of this one feature come first. */
const SCRIPT = `addEventListener('click', async ({target}) => {
  if (target.id !== 'record') return;
  const {allowed} = await (await window.assent.ready).require('recording-rules').catch(() => ({allowed: false}));
  target.textContent = allowed ? 'Recording' : 'Not recording';
});`;

describe('the life of terms after the first click', () => {
  const clock = movingClock('2026-01-10T09:00:00Z');
  let site: Site;
  let mail: MailServer;
  let folder: string;
  const people: Person[] = [];

  before(async () => {
    mail = await openMailServer();
    folder = await mkdtemp(join(tmpdir(), 'assent-life-'));
    site = await openSite({
      database: `sqlite:${join(folder, 'life.db')}`,
      locale: 'en',
      documents: DOCUMENT,
      now: clock.now,
      body: BODY,
      head: '<script src="/page.js"></script>',
      pageScript: SCRIPT,
      site: endpoint => ({minimumNoticeDays: 15, notices: {endpoint, mail: {smtp: mail.url, from: 'Cloud <terms@cloud.example>'}}}),
    });
    for (const name of ['mail', 'banner', 'use', 'decline', 'silent']) people.push(await Person.arrive(name));
  });
  after(async () => {
    await Promise.all(people.map(person => person.browser.close()));
    await site?.close();
    await mail?.close();
    await rm(folder, {recursive: true, force: true});
  });

  const admin = async (path: string, body?: unknown): Promise<{status: number; json: any}> => {
    const headers = {authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json'};
    const response = await fetch(`${site.endpoint}v1/${path}`, body === undefined ? {headers} : {method: 'POST', headers, body: JSON.stringify(body)});
    return {status: response.status, json: await response.json()};
  };
  const publish = (version: string, source: string, more: object = {}, dryRun = '') =>
    admin(`publications${dryRun}`, {document: DOCUMENT, version, texts: [{locale: 'en', source}], ...more});

  /** Somebody with a browser of their own, whose clock is the story's. */
  class Person {
    readonly browser: Browser;
    readonly address: string;
    /** The random id that this browser goes by. */
    id = '';

    static async arrive(name: string): Promise<Person> {
      const browser = await openContext();
      await browser.context.clock.install({time: clock.now()});
      return new Person(browser, `${name}@mail.example`);
    }

    constructor(browser: Browser, address: string) {
      [this.browser, this.address] = [browser, address];
      browser.context.on('request', request => (this.id = request.headers()['assent-subject'] ?? this.id));
    }

    /** Opens the site anew, at the time it is. */
    async visit(): Promise<Page> {
      const {context} = this.browser;
      await Promise.all(context.pages().map(page => page.close()));
      await context.clock.setSystemTime(clock.now());
      const page = await this.browser.open(site.origin);
      return page;
    }

    async get<T>(path: string): Promise<T> {
      const response = await fetch(`${site.endpoint}v1/${path}?site=${SITE_KEY}`, {headers: {'assent-subject': this.id}});
      return (await response.json()) as T;
    }

    async agreement(): Promise<Agreement> {
      return (await this.get<{agreements: Agreement[]}>('agreements')).agreements[0]!;
    }

    async subject(): Promise<string> {
      return (await this.get<{subject: string}>('agreements')).subject;
    }

    async records(): Promise<RecordBody[]> {
      return (await this.get<{records: {body: string}[]}>('records')).records.map(({body}) => JSON.parse(body) as RecordBody);
    }

    /** Waits until the backend holds so many records of theirs. */
    async recorded(count: number): Promise<void> {
      await until(async () => (await this.records()).length >= count);
      assert.equal((await this.records()).length, count);
    }

    /** Their whole chain, proved: each receipt verifies, each link names the one before. */
    async chain(): Promise<string[]> {
      const keys = await this.get<KeySet>('keys');
      const {records} = await this.get<{records: {body: string; receipt: string}[]}>('records');
      const types: string[] = [];
      let prev: string | null = null;
      for (const {body, receipt} of records) {
        const check = await verifyReceipt(receipt, keys);
        assert.ok(check.result === 'valid', JSON.stringify(check));
        assert.equal(check.entry.record, await hashBytes(body));
        assert.equal(check.entry.prev, prev);
        assert.deepEqual(check.entry.flags, []);
        prev = await hashBytes(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
        types.push(`${check.entry.type} ${check.entry.document.version} (${check.entry.via})`);
      }
      return types;
    }
  }

  const press = (page: Page, name: string) => page.getByRole('button', {name, exact: true}).click();
  const bannerOf = (page: Page) => page.getByRole('region');
  const announced = (page: Page) => page.getByRole('heading', {name: 'The Terms of Service will change on February 16, 2026'}).waitFor();

  it('begins with version 1, which five people accept', async () => {
    assert.equal((await publish('1', FIRST)).status, 201);
    for (const person of people) {
      const page = await person.visit();
      await press(page, 'Agree');
      await page.getByText('Recorded', {exact: true}).waitFor();
      assert.equal((await person.agreement()).status, 'current');
    }
  });

  it('refuses version 2 for 7 days ahead, announces it for 15, and tells whom it asks', async () => {
    clock.set('2026-02-01T09:00:00Z');
    const change = {summary: {en: SUMMARY}, assent: 'continued-use', declineUntil: '2026-03-31T00:00:00.000Z'};
    const soon = await publish('2', SECOND, {...change, effectiveAt: '2026-02-08T09:00:00Z'});
    assert.equal(soon.json.type, 'urn:assent:problem:notice_too_short');
    const effectiveAt = soon.json.errors[0].message as string;
    assert.equal(effectiveAt, '2026-02-16T09:00:00.000Z');
    const preview = await publish('2', SECOND, {...change, effectiveAt}, '?dryRun=true');
    assert.deepEqual(preview.json.asked, {people: 5, by: effectiveAt});
    assert.equal((await publish('2', SECOND, {...change, effectiveAt})).status, 201);
    for (const person of people) assert.equal((await person.agreement()).status, 'notice', 'nothing is blocked');
  });

  it('sends the change by mail; one person reads it and agrees on the page behind its link', async () => {
    const [byMail] = people as [Person];
    const recipients = await Promise.all(people.map(async person => ({subject: await person.subject(), channel: 'mail', address: person.address, locale: 'en'})));
    assert.deepEqual((await admin('admin/notices', {publication: `${DOCUMENT}@2`, recipients})).json, {added: 15});
    const {text} = await mail.received(byMail.address);
    assert.match(text!, /Recordings are kept for 30 days\./);
    // An answer stops what was not sent yet: these answer after their mail.
    for (const {address} of people.slice(1)) await mail.received(address);
    const page = await byMail.browser.open(/http:\/\/localhost\S+\/v1\/links\/\S+/.exec(text!)![0]);
    assert.equal(await page.locator('h1').textContent(), 'Terms of Service');
    assert.equal((await byMail.agreement()).status, 'notice', 'opening it is no answer');
    const [agree, decline] = await Promise.all(['Agree', 'Decline'].map(name => page.getByRole('button', {name}).boundingBox()));
    assert.deepEqual([agree?.width, agree?.height], [decline?.width, decline?.height], 'of equal weight');
    await press(page, 'Agree');
    await page.getByRole('heading', {name: 'You accepted Terms of Service, version 2.'}).waitFor();
    await page.goBack();
    await page.reload();
    assert.equal(await page.getByRole('button').count(), 0, 'the link works once');
    assert.equal((await byMail.agreement()).status, 'current');
  });

  it('is accepted in the banner by one', async () => {
    const inBanner = people[1]!;
    const page = await inBanner.visit();
    await announced(page);
    await bannerOf(page).getByText(SUMMARY).waitFor();
    await inBanner.recorded(2); // that it was shown
    await press(page, 'Accept now');
    await page.getByRole('heading', {name: 'You accepted the Terms of Service'}).waitFor();
    await inBanner.recorded(3);
    const [, notice, accept] = await inBanner.records();
    assert.deepEqual(notice!.notice, {channel: 'banner', announcedAt: '2026-02-01T09:00:00.000Z', effectiveAt: '2026-02-16T09:00:00.000Z', summary: SUMMARY});
    assert.equal(notice!.shown!.screen!.inView, true);
    assert.match(accept!.shown!.statement!, /By choosing Accept now you accept the Terms of Service, version 2\./);
    assert.deepEqual([accept!.made, accept!.shown!.screen!.warnings], [{by: 'ui', trusted: true}, []]);
  });

  it('is declined by one, who is told what that means, and goes on under the old terms', async () => {
    const refusing = people[3]!;
    const page = await refusing.visit();
    await announced(page);
    await page.getByText('If you choose Decline, the version that you accepted before applies to you until March 31, 2026.').first().waitFor();
    await refusing.recorded(2);
    await press(page, 'Decline');
    await page.getByRole('heading', {name: 'You declined the Terms of Service'}).waitFor();
    await refusing.recorded(3);
    assert.equal((await refusing.agreement()).status, 'current');
  });

  it('is read by one who puts it off: nothing is blocked, and it is not shown again that day', async () => {
    const byUse = people[2]!;
    let page = await byUse.visit();
    await announced(page);
    await press(page, 'See changes');
    const window = page.getByRole('dialog', {name: 'Terms of Service'});
    await window.getByText('What changed since version 1').waitFor();
    await window.getByRole('button', {name: 'Close'}).click();
    await byUse.recorded(2);
    await press(page, 'Not now');
    await press(page, 'Join a room');
    page = await byUse.visit();
    await pause(1000);
    assert.equal(await bannerOf(page).count() + (await page.getByRole('dialog').count()), 0);
    await press(page, 'Join a room');
    clock.set('2026-02-03T09:00:00Z');
    await announced(await byUse.visit());
    assert.deepEqual(await byUse.chain(), ['accept 1 (anonymous)', 'notice 2 (anonymous)'], 'use before the date is no acceptance');
  });

  it('reminds those who have not answered', async () => {
    const [byMail, , byUse, , silent] = people as [Person, Person, Person, Person, Person];
    clock.set('2026-02-09T09:00:00Z');
    for (const person of [byUse, silent]) assert.match((await mail.received(person.address)).subject!, /^Reminder/);
    clock.set('2026-02-14T09:00:00Z');
    assert.match((await mail.received(silent.address)).subject!, /^Reminder/);
    const {notices} = (await admin(`admin/notices?about=publication:${DOCUMENT}@2`)).json as {notices: {subject: string; kind: string; state: string}[]};
    const subject = await byMail.subject();
    assert.ok(notices.filter(one => one.subject === subject && one.kind !== 'first').every(({state}) => state === 'stopped'), 'stopped by the answer');
  });

  it('takes going on after the date as acceptance from the one who was shown the notice, and says so', async () => {
    const byUse = people[2]!;
    clock.set('2026-02-17T09:00:00Z');
    const begun = Date.now();
    const page = await byUse.visit();
    await page.getByRole('heading', {name: 'The Terms of Service changed on February 16, 2026'}).waitFor();
    await press(page, 'Not now');
    const line = page.getByRole('button', {name: 'Terms of Service: read, accept or decline'});
    await line.waitFor();
    await press(page, 'Join a room');
    await page.getByRole('heading', {name: 'You accepted the Terms of Service by going on using the service'}).waitFor();
    await byUse.recorded(3);
    const [, notice, used] = await byUse.records();
    const {usedAt, ...rest} = used!.use!;
    const after = Date.parse(usedAt) - clock.now().getTime();
    assert.ok(after >= 0 && after <= Date.now() - begun + 1000, usedAt);
    assert.deepEqual(rest, {
      notice: notice!.id,
      noticedAt: '2026-02-01T09:00:00.000Z',
      effectiveAt: '2026-02-16T09:00:00.000Z',
      what: 'Joined a room',
    });
    assert.equal(used!.shown!.button, 'Terms of Service: read, accept or decline', 'it could be refused there');
    assert.deepEqual(used!.made, {by: 'ui', trusted: true});
    assert.equal((await byUse.agreement()).status, 'current');
  });

  it('leaves five different records and statuses, each of them proved', async () => {
    clock.set('2026-04-01T00:00:00Z');
    const seen = await Promise.all(people.map(async person => [(await person.agreement()).status, (await person.chain()).slice(1)]));
    assert.deepEqual(seen, [
      ['current', ['accept 2 (link)']],
      ['current', ['notice 2 (anonymous)', 'accept 2 (anonymous)']],
      ['current', ['notice 2 (anonymous)', 'continue 2 (anonymous)']],
      ['declined', ['notice 2 (anonymous)', 'decline 2 (anonymous)']],
      ['notice', []],
    ]);
    const {asked, accepted, continued, declined, waiting, notified} = (await admin(`admin/publications/${DOCUMENT}@2/progress`)).json as Progress;
    assert.deepEqual({asked, accepted, continued, declined, waiting, notified}, {asked: 5, accepted: 2, continued: 1, declined: 1, waiting: 1, notified: {web: 3, mail: 5}});
  });

  it('asks for the rules of one feature when it is first used, and not before', async () => {
    const byMail = people[0]!;
    await admin('publications', {document: 'recording-rules', version: '1', ask: 'on-use', texts: [{locale: 'en', source: '# Recording Rules\n\n1. Say so first.\n'}]});
    clock.addDays(2);
    const page = await byMail.visit();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await press(page, 'Record');
    await page.getByRole('dialog').getByText('Say so first.').waitFor();
    await press(page, 'Agree');
    await press(page, 'Continue');
    await page.getByRole('button', {name: 'Recording', exact: true}).waitFor();
    await byMail.recorded(3);
    assert.deepEqual((await byMail.records()).map(({document}) => document.id), [DOCUMENT, DOCUMENT, 'recording-rules']);
    const again = await byMail.visit();
    await press(again, 'Record');
    await again.getByRole('button', {name: 'Recording', exact: true}).waitFor();
  });

  it('restricts one with reasons; the appeal that they file offline is upheld, and lifts it at once', async () => {
    const byUse = people[2]!;
    const made = await admin('admin/restrictions', {
      subject: await byUse.subject(),
      kind: 'suspend',
      scope: ['recording'],
      facts: 'Recordings of others were published on 30 March 2026.',
      clause: {document: DOCUMENT, anchor: '1'},
      automated: {detection: true, decision: false},
      by: 'trust-and-safety',
    });
    assert.equal(made.status, 201, JSON.stringify(made.json));
    const page = await byUse.visit();
    await page.getByText('Recordings of others were published on 30 March 2026.').waitFor();
    await page.getByText('Use it well.').first().waitFor();
    await press(page, 'Appeal');
    await byUse.browser.context.setOffline(true);
    await page.getByLabel('Why is the restriction wrong?').fill('They had permitted it.');
    await page.locator('input[type=file]').setInputFiles({name: 'permission.txt', mimeType: 'text/plain', buffer: Buffer.from('A letter that permits it.')});
    await page.getByText('permission.txt', {exact: true}).waitFor();
    await press(page, 'Send the appeal');
    await page.getByText('Waiting to be sent', {exact: true}).waitFor();
    const reference = (await page.getByRole('heading', {name: /^Appeal /}).textContent())!.trim().slice('Appeal '.length);
    assert.equal((await byUse.get<Standing>('standing')).restrictions[0]!.appeals.length, 0);

    await byUse.browser.context.setOffline(false);
    const appeal = await until(async () => (await byUse.get<Standing>('standing')).restrictions[0]!.appeals.find(({attachments}) => attachments[0]?.received));
    assert.equal(appeal.reference, reference, 'the number that was given at once');
    await admin(`admin/appeals/${appeal.id}/review`, {status: 'under_review', by: 'appeals-board'});
    await admin(`admin/appeals/${appeal.id}/review`, {status: 'upheld', reasons: 'The permission is genuine.', by: 'appeals-board'});
    assert.equal((await byUse.get<Standing>('standing')).restrictions[0]?.state, 'lifted');
    clock.addDays(1);
    const later = await byUse.visit();
    await later.getByText('The permission is genuine.').first().waitFor();
    await later.getByText('Lifted', {exact: true}).waitFor();
    assert.deepEqual((await byUse.chain()).slice(3), [
      'restrict 2 (operator)',
      'appeal 2 (anonymous)',
      'review 2 (operator)',
      'review 2 (operator)',
      'lift 2 (operator)',
    ]);
    assert.deepEqual(people.flatMap(({browser}) => browser.violations), []);
  });

  it('leaves a log that is exported and verifies offline, with every record of the story', async () => {
    const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
    const run = async (...words: string[]) => (await promisify(execFile)(process.execPath, [cli, ...words], {cwd: folder})).stdout;
    await run('export', '--database', 'sqlite:life.db', '--site', 'e2e', '--out', 'life.tar');
    await writeFile(join(folder, 'keys.json'), JSON.stringify((await admin('keys')).json));
    const chains = await Promise.all(people.map(person => person.chain()));
    const {publications} = (await admin('publications')).json;
    assert.match(await run('verify', 'life.tar', '--keys', 'keys.json'), new RegExp(`\\b${chains.flat().length + publications.length} records\\b`));
  });
});

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
