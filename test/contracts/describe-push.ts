import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import webPush from 'web-push';
import {hashBytes} from '../../src/protocol/hash.js';
import type {NoticeView} from '../../src/protocol/notice.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {openPushService, type PushService} from './open-push-service.js';
import {codeOf, openServer, receiptOf, SITE, type Answer, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';
import {until} from './until.js';

const CONSENT = 'push-messages';

/** What holds of web push whatever database keeps the devices. */
export function describePush(name: string, places: Places): void {
  describe(`web push in ${name}`, () => {
    const vapid = webPush.generateVAPIDKeys();
    let clock: MovingClock;
    let database: Database;
    let host: TestServer;
    let service: PushService;

    before(async () => {
      clock = movingClock('2026-03-01T00:00:00Z');
      await places.open();
      database = await openDatabase(await places.make());
      service = await openPushService(vapid.publicKey);
      const push = {...vapid, document: CONSENT, contact: 'mailto:push@shop.example', open: 'https://shop.example/standing', hosts: ['localhost', 'push.example', '*.web.push.example']};
      host = await openServer({database, keys: await createKeys(), now: clock.now, sites: [{...SITE, notices: {endpoint: 'https://api.example/assent/', push}}]});
      await host.publish({});
      await host.publish({document: CONSENT, texts: [{locale: 'en', source: '# Push messages\n\n1. We may send messages to this device.\n'}]});
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await service.close();
      await places.close();
    });

    const post = (visitor: Visitor, body: unknown): Promise<Answer> =>
      host.call('v1/push?site=pk_shop', {method: 'POST', headers: {...visitor.headers, 'content-type': 'application/json'}, body: JSON.stringify(body)});
    const consent = async (visitor: Visitor, type: 'accept' | 'withdraw' = 'accept') => {
      const {agreements} = await visitor.agreements();
      const {document: id, offers} = agreements.find(({document}) => document === CONSENT)!;
      const {version, text: {locale, hash}} = offers[0]!;
      receiptOf((await visitor.results([await visitor.record({type, document: {id, version, locale, hash}, at: clock.now().toISOString()})]))[0]);
    };
    const subscribed = async () => {
      const one = host.person();
      const device = service.device();
      await consent(one.visitor);
      assert.equal((await post(one.visitor, {subscription: device.subscription})).status, 201);
      return {...one, device};
    };
    const restrict = async (subject: string): Promise<string> => {
      const made = await host.admin('restrictions', {
        subject, kind: 'suspend', scope: ['publishing'], facts: 'The same advertisement was posted 40 times.',
        clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: true, decision: false}, by: 'trust-and-safety',
      });
      return made.json().id;
    };
    const tell = (subject: string, restriction: string) => host.admin('notices', {restriction, recipients: [{subject, channel: 'push'}]});
    const ledger = (about: string): Promise<NoticeView> =>
      until(async () => {
        const {notices} = (await host.admin(`notices?about=${encodeURIComponent(about)}`)).json() as {notices: NoticeView[]};
        return notices.slice(0, 1).find(({state, reason}) => state !== 'waiting' || reason);
      });

    it('tells a browser the key to subscribe with, and what consent it takes', async () => {
      const answer = await host.person().visitor.get('v1/push');
      assert.deepEqual(answer.json(), {publicKey: vapid.publicKey, document: CONSENT});
    });

    it('takes no device without a recorded consent, nor one that is no push service’s', async () => {
      const {visitor} = host.person();
      const {subscription} = service.device();
      assert.equal(codeOf((await post(visitor, {subscription})).json()), 'consent_missing');
      await consent(visitor);
      const strange = [
        'https://internal.example/', 'http://169.254.169.254/latest', 'http://push.example/1', 'https://push.example.internal/1', 'https://push.example@internal.example/1',
        'https://other.push.example/1', 'https://eu.web.push.example.internal/1', 'https://internal.example/.web.push.example', 'https://web.push.example/1',
      ];
      for (const endpoint of strange) assert.equal(codeOf((await post(visitor, {subscription: {...subscription, endpoint}})).json()), 'invalid_message', endpoint);
      for (const endpoint of ['https://push.example/1', 'https://eu.web.push.example/1']) assert.equal((await post(visitor, {subscription: {...subscription, endpoint}})).status, 201, endpoint);
      assert.equal(codeOf((await post(visitor, {subscription: {endpoint: subscription.endpoint}})).json()), 'invalid_message');
      assert.equal((await post(visitor, {subscription})).status, 201);
    });

    it('keeps a device sealed, and apart from the chain', async () => {
      const {device} = await subscribed();
      const rows = await database.query<{sealed: string}>('SELECT sealed FROM assent_push');
      assert.ok(rows.every(({sealed}) => !Buffer.from(sealed.split('.')[1]!, 'base64').toString('latin1').includes('endpoint')));
      const bodies = await database.query<{body: string}>('SELECT body FROM assent_records');
      assert.ok(!bodies.some(({body}) => body.includes(device.subscription.endpoint)));
    });

    it('sends a restriction, encrypted for the device alone, and its lifting', async () => {
      const {name, device} = await subscribed();
      const id = await restrict(name);
      assert.deepEqual((await tell(name, id)).json(), {added: 2});
      assert.equal((await ledger(`restriction:${id}`)).state, 'sent');
      assert.equal(device.received[0]?.title, 'Your use of the service is suspended');
      assert.match(device.received[0]!.body, /\(publishing\) from March 1, 2026/);
      assert.equal(device.received[0]?.url, 'https://shop.example/standing');
      const [request] = device.requests;
      assert.deepEqual(request, {audience: new URL(device.subscription.endpoint).origin, subject: 'mailto:push@shop.example', ttl: '2419200'});
      await host.admin(`restrictions/${id}/lift`, {reasons: 'A mistake.', by: 'trust-and-safety'});
      assert.equal((await ledger(`lifting:${id}`)).state, 'sent');
      assert.equal(device.received[1]?.title, 'A restriction was lifted');
    });

    it('forgets a device that its push service does not know any more, and says so in the ledger', async () => {
      const {name, visitor, device} = await subscribed();
      const other = service.device();
      await post(visitor, {subscription: other.subscription});
      device.status = 410;
      const id = await restrict(name);
      await tell(name, id);
      assert.equal((await ledger(`restriction:${id}`)).state, 'sent', 'the other device has it');
      assert.equal(other.received.length, 1);
      other.status = 404;
      await host.admin(`restrictions/${id}/lift`, {reasons: 'A mistake.', by: 'trust-and-safety'});
      const failed = await ledger(`lifting:${id}`);
      assert.deepEqual([failed.state, failed.reason], ['failed', 'No device is subscribed any more.']);
      const ids = await Promise.all([device, other].map(({subscription}) => hashBytes(subscription.endpoint)));
      assert.deepEqual(await database.query('SELECT id FROM assent_push WHERE id IN ($1, $2)', ids), []);
    });

    it('tries again where a push service is busy', async () => {
      const {name, device} = await subscribed();
      device.status = 429;
      const id = await restrict(name);
      await tell(name, id);
      const notice = await ledger(`restriction:${id}`);
      assert.deepEqual([notice.state, notice.reason], ['waiting', 'The push service answered 429.']);
      device.status = 201;
      clock.set(new Date(clock.now().getTime() + 60_000).toISOString());
      await until(() => device.received.length > 0);
      assert.equal(device.received.length, 1);
    });

    it('sends nothing after the consent was withdrawn, and forgets the devices', async () => {
      const {name, visitor, device} = await subscribed();
      const id = await restrict(name);
      await consent(visitor, 'withdraw');
      await tell(name, id);
      assert.equal((await ledger(`restriction:${id}`)).reason, 'There is no consent to push messages.');
      assert.deepEqual(device.received, []);
      assert.deepEqual(await database.query('SELECT id FROM assent_push WHERE id = $1', [await hashBytes(device.subscription.endpoint)]), []);
    });

    it('takes a device away, and gives it to whoever subscribes it last', async () => {
      const first = await subscribed();
      const second = host.person();
      await consent(second.visitor);
      await post(second.visitor, {subscription: first.device.subscription});
      const remove = await hashBytes(first.device.subscription.endpoint);
      await post(first.visitor, {remove});
      assert.equal((await database.query('SELECT id FROM assent_push WHERE id = $1', [remove])).length, 1, 'it is not theirs any more');
      const id = await restrict(first.name);
      await tell(first.name, id);
      assert.equal((await ledger(`restriction:${id}`)).reason, 'No device is subscribed.');
      assert.deepEqual(first.device.received, []);
      await post(second.visitor, {remove});
      assert.deepEqual(await database.query('SELECT id FROM assent_push WHERE id = $1', [remove]), []);
    });

    it('goes with the person when they are erased', async () => {
      const {name, device} = await subscribed();
      const erased = await host.admin('erasures', {subject: name, by: 'privacy'});
      assert.ok(erased.status < 300, erased.text);
      assert.deepEqual(await database.query('SELECT id FROM assent_push WHERE id = $1', [await hashBytes(device.subscription.endpoint)]), []);
    });
  });
}
