import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {after, before, describe, it} from 'node:test';
import {Ajv, type ValidateFunction} from 'ajv';
import jsonld from 'jsonld';
import {uuid7} from '../../src/protocol/uuid.js';
import {openDatabase} from '../../src/server/database/database.js';
import {createKeys} from '../../src/server/keys/server-keys.js';
import type {SiteOptions} from '../../src/server/sites/sites.js';
import {movingClock, type MovingClock} from '../contracts/moving-clock.js';
import {codeOf, openServer, SECRET, SITE, type Answer, type TestServer, type Visitor} from '../contracts/open-server.js';
import {until} from '../contracts/until.js';

const PORTABILITY: SiteOptions['portability'] = {
  controller: {
    name: 'Shop Example Ltd',
    contact: 'Data protection officer',
    address: {streetAddress: '1 Example Street', addressLocality: 'Dublin', addressCountry: 'IE'},
    email: 'privacy@shop.example',
    phone: '+353 1 555 0100',
    url: 'https://shop.example/',
  },
  jurisdiction: 'IE',
  policyUrl: 'https://shop.example/privacy',
  withdrawUrl: 'https://shop.example/account/consents',
  personalData: ['pd:EmailAddress', 'Orders'],
  storage: {location: 'EU', duration: 'P3Y'},
  purposes: {health: {category: 'dpv:Personalisation', personalData: ['pd:Health'], recipients: ['Clinic Example']}},
};
const CONSENTS = `---
consents:
  - {id: mail, clause: '1', title: Monthly mail, sensitive: false}
  - {id: health, clause: '2', title: Advice from my health data, sensitive: true}
---
`;
const DPV = 'https://w3id.org/dpv#';

