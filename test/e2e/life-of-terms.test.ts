// The life of terms after the first click, as a story: real server, real SMTP server, real Chromium, a clock that moves.
import assert from 'node:assert/strict';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import type {Act, Agreement, Agreements} from '../../src/protocol/agreement.js';
import {appealReference} from '../../src/protocol/appeal.js';
import {hashBytes} from '../../src/protocol/hash.js';
import type {KeySet} from '../../src/protocol/jws.js';
import type {Progress} from '../../src/protocol/publication.js';
import type {RecordBody} from '../../src/protocol/record.js';
import type {Standing} from '../../src/protocol/standing.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {createAssentServer, toNodeHandler, verifyReceipt, type AssentServer} from '../../src/server.js';
import {movingClock} from '../contracts/moving-clock.js';
import {openMailServer, type MailServer} from '../contracts/open-mail-server.js';
import {openBrowser, type Browser} from './open-browser.js';

const SECRET = 'sk_story_0123456789abcdef0123456789abcdef';
const FIRST = '# Terms of service\n\n1. Use it well.\n\n2. We announce changes 15 days ahead.\n';
const SECOND = `${FIRST}\n3. Recordings are kept for 30 days.\n`;
const DOCUMENT = 'terms-of-service';

describe('the life of terms after the first click', () => {
  const clock = movingClock('2026-01-10T09:00:00Z');
  let listening: Server;
  let endpoint: string;
  let server: AssentServer;
  let mail: MailServer;
  let browser: Browser;

  before(async () => {
    mail = await openMailServer();
    listening = createServer();
    await new Promise<void>(resolve => void listening.listen(0, '127.0.0.1', resolve));
    endpoint = `http://localhost:${(listening.address() as AddressInfo).port}/assent/`;
    server = await createAssentServer({
      database: 'sqlite::memory:',
      now: clock.now,
      sites: [
        {
          id: 'cloud',
          publishableKey: 'pk_cloud',
          secretKeys: [SECRET],
          origins: ['https://cloud.example'],
          minimumNoticeDays: 15,
          notices: {endpoint, mail: {smtp: mail.url, from: 'Cloud <terms@cloud.example>'}},
        },
      ],
    });
    listening.on('request', toNodeHandler(server));
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    listening.closeAllConnections();
    await new Promise(resolve => listening.close(resolve));
    await server.close();
    await mail.close();
  });

  const admin = async (path: string, body?: unknown): Promise<{status: number; json: any}> => {
    const headers = {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'};
    const response = await fetch(`${endpoint}v1/${path}`, body === undefined ? {headers} : {method: 'POST', headers, body: JSON.stringify(body)});
    return {status: response.status, json: await response.json()};
  };
  const publish = (version: string, source: string, more: object = {}) =>
    admin('publications', {document: DOCUMENT, version, texts: [{locale: 'en', source}], ...more});

  /** A person with a device of their own. */
  class Person {
    readonly id = crypto.randomUUID();
    readonly name = `anon:${this.id}`;
    readonly address = `${this.id.slice(0, 8)}@mail.example`;

    async get<T>(path: string): Promise<T> {
      const response = await fetch(`${endpoint}v1/${path}?site=pk_cloud`, {headers: {'assent-subject': this.id}});
      return (await response.json()) as T;
    }

    async agreement(): Promise<Agreement> {
      return (await this.get<Agreements>('agreements')).agreements[0]!;
    }

    /** Writes a record as a device does, to be sent now or later. */
    async write(type: RecordBody['type'], version: string, more: Partial<RecordBody> = {}): Promise<RecordBody> {
      const {site, subject, presentation, agreements} = await this.get<Agreements>('agreements');
      const {text} = agreements[0]!.offers.find(offer => offer.version === version)!;
      const document = {id: DOCUMENT, version, locale: text.locale, hash: text.hash};
      return {v: 1, id: uuid7(clock.now().getTime()), type, site, subject, document, presentation, made: {by: 'ui', trusted: true}, at: clock.now().toISOString(), ...more};
    }

    async send(record: RecordBody): Promise<void> {
      const response = await fetch(`${endpoint}v1/records?site=pk_cloud`, {
        method: 'POST',
        headers: {'assent-subject': this.id, 'content-type': 'application/json'},
        body: JSON.stringify({records: [{record}]}),
      });
      const {results} = (await response.json()) as {results: {status: string}[]};
      assert.equal(results[0]?.status, 'recorded', JSON.stringify(results));
    }

    async act(type: RecordBody['type'], version: string, more: Partial<RecordBody> = {}): Promise<RecordBody> {
      const record = await this.write(type, version, more);
      await this.send(record);
      return record;
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
        prev = await hashBytes(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
        types.push(`${check.entry.type} ${check.entry.document.version} (${check.entry.via})`);
      }
      return types;
    }
  }

  const [byMail, inBanner, byUse, refusing, silent] = [new Person(), new Person(), new Person(), new Person(), new Person()];
  const everyone = [byMail, inBanner, byUse, refusing, silent];
  const notice = (summary: string): Partial<RecordBody> => ({
    notice: {channel: 'banner', announcedAt: '2026-02-01T09:00:00.000Z', effectiveAt: '2026-02-16T09:00:00.000Z', summary},
    shown: {mode: 'banner', endReached: false, openMs: 6_000},
  });

  it('begins with version 1, which five people accept', async () => {
    assert.equal((await publish('1', FIRST)).status, 201);
    for (const person of everyone) {
      assert.equal((await person.agreement()).status, 'none');
      await person.act('accept', '1');
      assert.equal((await person.agreement()).status, 'current');
    }
  });

  it('refuses version 2 for 7 days ahead, announces it for 15, and tells whom it asks', async () => {
    clock.set('2026-02-01T09:00:00Z');
    const change = {summary: {en: 'Recordings are kept for 30 days.'}, assent: 'continued-use', declineUntil: '2026-03-31T00:00:00.000Z'};
    const soon = await publish('2', SECOND, {...change, effectiveAt: '2026-02-08T09:00:00Z'});
    assert.equal(soon.json.type, 'urn:assent:problem:notice_too_short');
    const effectiveAt = soon.json.errors[0].message as string;
    assert.equal(effectiveAt, '2026-02-16T09:00:00.000Z');
    const preview = await admin('publications?dryRun=true', {document: DOCUMENT, version: '2', texts: [{locale: 'en', source: SECOND}], ...change, effectiveAt});
    assert.deepEqual(preview.json.asked, {people: 5, by: effectiveAt});
    assert.equal((await publish('2', SECOND, {...change, effectiveAt})).status, 201);
    for (const person of everyone) assert.equal((await person.agreement()).status, 'notice', 'nothing is blocked');
  });

  it('sends the change by mail; one person reads it and agrees on the page behind its link', async () => {
    const recipients = everyone.map(({name, address}) => ({subject: name, channel: 'mail', address, locale: 'en'}));
    assert.deepEqual((await admin('admin/notices', {publication: `${DOCUMENT}@2`, recipients})).json, {added: 15});
    const {text} = await mail.received(byMail.address);
    assert.match(text!, /Recordings are kept for 30 days\./);
    // An answer stops what was not sent yet: these two answer after their mail.
    for (const {address} of [inBanner, refusing]) await mail.received(address);
    const page = await browser.open(/http:\/\/localhost\S+\/v1\/links\/\S+/.exec(text!)![0]);
    assert.equal(await page.locator('h1').textContent(), 'Terms of service');
    assert.equal((await byMail.agreement()).status, 'notice', 'opening it is no answer');
    const [agree, decline] = await Promise.all(['Agree', 'Decline'].map(name => page.getByRole('button', {name}).boundingBox()));
    assert.deepEqual([agree?.width, agree?.height], [decline?.width, decline?.height], 'of equal weight');
    await page.getByRole('button', {name: 'Agree'}).click();
    await page.getByRole('heading', {name: 'You accepted Terms of service, version 2.'}).waitFor();
    await page.goBack();
    await page.reload();
    assert.equal(await page.getByRole('button').count(), 0, 'the link works once');
    assert.equal((await byMail.agreement()).status, 'current');
    assert.deepEqual(browser.violations, []);
  });

  it('is accepted in the banner by one, declined by one, and shown to one', async () => {
    await inBanner.act('notice', '2', notice('Recordings are kept for 30 days.'));
    await inBanner.act('accept', '2', {shown: {mode: 'banner', statement: 'By choosing “Agree” you accept.', button: 'Agree', endReached: true, openMs: 60_000}});
    await refusing.act('decline', '2');
    await byUse.act('notice', '2', notice('Recordings are kept for 30 days.'));
    assert.equal((await inBanner.agreement()).status, 'current');
    assert.equal((await refusing.agreement()).status, 'current', 'the old terms go on');
    assert.equal((await byUse.agreement()).status, 'notice');
  });

  it('reminds those who have not answered', async () => {
    clock.set('2026-02-09T09:00:00Z');
    for (const person of [byUse, silent]) {
      await mail.received(person.address);
      assert.match((await mail.received(person.address)).subject!, /^Reminder/);
    }
    clock.set('2026-02-14T09:00:00Z');
    assert.match((await mail.received(silent.address)).subject!, /^Reminder/);
    const {notices} = (await admin(`admin/notices?about=publication:${DOCUMENT}@2`)).json as {notices: {subject: string; kind: string; state: string}[]};
    const {subject} = await byMail.get<Agreements>('agreements');
    assert.ok(notices.filter(one => one.subject === subject && one.kind !== 'first').every(({state}) => state === 'stopped'), 'stopped by the answer');
  });

  it('takes going on after the date as acceptance from the one who was shown the notice', async () => {
    clock.set('2026-02-17T09:00:00Z');
    const shown = (await byUse.agreement()).acts.find(({type}: Act) => type === 'notice')!;
    const use = {notice: shown.id, noticedAt: shown.at, effectiveAt: '2026-02-16T09:00:00.000Z', usedAt: clock.now().toISOString(), what: 'Joined a room'};
    await byUse.act('continue', '2', {use, shown: {mode: 'banner', statement: 'If you go on, you accept.', button: 'Decline', endReached: false, openMs: 0}});
    assert.equal((await byUse.agreement()).status, 'current');
  });

  it('leaves five different records and statuses, each of them proved', async () => {
    clock.set('2026-04-01T00:00:00Z');
    const seen = await Promise.all(everyone.map(async person => [(await person.agreement()).status, (await person.chain()).slice(1)]));
    assert.deepEqual(seen, [
      ['current', ['accept 2 (link)']],
      ['current', ['notice 2 (anonymous)', 'accept 2 (anonymous)']],
      ['current', ['notice 2 (anonymous)', 'continue 2 (anonymous)']],
      ['declined', ['decline 2 (anonymous)']],
      ['notice', []],
    ]);
    const {asked, accepted, continued, declined, waiting, notified} = (await admin(`admin/publications/${DOCUMENT}@2/progress`)).json as Progress;
    assert.deepEqual({asked, accepted, continued, declined, waiting, notified}, {asked: 5, accepted: 2, continued: 1, declined: 1, waiting: 1, notified: {web: 2, mail: 5}});
  });

  it('restricts one with reasons; the appeal that was written offline is upheld, and lifts it at once', async () => {
    const made = await admin('admin/restrictions', {
      subject: byUse.name,
      kind: 'suspend',
      scope: ['recording'],
      facts: 'Recordings of others were published on 30 March 2026.',
      clause: {document: DOCUMENT, anchor: '1'},
      automated: {detection: true, decision: false},
      by: 'trust-and-safety',
    });
    assert.equal(made.status, 201, JSON.stringify(made.json));
    const {site, subject, presentation, restrictions} = await byUse.get<Standing>('standing');
    const proof = new TextEncoder().encode('A letter that permits it.');
    const attachment = {hash: await hashBytes(proof), type: 'text/plain' as const, bytes: proof.length, name: 'Permission'};
    const id = uuid7(clock.now().getTime());
    const written: RecordBody = {
      v: 1,
      id,
      type: 'appeal',
      site,
      subject,
      document: restrictions[0]!.document,
      presentation,
      appeal: {restriction: restrictions[0]!.id, statement: 'They had permitted it.', attachments: [attachment]},
      made: {by: 'ui', trusted: true},
      at: clock.now().toISOString(),
    };
    const reference = appealReference(id);
    clock.addDays(3); // back online

    await byUse.send(written);
    const sent = await fetch(`${endpoint}v1/attachments?site=pk_cloud`, {method: 'POST', headers: {'assent-subject': byUse.id, 'content-type': 'text/plain'}, body: proof});
    assert.equal(sent.status, 201);
    const [restriction] = (await byUse.get<Standing>('standing')).restrictions;
    assert.equal(restriction?.appeals[0]?.reference, reference);
    assert.equal(restriction?.appeals[0]?.attachments[0]?.received, true);

    await admin(`admin/appeals/${id}/review`, {status: 'under_review', by: 'appeals-board'});
    await admin(`admin/appeals/${id}/review`, {status: 'upheld', reasons: 'The permission is genuine.', by: 'appeals-board'});
    assert.equal((await byUse.get<Standing>('standing')).restrictions[0]?.state, 'lifted');
    assert.deepEqual((await byUse.chain()).slice(3), [
      'restrict 2 (operator)',
      'appeal 2 (anonymous)',
      'review 2 (operator)',
      'review 2 (operator)',
      'lift 2 (operator)',
    ]);
  });
});
