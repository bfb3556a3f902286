import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Agreement} from '../../src/protocol/agreement.js';
import {agreementState} from '../../src/protocol/agreement-status.js';
import type {PublicationPreview, Progress} from '../../src/protocol/publication.js';
import type {RecordBody} from '../../src/protocol/record-body.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase, type Database} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import {movingClock, type MovingClock} from './moving-clock.js';
import {codeOf, openServer, receiptOf, refusalOf, SECRET, SITE, TERMS, type TestServer, type Visitor} from './open-server.js';
import type {Places} from './places.js';

const DOCUMENT = 'terms-of-use';
const next = (version: string) => ({version, texts: [{locale: 'en', source: `${TERMS}\n3. This is version ${version}.\n`}]});

/** What holds of publications over time whatever database keeps them. */
export function describePublications(name: string, places: Places): void {
  describe(`publications over time in ${name}`, () => {
    let clock: MovingClock;
    let database: Database;
    let host: TestServer;

    before(async () => {
      clock = movingClock('2026-02-20T00:00:00Z');
      await places.open();
      database = await openDatabase(await places.make());
      host = await openServer({database, keys: await createKeys(), now: clock.now, sites: [{...SITE, minimumNoticeDays: 15}]});
      assert.equal((await host.publish({})).status, 201, 'a first version needs no notice');
      clock.set('2026-03-01T00:00:00Z');
    });
    after(async () => {
      assert.deepEqual(host.errors, []);
      await host.server.close();
      await database.close();
      await places.close();
    });

    const dryRun = (publication: object) =>
      host.call('v1/publications?dryRun=true', {
        method: 'POST',
        headers: {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'},
        body: JSON.stringify({document: DOCUMENT, ...publication}),
      });

    /** How the visitor stands now, by the server. */
    const standing = async (visitor: Visitor): Promise<Agreement> => (await visitor.agreements()).agreements.find(one => one.document === DOCUMENT)!;
    const answer = async (visitor: Visitor, type: 'accept' | 'decline' | 'withdraw' | 'notice' | 'continue', version: string, more: object = {}) => {
      const offer = (await standing(visitor)).offers.find(one => one.version === version)!;
      const document = {id: DOCUMENT, version, locale: offer.text.locale, hash: offer.text.hash};
      const record = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString(), type, document, ...more});
      bodies.set(record.id, record);
      return (await visitor.results([record]))[0]!;
    };
    /** What was sent, by its id. */
    const bodies = new Map<string, RecordBody>();

    it('refuses a notice that is too short, and names the first date that would do', async () => {
      const answer = await host.publish({...next('2'), effectiveAt: '2026-03-08T00:00:00Z'});
      assert.equal(answer.status, 422);
      assert.equal(codeOf(answer.json()), 'notice_too_short');
      assert.match(answer.json().detail, /2026-03-16T00:00:00\.000Z/);
      assert.deepEqual(answer.json().errors, [{path: 'effectiveAt', message: '2026-03-16T00:00:00.000Z'}]);
      assert.equal(codeOf((await host.publish(next('2'))).json()), 'notice_too_short', 'at once is too short as well');
      assert.equal((await host.publish({...next('1.1'), change: 'editorial'})).status, 201, 'an editorial change needs none');
    });

    it('refuses dates and locales that make no sense', async () => {
      assert.equal(codeOf((await host.publish({...next('2'), effectiveAt: '2026-02-01T00:00:00Z'})).json()), 'effective_date_invalid');
      const early = {...next('2'), effectiveAt: '2026-04-01T00:00:00Z', declineUntil: '2026-03-31T00:00:00Z'};
      assert.equal(codeOf((await host.publish(early)).json()), 'effective_date_invalid');
      const strange = await host.publish({...next('2'), effectiveAt: '2026-04-01T00:00:00Z', summary: {fr: 'Plus clair.'}});
      assert.equal(codeOf(strange.json()), 'invalid_message');
      assert.equal(strange.json().errors[0].path, 'summary.fr');
    });

    it('tells in a dry run how many are asked, by when, and stores nothing', async () => {
      const [one, two] = [host.visitor(), host.visitor()];
      receiptOf(await answer(one, 'accept', '1.1'));
      receiptOf(await answer(two, 'accept', '1.1'));
      receiptOf(await answer(host.visitor(), 'decline', '1.1'));
      for (const undone of ['withdraw', 'decline'] as const) {
        const visitor = host.visitor();
        receiptOf(await answer(visitor, 'accept', '1.1'));
        receiptOf(await answer(visitor, undone, '1.1'));
      }
      const wanted = {...next('2'), effectiveAt: '2026-03-20T00:00:00Z'};
      const preview = (await dryRun(wanted)).json() as PublicationPreview;
      assert.deepEqual(preview.asked, {people: 2, by: '2026-03-20T00:00:00.000Z'});
      assert.equal(preview.made, true);
      assert.equal(preview.changes[0]?.version, '1.1');
      assert.deepEqual(preview.changes[0]?.clauses, {changed: ['3'], added: [], removed: [], moved: []});
      assert.equal(preview.changes[0]?.to, preview.publication.texts[0]?.hash);
      assert.equal((await standing(one)).offers.length, 2, 'nothing was announced');
      assert.equal(codeOf((await dryRun({...wanted, effectiveAt: '2026-03-02T00:00:00Z'})).json()), 'notice_too_short');
      for (const nobody of [{change: 'editorial'}, {audience: 'new'}]) {
        assert.equal(((await dryRun({...wanted, ...nobody})).json() as PublicationPreview).asked.people, 0, JSON.stringify(nobody));
      }
      assert.equal((await dryRun({...next('2'), audience: 'new', effectiveAt: '2026-03-02T00:00:00Z'})).status, 200, 'newcomers are promised no notice');
      assert.equal((await dryRun({...wanted, effectiveAt: '2026-03-15T23:59:30Z'})).status, 200, 'half a minute on its way');
      const grown = await dryRun({...next('1.1'), change: 'editorial', texts: [...next('1.1').texts, {locale: 'de', source: '# Regeln\n\n1. Seid nett.\n'}]});
      assert.equal((grown.json() as PublicationPreview).publication.texts.length, 2, grown.text);
      assert.deepEqual((await standing(one)).offers.at(-1)!.locales, ['en'], 'no language was added');
    });

    it('announces several, takes an acceptance in advance, and withdraws one', async () => {
      const visitor = host.visitor();
      receiptOf(await answer(visitor, 'accept', '1.1'));
      await host.publish({...next('2'), effectiveAt: '2026-03-20T00:00:00Z', declineUntil: '2026-04-20T00:00:00Z'});
      await host.publish({...next('3'), effectiveAt: '2026-05-01T00:00:00Z', assent: 'continued-use'});
      assert.equal((await standing(visitor)).status, 'notice');
      receiptOf(await answer(visitor, 'accept', '3'));
      assert.equal((await standing(visitor)).status, 'notice', 'version 2 comes first');

      const gone = await host.admin(`publications/${DOCUMENT}@3/withdraw`, {});
      assert.equal(gone.json().withdrawnAt, clock.now().toISOString());
      assert.deepEqual((await standing(visitor)).offers.map(({version}) => version), ['1', '1.1', '2']);
      assert.equal(codeOf((await host.publish({...next('3'), effectiveAt: '2026-05-01T00:00:00Z', assent: 'continued-use'})).json()), 'publication_conflict');
      assert.equal((await host.publish({...next('3.1'), effectiveAt: '2026-05-01T00:00:00Z', assent: 'continued-use'})).status, 201, 'its instant is free again');
      assert.equal(codeOf((await host.admin(`publications/${DOCUMENT}@1/withdraw`, {})).json()), 'publication_in_force');
      assert.equal((await host.admin(`publications/${DOCUMENT}@9/withdraw`, {})).status, 404);
    });

    it('needs no notice for a first version, though another was announced and withdrawn before', async () => {
      const early = {document: 'cookies', version: '0', texts: [{locale: 'en', source: '# Cookies\n\n1. None.\n'}]};
      assert.equal((await host.publish({...early, effectiveAt: '2026-03-02T00:00:00Z'})).status, 201);
      assert.equal((await host.admin('publications/cookies@0/withdraw', {})).status, 200);
      clock.set('2026-03-03T00:00:00Z');
      assert.equal((await host.publish({...early, version: '1', declineUntil: '2026-03-03T00:00:00Z', effectiveAt: '2026-03-03T00:00:00Z'})).status, 201);
      clock.set('2026-03-01T00:00:00Z');
    });

    it('lets a decline keep the old terms until the date that was named', async () => {
      const visitor = host.visitor();
      receiptOf(await answer(visitor, 'accept', '1.1'));
      receiptOf(await answer(visitor, 'decline', '2'));
      clock.set('2026-03-21T00:00:00Z');
      const {offers, acts} = await standing(visitor);
      const state = agreementState(offers, acts, clock.now());
      assert.equal(state.binding?.version, '1.1');
      assert.equal(state.until, '2026-04-20T00:00:00.000Z');
      clock.set('2026-04-20T00:00:00Z');
      assert.equal((await standing(visitor)).status, 'declined');
    });

    it('takes going on as assent only after the notice, its date and a day', async () => {
      const visitor = host.visitor();
      receiptOf(await answer(visitor, 'accept', '2'));
      const use = (usedAt: string, notice: string, more: object = {}) => ({
        use: {notice, noticedAt: '2026-04-20T00:00:00Z', effectiveAt: '2026-05-01T00:00:00Z', usedAt, what: 'Joined a room', ...more},
        shown: {mode: 'banner', statement: 'If you go on, you accept.', button: 'Decline', endReached: false, openMs: 0},
      });
      const shown = {notice: {channel: 'banner', announcedAt: '2026-03-01T00:00:00Z', effectiveAt: '2026-05-01T00:00:00Z'}, shown: {mode: 'banner', endReached: false, openMs: 4000}};
      for (const notice of [{announcedAt: '2026-03-02T00:00:00Z'}, {effectiveAt: '2026-05-02T00:00:00Z'}, {summary: 'Nothing of note.'}]) {
        assert.equal(refusalOf(await answer(visitor, 'notice', '3.1', {...shown, notice: {...shown.notice, ...notice}})), 'invalid_message', JSON.stringify(notice));
      }
      assert.equal(refusalOf(await answer(visitor, 'notice', '3.1', {notice: shown.notice})), 'invalid_message', 'what was shown is part of it');
      const unnoticed = await answer(visitor, 'continue', '3.1', use('2026-05-02T00:00:00Z', uuid7(1)));
      assert.equal(refusalOf(unnoticed), 'notice_missing');
      const noticed = await answer(visitor, 'notice', '3.1', shown);
      receiptOf(noticed);
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', use('2026-04-30T00:00:00Z', noticed.id!))), 'notice_missing', 'before the date');
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', use('2026-05-02T00:00:00Z', noticed.id!))), 'notice_missing', 'a use that has not been yet');
      clock.set('2026-05-02T00:00:00Z');
      assert.equal((await standing(visitor)).status, 'notice');
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', use('2026-05-02T00:00:00Z', uuid7(2)))), 'notice_missing', 'another notice');
      const now = '2026-05-02T00:00:00Z';
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', {...use(now, noticed.id!), shown: undefined})), 'invalid_message', 'no way to refuse on the screen');
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', use(now, noticed.id!, {noticedAt: '2026-04-21T00:00:00Z'}))), 'invalid_message', 'noticed at another time');
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', use(now, noticed.id!, {effectiveAt: '2026-05-01T12:00:00Z'}))), 'invalid_message', 'another date');
      assert.equal(refusalOf(await answer(visitor, 'continue', '3.1', {...use(now, noticed.id!), at: '2026-05-01T23:00:00Z'})), 'invalid_message', 'a use after the record');
      const going = {...use(now, noticed.id!), id: uuid7(clock.now().getTime())};
      const receipt = receiptOf(await answer(visitor, 'continue', '3.1', going));
      assert.equal((await standing(visitor)).status, 'current');
      const {acts} = await standing(visitor);
      const again = await visitor.results([bodies.get(acts.at(-1)!.id)!]);
      assert.deepEqual([again[0]?.status, receiptOf(again[0])], ['duplicate', receipt], 'sent again');
    });

    it('refuses a notice that quotes nothing, and an acceptance that quotes a use, a notice or an appeal', async () => {
      const visitor = host.visitor();
      assert.equal(refusalOf(await answer(visitor, 'notice', '2')), 'invalid_message');
      const use = {notice: uuid7(1), noticedAt: '2026-04-20T00:00:00Z', effectiveAt: '2026-05-01T00:00:00Z', usedAt: '2026-05-02T00:00:00Z', what: 'x'};
      assert.equal(refusalOf(await answer(visitor, 'accept', '2', {use})), 'invalid_message');
      const notice = {channel: 'banner', announcedAt: '2026-03-01T00:00:00Z', effectiveAt: '2026-03-20T00:00:00Z'};
      assert.equal(refusalOf(await answer(visitor, 'accept', '2', {notice})), 'invalid_message');
      assert.equal(refusalOf(await answer(visitor, 'accept', '2', {appeal: {restriction: uuid7(1), statement: 'x', attachments: []}})), 'invalid_message');
    });

    it('counts each person once in the progress of a version', async () => {
      const askedFor = async (version: string) => ((await host.admin(`publications/${DOCUMENT}@${version}/progress`)).json() as Progress).asked;
      const before = await askedFor('2');
      const undecided = host.visitor();
      for (const type of ['decline', 'accept'] as const) receiptOf(await answer(undecided, type, '3.1'));
      assert.equal(await askedFor('2'), before, 'nobody is asked for a version before the first that they accepted');
      const [gone, back] = [host.visitor(), host.visitor()];
      for (const type of ['accept', 'withdraw'] as const) receiptOf(await answer(gone, type, '3.1'));
      for (const type of ['accept', 'withdraw', 'accept'] as const) receiptOf(await answer(back, type, '3.1'));
      const progress = (await host.admin(`publications/${DOCUMENT}@3.1/progress`)).json() as Progress;
      assert.deepEqual(
        {...progress, asked: undefined, waiting: undefined},
        {publication: `${DOCUMENT}@3.1`, asked: undefined, notified: {web: 1}, accepted: 2, continued: 1, declined: 0, withdrawn: 2, waiting: undefined, days: [{day: '2026-04-20', notified: 1, accepted: 0, continued: 0, declined: 0}, {day: '2026-05-02', notified: 0, accepted: 2, continued: 1, declined: 0}]},
      );
      assert.equal(progress.asked, 10);
      assert.equal(progress.waiting, 5, 'who withdrew from an earlier version does not wait for this one');
      assert.equal((await host.call(`v1/admin/publications/${DOCUMENT}@2/progress?site=pk_shop`)).status, 401);
    });

    it('offers a version to the audience that it is for', async () => {
      await host.publish({...next('4n'), effectiveAt: '2026-06-01T00:00:00Z', audience: 'new'});
      await host.publish({...next('4'), effectiveAt: '2026-06-02T00:00:00Z', audience: 'existing', renewMonths: 12});
      const old = host.visitor();
      receiptOf(await answer(old, 'accept', '3.1'));
      clock.set('2026-06-03T00:00:00Z');
      assert.equal((await standing(old)).offers.at(-1)?.version, '4');
      assert.equal((await standing(host.visitor())).offers.at(-1)?.version, '4n');
      receiptOf(await answer(old, 'accept', '4'));
      clock.set('2027-06-02T00:00:00Z');
      assert.equal((await standing(old)).status, 'current');
      clock.set('2027-06-03T00:00:00Z');
      assert.equal((await standing(old)).status, 'due', 'to be renewed');
    });

    it('tells the log how each stands, with the change itself: announced, with one more language, taken back', async () => {
      const told = async (version: string, document = DOCUMENT) =>
        (await database.query<{body: string}>("SELECT body FROM assent_records WHERE type = 'publish' ORDER BY seq")).map(({body}) => JSON.parse(body).publication).filter(one => one.document === document && one.version === version);
      const effectiveAt = new Date(clock.now().getTime() + 30 * 86_400_000).toISOString();
      const wanted = {...next('told'), effectiveAt};
      const both = await Promise.all([host.publish(wanted), host.publish(wanted)]);
      assert.deepEqual(both.map(({status}) => status).sort(), [200, 201]);
      const {found, ...announced} = both[0].json();
      assert.equal(found.length, 1, 'what a text was read as is the answer of who publishes alone');
      assert.deepEqual(await told('told'), [announced], 'once, though two came at once');
      const more = ['de', 'fr'].map(locale => ({...wanted, texts: [...wanted.texts, {locale, source: `${TERMS}\n3. ${locale}.\n`}], summary: {[locale]: `In ${locale}`}}));
      for (const {status} of await Promise.all(more.map(one => host.publish(one)))) assert.equal(status, 201);
      assert.equal((await host.publish({...wanted, audience: 'existing'})).status, 409);
      assert.equal((await dryRun({...next('dry'), effectiveAt: new Date(clock.now().getTime() + 40 * 86_400_000).toISOString()})).status, 200);
      const {status} = await host.admin(`publications/${DOCUMENT}@told/withdraw`, {});
      assert.equal(status, 200);
      await host.admin(`publications/${DOCUMENT}@told/withdraw`, {});
      const all = await told('told');
      assert.deepEqual(all.map(({texts, withdrawnAt}) => [texts.length, withdrawnAt !== undefined]), [[1, false], [2, false], [3, false], [3, true]]);
      assert.deepEqual(Object.keys(all[3].summary).sort(), ['de', 'fr'], 'neither of two that came at once is lost');
      const {publications} = (await host.call('v1/publications', {headers: {authorization: `Bearer ${SECRET}`}})).json();
      for (const publication of publications) assert.deepEqual((await told(publication.version, publication.document)).at(-1), publication);
      assert.deepEqual(await told('dry'), []);
    });
  });
}