describe('a person’s records in the formats of others', () => {
  let clock: MovingClock;
  let host: TestServer;
  let visitor: Visitor;
  let name: string;
  let valid: Record<'iso27560' | 'kantara', ValidateFunction>;

  const export_ = (query: string, site = ''): Promise<Answer> => host.call(`v1/admin/consents?${query}${site}`, {headers: {authorization: `Bearer ${SECRET}`}});
  const schema = (file: string) => {
    // Draft 4 and 7 read the keywords that are used here alike; Ajv knows draft 7.
    const {$schema, ...rest} = JSON.parse(readFileSync(new URL(`schemas/${file}`, import.meta.url), 'utf8'));
    return new Ajv({strict: false, allErrors: true}).compile(rest);
  };
  const assertValid = (format: keyof typeof valid, value: unknown) => assert.ok(valid[format](value), JSON.stringify(valid[format].errors, null, 2));
  const act = async (change: object) => {
    clock.addDays(1);
    const record = await visitor.record({id: uuid7(clock.now().getTime()), at: clock.now().toISOString(), ...change});
    assert.equal((await visitor.results([record]))[0]!.status, 'recorded');
    return record;
  };

  before(async () => {
    valid = {iso27560: schema('iso27560-dpv-receipt.json'), kantara: schema('kantara-consent-receipt-1.1.json')};
    clock = movingClock('2026-03-01T00:00:00Z');
    host = await openServer({now: clock.now, sites: [{...SITE, name: 'Shop', portability: PORTABILITY}, {...SITE, id: 'bare', publishableKey: 'pk_bare', secretKeys: ['sk_bare_0123456789abcdef']}]});
    await host.publish({texts: [{locale: 'en', source: `${CONSENTS}# Terms of use\n\n1. You may use this.\n\n2. We may advise you.\n`}]});
    const id = crypto.randomUUID();
    name = `anon:${id}`;
    visitor = host.visitor({id});
    const shown = {mode: 'dialog', statement: 'By choosing “Agree” you accept.', button: 'Agree', endReached: true, openMs: 9000};
    await act({choices: {mail: true, health: true}, shown});
    await act({choices: {mail: false, health: true}, shown});
    await act({type: 'withdraw'});
  });
  after(async () => {
    await host.server.close();
    assert.deepEqual(host.errors, []);
  });

  it('are consent records and a receipt of ISO/IEC TS 27560, with every field that is mandatory', async () => {
    const {status, headers, text} = await export_(`subject=${name}&format=iso27560`);
    assert.equal(status, 200);
    assert.match(headers.get('content-type')!, /ld\+json/);
    assertValid('iso27560', JSON.parse(text));
  });

  it('are JSON-LD that says what DPV means: each purpose, and what was answered over time', async () => {
    const [receipt] = (await jsonld.expand((await export_(`subject=${name}`)).json())) as Record<string, any>[];
    assert.deepEqual(receipt!['@type'], [`${DPV}ConsentReceipt`]);
    const records = receipt![`${DPV}hasRecordOfActivity`] as Record<string, any>[];
    const story = records.map(record => {
      const process = record[`${DPV}hasProcess`][0];
      return {
        purpose: process[`${DPV}hasPurpose`][0]['http://purl.org/dc/terms/title'][0]['@value'],
        basis: process[`${DPV}hasLegalBasis`][0]['@id'].replace(DPV, ''),
        states: record[`${DPV}hasConsentStatus`].map((status: Record<string, any>) => status['@type'][0].replace(DPV, '')),
      };
    });
    assert.deepEqual(story, [
      {purpose: 'Terms of use', basis: 'Contract', states: ['ConsentGiven', 'RenewedConsentGiven', 'ConsentWithdrawn']},
      {purpose: 'Monthly mail', basis: 'ExpressedConsent', states: ['ConsentGiven', 'ConsentWithdrawn']},
      {purpose: 'Advice from my health data', basis: 'ExplicitlyExpressedConsent', states: ['ConsentGiven', 'RenewedConsentGiven', 'ConsentWithdrawn']},
    ]);
    const health = records[2]![`${DPV}hasProcess`][0];
    assert.deepEqual(health[`${DPV}hasPersonalData`][0]['@type'], [`${DPV}PersonalData`, `${DPV}SensitivePersonalData`]);
    assert.equal(health[`${DPV}hasPersonalData`][0]['http://www.w3.org/2004/02/skos/core#broader'][0]['@id'], 'https://w3id.org/dpv/pd#Health');
    assert.equal(records[0]![`${DPV}hasJurisdiction`][0]['@id'], 'https://w3id.org/dpv/loc#IE');
    assert.equal(records[0]![`${DPV}hasConsentStatus`][0][`${DPV}isIndicatedAtTime`][0]['@type'], 'http://www.w3.org/2001/XMLSchema#dateTime');
  });

  it('are Kantara receipts, one for each act of consent', async () => {
    const {receipts} = (await export_(`subject=${name}&format=kantara`)).json();
    assert.equal(receipts.length, 2);
    for (const receipt of receipts) assertValid('kantara', receipt);
    const [first, second] = receipts;
    assert.equal(first.consentTimestamp, Date.parse('2026-03-02T00:00:00Z') / 1000);
    assert.deepEqual(first.services[0].purposes.map((one: {purpose: string}) => one.purpose.replace(/ \(.*/, '')), ['Terms of use', 'Monthly mail', 'Advice from my health data']);
    assert.deepEqual(second.services[0].purposes.map((one: {purpose: string}) => one.purpose.replace(/ \(.*/, '')), ['Terms of use', 'Advice from my health data']);
    assert.deepEqual([first.sensitive, first.spiCat, first.piiPrincipalId], [true, ['Advice from my health data'], name]);
    assert.equal(first.services[0].purposes[2].thirdPartyName, 'Clinic Example');
  });

  it('say of a consent only what an act said of it', async () => {
    const other = await openServer({sites: [{...SITE, portability: PORTABILITY}]});
    const text = '# Terms of use\n\n1. You may use this.\n\n2. We may advise you.\n';
    await other.publish({texts: [{locale: 'en', source: `${CONSENTS}${text}`}]});
    const {visitor: reader, name: who} = other.person();
    const answer = async (change: object) => {
      const {document} = await reader.record();
      const {offers} = (await reader.agreements()).agreements[0]!;
      const {version, text: {hash}} = offers.at(-1)!;
      assert.equal((await reader.results([await reader.record({document: {...document, version, hash}, ...change})]))[0]!.status, 'recorded');
    };
    const states = async () =>
      (await other.admin(`consents?subject=${who}`)).json()['dpv:hasRecordOfActivity'].map((record: Record<string, any>) =>
        record['dpv:hasConsentStatus'].map((status: Record<string, any>) => status['@type'][0].replace(/dpv:|Consent/g, '')));
    await answer({choices: {mail: true, health: false}});
    await answer({});
    await answer({type: 'decline'});
    await answer({choices: {mail: true, health: true}});
    assert.deepEqual(await states(), [['Given', 'RenewedGiven', 'Withdrawn', 'Given'], ['Given', 'Withdrawn', 'Given'], ['Refused', 'Given']]);
    await other.publish({version: '2', texts: [{locale: 'en', source: `${text}\n3. New.\n`}]});
    await answer({});
    assert.deepEqual(await states(), [['Given', 'RenewedGiven', 'Withdrawn', 'Given', 'RenewedGiven'], ['Given', 'Withdrawn', 'Given', 'Revoked'], ['Refused', 'Given', 'Revoked']]);
    await other.server.close();
  });

  it('say what made an act, and follow what was signed for and not what was altered beside it', async () => {
    const database = await openDatabase('sqlite::memory:');
    const other = await openServer({database, keys: await createKeys(), sites: [{...SITE, portability: PORTABILITY}]});
    await other.publish({texts: [{locale: 'en', source: `${CONSENTS}# Terms of use\n\n1. You may use this.\n\n2. We may advise you.\n`}]});
    const {visitor: reader, name: who} = other.person();
    assert.equal((await reader.results([await reader.record({made: {by: 'api', trusted: false}, choices: {mail: true}})]))[0]!.status, 'recorded');
    await database.query(`UPDATE assent_records SET choices = '{"mail":true,"health":true}' WHERE choices IS NOT NULL`);
    const [receipt] = (await other.admin(`consents?subject=${who}&format=kantara`)).json().receipts;
    assert.match(receipt.collectionMethod, /^A call of the page/);
    assert.deepEqual(receipt.services[0].purposes.map(({purpose}: {purpose: string}) => purpose.replace(/ \(.*/, '')), ['Terms of use', 'Monthly mail']);
    assert.match((await other.admin(`consents?subject=${who}&format=iso27560`)).text, /A call of the page/);
    await other.server.close();
    await database.close();
  });

  it('fail the schemas where a field that is mandatory is gone', async () => {
    const iso = (await export_(`subject=${name}`)).json();
    delete iso['dpv:hasRecordOfActivity'][0]['dpv:hasProcess']['dpv:hasStorageCondition'];
    assert.equal(valid.iso27560(iso), false);
    const {receipts} = (await export_(`subject=${name}&format=kantara`)).json();
    delete receipts[0].services[0].purposes[2].thirdPartyName;
    assert.equal(valid.kantara(receipts[0]), false);
  });

  it('are given to the person themselves too', async () => {
    const {status, text} = await visitor.get('v1/records', {format: 'iso27560'});
    assert.equal(status, 200);
    assertValid('iso27560', JSON.parse(text));
    for (const receipt of (await visitor.get('v1/records', {format: 'kantara'})).json().receipts) assertValid('kantara', receipt);
  });

  it('are none for somebody who has not been here yet, in the format that was asked for', async () => {
    const stranger = host.visitor();
    assert.deepEqual((await stranger.get('v1/records', {format: 'kantara'})).json(), {receipts: []});
    assert.equal((await stranger.get('v1/records', {format: 'xml'})).status, 400);
  });

  it('still hold where bodies were dropped', async () => {
    clock.set('2028-01-01T00:00:00Z');
    const retain = () => host.call('v1/admin/retention', {
      method: 'POST',
      headers: {authorization: `Bearer ${SECRET}`, 'content-type': 'application/json'},
      body: JSON.stringify({before: 2027, by: 'records'}),
    });
    // Only what the log holds is dropped, and it holds all of it soon.
    let dropped = 0;
    await until(async () => (dropped += (await retain()).json().dropped) >= 3);
    assert.equal(dropped, 3);
    assertValid('iso27560', (await export_(`subject=${name}`)).json());
  });

  it('need a site that says who its controller is, a format that is known, and somebody', async () => {
    const other = host.visitor({site: 'pk_bare'});
    await other.agreements().catch(() => {});
    await host.publish({}, 'sk_bare_0123456789abcdef');
    const bare = await other.get('v1/records', {format: 'kantara'});
    assert.deepEqual([bare.status, codeOf(bare.json())], [422, 'portability_unavailable']);
    assert.equal((await export_(`subject=${name}&format=xml`)).status, 400);
    assert.equal((await export_(`subject=anon:${crypto.randomUUID()}`)).status, 404);
  });
});
