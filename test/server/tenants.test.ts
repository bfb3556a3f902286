import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import type {NoticeView} from '../../src/protocol/notice.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {PublicationStore} from '../../src/server/publications/publication-store.js';
import {movingClock} from '../contracts/moving-clock.js';
import {codeOf, openServer, receiptOf, refusalOf, SECRET, SITE, TERMS, type TestServer, type Visitor} from '../contracts/open-server.js';
import {openWebhookEndpoint, type WebhookEndpoint} from '../contracts/open-webhook-endpoint.js';
import {until} from '../contracts/until.js';

const BANK = {id: 'bank', publishableKey: 'pk_bank', secretKeys: ['sk_bank_0123456789abcdef'], origins: ['https://bank.example']};
const BANKERS = BANK.secretKeys[0]!;

describe('two sites on one server', () => {
  let server: TestServer;
  let shopper: Visitor;
  let client: Visitor;
  const id = crypto.randomUUID();

  before(async () => {
    server = await openServer({sites: [SITE, BANK]});
    await server.publish({});
    await server.publish({document: 'terms-of-use', texts: [{locale: 'en', source: '# Bank\n\n1. Money.\n'}]}, BANK.secretKeys[0]);
    shopper = server.visitor({id});
    client = server.visitor({id, site: 'pk_bank'});
  });
  after(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });

  it('know the same person by two references', async () => {
    assert.notEqual((await shopper.agreements()).subject, (await client.agreements()).subject);
  });

  it('do not serve the other one’s texts', async () => {
    const {hash} = (await client.agreements()).agreements[0]!.offers[0]!.text;
    assert.equal((await client.get(`v1/documents/${hash}`)).status, 200);
    const answer = await shopper.get(`v1/documents/${hash}`);
    assert.deepEqual([answer.status, codeOf(answer.json())], [404, 'not_found']);
  });

  it('do not give the other one’s receipts, not even to its secret key', async () => {
    const record = await client.record();
    receiptOf((await client.results([record]))[0]);
    const path = `v1/receipts/${record.id}`;
    assert.equal((await client.get(path)).status, 200);
    assert.equal((await shopper.get(path)).status, 404);
    const read = (secret: string) => server.call(path, {headers: {authorization: `Bearer ${secret}`}});
    assert.equal((await read(SECRET)).status, 404);
    assert.equal((await read(BANKERS)).status, 200);
    assert.deepEqual((await shopper.get('v1/records')).json(), {records: []});
  });

  it('take the same record id each, and no record for the other', async () => {
    const there = await client.record();
    assert.equal((await client.results([there]))[0]?.status, 'recorded');
    const here = {...(await shopper.record()), id: there.id};
    assert.equal((await shopper.results([here]))[0]?.status, 'recorded');
    assert.equal(refusalOf((await shopper.results([await client.record()]))[0]), 'site_unknown');
    const {presentation} = await client.agreements();
    assert.equal(refusalOf((await shopper.results([await shopper.record({presentation})]))[0]), 'presentation_invalid');
  });

  it('are not both named by one request', async () => {
    const answer = await server.call('v1/publications?site=pk_bank', {headers: {authorization: `Bearer ${SECRET}`}});
    assert.deepEqual([answer.status, codeOf(answer.json())], [401, 'site_unknown']);
  });

  it('allow each its own origins', async () => {
    const from = (site: string, origin: string) => server.call(`v1/agreements?site=${site}`, {headers: {...shopper.headers, origin}});
    assert.equal((await from('pk_bank', 'https://bank.example')).status, 200);
    assert.equal((await from('pk_bank', 'https://shop.example')).status, 403);
  });

  it('list their own publications only', async () => {
    const list = await server.call('v1/publications', {headers: {authorization: `Bearer ${BANK.secretKeys[0]}`}});
    assert.deepEqual(list.json().publications.map(({texts}: {texts: {title: string}[]}) => texts[0]!.title), ['Bank']);
  });
});

