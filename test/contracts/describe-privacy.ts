import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import type {Erasure, Hold, Retention} from '../../src/protocol/privacy.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {exportSite} from '../../src/server/evidence/export-site.js';
import {verifyExport, type Verdict} from '../../src/server/evidence/verify-export.js';
import {verifyReceiptFile} from '../../src/server/evidence/verify-receipt-file.js';
import {Seal} from '../../src/server/keys/seal.js';
import {createKeys, importKeys, type ServerKeys, type Signer} from '../../src/server/keys/server-keys.js';
import {Log} from '../../src/server/log/log.js';
import {LogStore} from '../../src/server/log/log-store.js';
import {Sequencer} from '../../src/server/log/sequencer.js';
import {ExtrasStore} from '../../src/server/privacy/extras-store.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {codeOf, openServer, receiptOf, SITE, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';

const AGENT = 'Mozilla/5.0 (a browser of the test)';

/** What holds of erasure, holds, extras and retention whatever database keeps the records. */
export function describePrivacy(name: string, places: Places): void {
  describe(`privacy in ${name}`, () => {
    let clock: MovingClock;
    let database: Database;
    let keys: ServerKeys;
    let signer: Signer;
    let host: TestServer;
    let log: Log;

    before(async () => {
      clock = movingClock('2024-03-01T00:00:00Z');
      await places.open();
      database = await openDatabase(await places.make());
      keys = await createKeys();
      ({signer} = await importKeys(keys));
      const extras = {identifier: true, network: true, userAgent: true};
      host = await openServer({
        database,
        keys,
        now: clock.now,
        log: {origin: 'consent.example.com', sequencer: false},
        sites: [{...SITE, extras}, {...SITE, id: 'plain', publishableKey: 'pk_plain', secretKeys: ['sk_plain_0123456789abcdef']}],
      });
      await host.publish({});
      await host.publish({}, 'sk_plain_0123456789abcdef');
      log = new Log(new LogStore(database), signer, 'consent.example.com');
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
    });

    const accept = async (visitor: Visitor) => {
      const record = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString()});
      const body = JSON.stringify(record);
      return {record, body, receipt: receiptOf((await visitor.results([body]))[0])};
    };
    const erase = async (subject: string, more: object = {}): Promise<Erasure> => {
      const answer = await host.admin('erasures', {subject, by: 'privacy', ...more});
      assert.equal(answer.status, 201, answer.text);
      return answer.json();
    };
    const restricted = (subject: string) => ({
      subject, kind: 'suspend', scope: ['publishing'], facts: 'Posted the street of a neighbour.', until: new Date(clock.now().getTime() + 86_400_000).toISOString(),
      clause: {document: 'terms-of-use', anchor: '1'}, automated: {detection: false, decision: false}, by: 'trust-and-safety',
    });
    const hold = async (subject: string): Promise<Hold> => {
      const answer = await host.admin('holds', {subject, matter: 'File 26-1187', by: 'legal'});
      assert.equal(answer.status, 201, answer.text);
      return answer.json();
    };
    const attach = async (visitor: Visitor, text: string) => {
      const attached = await host.call('v1/attachments?site=pk_shop', {method: 'POST', headers: {...visitor.headers, 'content-type': 'text/plain'}, body: text});
      assert.equal(attached.status, 201, attached.text);
      return {...attached.json(), name: 'Letter'};
    };
    /** Appeals against the newest restriction of a person, with an attachment; gives the id. */
    const appealed = async (visitor: Visitor): Promise<string> => {
      const id = uuid7(clock.now().getTime());
      const {presentation, restrictions} = (await visitor.get('v1/standing')).json();
      const [{id: restriction, document}] = restrictions;
      const appeal = {restriction, statement: 'It was not me.', attachments: [await attach(visitor, `Letter ${id}`)]};
      receiptOf((await visitor.results([await visitor.record({id, type: 'appeal', at: clock.now().toISOString(), document, presentation, appeal})]))[0]);
      return id;
    };
    const rejected = async (visitor: Visitor) => {
      const answer = await host.admin(`appeals/${await appealed(visitor)}/review`, {status: 'rejected', reasons: 'It was.', by: 'trust-and-safety'});
      assert.equal(answer.status, 200, answer.text);
    };
    const restrict = async (subject: string, more: object = {}) => {
      const answer = await host.admin('restrictions', {...restricted(subject), ...more});
      assert.equal(answer.status, 201, answer.text);
    };
    const sequenced = () => new Sequencer(log, {now: clock.now, onError: error => { throw error; }}).sequence('shop');
    const verdict = async (): Promise<Verdict> => {
      await sequenced();
      return verifyExport(exportSite({database, log, site: 'shop', publicKeys: signer.publicKeys, now: clock.now()}), {keys: {keys: signer.publicKeys}});
    };
    /** Everything that the database holds, as text. */
    const everything = async () => {
      const tables = ['subjects', 'records', 'extras', 'attachments', 'notices', 'webhooks', 'leaves', 'checkpoints', 'claims'];
      return JSON.stringify(await Promise.all(tables.map(table => database.query(`SELECT * FROM assent_${table}`))));
    };
    const bodiesOf = async (subject: string) => {
      const rows = await database.query<{type: string; body: string}>('SELECT type, body FROM assent_records WHERE subject = $1 ORDER BY seq', [subject]);
      return rows.map(({type, body}) => `${type}${body === '' ? ' -' : ''}`);
    };

    describe('erasure', () => {
      it('is of people: not of the site itself, whose chain holds its keys and publications', async () => {
        const [{subject}] = (await database.query<{subject: string}>("SELECT subject FROM assent_records WHERE site = 'shop' AND type = 'publish'")) as [{subject: string}];
        const {status, text} = await host.admin('erasures', {subject, bodies: 'all', by: 'privacy'});
        assert.equal(status, 400);
        assert.match(text, /the site itself/);
        assert.deepEqual((await bodiesOf(subject)).filter(one => one.endsWith('-')), []);
      });

      it('leaves nothing that leads to the person, and every proof good', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record, receipt, body} = await accept(visitor);
        await sequenced();
        const {receipt: again, inclusion} = (await visitor.get(`v1/receipts/${record.id}`)).json();
        assert.equal(again, receipt);
        const [row] = await database.query<{lookup: string; salt: string}>('SELECT lookup, salt FROM assent_subjects WHERE ref = $1', [record.subject]);

        const erasure = await erase(named);
        assert.equal(erasure.subject, record.subject);
        const left = await everything();
        for (const trace of [row!.lookup, row!.salt, named, named.slice(5)]) assert.ok(!left.includes(trace), trace);

        const {finding, dropped} = await verdict();
        assert.equal(finding, undefined, JSON.stringify(finding));
        assert.equal(dropped, 0, 'an acceptance holds no words about anyone, and keeps its body');
        const kept = JSON.stringify({receipt, inclusion, body});
        assert.deepEqual((await verifyReceiptFile(kept, {keys: signer.publicKeys})).logged?.place, inclusion.index);
        const own = await verifyReceiptFile(JSON.stringify({receipt: erasure.receipt}), {keys: signer.publicKeys});
        assert.equal(own.entry?.type, 'erase');
      });

      it('gives the same person a fresh subject, who has done nothing yet', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        await erase(named);
        const {subject, agreements} = await visitor.agreements();
        assert.notEqual(subject, record.subject);
        assert.equal(agreements[0]!.status, 'none');
        assert.deepEqual((await visitor.get('v1/records')).json().records, []);
        assert.equal((await visitor.get(`v1/receipts/${record.id}`)).status, 404);
      });

      it('makes the operator find nobody, by name or by reference', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        const found = (await host.admin(`subjects?subject=${named}`)).json().subjects;
        assert.deepEqual(found, [{subject: record.subject, since: clock.now().toISOString(), records: 1, held: false}]);
        await erase(record.subject);
        for (const subject of [named, record.subject]) assert.deepEqual((await host.admin(`subjects?subject=${subject}`)).json(), {subjects: []});
        const again = await host.admin('erasures', {subject: named, by: 'privacy'});
        assert.deepEqual([again.status, codeOf(again.json())], [404, 'not_found']);
      });

      it('drops the words about the person, and keeps what was agreed to', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        assert.equal((await host.admin('restrictions', restricted(named))).status, 201);
        const PNG = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), letter => letter.charCodeAt(0));
        const attached = await host.call('v1/attachments?site=pk_shop', {method: 'POST', headers: {...visitor.headers, 'content-type': 'image/png'}, body: PNG});
        assert.equal(attached.status, 201, attached.text);
        const {presentation, restrictions} = (await visitor.get('v1/standing')).json();
        const appeal = {restriction: restrictions[0].id, statement: 'I am Ms Example, and it was my own street.', attachments: [{hash: await hashBytes(PNG), type: 'image/png', bytes: PNG.length, name: 'My passport'}]};
        const filed = await visitor.results([{...record, id: uuid7(clock.now().getTime()), type: 'appeal', document: restrictions[0].document, presentation, appeal, at: clock.now().toISOString()}]);
        assert.equal(filed[0]!.status, 'recorded', JSON.stringify(filed));

        await erase(named);
        assert.deepEqual(await bodiesOf(record.subject), ['accept', 'restrict -', 'appeal -', 'erase']);
        const left = await everything();
        for (const words of ['street', 'Ms Example', 'passport']) assert.ok(!left.includes(words), words);
        assert.equal((await database.query('SELECT hash FROM assent_attachments WHERE subject = $1', [record.subject])).length, 0);
        const {finding, dropped} = await verdict();
        assert.equal(finding, undefined, JSON.stringify(finding));
        assert.equal(dropped, 2);
      });

      it('drops every body where that is asked', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        await erase(named, {bodies: 'all'});
        assert.deepEqual(await bodiesOf(record.subject), ['accept -', 'erase']);
        const {finding, dropped} = await verdict();
        assert.equal(finding, undefined, JSON.stringify(finding));
        assert.equal(dropped, 3);
      });

      it('still takes what the device had saved, as the act of nobody', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const late = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString()});
        await erase(named);
        const [result] = await visitor.results([late]);
        assert.equal(result!.status, 'recorded');
        assert.deepEqual((await visitor.get('v1/records')).json().records, []);
        assert.equal((await verdict()).finding, undefined);
      });

      it('is done once where two ask at once', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        const answers = await Promise.all([1, 2, 3].map(() => host.admin('erasures', {subject: named, by: 'privacy'})));
        assert.deepEqual(answers.map(({status}) => status).sort(), [201, 404, 404]);
        assert.deepEqual(await bodiesOf(record.subject), ['accept', 'erase']);
      });
    });

    describe('a legal hold', () => {
      it('refuses erasure, and stands in the log from when to when', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const {record} = await accept(visitor);
        const placed = await hold(named);
        assert.equal(placed.since, clock.now().toISOString());
        const refused = await host.admin('erasures', {subject: named, by: 'privacy'});
        assert.deepEqual([refused.status, codeOf(refused.json())], [409, 'legal_hold']);
        assert.match(refused.json().detail, /File 26-1187/);
        assert.equal((await host.admin(`subjects?subject=${named}`)).json().subjects[0].held, true);

        const released = await host.admin(`holds/${placed.id}/release`, {by: 'legal'});
        assert.equal(released.json().releasedAt, clock.now().toISOString());
        assert.equal((await host.admin(`holds/${placed.id}/release`, {by: 'legal'})).status, 404);
        assert.deepEqual((await host.admin(`holds?subject=${named}`)).json(), {holds: [released.json()]});
        await erase(named);
        assert.deepEqual(await bodiesOf(record.subject), ['accept', 'hold -', 'release -', 'erase']);
        assert.equal((await verdict()).finding, undefined);
      });

      it('is seen by the person, and its matter is not', async () => {
        const {visitor, name: named} = host.person();
        const {record} = await accept(visitor);
        const {id} = await hold(named);
        await host.admin(`holds/${id}/release`, {by: 'legal'});
        const {text, json} = await visitor.get('v1/records');
        assert.doesNotMatch(text, /26-1187/);
        const [accepted, held, released] = json().records;
        assert.deepEqual([JSON.parse(accepted.body).id, JSON.parse(released.body).hold, Object.keys(held)], [record.id, id, ['receipt']]);
        assert.equal(JSON.parse(Buffer.from(held.receipt.split('.')[1], 'base64url').toString()).type, 'hold');
      });

      it('goes on while another matter holds', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        await accept(visitor);
        const [first] = [await hold(named), await hold(named)];
        await host.admin(`holds/${first.id}/release`, {by: 'legal'});
        assert.equal((await host.admin('erasures', {subject: named, by: 'privacy'})).status, 409);
      });

      it('and an erasure at the same moment do not both go through', async () => {
        for (let round = 0; round < 5; round += 1) {
          const {visitor, name: named} = host.person({'user-agent': AGENT});
          await accept(visitor);
          const [held, erased] = await Promise.all([host.admin('holds', {subject: named, matter: 'File 26-1188', by: 'legal'}), host.admin('erasures', {subject: named, by: 'privacy'})]);
          assert.ok((held.status === 201 && erased.status === 409) || (held.status === 404 && erased.status === 201), `${held.status} ${erased.status}`);
        }
      });

      it('is placed on somebody who is known', async () => {
        assert.equal((await host.admin('holds', {subject: `anon:${crypto.randomUUID()}`, matter: 'x', by: 'legal'})).status, 404);
      });
    });

    describe('extras', () => {
      const recordOf = (visitor: Visitor) => visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString()});
      const deliver = async (record: object, {headers}: Pick<Visitor, 'headers'>, site = 'pk_shop') => {
        const request = new Request(`https://api.example/assent/v1/records?site=${site}`, {
          method: 'POST',
          headers: {...headers, 'content-type': 'application/json'},
          body: JSON.stringify({records: [{record}]}),
        });
        assert.equal((await host.server.fetch(request, {address: '203.0.113.77'})).status, 200);
      };
      const send = async (visitor: Visitor, site = 'pk_shop') => {
        const record = await recordOf(visitor);
        await deliver(record, visitor, site);
        return record;
      };

      it('are what the site asks for, truncated, and open to the operator alone', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const record = await send(visitor);
        assert.deepEqual((await host.admin(`extras?subject=${named}`)).json().extras, [{record: record.id, identifier: named, network: '203.0.113.0/24', userAgent: AGENT}]);
        assert.equal((await visitor.get('v1/admin/extras', {subject: named})).status, 401);
      });

      it('name nobody else where another person’s request brought the record', async () => {
        const [ann, ben] = [host.person(), host.person({'user-agent': AGENT})];
        await ben.visitor.agreements();
        const record = await recordOf(ann.visitor);
        await deliver(record, ben.visitor);
        assert.deepEqual((await host.admin(`extras?subject=${ann.name}`)).json().extras, [{record: record.id, network: '203.0.113.0/24', userAgent: AGENT}]);
        assert.deepEqual((await host.admin(`extras?subject=${ben.name}`)).json().extras, []);
      });

      it('are those of the first request, however often the record comes', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const record = await send(visitor);
        const kept = (await host.admin(`extras?subject=${named}`)).json();
        await deliver(record, {headers: {...visitor.headers, 'user-agent': 'another'}});
        assert.deepEqual((await host.admin(`extras?subject=${named}`)).json(), kept);
      });

      it('open all to the one key of the person, though several processes kept the first at once', async () => {
        const {subject} = await host.visitor().agreements();
        const seal = await Seal.of((await importKeys(keys)).lookupHash);
        const owner = {site: 'shop', subject};
        const records = Array.from({length: 5}, () => uuid7(clock.now().getTime()));
        await Promise.all(records.map(record => new ExtrasStore(database, seal).keep(owner, {record, userAgent: AGENT}, clock.now())));
        assert.deepEqual((await new ExtrasStore(database, seal).of(owner)).map(({record}) => record), records.toSorted());
      });

      it('are nowhere in the open: not in records, the log, or the tables', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        await send(visitor);
        const left = await everything();
        for (const trace of [named.slice(5), '203.0.113', 'a browser of the test']) assert.ok(!left.includes(trace), trace);
      });

      it('are not kept unless the site asks', async () => {
        const visitor = host.visitor({site: 'pk_plain'});
        const record = await send(visitor, 'pk_plain');
        assert.deepEqual(await database.query('SELECT record FROM assent_extras WHERE record = $1', [record.id]), []);
      });

      it('go with the key: what a slow process writes after the erasure opens to nobody', async () => {
        const {visitor, name: named} = host.person({'user-agent': AGENT});
        const record = await send(visitor);
        const [extra] = await database.query<{sealed: string}>('SELECT sealed FROM assent_extras WHERE record = $1', [record.id]);
        await erase(named);
        assert.deepEqual(await database.query('SELECT record FROM assent_extras WHERE subject = $1', [record.subject]), []);
        await database.query('INSERT INTO assent_extras (site, record, subject, sealed, made_at) VALUES ($1, $2, $3, $4, $5)', ['shop', record.id, record.subject, extra!.sealed, clock.now().toISOString()]);
        assert.equal((await host.admin(`extras?subject=${record.subject}`)).status, 404);
        await send(visitor);
        assert.equal((await database.query('SELECT record FROM assent_extras WHERE subject = $1', [record.subject])).length, 1, 'nothing new is kept of the erased subject');
      });
    });

    describe('retention', () => {
      it('drops the bodies of the years before, but for what is held or still under way', async () => {
        const [free, held, suspended] = [host.person({'user-agent': AGENT}), host.person({'user-agent': AGENT}), host.person({'user-agent': AGENT})];
        const old = await accept(free.visitor);
        const kept = await accept(held.visitor);
        await hold(held.name);
        const {subject: banned} = await suspended.visitor.agreements();
        assert.equal((await host.admin('restrictions', {...restricted(suspended.name), until: '2030-01-01T00:00:00Z'})).status, 201);
        await sequenced();
        clock.set('2026-02-01T00:00:00Z');
        const fresh = await accept(free.visitor);
        await sequenced();

        assert.equal((await host.admin('retention', {before: 2027, by: 'records'})).status, 400, 'a year that has not begun');
        const result: Retention = (await host.admin('retention', {before: 2026, by: 'records'})).json();
        assert.ok(result.dropped > 5 && result.held >= 1 && result.open === 1, JSON.stringify(result));
        assert.deepEqual(await bodiesOf(old.record.subject), ['accept -', 'accept']);
        assert.deepEqual(await bodiesOf(kept.record.subject), ['accept', 'hold']);
        assert.deepEqual(await bodiesOf(banned), ['restrict']);
        assert.equal((await suspended.visitor.get('v1/standing')).json().restrictions[0].state, 'active');

        const {finding, dropped} = await verdict();
        assert.equal(finding, undefined, JSON.stringify(finding));
        assert.ok(dropped >= result.dropped);
        const {inclusion} = (await free.visitor.get(`v1/receipts/${old.record.id}`)).json();
        const checked = await verifyReceiptFile(JSON.stringify({receipt: old.receipt, inclusion, body: old.body}), {keys: signer.publicKeys});
        assert.equal(checked.finding, undefined);
        assert.equal((await free.visitor.agreements()).agreements[0]!.status, 'current', 'nobody is asked again for it');
        const history = (await free.visitor.get('v1/records')).json().records;
        assert.deepEqual(history.map((one: {body?: string}) => one.body === undefined), [true, false]);
        assert.equal(JSON.parse(history[1].body).id, fresh.record.id);
        assert.equal((await free.visitor.results([old.body]))[0]!.status, 'duplicate', 'a repeat is known by its hash');
      });

      it('says so once, and finds nothing left to do', async () => {
        const again: Retention = (await host.admin('retention', {before: 2026, by: 'records'})).json();
        assert.equal(again.dropped, 0);
        assert.equal((await database.query("SELECT id FROM assent_records WHERE type = 'retain'")).length, 1);
      });

      it('is no excuse for a body of a later year', async () => {
        const {visitor} = host.person({'user-agent': AGENT});
        const {record, body} = await accept(visitor);
        await sequenced();
        await database.query("UPDATE assent_records SET body = '' WHERE id = $1", [record.id]);
        const {finding} = await verdict();
        assert.deepEqual([finding?.kind, finding?.record], ['body_missing', record.id]);
        await database.query('UPDATE assent_records SET body = $1 WHERE id = $2', [body, record.id]);
      });

      it('says so again for a later year, drops all that is older, and keeps what came as that year began', async () => {
        const {visitor} = host.person();
        clock.set('2026-12-31T23:59:59.999Z');
        const {record} = await accept(visitor);
        // More than are looked at in one go.
        for (let left = 600; left > 0; left -= 100) await visitor.results(Array.from({length: 100}, () => ({...record, id: uuid7(clock.now().getTime())})));
        clock.set('2027-01-01T00:00:00.000Z');
        await accept(visitor);
        await sequenced();
        assert.equal((await host.admin('retention', {before: 2027, by: 'records'})).status, 200);
        assert.deepEqual(await bodiesOf(record.subject), [...Array.from({length: 601}, () => 'accept -'), 'accept']);
        assert.equal((await verdict()).finding, undefined);
      });

      it('keeps a case that can still be appealed, that waits for a decision, or that is to come', async () => {
        clock.set('2027-12-01T00:00:00Z');
        const [appealable, waiting, coming, closed] = [host.person(), host.person(), host.person(), host.person()];
        for (const {name: named} of [appealable, waiting, closed]) await restrict(named);
        await restrict(coming.name, {since: '2028-06-01T00:00:00Z', until: '2028-07-01T00:00:00Z'});
        await appealed(waiting.visitor);
        for (const {visitor} of [coming, closed]) await rejected(visitor);
        clock.set('2028-02-01T00:00:00Z');
        await sequenced();
        const {open}: Retention = (await host.admin('retention', {before: 2028, by: 'records'})).json();
        assert.ok(open >= 6);
        const cases = await Promise.all([appealable, waiting, coming, closed].map(async ({visitor}) => bodiesOf((await visitor.agreements()).subject)));
        assert.deepEqual(cases, [['restrict'], ['restrict', 'appeal'], ['restrict', 'appeal', 'review'], ['restrict -', 'appeal -', 'review -']]);
      });

      it('drops the attachments of a person with the last appeal of theirs', async () => {
        const {visitor, name: named} = host.person();
        const {subject} = await visitor.agreements();
        const attachments = async () => (await database.query('SELECT hash FROM assent_attachments WHERE subject = $1', [subject])).length;
        for (const year of [2028, 2029]) {
          clock.set(`${year}-12-01T00:00:00Z`);
          await restrict(named);
          await rejected(visitor);
        }
        clock.set('2030-02-01T00:00:00Z');
        await sequenced();
        await host.admin('retention', {before: 2029, by: 'records'});
        assert.deepEqual([await bodiesOf(subject), await attachments()], [['restrict -', 'appeal -', 'review -', 'restrict', 'appeal', 'review'], 2]);
        await host.admin('retention', {before: 2030, by: 'records'});
        assert.equal(await attachments(), 0);
        assert.equal((await verdict()).finding, undefined);
      });
    });
  });
}
