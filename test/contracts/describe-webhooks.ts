import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {Webhook} from 'standardwebhooks';
import type {NoticeView} from '../../src/protocol/notice.js';
import type {Standing} from '../../src/protocol/standing.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {webhookHeaders} from '../../src/server/webhooks/webhook-signature.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {codeOf, openServer, receiptOf, SITE, TERMS, type TestServer} from './open-server.js';
import {openWebhookEndpoint, type WebhookEndpoint} from './open-webhook-endpoint.js';
import type {Places} from './places.js';
import {until} from './until.js';

const WEBHOOK_SECRET = `whsec_${btoa('0123456789abcdef0123456789abcdef')}`;

interface Told {
  id: string;
  type: string;
  data: any;
}

/** What holds of webhooks whatever database keeps them. */
export function describeWebhooks(name: string, places: Places): void {
  describe(`webhooks in ${name}`, () => {
    let clock: MovingClock;
    let database: Database;
    let endpoint: WebhookEndpoint;
    let host: TestServer;

    before(async () => {
      clock = movingClock(new Date().toISOString());
      await places.open();
      database = await openDatabase(await places.make());
      endpoint = await openWebhookEndpoint();
      host = await openServer({
        database,
        keys: await createKeys(),
        now: clock.now,
        sites: [{...SITE, webhooks: [{url: endpoint.url, secret: WEBHOOK_SECRET}]}],
      });
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
      await endpoint.close();
    });

    /** Messages of a type that came so far, as the reference library reads them. */
    const told = (type: string): Told[] =>
      endpoint.received
        .map(({headers, body}) => ({id: headers['webhook-id']!, ...JSON.parse(body)}) as Told)
        .filter(one => one.type === type);
    const waiting = async (): Promise<{id: string; type: string; reason?: string}[]> => (await host.admin('webhooks?state=waiting')).json().webhooks;
    const hear = (type: string, count = 1) => until(() => told(type).length >= count && told(type));

    it('are signed so that the reference library verifies them', async () => {
      await host.publish({});
      await hear('publication.announced');
      const {headers, body} = endpoint.received[0]!;
      const verified = new Webhook(WEBHOOK_SECRET).verify(body, headers) as {type: string; data: {version: string}};
      assert.equal(verified.type, 'publication.announced');
      assert.equal(verified.data.version, '1');
      assert.throws(() => new Webhook(WEBHOOK_SECRET).verify(body.replace('"1"', '"2"'), headers));
    });

    it('have the signature of the standard’s own example', async () => {
      const headers = await webhookHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        body: '{"test": 2432232314}',
        now: new Date(1614265330_000),
      });
      assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    });

    it('come again until they are taken, under the same id', async () => {
      endpoint.status = 503;
      const before = told('publication.withdrawn').length;
      await host.publish({version: '2', texts: [{locale: 'en', source: `${TERMS}\n3. More.\n`}], effectiveAt: later(clock, 30)});
      await host.admin('publications/terms-of-use@2/withdraw', {});
      await hear('publication.withdrawn', before + 1);
      endpoint.status = 204;
      await new Promise(resolve => setTimeout(resolve, 1500));
      assert.equal(told('publication.withdrawn').length, before + 1, 'not before its pause');
      clock.set(new Date(clock.now().getTime() + 6_000).toISOString());
      const [one, two] = await hear('publication.withdrawn', before + 2);
      assert.equal(one?.id, two?.id);
      // The announcement comes again as well, and has to be taken before another test refuses it.
      await until(async () => (await waiting()).length === 0);
    });

    it('are dead after the last try, and can be replayed', async () => {
      endpoint.status = 500;
      await host.publish({version: '3', texts: [{locale: 'en', source: `${TERMS}\n3. Much more.\n`}], effectiveAt: later(clock, 40)});
      const announced = () => told('publication.announced').filter(({data}) => data.version === '3');
      const dead = await until(async () => {
        clock.addDays(2);
        return (await host.admin('webhooks?state=dead')).json().webhooks.find((one: {type: string}) => one.type === 'publication.announced');
      });
      assert.equal(announced().length, 10);
      assert.equal(dead.attempts, 10);
      assert.match(dead.reason, /500/);
      endpoint.status = 200;
      assert.deepEqual((await host.admin(`webhooks/${dead.id}/replay`, {})).json(), {replayed: 1});
      await until(() => announced().length === 11);
      await until(async () => (await host.admin('webhooks?state=dead')).json().webhooks.length === 0);
      assert.equal((await host.admin('webhooks/msg_nothing/replay', {})).status, 404);
      assert.equal(codeOf((await host.admin('webhooks?state=odd')).json()), 'invalid_message');
    });

    it('stop at once when the endpoint says that it is gone', async () => {
      endpoint.status = 410;
      await host.publish({version: '4', texts: [{locale: 'en', source: `${TERMS}\n4. Else.\n`}], effectiveAt: later(clock, 50)});
      await until(async () => (await host.admin('webhooks?state=dead')).json().webhooks.length === 1);
      endpoint.status = 204;
    });

    it('carry notices to the provider; what it takes is sent, and what it reports is in the ledger', async () => {
      const id = crypto.randomUUID();
      const visitor = host.visitor({id});
      const record = await visitor.record({document: undefined as never});
      const {offers} = (await visitor.agreements()).agreements[0]!;
      const {version, text} = offers[0]!;
      receiptOf((await visitor.results([{...record, document: {id: 'terms-of-use', version, locale: text.locale, hash: text.hash}}]))[0]);
      assert.deepEqual((await host.admin('notices', {publication: 'terms-of-use@4', recipients: [{subject: `anon:${id}`, channel: 'sms', address: '+49 30 123456'}]})).json(), {added: 3});
      const [due] = await hear('notice.due');
      assert.equal(due?.data.address, '+49 30 123456');
      assert.equal(due?.data.channel, 'sms');
      assert.match(due?.data.words.subject, /^Terms of use changes on/);
      // What goes to the provider has no file with it.
      assert.match(due?.data.words.text, /The whole of version 4 follows here, for you to keep/);
      const sent = await until(async () => {
        const notice = (await host.admin(`notices/${due!.data.notice}`)).json() as NoticeView;
        return notice.state === 'sent' && notice;
      });
      assert.match(sent.words!, /^sha256:/);
      const shown = (await host.admin(`notices/${sent.id}/deliveries`, {state: 'failed', reason: 'No such number.'})).json() as NoticeView;
      assert.equal(shown.state, 'failed');
      const stored = await database.query<{sealed: string}>('SELECT sealed FROM assent_webhooks');
      assert.ok(!stored.some(({sealed}) => sealed.includes('123456') || sealed.split('.').some(part => atob(part).includes('123456'))), 'sealed');
    });

    it('that were dead and are replayed carry a notice after all, and the ledger says so', async () => {
      const {name} = host.person();
      endpoint.status = 410;
      await host.admin('notices', {publication: 'terms-of-use@4', recipients: [{subject: name, channel: 'sms', address: '+49 30 654321'}]});
      const [, due] = await hear('notice.due', 2);
      const notice = async () => (await host.admin(`notices/${due!.data.notice}`)).json() as NoticeView;
      const failed = await until(async () => (await notice()).state === 'failed' && notice());
      assert.match(failed.reason!, /410/);
      endpoint.status = 204;
      await host.admin(`webhooks/${due!.id}/replay`, {});
      const sent = await until(async () => (await notice()).state === 'sent' && notice());
      assert.deepEqual([sent.failedAt, sent.reason], [undefined, undefined]);
      await host.admin(`notices/${sent.id}/deliveries`, {state: 'failed', reason: 'No such number.'});
      assert.equal((await host.admin(`notices/${sent.id}/deliveries`, {state: 'sent'})).json().state, 'failed', 'a late report undoes nothing');
    });

    it('that nobody listens to any more leave a notice to be tried again, and not as on its way', async () => {
      const url = await places.make();
      const [open, keys] = [await openDatabase(url), await createKeys()];
      const options = {database: open, keys, now: clock.now};
      const before = await openServer({...options, log: {sequencer: false}, sites: [{...SITE, webhooks: [{url: endpoint.url, secret: WEBHOOK_SECRET}]}]});
      await before.publish({});
      await before.publish({version: '2', texts: [{locale: 'en', source: `${TERMS}\n3. More.\n`}], effectiveAt: later(clock, 30)});
      // A reminder, so that nothing is due before the endpoint is gone.
      const {name} = before.person();
      await before.admin('notices', {publication: 'terms-of-use@2', recipients: [{subject: name, channel: 'letter', address: 'Ada, 1 Main Street'}]});
      await before.server.close();
      const after = await openServer({...options, log: {sequencer: false}});
      clock.addDays(24);
      const reminder = await until(async () => {
        const {notices} = (await after.admin('notices?about=publication:terms-of-use@2')).json() as {notices: NoticeView[]};
        return notices.find(one => one.kind === '7-days' && one.reason);
      });
      assert.deepEqual([reminder.state, reminder.reason], ['waiting', 'Nothing here sends by letter.']);
      assert.ok(Date.parse(reminder.dueAt) - clock.now().getTime() < 3_600_000, 'soon, and not in a month');
      await after.server.close();
      await open.close();
    });

    it('tell of restrictions and appeals, each once', async () => {
      const id = crypto.randomUUID();
      const visitor = host.visitor({id});
      const made = await host.admin('restrictions', {
        subject: `anon:${id}`, kind: 'limit', scope: ['chat'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'moderation',
      });
      assert.equal((await hear('restriction.made'))[0]?.data.id, made.json().id);
      const {site, subject, presentation, restrictions} = (await visitor.get('v1/standing')).json() as Standing;
      const record = {
        v: 1, id: uuid7(clock.now().getTime()), type: 'appeal', site, subject, document: restrictions[0]!.document, presentation,
        appeal: {restriction: restrictions[0]!.id, statement: 'I was quoting.', attachments: []}, made: {by: 'ui', trusted: true}, at: clock.now().toISOString(),
      };
      receiptOf((await visitor.results([record]))[0]);
      receiptOf((await visitor.results([record]))[0]);
      const [filed] = await hear('appeal.filed');
      assert.equal(filed?.data.id, record.id);
      await host.admin(`appeals/${record.id}/review`, {status: 'upheld', reasons: 'Indeed.', by: 'board'});
      await hear('appeal.decided');
      await hear('restriction.lifted');
      assert.equal(told('appeal.filed').length, 1);
    });

    it('that name a person who is erased are destroyed, and no others', async () => {
      const names = [crypto.randomUUID(), crypto.randomUUID()].map(id => `anon:${id}`);
      const ids: string[] = [];
      for (const subject of names) {
        const made = await host.admin('restrictions', {
          subject, kind: 'limit', scope: ['chat'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'moderation',
        });
        ids.push(`msg_${made.json().id}`);
      }
      const kept = async () => (await database.query<{id: string}>('SELECT id FROM assent_webhooks')).map(({id}) => id);
      await until(async () => (await waiting()).length === 0);
      assert.ok(ids.every(id => told('restriction.made').some(one => one.id === id)));
      assert.equal((await host.admin('erasures', {subject: names[0], by: 'privacy'})).status, 201);
      const left = await kept();
      assert.deepEqual(ids.map(id => left.includes(id)), [false, true]);
    });

    it('go to an endpoint that wants them, and to where it says, not where it leads', async () => {
      const inside = await openWebhookEndpoint();
      const leading = createServer((request, response) => void request.resume().on('end', () => response.writeHead(307, {location: inside.url}).end()));
      await new Promise<void>(resolve => void leading.listen(0, '127.0.0.1', resolve));
      const {port} = leading.address() as AddressInfo;
      const webhooks = [
        {url: inside.url, secret: WEBHOOK_SECRET, events: ['publication.withdrawn' as const]},
        {url: `http://127.0.0.1:${port}/hooks`, secret: WEBHOOK_SECRET, events: ['publication.announced' as const]},
      ];
      const own = await openServer({sites: [{...SITE, webhooks}]});
      await own.publish({});
      const waits = await until(async () => {
        const all = (await own.admin('webhooks?state=waiting')).json().webhooks as {url: string; reason?: string}[];
        return all.every(({reason}) => reason) && all;
      });
      assert.deepEqual(waits.map(({url, reason}) => [url, reason]), [[webhooks[1]!.url, 'The endpoint answered 307.']]);
      assert.deepEqual(inside.received, []);
      await own.server.close();
      leading.closeAllConnections();
      leading.close();
      await inside.close();
    });

    it('that do not open hold up neither the others nor an erasure', async () => {
      endpoint.status = 503;
      const id = crypto.randomUUID();
      await host.visitor({id}).agreements();
      const restriction = {subject: `anon:${id}`, kind: 'limit', scope: ['chat'], facts: 'Spam.', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'moderation'};
      const told = (await host.admin('restrictions', restriction)).json() as {id: string};
      const broken = await until(async () => (await waiting()).find(({type, reason}) => type === 'restriction.made' && reason));
      const rows = await database.query<{id: string; sealed: string}>('SELECT id, sealed FROM assent_webhooks WHERE id = $1', [broken.id]);
      await database.query('UPDATE assent_webhooks SET sealed = $1 WHERE id = $2', [rows[0]!.sealed.replace(/.$/, letter => (letter === 'A' ? 'B' : 'A')), broken.id]);
      endpoint.status = 204;
      await host.admin(`restrictions/${told.id}/lift`, {reasons: 'Enough.', by: 'moderation'});
      clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
      await hear('restriction.lifted', 2);
      await until(async () => (await waiting()).find(one => one.id === broken.id && /does not open/.test(one.reason ?? '')));
      assert.equal((await host.admin('erasures', {subject: `anon:${id}`, by: 'privacy'})).status, 201);
      assert.deepEqual((await waiting()).filter(one => one.id === broken.id), []);
    });
  });
}

function later(clock: MovingClock, days: number): string {
  return new Date(clock.now().getTime() + days * 86_400_000).toISOString();
}