describe('two sites of which each has what the other has', () => {
  const clock = movingClock('2026-03-01T00:00:00Z');
  const next = {version: '2', texts: [{locale: 'en', source: `${TERMS}\n3. More.\n`}], summary: {en: 'More.'}, effectiveAt: '2026-06-01T00:00:00Z'};
  let database: Database;
  let endpoint: WebhookEndpoint;
  let server: TestServer;
  /** The same device, and the same record id, on each site. */
  let shopper: Visitor;
  let client: Visitor;
  let here: RecordBody;
  let there: RecordBody;
  const name = crypto.randomUUID();

  before(async () => {
    database = await openDatabase('sqlite::memory:');
    endpoint = await openWebhookEndpoint();
    const webhooks = [{url: endpoint.url, secret: `whsec_${btoa('0123456789abcdef0123456789abcdef')}`}];
    const sites = [SITE, BANK].map(site => ({...site, webhooks, extras: {identifier: true}}));
    server = await openServer({database, keys: await createKeys(), now: clock.now, sites});
    // To the byte: only the site tells the texts apart.
    for (const secret of [SECRET, BANKERS]) await server.publish({}, secret);
    [shopper, client] = [server.visitor({id: name}), server.visitor({id: name, site: 'pk_bank'})];
    // Other people first, so that nothing stands at the same place.
    await accepted(server.visitor());
    await accepted(server.visitor());
    await logged();
    there = await accepted(client);
    here = await accepted(shopper, {id: there.id});
    await logged();
    for (const secret of [SECRET, BANKERS]) await server.publish(next, secret);
  });
  after(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
    await database.close();
    await endpoint.close();
  });

  const accepted = async (visitor: Visitor, change: Partial<RecordBody> = {}) => {
    const record = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString(), ...change});
    receiptOf((await visitor.results([record]))[0]);
    return record;
  };
  const entryIn = (receipt: string) => JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
  const each = [[SECRET, () => here, () => shopper], [BANKERS, () => there, () => client]] as const;
  const logged = () => until(async () => (await database.query('SELECT site FROM assent_unlogged')).length === 0);

  it('know a repeat for their own record again', async () => {
    for (const [, record, visitor] of each) {
      const [again] = await visitor().results([record()]);
      assert.deepEqual([again?.status, entryIn(receiptOf(again)).sub], ['duplicate', record().subject]);
    }
  });

  it('prove their own record by their own log', async () => {
    const places = await Promise.all(each.map(async ([, record, visitor]) => (await visitor().get(`v1/receipts/${record().id}`)).json().inclusion?.index));
    assert.deepEqual(places, [3, 1], 'behind the publication, and what other people did');
  });

  it('certify their own record, and none of the other one', async () => {
    const certificate = (id: string, secret: string) => server.call(`v1/admin/records/${id}/certificate`, {headers: {authorization: `Bearer ${secret}`}});
    for (const [secret, record] of each) assert.ok((await certificate(record().id, secret)).text.includes(record().subject));
    const other = await accepted(server.visitor());
    assert.equal((await certificate(other.id, SECRET)).status, 200);
    assert.equal((await certificate(other.id, BANKERS)).status, 404);
  });

  it('count their own people only', async () => {
    const dryRun = async (secret: string) => {
      const body = JSON.stringify({document: 'terms-of-use', ...next, version: '3', effectiveAt: '2026-07-01T00:00:00Z'});
      return (await server.call('v1/publications?dryRun=true', {method: 'POST', headers: {authorization: `Bearer ${secret}`, 'content-type': 'application/json'}, body})).json().asked.people;
    };
    const progress = async (secret: string) => (await server.admin('publications/terms-of-use@2/progress', undefined, secret)).json();
    const [shop, bank] = [await dryRun(SECRET), await dryRun(BANKERS)];
    assert.ok(shop > 1 && bank === 1, `${shop} and ${bank}`);
    assert.deepEqual([(await progress(SECRET)).asked, (await progress(BANKERS)).asked], [shop, bank]);
  });

  it('tell only their own people of a change, and stop what only they have announced', async () => {
    const about = `notices?about=${encodeURIComponent('publication:terms-of-use@2')}`;
    const states = async (secret: string): Promise<string[]> => (await server.admin(about, undefined, secret)).json().notices.map(({kind, state}: NoticeView) => `${kind} ${state}`).sort();
    const reached = async (secret: string) => (await server.admin('publications/terms-of-use@2/progress', undefined, secret)).json().notified.sms;
    const tell = (secret: string) => server.admin('notices', {publication: 'terms-of-use@2', recipients: [{subject: `anon:${name}`, channel: 'sms', address: '+49 30 123456'}]}, secret);
    assert.deepEqual((await tell(SECRET)).json(), {added: 3});
    await until(async () => (await states(SECRET)).includes('first sent'));
    assert.deepEqual([await states(BANKERS), await reached(BANKERS), await reached(SECRET)], [[], undefined, 1]);
    const [{id}] = (await server.admin(about)).json().notices;
    assert.deepEqual([(await server.admin(`notices/${id}`)).status, (await server.admin(`notices/${id}`, undefined, BANKERS)).status], [200, 404]);
    assert.equal((await server.admin(`notices/${id}/deliveries`, {state: 'delivered'}, BANKERS)).status, 404);

    await tell(BANKERS);
    await until(async () => (await states(BANKERS)).includes('first sent'));
    assert.equal((await server.admin('publications/terms-of-use@2/withdraw', {})).status, 200);
    assert.deepEqual([await states(SECRET), await states(BANKERS)], [['2-days stopped', '7-days stopped', 'first sent'], ['2-days waiting', '7-days waiting', 'first sent']]);
    const announced = async (visitor: Visitor) => (await visitor.agreements()).agreements[0]!.offers.map(({version}) => version);
    assert.deepEqual([await announced(shopper), await announced(client)], [['1'], ['1', '2']]);
  });

  it('list and send again their own messages only', async () => {
    const messages = async (secret: string) => (await server.admin('webhooks?state=delivered', undefined, secret)).json().webhooks as {id: string}[];
    const [shop, bank] = await until(async () => {
      const lists = [await messages(SECRET), await messages(BANKERS)] as const;
      return lists.every(list => list.length > 2) && lists;
    });
    assert.ok(!shop.some(one => bank.some(({id}) => id === one.id)));
    assert.equal((await server.admin(`webhooks/${shop[0]!.id}/replay`, {}, BANKERS)).status, 404);
  });

  it('say of their own terms only when they last changed', async () => {
    clock.set('2026-03-02T00:00:00Z');
    await server.publish({...next, document: 'privacy'}, BANKERS);
    const latest = async (site: string) => (await server.call(`v1/announcements?site=${site}`)).json().latest;
    assert.deepEqual([await latest('pk_shop'), await latest('pk_bank')], ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z']);
  });

  it('add a language, and what is said of the change in it, to their own version', async () => {
    for (const secret of [SECRET, BANKERS]) await server.publish({...next, document: 'cookies'}, secret);
    const added = await server.publish({...next, document: 'cookies', texts: [...next.texts, {locale: 'de', source: '# Kekse\n\n1. Mehr.\n'}], summary: {de: 'Mehr.'}});
    assert.equal(added.status, 201, added.text);
    const list = async (secret: string) => (await server.call('v1/publications', {headers: {authorization: `Bearer ${secret}`}})).json().publications;
    const summaries = await Promise.all([SECRET, BANKERS].map(async secret => (await list(secret)).find(({document}: {document: string}) => document === 'cookies').summary));
    assert.deepEqual(summaries, [{en: 'More.', de: 'Mehr.'}, {en: 'More.'}]);
  });

  it('know when their own terms take effect, though several ask at once', async () => {
    await server.publish({...next, document: 'rules', effectiveAt: '2026-06-02T00:00:00Z'}, SECRET);
    await server.publish({...next, document: 'rules', effectiveAt: '2026-06-03T00:00:00Z'}, BANKERS);
    const store = new PublicationStore(database);
    const schedules = await Promise.all(['shop', 'shop', 'bank', 'shop'].map(site => store.schedule(site, ['rules'])));
    assert.deepEqual(schedules.map(([one]) => one?.effectiveAt.slice(8, 10)), ['02', '02', '03', '02']);
  });

  it('know nothing of the other one’s people, by whichever name', async () => {
    const {subject} = here;
    const told = (answer: {status: number; text: string}) => [answer.status, codeOf(JSON.parse(answer.text))];
    for (const path of ['extras', 'holds', 'consents']) assert.deepEqual(told(await server.admin(`${path}?subject=${subject}`, undefined, BANKERS)), [404, 'not_found'], path);
    assert.deepEqual((await server.admin(`subjects?subject=${subject}`, undefined, BANKERS)).json(), {subjects: []});
    assert.deepEqual(told(await server.admin('erasures', {subject, by: 'privacy'}, BANKERS)), [404, 'not_found']);
    assert.deepEqual(told(await server.admin('holds', {subject, matter: 'x', by: 'legal'}, BANKERS)), [404, 'not_found']);
    const restriction = {subject, kind: 'suspend', scope: ['publishing'], facts: 'x', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'safety'};
    assert.deepEqual(told(await server.admin('restrictions', restriction, BANKERS)), [404, 'not_found']);
    const hold = (await server.admin('holds', {subject, matter: 'x', by: 'legal'})).json();
    assert.deepEqual(told(await server.admin(`holds/${hold.id}/release`, {by: 'legal'}, BANKERS)), [404, 'not_found']);
    assert.equal((await server.admin(`holds/${hold.id}/release`, {by: 'legal'})).status, 200);
  });

  it('decide appeals of the same id each for itself, and take what each of them quotes', async () => {
    const id = uuid7(clock.now().getTime());
    for (const [secret, , visitor] of each) {
      const bytes = new TextEncoder().encode(`A letter to ${secret}`);
      const hash = await hashBytes(bytes);
      await server.admin('restrictions', {
        subject: `anon:${name}`, kind: 'suspend', scope: ['publishing'], facts: 'x', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'safety',
      }, secret);
      const {presentation, restrictions} = (await visitor().get('v1/standing')).json();
      const appeal = {restriction: restrictions[0].id, statement: 'It was not me.', attachments: [{hash, type: 'text/plain', bytes: bytes.length, name: 'Letter'}]};
      await accepted(visitor(), {id, type: 'appeal', document: restrictions[0].document, presentation, appeal} as Partial<RecordBody>);
    }
    for (const [secret, , visitor] of each) {
      const site = secret === SECRET ? 'pk_shop' : 'pk_bank';
      const sent = await server.call(`v1/attachments?site=${site}&record=${id}`, {method: 'POST', headers: {'content-type': 'text/plain'}, body: `A letter to ${secret}`});
      assert.equal(sent.status, 201, sent.text);
      const reviewed = await server.admin(`appeals/${id}/review`, {status: 'rejected', reasons: 'It was.', by: 'safety'}, secret);
      assert.equal(reviewed.status, 200, reviewed.text);
      assert.equal((await visitor().get('v1/standing')).json().restrictions[0].appeals[0].attachments[0].received, true);
    }
  });

  it('list their own cases only, and no place in those of the other one', async () => {
    const facts = {kind: 'limit', scope: ['publishing'], facts: 'x', clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'safety'};
    for (let at = 0; at < 100; at += 1) await server.admin('restrictions', {...facts, subject: `user:${at}`});
    const {restrictions, next} = (await server.admin('restrictions', undefined, BANKERS)).json();
    assert.deepEqual([restrictions.length, next], [1, undefined]);
  });

  it('drop the bodies and extras of their own records only', async () => {
    await accepted(client, {id: uuid7(clock.now().getTime())});
    await logged();
    clock.set('2027-01-01T00:00:00Z');
    const due = await database.query("SELECT id FROM assent_records WHERE site = 'shop' AND recorded_at < '2027' AND type NOT IN ('hold', 'release', 'publish')");
    const {dropped, held, open} = (await server.admin('retention', {before: 2027, by: 'records'})).json();
    assert.deepEqual([dropped + held + open, dropped > 1], [due.length, true]);
    const bodies = async (visitor: Visitor) => (await visitor.get('v1/records')).json().records.map(({body}: {body?: string}) => body !== undefined);
    assert.deepEqual([(await bodies(shopper))[0], (await bodies(client)).every(Boolean)], [false, true]);
    const extras = async (secret: string) => (await server.admin(`extras?subject=anon:${name}`, undefined, secret)).json().extras.map(({record}: {record: string}) => record);
    assert.deepEqual([(await extras(SECRET)).includes(here.id), (await extras(BANKERS)).includes(there.id)], [false, true]);
  });
});

