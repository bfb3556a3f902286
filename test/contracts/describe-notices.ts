import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Agreement} from '../../src/protocol/agreement.js';
import type {NoticeView} from '../../src/protocol/notice.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import type {SiteOptions} from '../../src/server/sites/sites.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {openMailServer, type MailServer} from './open-mail-server.js';
import {codeOf, openServer, receiptOf, refusalOf, SITE, TERMS, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';
import {until} from './until.js';

const SECOND = `${TERMS}\n3. <script>alert(1)</script> Prices may rise.\n`;
const SECOND_ZH = '# 使用条款\n\n1. 您可以使用本服务。\n\n2. 我们可以变更本条款。\n\n3. 价格可能上调。\n';

/** What holds of notices by mail whatever database keeps them. */
export function describeNotices(name: string, places: Places): void {
  describe(`notices by mail in ${name}`, () => {
    let clock: MovingClock;
    let url: string;
    let keys: ServerKeys;
    let database: Database;
    let site: SiteOptions;
    let mail: MailServer;
    let host: TestServer;

    before(async () => {
      clock = movingClock('2026-03-01T00:00:00Z');
      await places.open();
      url = await places.make();
      keys = await createKeys();
      database = await openDatabase(url);
      mail = await openMailServer();
      site = {...SITE, notices: {endpoint: 'https://api.example/assent/', mail: {smtp: mail.url, from: 'Shop <terms@shop.example>'}, linkDays: 60}};
      host = await openServer({
        database,
        keys,
        now: clock.now,
        sites: [site],
      });
      await host.publish({});
      clock.set('2026-03-02T00:00:00Z');
      const answer = await host.publish({
        version: '2',
        texts: [{locale: 'en', source: SECOND}, {locale: 'zh-CN', source: SECOND_ZH}],
        summary: {en: 'Prices may rise.', 'zh-CN': '价格可能上调。'},
        effectiveAt: '2026-03-20T00:00:00Z',
        declineUntil: '2026-06-01T00:00:00Z',
      });
      assert.equal(answer.status, 201, answer.text);
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
      await mail.close();
    });

    const customer = async (): Promise<{visitor: Visitor; name: string; address: string}> => {
      const id = crypto.randomUUID();
      const visitor = host.visitor({id});
      const {offers} = await agreement(visitor);
      const {version, text} = offers[0]!;
      receiptOf((await visitor.results([await visitor.record({document: {id: 'terms-of-use', version, locale: text.locale, hash: text.hash}})]))[0]);
      return {visitor, name: `anon:${id}`, address: `${id.slice(0, 8)}@mail.example`};
    };
    const agreement = async (visitor: Visitor): Promise<Agreement> => (await visitor.agreements()).agreements[0]!;
    const tell = (recipients: object[], about: object = {publication: 'terms-of-use@2'}) => host.admin('notices', {...about, recipients});
    const ledger = async (subject: string): Promise<NoticeView[]> => {
      const {notices} = (await host.admin(`notices?about=${encodeURIComponent('publication:terms-of-use@2')}`)).json() as {notices: NoticeView[]};
      const order = ['first', '7-days', '2-days'];
      return notices.filter(notice => notice.subject === subject).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    };
    const open = (link: string, init?: RequestInit) => host.call(link.replace('https://api.example/assent/', ''), init);
    const press = (link: string, action: string, accept = 'application/json') =>
      open(link, {method: 'POST', headers: {'content-type': 'application/x-www-form-urlencoded', accept, origin: 'null'}, body: `action=${action}`});
    /** The link in the mail that has arrived for an address. */
    const linkTo = async (address: string): Promise<string> => /https:\/\/api\.example\/assent\/v1\/links\/\S+/.exec((await mail.received(address)).text ?? '')![0];

    it('sends the change in the person’s language, with the whole text and a copy to keep', async () => {
      const {name, address} = await customer();
      assert.deepEqual((await tell([{subject: name, channel: 'mail', address, locale: 'zh-CN'}])).json(), {added: 3});
      const received = await mail.received(address);
      assert.match(received.subject!, /《使用条款》将于2026年3月20日/);
      assert.match(received.text!, /价格可能上调。/);
      assert.match(received.text!, /您可以使用本服务。/);
      assert.equal(received.from?.text, '"Shop" <terms@shop.example>');
      assert.equal(received.headers.get('auto-submitted'), 'auto-generated');
      assert.match(received.text!, /全文见附件及下文/);
      const [copy] = received.attachments;
      assert.equal(copy?.filename, 'terms-of-use-2.txt');
      assert.match(copy!.content.toString('utf8'), /3\. 价格可能上调。/);
    });

    it('keeps a ledger, and forgets the address', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      await mail.received(address);
      const {subject} = await visitor.agreements();
      const sent = await until(async () => (await ledger(subject)).find(({state}) => state === 'sent'));
      assert.equal(sent.kind, 'first');
      assert.match(sent.reference!, /^<[0-9a-f-]{36}@shop\.example>$/);
      assert.match(sent.words!, /^sha256:/);
      assert.deepEqual((await ledger(subject)).map(({kind, state}) => [kind, state]).slice(1), [['7-days', 'waiting'], ['2-days', 'waiting']]);
      assert.deepEqual((await tell([{subject: name, channel: 'mail', address}])).json(), {added: 0}, 'nobody gets the same twice');
      const rows = await database.query<{id: string; address: string | null}>('SELECT id, address FROM assent_notices');
      assert.equal(rows.find(({id}) => id === sent.id)?.address, null);
      assert.ok(!rows.some(row => row.address?.includes('mail.example')), 'sealed while it waits');
      const progress = (await host.admin('publications/terms-of-use@2/progress')).json();
      assert.ok(progress.notified.mail >= 1);
    });

    it('accepts by the link in the mail, once, without a session', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      const page = await open(link);
      assert.equal(page.status, 200);
      assert.match(page.headers.get('content-type')!, /text\/html/);
      assert.match(page.text, /Prices may rise\./);
      assert.ok(!page.text.includes('<script>'), 'terms are text');
      assert.equal((await agreement(visitor)).status, 'notice', 'opening it records nothing: mail systems do');
      const answer = await press(link, 'accept');
      assert.equal(answer.status, 200, answer.text);
      const {status, acts} = await agreement(visitor);
      assert.equal(status, 'current');
      assert.equal(acts.at(-1)?.version, '2');
      const {receipt} = (await visitor.get(`v1/receipts/${acts.at(-1)!.id}`)).json();
      assert.equal(JSON.parse(Buffer.from(receipt.split('.')[1], 'base64url').toString()).via, 'link');
      assert.equal(codeOf((await press(link, 'decline')).json()), 'link_used');
      assert.match((await open(link)).text, /You accepted/);
      assert.match((await press(link, 'accept', 'text/html')).text, /<h1>Answered already<\/h1>/);
      const chinese = {accept: 'text/html', 'accept-language': 'zh-CN,zh;q=0.9', 'content-type': 'application/x-www-form-urlencoded'};
      assert.match((await open(link, {method: 'POST', headers: chinese, body: 'action=accept'})).text, /<h1>已经答复<\/h1>/);
    });

    it('lets only one of two presses at once through', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      const answers = await Promise.all([press(link, 'accept'), press(link, 'decline'), press(link, 'accept')]);
      assert.deepEqual(answers.map(({status}) => status).sort(), [200, 409, 409]);
      assert.equal((await agreement(visitor)).acts.filter(({version}) => version === '2').length, 1);
    });

    it('sends each notice once, however many processes look for it', async () => {
      const others = await Promise.all([1, 2].map(() => openServer({database: url, keys, now: clock.now, sites: [site]})));
      const many = await Promise.all(Array.from({length: 12}, customer));
      await tell(many.map(({name, address}) => ({subject: name, channel: 'mail', address})));
      for (const {address} of many) await mail.received(address);
      await new Promise(resolve => setTimeout(resolve, 1500));
      for (const {address} of many) assert.equal(mail.waiting(address), 0, 'one mail');
      assert.deepEqual(others.flatMap(({errors}) => errors), []);
      await Promise.all(others.map(({server}) => server.close()));
    });

    it('declines by the link, and the old terms go on', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const answer = await press(await linkTo(address), 'decline');
      assert.match(answer.text, /You declined/);
      assert.equal((await agreement(visitor)).status, 'current');
      assert.equal((await agreement(visitor)).acts.at(-1)?.type, 'decline');
    });

    it('says in the record when the text was offered, however late the link is pressed', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      const offered = clock.now().toISOString();
      clock.addDays(1);
      assert.equal((await press(link, 'accept')).status, 200);
      const {receipt} = (await visitor.get(`v1/receipts/${(await agreement(visitor)).acts.at(-1)!.id}`)).json();
      const {presentedAt, claimedAt} = JSON.parse(Buffer.from(receipt.split('.')[1], 'base64url').toString());
      assert.deepEqual([presentedAt, claimedAt], [offered, clock.now().toISOString()]);
      clock.addDays(-1);
    });

    it('takes no answer by a link where there is one already, by whatever way', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      receiptOf(await answer(visitor, 'decline', '2'));
      assert.equal(codeOf((await press(link, 'accept')).json()), 'link_used');
      assert.equal((await agreement(visitor)).acts.at(-1)?.type, 'decline');
    });

    it('takes no answer from, and sends nothing more to, somebody who was erased', async () => {
      const {visitor, name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      const {subject} = await visitor.agreements();
      await until(async () => (await ledger(subject)).some(({state}) => state === 'sent'));
      assert.equal((await host.admin('erasures', {subject, by: 'privacy'})).status, 201);
      assert.equal(codeOf((await press(link, 'accept')).json()), 'link_invalid');
      assert.deepEqual((await ledger(subject)).map(({state}) => state), ['sent', 'stopped', 'stopped']);
    });

    it('refuses links that are forged, cut short or expired', async () => {
      const {name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      assert.equal(codeOf((await press(link.slice(0, -4), 'accept')).json()), 'link_invalid');
      assert.equal(codeOf((await press(link.replace(/links\/\w{5}/, 'links/eyJhc'), 'accept')).json()), 'link_invalid');
      assert.equal(codeOf((await press(link, 'maybe')).json()), 'invalid_message');
      clock.addDays(61);
      assert.equal(codeOf((await press(link, 'accept')).json()), 'link_expired');
      clock.addDays(-61);
      assert.equal((await press(link, 'accept')).status, 200, 'nothing was lost by it');
    });

    it('says that no channel serves, and that a person is not known', async () => {
      const {name} = await customer();
      assert.equal(codeOf((await tell([{subject: name, channel: 'sms', address: '+49 30 1'}])).json()), 'channel_unavailable');
      assert.equal((await tell([{subject: `s_${'x'.repeat(43)}`, channel: 'mail', address: 'a@b.example'}])).status, 404);
      assert.equal((await tell([{subject: name, channel: 'mail', address: 'a@b.example'}], {publication: 'terms-of-use@9'})).status, 404);
      for (const address of ['nowhere', 'a@b.example, c@d.example', 'A <a@b.example>', 'a@b.example\nBcc: c@d.example']) {
        assert.equal(codeOf((await tell([{subject: name, channel: 'mail', address}])).json()), 'invalid_message', address);
      }
      assert.equal(codeOf((await tell([{subject: name, channel: 'mail', address: 'a@b.example'}], {})).json()), 'invalid_message');
    });

    it('tries again when the mail server is away, and gives up when it refuses for good', async () => {
      const [away, refused] = await Promise.all([customer(), customer()]);
      mail.answer(away.address, 451);
      mail.answer(refused.address, 550);
      await tell([away, refused].map(({name, address}) => ({subject: name, channel: 'mail', address})));
      const [one, two] = await Promise.all([away.visitor.agreements(), refused.visitor.agreements()]);
      const failed = await until(async () => (await ledger(two.subject)).find(({state}) => state === 'failed'));
      assert.match(failed.reason!, /550/);
      const waiting = await until(async () => (await ledger(one.subject)).find(({reason}) => reason));
      assert.equal(waiting.state, 'waiting');
      mail.answer(away.address, 250);
      clock.set(waiting.dueAt);
      await mail.received(away.address);
    });

    it('tries again where an address does not open, and sends the others meanwhile', async () => {
      const [broken, other] = await Promise.all([customer(), customer()]);
      mail.answer(broken.address, 451);
      await tell([{subject: broken.name, channel: 'mail', address: broken.address}]);
      const {subject} = await broken.visitor.agreements();
      const {id} = await until(async () => (await ledger(subject)).find(({reason}) => reason));
      const [row] = await database.query<{address: string}>('SELECT address FROM assent_notices WHERE id = $1', [id]);
      const seal = (address: string) => database.query('UPDATE assent_notices SET address = $1 WHERE id = $2', [address, id]);
      await seal(row!.address.split('.').reverse().join('.'));
      mail.answer(broken.address, 250);
      await tell([{subject: other.name, channel: 'mail', address: other.address}]);
      clock.addDays(1);
      await mail.received(other.address);
      const waiting = await until(async () => (await ledger(subject)).find(({reason}) => /does not open/.test(reason ?? '')));
      assert.equal(waiting.state, 'waiting');
      await seal(row!.address);
      clock.addDays(1);
      await mail.received(broken.address);
    });

    it('takes the provider’s report as proof that going on can rest on', async () => {
      const {visitor, name, address} = await customer();
      await host.publish({version: '3', texts: [{locale: 'en', source: `${SECOND}\n4. Use means yes.\n`}], effectiveAt: '2026-04-20T00:00:00Z', assent: 'continued-use'});
      await tell([{subject: name, channel: 'mail', address}], {publication: 'terms-of-use@3'});
      await mail.received(address);
      const {subject} = await visitor.agreements();
      assert.deepEqual((await host.admin('publications/terms-of-use@3/progress')).json().notified.web, 0);
      const {notices} = (await host.admin(`notices?about=${encodeURIComponent('publication:terms-of-use@3')}`)).json() as {notices: NoticeView[]};
      const {id} = notices.find(notice => notice.subject === subject && notice.kind === 'first')!;
      await host.admin(`notices/${id}/deliveries`, {state: 'sent'});
      assert.ok(!(await agreement(visitor)).acts.some(({type}) => type === 'notice'), 'that it was sent proves nothing');
      const report = await host.admin(`notices/${id}/deliveries`, {state: 'delivered', reference: 'provider-77'});
      assert.equal(report.json().state, 'delivered');
      assert.equal((await host.admin(`notices/${id}/deliveries`, {state: 'shown'})).json().state, 'shown');
      assert.equal((await host.admin(`notices/${id}/deliveries`, {state: 'sent'})).json().state, 'shown', 'a late report undoes nothing');
      assert.equal((await agreement(visitor)).acts.filter(({type}) => type === 'notice').length, 1, 'one record, however many reports');
      await answer(visitor, 'accept', '2');
      const start = clock.now().toISOString();
      clock.set('2026-04-21T00:00:00Z');
      const use = {notice: id, noticedAt: start, effectiveAt: '2026-04-20T00:00:00Z', usedAt: clock.now().toISOString(), what: 'Joined a room'};
      const shown = {mode: 'banner', statement: 'If you go on, you accept.', button: 'Decline', endReached: false, openMs: 0};
      assert.equal(refusalOf(await answer(visitor, 'continue', '3', {shown, use: {...use, notice: uuid7(5)}})), 'notice_missing');
      receiptOf(await answer(visitor, 'continue', '3', {shown, use}));
      assert.equal((await agreement(visitor)).status, 'current');
      clock.set(start);
      assert.equal((await host.admin(`notices/${uuid7(1)}/deliveries`, {state: 'delivered'})).status, 404);
    });

    it('reminds 7 and 2 days before, and stops at an answer or a withdrawal', async () => {
      const [silent, quick, gone] = await Promise.all([customer(), customer(), customer()]);
      await tell([silent, quick, gone].map(({name, address}) => ({subject: name, channel: 'mail', address})));
      await Promise.all([silent, quick, gone].map(({address}) => mail.received(address)));
      await answer(quick.visitor, 'accept', '2');
      receiptOf(await answer(gone.visitor, 'withdraw', '1'));
      clock.set('2026-03-13T00:00:00Z');
      assert.match((await mail.received(silent.address)).subject!, /^Reminder: Terms of use changes/);
      clock.set('2026-03-18T00:00:00Z');
      assert.match((await mail.received(silent.address)).subject!, /^Reminder/);
      for (const {visitor} of [quick, gone]) {
        const {subject} = await visitor.agreements();
        await until(async () => (await ledger(subject)).every(({state}) => state !== 'waiting'));
        assert.deepEqual((await ledger(subject)).map(({state}) => state), ['sent', 'stopped', 'stopped']);
      }

      const {name, address} = await customer();
      await tell([{subject: name, channel: 'mail', address}]);
      const link = await linkTo(address);
      const waiting = await customer();
      clock.set('2026-03-10T00:00:00Z');
      await tell([{subject: waiting.name, channel: 'mail', address: waiting.address}]);
      await mail.received(waiting.address);
      await host.admin('publications/terms-of-use@2/withdraw', {});
      assert.equal(codeOf((await press(link, 'accept')).json()), 'link_expired');
      assert.deepEqual((await ledger((await waiting.visitor.agreements()).subject)).map(({state}) => state), ['sent', 'stopped', 'stopped']);
    });

    it('tells of a restriction with its reasons, and of its lifting', async () => {
      const {name, address} = await customer();
      const made = await host.admin('restrictions', {
        subject: name, kind: 'freeze', scope: ['payments'], facts: 'Three chargebacks in a week.',
        clause: {document: 'terms-of-use', anchor: '2'}, automated: {detection: true, decision: true}, by: 'risk',
      });
      const {id} = made.json();
      await tell([{subject: name, channel: 'mail', address}], {restriction: id});
      const {text} = await mail.received(address);
      assert.match(text!, /frozen \(payments\)/);
      assert.match(text!, /Three chargebacks in a week\./);
      const {notices: [told]} = (await host.admin(`notices?about=${encodeURIComponent(`restriction:${id}`)}`)).json() as {notices: NoticeView[]};
      assert.equal((await host.admin(`notices/${told!.id}/deliveries`, {state: 'delivered'})).json().state, 'delivered');
      const notes = await database.query("SELECT id FROM assent_records WHERE subject = $1 AND type = 'notice'", [told!.subject]);
      assert.deepEqual(notes, [], 'it is no notice of a change');
      assert.match(text!, /We may change it\./, 'the clause itself');
      assert.match(text!, /by automated means/);
      assert.equal(codeOf((await tell([{subject: (await customer()).name, channel: 'mail', address}], {restriction: id})).json()), 'subject_mismatch');
      await host.admin(`restrictions/${id}/lift`, {reasons: 'They were a bank’s mistake.', by: 'risk'});
      assert.match((await mail.received(address)).text!, /was lifted[\s\S]*bank’s mistake/, 'with nobody having asked for it');
      assert.deepEqual((await tell([{subject: name, channel: 'mail', address}], {restriction: id})).json(), {added: 0}, 'nobody gets the same twice');
      const rows = await database.query<{address: string | null}>('SELECT address FROM assent_notices WHERE about = $1', [`lifting:${id}`]);
      assert.deepEqual(rows.map(row => row.address), [null], 'and the address is forgotten');
    });

    async function answer(visitor: Visitor, type: 'accept' | 'decline' | 'withdraw' | 'continue', version: string, more: object = {}) {
      const offer = (await agreement(visitor)).offers.find(one => one.version === version)!;
      const document = {id: 'terms-of-use', version, locale: offer.text.locale, hash: offer.text.hash};
      return (await visitor.results([await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString(), type, document, ...more})]))[0]!;
    }
  });
}
