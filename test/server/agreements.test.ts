import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import * as v from 'valibot';
import {AgreementsSchema} from '../../src/protocol/agreement.js';
import {verifyJws} from '../../src/protocol/jws.js';
import {PRESENTATION_TYPE, type Presentation} from '../../src/protocol/presentation.js';
import {openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {codeOf, openServer, ORIGIN, type TestServer, type Visitor} from '../contracts/open-server.js';

const START = Date.parse('2026-11-23T12:00:00.000Z');
const DAY = 86_400_000;
const ISO = (days: number) => new Date(START + days * DAY).toISOString();

describe('GET /v1/agreements', () => {
  let server: TestServer;
  let now: Date;

  beforeEach(async () => {
    now = new Date(START);
    server = await openServer({now: () => now});
  });
  afterEach(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });

  const text = (words: string, locale = 'en') => [{locale, source: `# Terms\n\n1. ${words}\n`}];
  const payload = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as Presentation;

  it('is of the form that the protocol says', async () => {
    await server.publish({});
    const answer = await server.visitor().agreements();
    assert.ok(v.is(AgreementsSchema, answer));
    assert.equal(answer.serverTime, now.toISOString());
    assert.equal(answer.site, 'shop');
  });

  it('goes from none to current to due and back, as versions take effect', async () => {
    const visitor = server.visitor();
    const status = async () => (await visitor.agreements()).agreements[0]?.status;
    assert.equal(await status(), undefined);
    await server.publish({version: '1', texts: text('One')});
    assert.equal(await status(), 'none');
    await visitor.results([await visitor.record()]);
    assert.equal(await status(), 'current');
    await server.publish({version: '2', texts: text('Two'), effectiveAt: ISO(30)});
    assert.equal(await status(), 'notice');
    now = new Date(START + 31 * DAY);
    assert.equal(await status(), 'due');
    await visitor.results([await visitor.record({at: now.toISOString()})]);
    assert.equal(await status(), 'current');
    await visitor.results([await visitor.record({type: 'withdraw', at: now.toISOString()})]);
    assert.equal(await status(), 'withdrawn');
  });

  it('says what is asked on use only, as the version in force has it', async () => {
    await server.publish({texts: text('One'), ask: 'on-use'});
    await server.publish({version: '2', texts: text('Two'), effectiveAt: ISO(30)});
    const visitor = server.visitor();
    const asked = async () => (await visitor.agreements()).agreements[0]!.ask;
    assert.equal(await asked(), 'on-use');
    now = new Date(START + 31 * DAY);
    assert.equal(await asked(), undefined);
    assert.deepEqual([(await server.publish({texts: text('One')})).status, (await server.publish({texts: text('One'), ask: 'on-use'})).status], [409, 200]);
  });

  it('lists a person’s acts in their order, with their choices', async () => {
    await server.publish({texts: [{locale: 'en', source: '---\nconsents:\n  - {id: faces, clause: "1", title: Faces, sensitive: true}\n---\n1. Faces are recognised.\n'}]});
    const visitor = server.visitor();
    const [accept, decline] = [await visitor.record({choices: {faces: true}}), await visitor.record({type: 'decline'})];
    await visitor.results([accept, decline]);
    const {acts} = (await visitor.agreements()).agreements[0]!;
    assert.deepEqual(acts.map(({id, type, choices}) => ({id, type, choices})), [
      {id: accept.id, type: 'accept', choices: {faces: true}},
      {id: decline.id, type: 'decline', choices: undefined},
    ]);
    assert.ok(acts.every(({at}) => at === now.toISOString()));
  });

  it('says the choices that were signed for, whatever stands beside the body, and still when that was dropped', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys(), now: () => now});
    await other.publish({texts: [{locale: 'en', source: '---\nconsents:\n  - {id: faces, clause: "1", title: Faces, sensitive: true}\n---\n1. Faces are recognised.\n'}]});
    const visitor = other.visitor();
    await visitor.results([await visitor.record({choices: {faces: false}})]);
    const choices = async () => (await visitor.agreements()).agreements[0]!.acts[0]!.choices;
    await database.query(`UPDATE assent_records SET choices = '{"faces":true}' WHERE type = 'accept'`);
    assert.deepEqual(await choices(), {faces: false});
    await database.query(`UPDATE assent_records SET choices = '{"faces":false}', body = '' WHERE type = 'accept'`);
    assert.deepEqual(await choices(), {faces: false});
    await other.server.close();
    await database.close();
  });

  it('keeps the answer short, and the status right, after very many acts', async () => {
    await server.publish({});
    const visitor = server.visitor();
    const accept = await visitor.record();
    await visitor.results([accept]);
    for (let round = 0; round < 3; round += 1) await visitor.results(await Promise.all(Array.from({length: 100}, () => visitor.record({type: 'decline'}))));
    const [agreement] = (await visitor.agreements()).agreements;
    assert.equal(agreement!.status, 'declined');
    assert.equal(agreement!.acts[0]!.id, accept.id);
    assert.ok(agreement!.acts.length <= 51);
  });

  it('answers for the documents that are asked about', async () => {
    for (const document of ['a', 'b', 'c']) await server.publish({document});
    const visitor = server.visitor();
    const documents = async (search?: Record<string, string>) => (await visitor.agreements(search)).agreements.map(({document}) => document);
    assert.deepEqual(await documents(), ['a', 'b', 'c']);
    assert.deepEqual(await documents({documents: 'c,a,unknown'}), ['a', 'c']);
    assert.deepEqual(await documents({documents: 'unknown'}), []);
  });

  it('gives each text in the locale that fits, and says which that is', async () => {
    await server.publish({texts: [...text('English', 'en'), ...text('简体', 'zh-CN'), ...text('繁體', 'zh-Hant')]});
    const visitor = server.visitor();
    const chosen = async (locale?: string) => {
      const [offer] = (await visitor.agreements(locale ? {locale} : {})).agreements[0]!.offers;
      const document = (await visitor.get(`v1/documents/${offer!.text.hash}`)).json();
      assert.equal(document.locale, offer!.text.locale);
      return offer!.text.locale;
    };
    assert.deepEqual(
      await Promise.all([chosen(), chosen('zh-CN'), chosen('zh-TW'), chosen('zh-Hans-SG'), chosen('EN-gb'), chosen('fr')]),
      ['en', 'zh-CN', 'zh-Hant', 'zh-CN', 'en', 'en'],
    );
  });

  describe('asked again', () => {
    const again = (visitor: Visitor, etag: string, search = {}) =>
      server.call(`v1/agreements?${new URLSearchParams({site: 'pk_shop', ...search})}`, {headers: {...visitor.headers, origin: ORIGIN, 'if-none-match': etag}});

    it('says that nothing has changed, and what time it is', async () => {
      await server.publish({});
      const visitor = server.visitor();
      const first = await visitor.get('v1/agreements');
      const etag = first.headers.get('etag')!;
      now = new Date(START + 59 * 60_000);
      const answer = await again(visitor, etag);
      assert.deepEqual([answer.status, answer.text, answer.headers.get('etag')], [304, '', etag]);
      assert.equal(answer.headers.get('assent-time'), now.toISOString());
      assert.equal(answer.headers.get('cache-control'), 'private, no-store');
      assert.match(answer.headers.get('access-control-expose-headers')!, /etag.*assent-time/);
      assert.equal((await again(visitor, `"other", ${etag}`)).status, 304);
      assert.equal((await again(server.visitor(), etag)).status, 200, 'somebody who stands just so');
    });

    it('says what has changed: an act, a publication, its effect, another locale, another person', async () => {
      await server.publish({texts: [...text('One', 'en'), ...text('Un', 'fr')]});
      const visitor = server.visitor();
      let etag = (await visitor.get('v1/agreements')).headers.get('etag')!;
      const changed = async (search = {}) => {
        const answer = await again(visitor, etag, search);
        etag = answer.headers.get('etag')!;
        return answer.status === 200;
      };
      assert.equal(await changed(), false);
      await visitor.results([await visitor.record()]);
      assert.equal(await changed(), true);
      assert.equal(await changed(), false);
      await server.publish({version: '2', texts: text('Two'), effectiveAt: new Date(START + 60_000).toISOString()});
      assert.equal(await changed(), true);
      now = new Date(START + 61_000);
      assert.equal(await changed(), true, 'it has taken effect');
      assert.equal(await changed({locale: 'fr'}), true);
      assert.equal((await again(server.visitor(), etag, {locale: 'fr'})).status, 200);
    });

    it('gives a new presentation when that of the device is an hour old, or claims to be from the future', async () => {
      await server.publish({});
      const visitor = server.visitor();
      now = new Date(START + 1);
      const first = await visitor.get('v1/agreements');
      const etag = first.headers.get('etag')!;
      now = new Date(START + 1 + 60 * 60_000);
      const answer = await again(visitor, etag);
      assert.equal(answer.status, 200);
      assert.equal(payload(answer.json().presentation).iat, Math.floor(now.getTime() / 1000));
      now = new Date(START);
      assert.equal((await again(visitor, etag)).status, 200);
      for (const nonsense of ['*', 'W/"', etag.replace(/\d+/, ''), etag.replace(/\d+/, '9'.repeat(400)), '"'.repeat(9000)]) {
        assert.equal((await again(visitor, nonsense)).status, 200, nonsense.slice(0, 20));
      }
    });
  });

  it('refuses a query that makes no sense', async () => {
    for (const search of [{locale: 'no locale'}, {locale: ''}, {documents: 'A B'}, {documents: Array.from({length: 51}, (_, index) => `d${index}`).join(',')}] as Record<string, string>[]) {
      const answer = await server.visitor().get('v1/agreements', search);
      assert.deepEqual([answer.status, codeOf(answer.json())], [400, 'invalid_message']);
    }
  });

  it('signs what it offers, to whom and when', async () => {
    await server.publish({});
    const {presentation, subject, agreements} = await server.visitor().agreements();
    const check = await verifyJws(presentation, (await server.call('v1/keys')).json(), PRESENTATION_TYPE);
    assert.equal(check.result, 'valid');
    assert.deepEqual(payload(presentation), {v: 1, site: 'shop', sub: subject, iat: START / 1000, offers: [agreements[0]!.offers[0]!.text.hash]});
  });

  it('offers what is in force, announced, just replaced, and accepted once', async () => {
    const visitor = server.visitor();
    const hashes: string[] = [];
    for (let version = 1; version <= 5; version += 1) {
      const answer = await server.publish({version: String(version), texts: text(`Version ${version}`)});
      hashes.push(answer.json().texts[0].hash);
      if (version === 1) await visitor.results([await visitor.record()]);
      now = new Date(now.getTime() + DAY);
    }
    const announced = await server.publish({version: '6', texts: text('Version 6'), effectiveAt: ISO(100)});
    hashes.push(announced.json().texts[0].hash);
    const {presentation, agreements} = await visitor.agreements();
    assert.equal(agreements[0]!.offers.length, 6);
    assert.deepEqual(payload(presentation).offers, [hashes[4], hashes[0], hashes[5], hashes[3]]);
  });

  it('keeps a presentation within what a record may carry, the texts in force first', async () => {
    for (let index = 0; index < 40; index += 1) {
      await server.publish({document: `d${index}`, version: '1', texts: text(`Document ${index}`)});
      await server.publish({document: `d${index}`, version: '2', texts: text(`Document ${index}, new`), effectiveAt: ISO(10)});
    }
    const {presentation, agreements} = await server.visitor().agreements();
    assert.ok(presentation.length <= 8192, String(presentation.length));
    const {offers} = payload(presentation);
    for (const agreement of agreements) assert.ok(offers.includes(agreement.offers[0]!.text.hash));
  });
});
