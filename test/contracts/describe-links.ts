import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import type {PublicKey} from '../../src/protocol/jws.js';
import type {Entry} from '../../src/protocol/receipt.js';
import type {History} from '../../src/protocol/history.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {openServer, receiptOf, refusalOf, SITE, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';

const DOCUMENT = 'terms-of-use';
const SECOND = 'voice-rules';

/** A person on a device: the visitor that they were, and the account that they sign in to. */
interface Person {
  visitorId: string;
  visitor: Visitor;
  account: Visitor;
  token: string;
}

const entryOf = (receipt: string) => JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()) as Entry;

/** What holds for visitors who sign in, whatever database keeps them, with two servers on it. */
export function describeLinks(name: string, places: Places): void {
  describe(`visitors who sign in, in ${name}`, () => {
    let one: TestServer;
    let two: TestServer;
    let sign: (sub: string) => Promise<string>;
    let people = 0;

    before(async () => {
      await places.open();
      const url = await places.make();
      const keys = await createKeys();
      const {publicKey, privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
      const key = {...(await exportJWK(publicKey)), kid: 'host', alg: 'EdDSA', use: 'sig'} as PublicKey;
      sign = async sub => {
        const nowS = Math.floor(Date.now() / 1000);
        return new SignJWT({sub}).setProtectedHeader({alg: 'EdDSA', kid: 'host'}).setIssuedAt(nowS).setExpirationTime(nowS + 300).sign(privateKey);
      };
      const options = {database: url, keys, sites: [{...SITE, subjects: {tokens: {keys: [key]}}}]};
      [one, two] = await Promise.all([openServer(options), openServer(options)]);
      await one.publish({});
      await one.publish({document: SECOND, version: '1', texts: [{locale: 'en', source: '# Rules\n\n1. Be kind.\n'}]});
    });
    after(async () => {
      await Promise.all([one?.server.close(), two?.server.close()]);
      await places.close();
      assert.deepEqual([...one.errors, ...two.errors], []);
    });

    const person = async (): Promise<Person> => {
      const token = await sign(`person-${(people += 1)}`);
      const visitorId = crypto.randomUUID();
      return {visitorId, token, visitor: one.visitor({id: visitorId}), account: one.visitor({headers: {authorization: `Bearer ${token}`}})};
    };
    const linkOf = async ({visitor, account}: Person, change: Partial<RecordBody> = {}): Promise<RecordBody> =>
      account.record({type: 'link', link: {visitor: (await visitor.agreements()).subject}, made: {by: 'api', trusted: false}, ...change});
    /** Sends a link with the proofs that are given. */
    const send = async (record: RecordBody, {token, visitorId}: {token?: string; visitorId?: string}, server = one) => {
      const headers = {...(token && {authorization: `Bearer ${token}`}), ...(visitorId && {'assent-subject': visitorId})};
      return (await server.visitor({headers}).results([record]))[0]!;
    };
    const statusOf = async (who: Visitor, document = DOCUMENT) => (await who.agreements()).agreements.find(one => one.document === document)!.status;
    const historyOf = async (who: Visitor) => ((await who.get('v1/records')).json() as History).records.map(({body}) => JSON.parse(body!) as RecordBody);

    it('have what they agreed to count for the account, in both chains', async () => {
      const ada = await person();
      const accept = await ada.visitor.record();
      receiptOf((await ada.visitor.results([accept]))[0]);
      assert.equal(await statusOf(ada.account), 'none');
      const link = await linkOf(ada);
      const {via, type, sub} = entryOf(receiptOf(await send(link, ada)));
      assert.deepEqual([via, type, sub], ['token', 'link', link.subject]);
      assert.equal(await statusOf(ada.account), 'current');
      assert.equal(await statusOf(ada.account, SECOND), 'none');
      const [first, closing, ...none] = await historyOf(ada.visitor);
      assert.deepEqual(none, []);
      assert.equal(first!.id, accept.id);
      assert.deepEqual([closing!.type, closing!.link, closing!.subject], ['link', {account: link.subject, record: link.id}, accept.subject]);
      const search = (await one.admin(`records?subject=${link.subject}`)).json();
      assert.deepEqual(search.records.map(({entry}: {entry: Entry}) => entry.id), [link.id, accept.id], 'what the operator finds of them');
    });

    it('have their history read and their receipts fetched by the account, a page at a time, and by nobody else', async () => {
      const ada = await person();
      const acts = await Promise.all(Array.from({length: 120}, (_, index) => ada.visitor.record({type: index % 2 === 0 ? 'accept' : 'decline'})));
      await ada.visitor.results(acts.slice(0, 100));
      await ada.visitor.results(acts.slice(100));
      const link = await linkOf(ada);
      receiptOf(await send(link, ada));
      const after = await ada.account.record({type: 'withdraw'});
      receiptOf((await ada.account.results([after]))[0]);
      const ids: string[] = [];
      let next: string | undefined;
      do {
        const page = (await ada.account.get('v1/records', next ? {after: next} : {})).json() as History;
        ids.push(...page.records.map(({body}) => (JSON.parse(body!) as RecordBody).id));
        next = page.next;
      } while (next);
      assert.deepEqual(ids, [...acts.map(({id}) => id), link.id, after.id]);
      const bob = await person();
      await bob.account.agreements();
      assert.deepEqual([(await ada.account.get(`v1/receipts/${acts[0]!.id}`)).status, (await bob.account.get(`v1/receipts/${acts[0]!.id}`)).status], [200, 404]);
      assert.equal((await bob.account.get('v1/records', {after: `${acts[0]!.subject}.1`})).status, 400);
      assert.equal((await ada.account.get('v1/records', {after: '7'})).status, 400);
    });

    it('are erased with the account, and kept by its legal hold', async () => {
      const ada = await person();
      await ada.visitor.results([await ada.visitor.record()]);
      const link = await linkOf(ada);
      receiptOf(await send(link, ada));
      const admin = (path: string, body: object) => one.admin(path, {by: 'privacy', ...body});
      const hold = (await admin('holds', {subject: link.subject, matter: 'File 3'})).json();
      for (const subject of [link.subject, link.link!.visitor]) assert.equal((await admin('erasures', {subject})).status, 409);
      await admin(`holds/${hold.id}/release`, {});
      const erased = (await admin('erasures', {subject: link.subject})).json();
      assert.deepEqual(erased.visitors, [link.link!.visitor]);
      assert.deepEqual([await historyOf(ada.visitor), await historyOf(ada.account)], [[], []]);
      assert.equal(await statusOf(ada.account), 'none');
      assert.notEqual((await ada.visitor.agreements()).subject, link.link!.visitor);
    });

    it('are all kept where a hold is on one of them', async () => {
      const ada = await person();
      const visitorId = crypto.randomUUID();
      const second = {...ada, visitorId, visitor: one.visitor({id: visitorId})};
      for (const each of [ada, second]) {
        receiptOf((await each.visitor.results([await each.visitor.record()]))[0]);
        receiptOf(await send(await linkOf(each), each));
      }
      const {subject: held} = await second.visitor.agreements();
      assert.equal((await one.admin('holds', {by: 'legal', subject: held, matter: 'File 4'})).status, 201);
      const {subject} = await ada.account.agreements();
      assert.equal((await one.admin('erasures', {by: 'privacy', subject})).status, 409);
      assert.deepEqual(await Promise.all([ada, second].map(async ({visitor}) => ((await visitor.get('v1/records')).json() as History).records.length)), [2, 3], 'the hold is in the chain of the one');
    });

    it('that are erased by themselves are not the account’s any more', async () => {
      const ada = await person();
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      const link = await linkOf(ada);
      receiptOf(await send(link, ada));
      assert.equal((await one.admin('erasures', {by: 'privacy', subject: link.link!.visitor})).status, 201);
      assert.deepEqual((((await ada.account.get('v1/records')).json()) as History).records.length, 1);
      assert.equal(await statusOf(ada.account), 'none');
    });

    it('give no more than they had: what comes after the link is not the account’s', async () => {
      const ada = await person();
      receiptOf((await ada.visitor.results([await ada.visitor.record({type: 'decline'})]))[0]);
      receiptOf(await send(await linkOf(ada), ada));
      const late = await ada.visitor.record();
      receiptOf((await ada.visitor.results([late]))[0]);
      assert.deepEqual([await statusOf(ada.visitor), await statusOf(ada.account)], ['current', 'declined']);
      assert.equal((await ada.account.get(`v1/receipts/${late.id}`)).status, 404);
      // And nothing of the account’s goes back to whoever has the visitor’s id.
      receiptOf((await ada.account.results([await ada.account.record({document: (await ruleOf(ada.account)).document})]))[0]);
      assert.deepEqual([await statusOf(ada.account, SECOND), await statusOf(ada.visitor, SECOND)], ['current', 'none']);
    });

    it('keep the order of what was done: a later answer of the account holds', async () => {
      const ada = await person();
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      receiptOf((await ada.account.results([await ada.account.record({type: 'withdraw'})]))[0]);
      receiptOf(await send(await linkOf(ada), ada));
      assert.equal(await statusOf(ada.account), 'withdrawn');
    });

    it('may have been several, on several devices', async () => {
      const ada = await person();
      const phone = {...ada, visitorId: crypto.randomUUID()};
      phone.visitor = one.visitor({id: phone.visitorId});
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      receiptOf((await phone.visitor.results([await phone.visitor.record({document: (await ruleOf(phone.visitor)).document})]))[0]);
      receiptOf(await send(await linkOf(ada), ada));
      receiptOf(await send(await linkOf(phone), phone));
      assert.deepEqual([await statusOf(ada.account), await statusOf(ada.account, SECOND)], ['current', 'current']);
      assert.deepEqual((await historyOf(ada.account)).map(({type}) => type), ['accept', 'accept', 'link', 'link']);
    });

    it('are linked once however often that is sent, and by whichever server', async () => {
      const ada = await person();
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      const link = await linkOf(ada);
      const results = await Promise.all([one, two, one, two].map(server => send(link, ada, server)));
      assert.equal(new Set(results.map(result => receiptOf(result))).size, 1);
      assert.deepEqual((await historyOf(ada.visitor)).map(({type}) => type), ['accept', 'link']);
    });

    it('are refused one proof alone, and somebody else’s', async () => {
      const [ada, eve] = [await person(), await person()];
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      await eve.visitor.agreements();
      const own = await linkOf(ada);
      // Eve knows the reference, and even a presentation of the visitor: both stand in records.
      const {subject: visitor, presentation} = await ada.visitor.agreements();
      const stolen = await eve.account.record({type: 'link', link: {visitor}});
      const forged = {...stolen, presentation};
      const cases: [RecordBody, {token?: string; visitorId?: string}, string][] = [
        [own, {token: ada.token}, 'subject_mismatch'],
        [own, {visitorId: ada.visitorId}, 'subject_required'],
        [own, {}, 'subject_required'],
        [own, {token: eve.token, visitorId: ada.visitorId}, 'subject_mismatch'],
        [own, {token: ada.token, visitorId: eve.visitorId}, 'subject_mismatch'],
        [stolen, {token: eve.token}, 'subject_mismatch'],
        [stolen, {token: eve.token, visitorId: eve.visitorId}, 'subject_mismatch'],
        [stolen, {token: eve.token, visitorId: crypto.randomUUID()}, 'subject_mismatch'],
        [forged, {token: eve.token}, 'subject_mismatch'],
      ];
      for (const [record, proofs, code] of cases) assert.equal(refusalOf(await send(record, proofs)), code, JSON.stringify(proofs));
      assert.deepEqual([await statusOf(eve.account), await statusOf(ada.account)], ['none', 'none']);
      receiptOf(await send(own, ada));
    });

    it('become one account only', async () => {
      const [ada, eve] = [await person(), await person()];
      receiptOf((await ada.visitor.results([await ada.visitor.record()]))[0]);
      receiptOf(await send(await linkOf(ada), ada));
      const second = {...ada, account: eve.account, token: eve.token};
      assert.equal(refusalOf(await send(await linkOf(second), second)), 'visitor_linked');
      assert.equal(refusalOf(await send(await linkOf(ada), ada)), 'visitor_linked');
      assert.equal(await statusOf(eve.account), 'none');
    });

    it('say what they link, and nothing else does', async () => {
      const ada = await person();
      const {link: _, ...bare} = await linkOf(ada);
      assert.equal(refusalOf(await send(bare as RecordBody, ada)), 'invalid_message');
      assert.equal(refusalOf(await send(await linkOf(ada, {type: 'accept'}), ada)), 'invalid_message');
    });

    async function ruleOf(who: Visitor): Promise<Pick<RecordBody, 'document'>> {
      const {document, offers} = (await who.agreements()).agreements.find(one => one.document === SECOND)!;
      const {version, text} = offers[0]!;
      return {document: {id: document, version, locale: text.locale, hash: text.hash}};
    }
  });
}
