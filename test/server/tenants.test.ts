import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {codeOf, openServer, receiptOf, refusalOf, SECRET, SITE, type TestServer, type Visitor} from '../contracts/open-server.js';

const BANK = {id: 'bank', publishableKey: 'pk_bank', secretKeys: ['sk_bank_0123456789abcdef'], origins: ['https://bank.example']};

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
    assert.equal((await read(BANK.secretKeys[0]!)).status, 200);
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
    const receipt = receiptOf((await ben.results([record]))[0]);
    const entry = JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString());
    assert.deepEqual([entry.sub, entry.via], [record.subject, 'presentation']);
    const own = receiptOf((await ann.results([await ann.record()]))[0]);
    assert.equal(JSON.parse(Buffer.from(own.split('.')[1]!, 'base64url').toString()).via, 'anonymous');
    const alone = receiptOf((await server.visitor({headers: {}}).results([await ann.record()]))[0]);
    assert.equal(JSON.parse(Buffer.from(alone.split('.')[1]!, 'base64url').toString()).via, 'presentation');
  });
});
