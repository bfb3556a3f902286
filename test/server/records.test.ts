import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import * as v from 'valibot';
import {hashBytes} from '../../src/protocol/hash.js';
import type {Entry} from '../../src/protocol/receipt.js';
import {HistorySchema} from '../../src/protocol/history.js';
import {RecordResultsSchema} from '../../src/protocol/record-results.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {verifyReceipt} from '../../src/protocol/verify-receipt.js';
import {openServer, receiptOf, refusalOf, type TestServer, type Visitor} from '../contracts/open-server.js';

const CONSENTING = '---\nconsents:\n  - {id: faces, clause: "1", title: Faces, sensitive: true}\n---\n1. Faces are recognised.\n';
const MINUTE = 60_000;

describe('POST /v1/records', () => {
  let server: TestServer;
  let now = new Date('2026-11-23T12:00:00.500Z');

  before(async () => {
    server = await openServer({now: () => now});
    await server.publish({texts: [{locale: 'en', source: CONSENTING}]});
    await server.publish({document: 'privacy', texts: [{locale: 'en', source: '1. Privacy.\n'}, {locale: 'zh-CN', source: '1. 隐私。\n'}]});
  });
  after(async () => {
    assert.deepEqual(server.errors, []);
    await server.server.close();
  });

  const entryOf = async (receipt: string): Promise<Entry> => {
    const check = await verifyReceipt(receipt, (await server.call('v1/keys')).json());
    assert.equal(check.result, 'valid');
    return (check as {entry: Entry}).entry;
  };
  const flagsIn = (receipt: string): string[] => JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()).flags;
  const at = (milliseconds = 0) => new Date(now.getTime() + milliseconds).toISOString();

  it('notes an acceptance before the text was read as its publication asks', async () => {
    const own = await openServer({now: () => now});
    const gates = {read: true, seconds: 20} as const;
    const gated = {document: 'gated', texts: [{locale: 'en', source: '1. Read me.\n'}]};
    await own.publish({...gated, gates});
    assert.equal((await own.publish({...gated, gates: {seconds: 20, read: true}})).status, 200, 'the same, in another order');
    assert.equal((await own.publish(gated)).status, 409, 'gates never change');
    assert.equal((await own.publish({...gated, version: '9', gates: {seconds: 0}})).status, 400);
    const flagsOf = async (openMs: number) => {
      const visitor = own.visitor();
      const [agreement] = (await visitor.agreements({documents: 'gated'})).agreements;
      assert.deepEqual(agreement!.offers[0]!.gates, gates);
      const [result] = await visitor.results([await visitor.record({at: at(), shown: {mode: 'dialog', endReached: true, openMs}})]);
      return flagsIn(receiptOf(result));
    };
    assert.deepEqual(await flagsOf(19_000), ['gate_unmet']);
    assert.deepEqual(await flagsOf(20_000), []);
    // Who goes on agreeing to this very text does not read it again to switch a consent; who withdrew does.
    const reader = own.visitor();
    await reader.agreements({documents: 'gated'});
    const again = async (change: object) => flagsIn(receiptOf((await reader.results([await reader.record({at: at(), ...change})]))[0]));
    await again({shown: {mode: 'dialog', endReached: true, openMs: 20_000}});
    const unread = {shown: {mode: 'inline', endReached: false, openMs: 0}};
    assert.deepEqual(await again(unread), []);
    await again({type: 'withdraw'});
    assert.deepEqual(await again(unread), ['gate_unmet']);
    // Of a document beside it, in a version of the same name, nothing is asked.
    await own.publish({document: 'easy', texts: [{locale: 'en', source: '1. Skim me.\n'}]});
    const visitor = own.visitor();
    const {presentation, agreements} = await visitor.agreements();
    const records = await Promise.all(agreements.map(({document: id, offers: [offer]}) =>
      visitor.record({at: at(), presentation, document: {id, version: offer!.version, locale: offer!.text.locale, hash: offer!.text.hash}}),
    ));
    const flags = (await visitor.results(records)).map(result => flagsIn(receiptOf(result)));
    assert.deepEqual(Object.fromEntries(records.map(({document}, index) => [document.id, flags[index]])), {gated: ['gate_unmet'], easy: []});
    await own.server.close();
  });

  it('gives for each record what became of it, and an entry that says what the server saw', async () => {
    const visitor = server.visitor();
    await visitor.agreements({documents: 'terms-of-use'});
    const record = await visitor.record({at: at(-2000), choices: {faces: false}});
    const answer = await visitor.send([record], {elapsedMs: 2000});
    assert.ok(v.is(RecordResultsSchema, answer.json()));
    const {receipt, status} = answer.json().results[0];
    assert.equal(status, 'recorded');
    assert.deepEqual(await entryOf(receipt), {
      v: 1,
      site: 'shop',
      sub: record.subject,
      seq: 1,
      prev: null,
      id: record.id,
      type: 'accept',
      record: await hashBytes(JSON.stringify(record)),
      document: record.document,
      presentedAt: '2026-11-23T12:00:00.000Z',
      claimedAt: at(-2000),
      recordedAt: at(),
      via: 'anonymous',
      // The device says that the act was 2 s ago, and the text was offered half a second ago: within what two servers may differ.
      flags: [],
    });
    const header = JSON.parse(Buffer.from(receipt.split('.')[0], 'base64url').toString());
    assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ']);
    assert.equal(header.typ, 'assent-receipt+jws');
  });

  it('stores a backdated record, and flags it', async () => {
    const visitor = server.visitor();
    const [result] = await visitor.results([await visitor.record({at: '2020-01-01T00:00:00Z'})], {elapsedMs: 0});
    assert.deepEqual((await entryOf(receiptOf(result))).flags, ['clock_skew', 'before_presentation']);
  });

  it('stores a record that was long on its way, and flags it', async () => {
    const visitor = server.visitor();
    const record = await visitor.record({at: at()});
    now = new Date(now.getTime() + 3 * 24 * 60 * MINUTE);
    const [result] = await visitor.results([record], {elapsedMs: 3 * 24 * 60 * MINUTE});
    assert.deepEqual((await entryOf(receiptOf(result))).flags, ['late']);
  });

  it('stores the text that was on the screen when a newer version took effect meanwhile, and flags it', async () => {
    const visitor = server.visitor();
    const record = await visitor.record({at: at()});
    const {id, version} = record.document;
    now = new Date(now.getTime() + MINUTE);
    await server.publish({document: id, version: `${version}.1`, texts: [{locale: 'en', source: '1. Newer.\n'}]});
    const [result] = await visitor.results([record], {elapsedMs: MINUTE});
    const entry = await entryOf(receiptOf(result));
    assert.deepEqual(entry.flags, ['superseded']);
    assert.equal(entry.document.version, version);
    assert.equal((await visitor.agreements({documents: id})).agreements[0]!.status, 'due');
  });

  it('flags neither an acceptance in advance nor one beside an announcement that was withdrawn', async () => {
    const own = await openServer({now: () => now});
    await own.publish({});
    const effectiveAt = at(60 * MINUTE);
    await own.publish({version: '2', texts: [{locale: 'en', source: '1. Next.\n'}], effectiveAt});
    const [early, patient] = [own.visitor(), own.visitor()];
    const advance = await early.record({at: at()});
    assert.equal(advance.document.version, '2');
    assert.deepEqual(flagsIn(receiptOf((await early.results([advance]))[0])), []);
    const {version, text} = (await patient.agreements()).agreements[0]!.offers[0]!;
    const first = await patient.record({document: {id: 'terms-of-use', version, locale: text.locale, hash: text.hash}});
    await own.admin('publications/terms-of-use@2/withdraw', {});
    now = new Date(Date.parse(effectiveAt) + MINUTE);
    assert.deepEqual(flagsIn(receiptOf((await patient.results([{...first, at: at()}], {elapsedMs: 0}))[0])), []);
    await own.server.close();
  });

  it('flags by what is in force for the person, where a version is not for everyone', async () => {
    const own = await openServer({now: () => now});
    const version = (version: string) => ({version, texts: [{locale: 'en', source: `1. ${version}.\n`}]});
    await own.publish({});
    const [old, newcomer] = [own.visitor(), own.visitor()];
    const acceptOf = async (visitor: Visitor) => flagsIn(receiptOf((await visitor.results([await visitor.record({at: at()})], {elapsedMs: 0}))[0]));
    await acceptOf(old);
    const [late, still] = [await old.record({at: at()}), await newcomer.record({at: at()})];
    now = new Date(now.getTime() + MINUTE);
    await own.publish({...version('2'), audience: 'existing'});
    const sent = async (visitor: Visitor, record: object) => flagsIn(receiptOf((await visitor.results([record], {elapsedMs: MINUTE}))[0]));
    assert.deepEqual(await sent(old, {...late, id: uuid7(1)}), ['superseded'], 'for whom there was a newer one');
    assert.deepEqual(await sent(newcomer, still), [], 'who is offered no other');
    assert.deepEqual(await acceptOf(own.visitor()), []);
    now = new Date(now.getTime() + MINUTE);
    await old.agreements();
    await own.publish({...version('3'), audience: 'new'});
    assert.deepEqual(await acceptOf(old), [], 'a version for newcomers takes the place of none for those who were there');
    await own.server.close();
  });

  describe('refuses', () => {
    let visitor: Visitor;

    before(async () => {
      visitor = server.visitor();
      await visitor.agreements({documents: 'privacy'});
    });

    const refusal = async (change: object) => refusalOf((await visitor.results([await visitor.record({at: at(), ...change})]))[0]);

    it('a text that was not offered, or does not exist', async () => {
      const {document} = await visitor.record();
      const {agreements} = await server.visitor().agreements({locale: 'zh-CN', documents: 'privacy'});
      const chinese = agreements[0]!.offers[0]!.text;
      assert.equal(await refusal({document: {...document, hash: `sha256:${'0'.repeat(64)}`}}), 'unknown_version');
      assert.equal(await refusal({document: {...document, locale: 'zh-CN', hash: chinese.hash}}), 'unknown_version');
    });

    it('a text that was published after the presentation', async () => {
      const {presentation} = await visitor.record();
      const {texts: [text]} = (await server.publish({document: 'later', texts: [{locale: 'en', source: '1. Later.\n'}]})).json();
      const document = {id: 'later', version: '1', locale: 'en', hash: text.hash};
      assert.equal(await refusal({presentation, document}), 'unknown_version');
      const offered = await visitor.agreements({documents: 'later'});
      receiptOf((await visitor.results([await visitor.record({at: at(), presentation: offered.presentation, document})]))[0]);
      await visitor.agreements({documents: 'privacy'});
    });

    it('a text under another name than its own', async () => {
      const {document} = await visitor.record();
      for (const change of [{id: 'terms-of-use'}, {version: '99'}, {locale: 'zh-CN'}]) {
        assert.equal(await refusal({document: {...document, ...change}}), 'unknown_version');
      }
    });

    it('a choice that the text does not ask for', async () => {
      assert.equal(await refusal({choices: {faces: true}}), 'invalid_message');
    });

    it('a presentation that we have not signed, or signed for something else', async () => {
      const {presentation} = await visitor.agreements({documents: 'privacy'});
      const [head, , signature] = presentation.split('.');
      const forged = Buffer.from(JSON.stringify({v: 1, site: 'shop', sub: 'x', iat: 0, offers: []})).toString('base64url');
      const receipt = receiptOf((await visitor.results([await visitor.record({at: at()})]))[0]);
      for (const bad of ['', 'a.b.c', `${head}.${forged}.${signature}`, receipt, `${presentation}=`]) {
        assert.equal(await refusal({presentation: bad}), 'presentation_invalid', bad);
      }
    });

    it('another site, other types and other fields', async () => {
      assert.equal(await refusal({site: 'pk_shop'}), 'site_unknown');
      assert.equal(await refusal({type: 'agree'}), 'invalid_message');
      assert.equal(await refusal({v: 2}), 'invalid_message');
      assert.equal(await refusal({ip: '192.0.2.1'}), 'unknown_field');
    });
  });

  it('takes a record under a presentation of an older key that is still published', async () => {
    const {createKeys} = await import('../../src/server/keys/server-keys.js');
    const {openDatabase} = await import('../../src/server/database/database.js');
    const database = await openDatabase('sqlite::memory:');
    const [old, next] = [await createKeys(), await createKeys()];
    const before = await openServer({database, keys: old});
    await before.publish({});
    const visitor = before.visitor();
    const first = await visitor.record();
    const receipt = receiptOf((await visitor.results([first]))[0]);
    const second = await visitor.record();
    const rotated = await openServer({database, keys: {...old, signing: [...next.signing, ...old.signing]}});
    const later = rotated.visitor({headers: visitor.headers});
    const [again, result] = await later.results([first, second]);
    assert.equal(receiptOf(again), receipt);
    const keys = (await rotated.call('v1/keys')).json();
    for (const each of [receipt, receiptOf(result)]) assert.equal((await verifyReceipt(each, keys)).result, 'valid');
    assert.notEqual(receipt.split('.')[0], receiptOf(result).split('.')[0]);
    await Promise.all([before.server.close(), rotated.server.close()]);
    await database.close();
  });
});

describe('GET /v1/records', () => {
  it('gives a person’s own records in their order, page by page, verbatim', async () => {
    const server = await openServer();
    await server.publish({});
    const visitor = server.visitor();
    const texts = await Promise.all(Array.from({length: 250}, async () => JSON.stringify(await visitor.record(), null, 1)));
    for (let from = 0; from < 250; from += 50) await visitor.results(texts.slice(from, from + 50));
    const bodies: string[] = [];
    let after: string | undefined;
    do {
      const answer = await visitor.get('v1/records', after ? {after} : {});
      assert.ok(v.is(HistorySchema, answer.json()));
      const {records, next} = answer.json();
      for (const {body, receipt} of records) {
        const entry = JSON.parse(Buffer.from(receipt.split('.')[1], 'base64url').toString()) as Entry;
        assert.equal(entry.record, await hashBytes(body));
        bodies.push(body);
      }
      after = next;
    } while (after);
    assert.deepEqual(bodies, texts);
    for (const bad of ['x', '-1', '1e9', '99999999999']) assert.equal((await visitor.get('v1/records', {after: bad})).status, 400);
    await server.server.close();
  });
});
