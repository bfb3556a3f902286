import {expect} from 'chai';
import type {Delivery} from '../../src/client/delivery.js';
import {LateDelivery} from '../../src/client/late-delivery.js';
import {Backend, closeClients, codeOf, quiet, until} from './backend.js';
import {openTab, type Tab} from './tab.js';

const DOCUMENT = 'terms-of-service';
const MODULE = '/src/client/delivery.ts';

/** Whether a page has asked for the code that sends. */
const hasLoaded = (frame: Window) => frame.performance.getEntriesByType('resource').some(({name}) => new URL(name).pathname === MODULE);

describe('what sends', () => {
  let backend: Backend;
  let tab: Tab | undefined;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(() => {
    tab?.close();
    closeClients();
  });

  const open = async () => {
    tab = await openTab(backend);
    return {client: tab.client, page: window.frames[window.frames.length - 1]!};
  };

  it('is not loaded by a page that has nothing to send, whatever it asks', async () => {
    const {client, page} = await open();
    await client.agreements();
    await client.agreements({fresh: true});
    await client.outbox.list();
    page.dispatchEvent(new Event('online'));
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(hasLoaded(page)).to.equal(false);
  });

  it('is there when a text is read, before anybody acts', async () => {
    const {client, page} = await open();
    const {hash} = (await client.agreements())[0]!.offers[0]!.text;
    await client.terms(hash);
    await until(() => hasLoaded(page));
    await (await client.accept(DOCUMENT)).recorded;
  });

  it('is loaded by the next page where the last one has left something', async () => {
    const first = backend.client();
    await first.agreements();
    await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
    await first.accept(DOCUMENT);
    first.close();
    await quiet(backend);
    await backend.faults();
    const {page} = await open();
    await until(async () => (await backend.records()).length === 1);
    await until(() => hasLoaded(page));
  });
});

describe('a page that cannot load what sends', () => {
  let backend: Backend;
  let tab: Tab;
  beforeEach(async () => {
    backend = await Backend.open();
    tab = await openTab(backend, {}, [MODULE]);
  });
  afterEach(() => {
    tab.close();
    closeClients();
  });

  it('lets nobody go on who has not agreed, or lets them and says so for as long as that is not settled', async () => {
    expect(await codeOf(tab.client.require(DOCUMENT))).to.equal('offline');
    expect(await codeOf(tab.client.marks())).to.equal('offline');
    expect(await tab.client.require(DOCUMENT, {outage: 'allow-and-mark'})).to.deep.equal({allowed: true, marked: 'agreements-unknown'});
    const next = backend.client();
    expect((await next.marks()).map(({document, marked}) => [document, marked])).to.deep.equal([[DOCUMENT, 'agreements-unknown']]);
    await (await next.accept(DOCUMENT)).recorded;
    expect(await next.require(DOCUMENT)).to.deep.equal({allowed: true});
  });

  it('saves an act all the same, which then counts, and leaves it to the next page to send', async () => {
    await tab.client.agreements();
    const act = await tab.client.accept(DOCUMENT);
    expect(act.state).to.equal('saved');
    expect(await tab.client.require(DOCUMENT)).to.deep.equal({allowed: true});
    const {recorded, left, error} = await tab.client.flush();
    expect([recorded, left.length, error?.code]).to.deep.equal([0, 1, 'offline']);
    expect(await backend.posts()).to.deep.equal([]);
    tab.close();
    const next = backend.client();
    await until(async () => (await next.receipts()).length === 1);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal([act.id]);
  });
});

describe('what sends, where it cannot be loaded', () => {
  /** A clock that tells what it was asked for, and runs it when it is told to. */
  const openWith = (load: () => Promise<Delivery>, some = true) => {
    const waits: {ms: number; run: () => void}[] = [];
    const late = new LateDelivery({
      load,
      waits: async () => some,
      time: {after: (ms, run) => (waits.push({ms, run}), () => {})},
      random: () => 1,
    });
    return {late, waits};
  };

  it('is tried again at a doubling distance, up to five minutes, and goes on where it stopped', async () => {
    let good = false;
    const kicks: unknown[] = [];
    const sender = {kick: (urge: unknown) => kicks.push(urge)};
    const {late, waits} = openWith(async () => {
      if (!good) throw new TypeError('Failed to fetch dynamically imported module');
      return {sender} as unknown as Delivery;
    });
    late.kick({held: true});
    for (let tries = 1; tries <= 9; tries++) {
      await until(() => waits.length === tries);
      waits.at(-1)!.run();
    }
    await until(() => waits.length === 10);
    expect(waits.map(({ms}) => ms / 1000)).to.deep.equal([4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    good = true;
    waits.at(-1)!.run();
    await until(() => kicks.length === 1);
    expect(kicks).to.deep.equal([{held: true}]);
  });

  it('is not asked for where nothing waits', async () => {
    const {late, waits} = openWith(() => Promise.reject<Delivery>(new Error('It was asked for.')), false);
    late.kick();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(waits).to.deep.equal([]);
  });

  it('says so to whoever waits for it, and stops with the client', async () => {
    const {late, waits} = openWith(() => Promise.reject(new TypeError('offline')));
    expect((await late.flush(undefined)).error).to.include({code: 'offline'});
    late.kick();
    await until(() => waits.length === 1);
    late.stop();
    waits[0]!.run();
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(waits).to.have.length(1);
  });
});
