import {expect} from 'chai';
import {Backend, closeClients, quiet, until} from './backend.js';
import {openTab} from './tab.js';

const DOCUMENT = 'terms-of-service';

describe('a tab that is closed', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  it('right after the click has its act sent by the next page, at the latest', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    const {id} = await tab.client.accept(DOCUMENT);
    tab.close();
    const next = backend.client();
    await until(async () => (await next.receipts()).length === 1);
    expect((await backend.records()).map(record => record.id)).to.deep.equal([id]);
    expect(await next.outbox.list()).to.deep.equal([]);
  });

  it('right after a second click still gets both acts to the backend', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    const first = await tab.client.accept(DOCUMENT);
    await first.recorded;
    const second = await tab.client.decline(DOCUMENT);
    tab.close();
    await until(async () => (await backend.records()).length === 2);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal([first.id, second.id]);
  });

  it('while its request is on the way still gets it to the backend', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    await backend.faults({fault: {kind: 'delay', ms: 400}, path: 'records', times: 1});
    const {id} = await tab.client.accept(DOCUMENT);
    await until(async () => (await backend.posts()).length === 1);
    tab.close();
    await until(async () => (await backend.records()).length === 1);
    const next = backend.client();
    await until(async () => (await next.receipts()).length === 1);
    expect((await backend.records()).map(record => record.id)).to.deep.equal([id]);
  });

  it('after the commit but before the answer loses and doubles nothing', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    await backend.faults({fault: {kind: 'hang-after'}, path: 'records', times: 1});
    const {id} = await tab.client.accept(DOCUMENT);
    await until(async () => (await backend.records()).length === 1);
    tab.close();
    const next = backend.client();
    expect((await next.agreements())[0]!.status).to.equal('current');
    await until(async () => (await next.receipts()).length === 1);
    expect((await backend.records()).map(record => record.id)).to.deep.equal([id]);
  });

  it('while it waits to try again sends once more on its way out', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    const {id} = await tab.client.accept(DOCUMENT);
    await until(async () => (await tab.client.outbox.list())[0]!.attempts > 0);
    await backend.faults();
    tab.close();
    await until(async () => (await backend.records()).length === 1);
    const next = backend.client();
    await until(async () => (await next.receipts()).length === 1);
    expect((await backend.records()).map(record => record.id)).to.deep.equal([id]);
  });

  it('while the backend has asked for time sends nothing on its way out', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    const body = JSON.stringify({type: 'urn:assent:problem:rate_limited', title: 't', status: 429, detail: 'd', advice: 'a'});
    await backend.faults({fault: {kind: 'answer', status: 429, headers: {'content-type': 'application/problem+json', 'retry-after': '60'}, body}, path: 'records', times: 1});
    await tab.client.accept(DOCUMENT);
    await until(async () => (await tab.client.outbox.list())[0]!.attempts > 0);
    await quiet(backend);
    tab.close();
    const next = backend.client();
    await next.agreements({fresh: true});
    expect(await backend.posts()).to.have.length(1);
    expect(await next.outbox.list()).to.have.length(1);
  });

  it('gives its turn to the others', async () => {
    const tab = await openTab(backend);
    await tab.client.agreements();
    await backend.faults({fault: {kind: 'hang'}, path: 'records', times: 1});
    await tab.client.accept(DOCUMENT);
    await until(async () => (await backend.posts()).length === 1);
    tab.close();
    const next = backend.client();
    await until(async () => (await next.receipts()).length === 1);
    expect(await backend.records()).to.have.length(1);
  });
});