describe('two people on one site', () => {
  let server: TestServer;

  before(async () => {
    server = await openServer();
    await server.publish({});
  });
  after(() => server.server.close());

  it('do not see each other’s records and receipts', async () => {
    const [ann, ben] = [server.visitor(), server.visitor()];
    const record = await ann.record();
    await ann.results([record]);
    assert.equal((await ann.get('v1/records')).json().records.length, 1);
    assert.deepEqual((await ben.get('v1/records')).json(), {records: []});
    const answer = await ben.get(`v1/receipts/${record.id}`);
    assert.deepEqual([answer.status, codeOf(answer.json())], [404, 'not_found']);
  });

  it('cannot act for one another', async () => {
    const [ann, ben] = [server.visitor(), server.visitor()];
    const {subject} = await ann.agreements();
    const [result] = await ben.results([await ben.record({subject})]);
    assert.equal(refusalOf(result), 'subject_mismatch');
  });

  it('have their records taken from a device that someone else uses now, and said so', async () => {
    const [ann, ben] = [server.visitor(), server.visitor()];
    const record = await ann.record();
    await ben.agreements();
    const receipt = receiptOf((await ben.results([record]))[0]);
    const entry = JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
    assert.deepEqual([entry.sub, entry.via], [record.subject, 'presentation']);
    const own = receiptOf((await ann.results([await ann.record()]))[0]);
    assert.equal(JSON.parse(Buffer.from(own.split('.')[1]!, 'base64url').toString()).via, 'anonymous');
    const alone = receiptOf((await server.visitor({headers: {}}).results([await ann.record()]))[0]);
    assert.equal(JSON.parse(Buffer.from(alone.split('.')[1]!, 'base64url').toString()).via, 'presentation');
  });
});
