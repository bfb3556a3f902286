import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {appealReference} from '../../src/protocol/appeal.js';
import {hashBytes} from '../../src/protocol/hash.js';
import type {KeySet} from '../../src/protocol/jws.js';
import type {RecordResult} from '../../src/protocol/record-results.js';
import type {RestrictionView, Standing} from '../../src/protocol/standing.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {verifyReceipt} from '../../src/protocol/verify-receipt.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys, type ServerKeys} from '../../src/server/keys/server-keys.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {codeOf, openServer, receiptOf, refusalOf, SECRET, SITE, type Answer, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';

const PNG = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), letter => letter.charCodeAt(0));
const TEXT = new TextEncoder().encode('It was not me: I was travelling.');

/** What holds of standing whatever database keeps them. */
export function describeStanding(name: string, places: Places): void {
  describe(`standing in ${name}`, () => {
    let clock: MovingClock;
    let database: Database;
    let host: TestServer;
    let keys: ServerKeys;

    before(async () => {
      clock = movingClock('2026-03-01T00:00:00Z');
      await places.open();
      database = await openDatabase(await places.make());
      keys = await createKeys();
      host = await openServer({database, keys, now: clock.now, sites: [{...SITE, appeals: {days: 184, perRestriction: 2}}, {...SITE, id: 'other', publishableKey: 'pk_other', secretKeys: ['sk_other_0123456789abcdef']}]});
      await host.publish({});
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
    });

    const reasons = (subject: string, more: object = {}) => ({
      subject,
      kind: 'suspend',
      scope: ['publishing'],
      facts: 'The same advertisement was posted 40 times on 28 February 2026.',
      clause: {document: 'terms-of-use', anchor: '1'},
      automated: {detection: true, decision: false},
      by: 'trust-and-safety',
      ...more,
    });
    const restrict = async (subject: string, more: object = {}): Promise<RestrictionView> => {
      const answer = await host.admin('restrictions', reasons(subject, more));
      assert.equal(answer.status, 201, answer.text);
      return answer.json();
    };
    const standing = async (visitor: Visitor): Promise<Standing> => (await visitor.get('v1/standing')).json();
    const attach = (visitor: Visitor, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Answer> =>
      host.call('v1/attachments?site=pk_shop', {method: 'POST', headers: {...visitor.headers, 'content-type': type}, body: bytes});
    const attachTo = (id: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Answer> =>
      host.call(`v1/attachments?site=pk_shop&record=${id}`, {method: 'POST', headers: {'content-type': type}, body: bytes});
    const appeal = async (visitor: Visitor, change: {restriction?: string; statement?: string; attachments?: object[]; at?: string; id?: string} = {}): Promise<RecordResult> => {
      const {site, subject, presentation, restrictions} = await standing(visitor);
      const {id, document} = restrictions.find(one => one.id === change.restriction) ?? restrictions[0]!;
      const record = {
        v: 1,
        id: change.id ?? uuid7(clock.now().getTime()),
        type: 'appeal',
        site,
        subject,
        document,
        presentation,
        appeal: {restriction: change.restriction ?? id, statement: change.statement ?? 'It was not me.', attachments: change.attachments ?? []},
        made: {by: 'ui', trusted: true},
        at: change.at ?? clock.now().toISOString(),
      };
      return (await visitor.results([record]))[0]!;
    };

    it('is empty for a person without restrictions', async () => {
      assert.deepEqual((await standing(host.person().visitor)).restrictions, []);
    });

    it('says what is restricted, why, under which clause of which version, and until when to appeal', async () => {
      const {visitor, name} = host.person();
      const made = await restrict(name, {until: '2026-04-01T00:00:00Z', redress: 'A certified body for dispute settlement.'});
      const [seen] = (await standing(visitor)).restrictions;
      assert.deepEqual(seen, made);
      assert.equal(seen?.state, 'active');
      assert.equal(seen?.document.version, '1');
      assert.equal(seen?.appealUntil, '2026-09-01T00:00:00.000Z');
      assert.equal(seen?.appealable, true);
      const text = await host.call(`v1/documents/${seen!.document.hash}?site=pk_shop`);
      assert.match(text.text, /"anchor":"1"/, 'the clause in force then can be read');
    });

    it('keeps citing the version in force then when another takes its place', async () => {
      const {visitor, name} = host.person();
      await restrict(name);
      clock.set('2026-03-02T00:00:00Z');
      await host.publish({version: '2', texts: [{locale: 'en', source: '# Terms of use\n\n7. Other words.\n'}]});
      assert.equal((await standing(visitor)).restrictions[0]?.document.version, '1');
      const gone = await host.admin('restrictions', reasons(host.person().name));
      assert.equal(codeOf(gone.json()), 'unknown_clause');
      clock.set('2026-03-03T00:00:00Z');
      await host.publish({version: '3', texts: [{locale: 'en', source: '# Terms of use\n\n1. You may use this fairly.\n'}]});
    });

    it('cites the version that is in force for the person, where another is for others', async () => {
      const {visitor, name} = host.person();
      const document = 'group-rules';
      const rules = (version: string, more: object = {}) => host.publish({document, version, texts: [{locale: 'en', source: `# Rules\n\n1. Rule ${version}.\n`}], ...more});
      await rules('1');
      await visitor.agreements({documents: document});
      receiptOf((await visitor.results([await visitor.record({at: clock.now().toISOString()})]))[0]);
      clock.set('2026-03-03T01:00:00Z');
      await rules('2', {audience: 'new'});
      const cited = async (subject: string) => (await restrict(subject, {clause: {document, anchor: '1'}})).document.version;
      assert.deepEqual([await cited(name), await cited(host.person().name)], ['1', '2']);
    });

    it('lists every case once, page by page, though many were made at one moment', async () => {
      const names = Array.from({length: 130}, () => host.person().name);
      // The clock stands still: all of them were recorded at the same instant.
      await Promise.all(names.map(name => restrict(name)));
      const seen: string[] = [];
      for (let next: string | undefined = ''; next !== undefined; ) {
        const page = (await host.admin(`restrictions${next && `?before=${encodeURIComponent(next)}`}`)).json();
        seen.push(...page.restrictions.map(({id}: RestrictionView) => id));
        next = page.next;
      }
      assert.equal(new Set(seen).size, seen.length);
      assert.ok(seen.length >= 130);
      const earlier = (await host.admin(`restrictions?before=${encodeURIComponent(clock.now().toISOString())}`)).json().restrictions;
      assert.ok(earlier.every(({since}: RestrictionView) => Date.parse(since) < clock.now().getTime()), 'an instant alone is a place, too');
    });

    it('knows nobody for being asked about them', async () => {
      const {name} = host.person();
      assert.deepEqual((await host.admin(`restrictions?subject=${name}`)).json(), {restrictions: []});
      assert.deepEqual((await host.admin(`subjects?subject=${name}`)).json(), {subjects: []});
      assert.equal((await host.admin(`restrictions?subject=s_${'x'.repeat(43)}`)).status, 404);
    });

    it('refuses restrictions that make no sense', async () => {
      const {name} = host.person();
      const code = async (more: object) => codeOf((await host.admin('restrictions', reasons(name, more))).json());
      assert.equal(await code({since: '2026-01-01T00:00:00Z'}), 'effective_date_invalid');
      assert.equal(await code({until: '2026-01-01T00:00:00Z'}), 'effective_date_invalid');
      assert.equal(await code({clause: {document: 'terms-of-use', anchor: '9.9'}}), 'unknown_clause');
      assert.equal(await code({clause: {document: 'nothing', anchor: '1'}}), 'unknown_version');
      assert.equal(await code({facts: ' '}), 'invalid_message');
      assert.equal(await code({subject: 'somebody'}), 'invalid_message');
      await restrict(name);
      assert.equal(await code({scope: ['payments', 'publishing']}), 'restriction_conflict', 'overlapping');
      await restrict(name, {kind: 'limit'});
      assert.equal((await host.call('v1/admin/restrictions', {method: 'POST', headers: {'assent-subject': crypto.randomUUID()}})).status, 401);
    });

    it('takes an appeal with its proof, and gives the reference that the device knew already', async () => {
      const {visitor, name} = host.person();
      const {id} = await restrict(name);
      const [png, text] = await Promise.all([attach(visitor, PNG, 'image/png'), attach(visitor, TEXT, 'text/plain')]);
      assert.deepEqual([png.status, text.status], [201, 201]);
      const late = await hashBytes(new TextEncoder().encode('to be sent later'));
      const attachments = [
        {...png.json(), name: 'Ticket'},
        {...text.json(), name: 'Letter'},
        {hash: late, type: 'text/plain', bytes: 16, name: 'Later'},
      ];
      const result = await appeal(visitor, {restriction: id, attachments});
      receiptOf(result);
      const [seen] = (await standing(visitor)).restrictions[0]!.appeals;
      assert.equal(seen?.reference, appealReference(result.id!));
      assert.match(seen!.reference, /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      assert.equal(seen?.status, 'received');
      assert.deepEqual(seen?.attachments.map(({received}) => received), [true, true, false]);
      assert.equal((await standing(visitor)).restrictions[0]?.appealable, false, 'one is under way');

      const read = await host.server.fetch(
        new Request(`https://api.example/v1/admin/appeals/${result.id}/attachments/${png.json().hash}`, {headers: {authorization: `Bearer ${SECRET}`}}),
      );
      assert.deepEqual(new Uint8Array(await read.arrayBuffer()), PNG);
      assert.equal(read.headers.get('content-disposition'), 'attachment');
      const [row] = await database.query<{sealed: string}>('SELECT sealed FROM assent_attachments WHERE hash = $1', [text.json().hash]);
      assert.ok(!atob(row!.sealed.split('.')[1]!).includes('travelling'), 'sealed');
      const bodies = await database.query<{body: string}>('SELECT body FROM assent_records');
      assert.ok(!bodies.some(({body}) => body.includes('travelling')), 'never in the chain');
    });

    it('refuses attachments that are too large, of a kind that is not taken, or in disguise', async () => {
      const {visitor, name} = host.person();
      assert.equal((await attach(visitor, TEXT, 'text/plain')).status, 404, 'nothing to appeal against');
      await restrict(name);
      const code = async (bytes: Uint8Array<ArrayBuffer>, type: string) => codeOf((await attach(visitor, bytes, type)).json());
      assert.equal(await code(PNG, 'application/pdf'), 'attachment_invalid');
      assert.equal(await code(new TextEncoder().encode('MZ\u0090\u0000\u0003'), 'image/png'), 'attachment_invalid');
      assert.equal(await code(new TextEncoder().encode('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'), 'attachment_invalid');
      assert.equal(await code(Uint8Array.of(0, 1, 2, 3), 'text/plain'), 'attachment_invalid');
      assert.equal(await code(new Uint8Array(5 * 1024 * 1024 + 1).fill(65), 'text/plain'), 'body_too_large');
      assert.equal((await attach(visitor, new Uint8Array(5 * 1024 * 1024).fill(65), 'text/plain')).status, 201, 'the largest that is taken');
      assert.equal((await attach(visitor, TEXT, 'text/plain')).status, 201);
      assert.equal((await attach(visitor, TEXT, 'text/plain')).status, 200, 'the same again changes nothing');
    });

    it('is reviewed by a named role; upheld, it lifts at once', async () => {
      const {visitor, name} = host.person();
      const {id} = await restrict(name);
      const filed = await appeal(visitor);
      const review = (body: object) => host.admin(`appeals/${filed.id}/review`, body);
      assert.equal(codeOf((await review({status: 'upheld', by: 'appeals-board'})).json()), 'invalid_message', 'a decision has reasons');
      assert.equal((await review({status: 'under_review', by: 'appeals-board'})).json().appeal.status, 'under_review');
      const decided = await review({status: 'upheld', reasons: 'The posts came from a stolen session.', by: 'appeals-board'});
      assert.equal(decided.status, 200, decided.text);
      const [seen] = (await standing(visitor)).restrictions;
      assert.equal(seen?.state, 'lifted');
      assert.equal(seen?.lifted?.reasons, 'The posts came from a stolen session.');
      assert.equal(seen?.appeals[0]?.status, 'upheld');
      assert.equal(seen?.appeals[0]?.by, 'appeals-board');
      assert.equal(codeOf((await review({status: 'rejected', reasons: 'No.', by: 'appeals-board'})).json()), 'appeal_closed');
      assert.equal(codeOf((await host.admin(`restrictions/${id}/lift`, {reasons: 'Again.', by: 'x'})).json()), 'restriction_conflict');
      assert.equal(refusalOf(await appeal(visitor)), 'appeal_closed');
    });

    it('allows as many appeals as the site does, one after the other', async () => {
      const {visitor, name} = host.person();
      await restrict(name);
      const first = await appeal(visitor);
      assert.equal(refusalOf(await appeal(visitor)), 'appeal_closed', 'one is under way');
      await host.admin(`appeals/${first.id}/review`, {status: 'rejected', reasons: 'The session was yours.', by: 'appeals-board'});
      receiptOf(await appeal(visitor));
      const second = (await standing(visitor)).restrictions[0]!.appeals[1]!;
      await host.admin(`appeals/${second.id}/review`, {status: 'rejected', reasons: 'Still.', by: 'appeals-board'});
      assert.equal(refusalOf(await appeal(visitor)), 'appeal_closed', 'there were two');
    });

    it('takes one of several appeals that come at the same moment, here or in another process', async () => {
      const other = await openServer({database, keys, now: clock.now, sites: [{...SITE, appeals: {days: 184, perRestriction: 2}}]});
      const {visitor, name} = host.person();
      const {id} = await restrict(name);
      const {site, subject, presentation, restrictions} = await standing(visitor);
      const records = Array.from({length: 6}, () => ({
        v: 1, id: uuid7(clock.now().getTime()), type: 'appeal', site, subject, document: restrictions[0]!.document, presentation,
        appeal: {restriction: id, statement: 'Not me.', attachments: []}, made: {by: 'ui', trusted: true}, at: clock.now().toISOString(),
      }));
      const results = await Promise.all([
        visitor.results(records.slice(0, 2)),
        ...records.slice(2).map((record, at) => (at % 2 ? visitor : other.visitor({headers: visitor.headers})).results([record])),
      ]);
      const outcomes = results.flat().map(result => (result.status === 'refused' ? refusalOf(result) : result.status));
      assert.deepEqual(outcomes.toSorted(), ['appeal_closed', 'appeal_closed', 'appeal_closed', 'appeal_closed', 'appeal_closed', 'recorded']);
      assert.equal((await standing(visitor)).restrictions[0]?.appeals.length, 1);
      const [again] = await visitor.results([records[outcomes.indexOf('recorded')]!]);
      assert.equal(again?.status, 'duplicate');
      await other.server.close();
    });

    it('takes an attachment from whoever brings the bytes that a recorded appeal quotes, and no other', async () => {
      const {visitor, name} = host.person();
      await restrict(name);
      const hash = await hashBytes(TEXT);
      const filed = await appeal(visitor, {attachments: [{hash, type: 'text/plain', bytes: TEXT.length, name: 'Letter'}]});
      assert.equal((await attachTo(filed.id!, PNG, 'image/png')).status, 404);
      assert.equal((await attachTo(uuid7(clock.now().getTime()), TEXT, 'text/plain')).status, 404);
      assert.equal((await attachTo(filed.id!, TEXT, 'text/plain')).status, 201);
      assert.equal((await attachTo(filed.id!, TEXT, 'text/plain')).status, 200);
      assert.equal((await standing(visitor)).restrictions[0]!.appeals[0]!.attachments[0]!.received, true);
    });

    it('counts an appeal that was filed in time on the device, however late it arrives', async () => {
      const {visitor, name} = host.person();
      const {appealUntil} = await restrict(name);
      const start = clock.now().toISOString();
      clock.set(new Date(Date.parse(appealUntil) + 86_400_000).toISOString());
      assert.equal(refusalOf(await appeal(visitor)), 'appeal_closed');
      receiptOf(await appeal(visitor, {at: appealUntil}));
      clock.set(start);
    });

    it('links every step into one chain whose receipts verify', async () => {
      const {visitor, name} = host.person();
      await restrict(name);
      const filed = await appeal(visitor);
      await host.admin(`appeals/${filed.id}/review`, {status: 'under_review', by: 'appeals-board'});
      await host.admin(`appeals/${filed.id}/review`, {status: 'upheld', reasons: 'Right.', by: 'appeals-board'});
      const published = (await host.call('v1/keys')).json() as KeySet;
      const {records} = (await visitor.get('v1/records')).json() as {records: {body: string; receipt: string}[]};
      let prev: string | null = null;
      const types: string[] = [];
      for (const {body, receipt} of records) {
        const check = await verifyReceipt(receipt, published);
        assert.ok(check.result === 'valid', JSON.stringify(check));
        assert.equal(check.entry.prev, prev);
        assert.equal(check.entry.record, await hashBytes(body));
        prev = await hashBytes(atob(receipt.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')));
        types.push(`${check.entry.type} by ${check.entry.via}`);
      }
      assert.deepEqual(types, ['restrict by operator', 'appeal by anonymous', 'review by operator', 'review by operator', 'lift by operator']);
    });

    it('takes no appeal under another text than the one that the restriction cites', async () => {
      const {visitor, name} = host.person();
      const {id} = await restrict(name);
      const offered = await host.publish({document: 'rules', version: clock.now().toISOString().replace(/\W/g, ''), texts: [{locale: 'en', source: '# Rules\n\n1. Be kind.\n'}]});
      assert.equal(offered.status, 201, offered.text);
      const {presentation, agreements} = await visitor.agreements({documents: 'rules'});
      const {version, text} = agreements[0]!.offers[0]!;
      const other = await visitor.record({
        type: 'appeal', presentation, document: {id: 'rules', version, locale: text.locale, hash: text.hash}, id: uuid7(clock.now().getTime()), at: clock.now().toISOString(),
        appeal: {restriction: id, statement: 'x', attachments: []},
      });
      assert.equal(refusalOf((await visitor.results([other]))[0]), 'not_found');
    });

    it('may follow a restriction at the instant in which that ends, and has an end after its beginning', async () => {
      const {name} = host.person();
      const [start, end] = [clock.now(), new Date(clock.now().getTime() + 86_400_000)].map(one => one.toISOString()) as [string, string];
      await restrict(name, {since: start, until: end});
      await restrict(name, {since: end});
      assert.equal(codeOf((await host.admin('restrictions', reasons(host.person().name, {since: end, until: end}))).json()), 'effective_date_invalid');
    });

    it('is made only once over a part of its scope', async () => {
      const {name} = host.person();
      await restrict(name, {scope: ['payments', 'publishing']});
      for (const scope of [['payments'], ['messages', 'publishing']]) {
        assert.equal(codeOf((await host.admin('restrictions', reasons(name, {scope}))).json()), 'restriction_conflict', String(scope));
      }
      await restrict(name, {scope: ['messages']});
    });

    it('is lifted once: an appeal that is upheld afterwards changes nothing of it', async () => {
      const {visitor, name} = host.person();
      const {id} = await restrict(name);
      const filed = await appeal(visitor);
      await host.admin(`restrictions/${id}/lift`, {reasons: 'A mistake of ours.', by: 'safety'});
      const reviewed = await host.admin(`appeals/${filed.id}/review`, {status: 'upheld', reasons: 'Quite right.', by: 'appeals'});
      assert.equal(reviewed.json().restriction.lifted.reasons, 'A mistake of ours.');
      const {subject} = await standing(visitor);
      const lifts = await database.query("SELECT id FROM assent_records WHERE subject = $1 AND type = 'lift'", [subject]);
      assert.equal(lifts.length, 1);
    });

    it('cites no announcement that was withdrawn before its date', async () => {
      const day = 86_400_000;
      const gone = {document: 'house-rules', version: '1', texts: [{locale: 'en', source: '# Rules\n\n1. Be kind.\n'}], effectiveAt: new Date(clock.now().getTime() + day).toISOString()};
      assert.equal((await host.publish(gone)).status, 201);
      assert.equal((await host.admin('publications/house-rules@1/withdraw', {})).status, 200);
      clock.set(new Date(clock.now().getTime() + 2 * day).toISOString());
      const refused = await host.admin('restrictions', reasons(host.person().name, {clause: {document: 'house-rules', anchor: '1'}}));
      assert.equal(codeOf(refused.json()), 'unknown_version');
    });

    it('does not show one person the case of another, nor one site that of another', async () => {
      const one = host.person();
      const {id} = await restrict(one.name);
      const two = host.person();
      assert.deepEqual((await standing(two.visitor)).restrictions, []);
      const {document, presentation} = await standing(one.visitor).then(({restrictions, presentation}) => ({document: restrictions[0]!.document, presentation}));
      const forged = await two.visitor.record({
        type: 'appeal', document, presentation, subject: (await standing(two.visitor)).subject, at: clock.now().toISOString(),
        appeal: {restriction: id, statement: 'x', attachments: []},
      });
      assert.equal(refusalOf((await two.visitor.results([forged]))[0]), 'subject_mismatch');
      assert.equal((await host.admin(`restrictions/${id}/lift`, {reasons: 'x', by: 'x'}, 'sk_other_0123456789abcdef')).status, 404);
      const list = (await host.admin(`restrictions?subject=${encodeURIComponent(one.name)}`)).json().restrictions;
      assert.equal(list.length, 1);
      assert.ok((await host.admin('restrictions')).json().restrictions.length > 3);
    });
  });
}
