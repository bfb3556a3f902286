import {expect} from 'chai';
import {idbStore, type Store} from '../../src/outbox/store.js';
import {Backend, closeClients, codeOf, StillClock, until} from './backend.js';

const DOCUMENT = 'terms-of-service';

/** A device whose writes of acts fail, as one that is full. */
function fullStore(name: string, {room = () => false}: {room?: () => boolean} = {}): Store {
  const store = idbStore(name);
  return {
    ...store,
    change: (keys, decide, prefix) =>
      store.change(
        keys,
        (values, count) => {
          const decision = decide(values, count);
          if (decision.writes.some(([key, value]) => key.startsWith('item/') && value !== undefined) && !room()) {
            throw new DOMException('full', 'QuotaExceededError');
          }
          return decision;
        },
        prefix,
      ),
  };
}

const never = (name: string) => idbStore(name, {factory: {open: () => ({}) as IDBOpenDBRequest}, openTimeoutMs: 50});
const denied = (name: string) =>
  idbStore(name, {
    factory: {
      open() {
        throw new DOMException('denied', 'SecurityError');
      },
    },
  });

describe('a device that keeps nothing', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  for (const [name, store] of Object.entries({'never opens its database': never, 'denies its database': denied, 'is full': fullStore})) {
    it(`that ${name} has an act recorded at once`, async () => {
      const client = backend.clientOn({store});
      const act = await client.accept(DOCUMENT);
      expect(act.state).to.equal('recorded');
      expect((await act.recorded).entry.id).to.equal(act.id);
      expect((await backend.records()).map(({id}) => id)).to.deep.equal([act.id]);
      expect((await client.agreements())[0]!.status).to.equal('current');
      expect((await client.receipts()).map(({entry}) => entry.id)).to.deep.equal([act.id]);
      expect(await client.outbox.list()).to.deep.equal([]);
    });

    it(`that ${name} says that an act is not saved when the backend is out of reach`, async () => {
      const client = backend.clientOn({store});
      await client.agreements();
      await backend.faults({fault: {kind: 'cut-before'}, path: 'records'});
      expect(await codeOf(client.accept(DOCUMENT))).to.equal('not_saved');
      expect((await client.agreements())[0]!.status).to.equal('none');
      expect((await client.flush()).left).to.deep.equal([]);
      await backend.faults();
      expect((await (await client.accept(DOCUMENT)).recorded).entry.seq).to.equal(1);
    });
  }

  it('hears why, where the backend refuses an act for good', async () => {
    const client = backend.clientOn({store: fullStore});
    await client.agreements();
    const body = JSON.stringify({type: 'urn:assent:problem:consent_missing', title: 't', status: 422, detail: 'It lacks a consent.', advice: 'Ask for it.'});
    await backend.faults({fault: {kind: 'answer', status: 422, headers: {'content-type': 'application/problem+json'}, body}, path: 'records'});
    const error = await client.accept(DOCUMENT).catch((error: unknown) => error);
    expect(error).to.include({code: 'consent_missing', message: 'It lacks a consent.', advice: 'Ask for it.'});
    expect(await backend.posts()).to.have.length(1);
  });

  it('has a lost answer given again', async () => {
    const client = backend.clientOn({store: fullStore});
    await client.agreements();
    // Where nothing at all comes back, a browser may ask again by itself.
    await backend.faults({fault: {kind: 'rewrite', from: '\\}\\]\\}$', to: ''}, path: 'records', times: 1});
    const act = await client.accept(DOCUMENT);
    expect(act.state).to.equal('recorded');
    expect(await backend.posts()).to.have.length(2);
    expect((await backend.records()).map(({id}) => id)).to.deep.equal([act.id]);
  });

  it('makes room for an act by dropping texts', async () => {
    let full = true;
    const store = (name: string) => fullStore(name, {room: () => !full});
    const client = backend.clientOn({
      store: name => {
        const inner = store(name);
        return {
          ...inner,
          change: (keys, decide, prefix) =>
            inner.change(
              keys,
              (values, count) => {
                const decision = decide(values, count);
                if (decision.writes.some(([key, value]) => key.startsWith('terms/') && value === undefined)) full = false;
                return decision;
              },
              prefix,
            ),
        };
      },
    });
    const {hash} = (await client.agreements())[0]!.offers[0]!.text;
    await client.terms(hash);
    const act = await client.accept(DOCUMENT);
    expect(act.state).to.equal('saved');
    await act.recorded;
    expect(await idbStore(`assent.${backend.site}`).get(`terms/${hash}`)).to.equal(undefined);
  });
});

describe('a device that fills up before the receipts come', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  it('keeps the act until there is room for its receipt, and does not hammer the backend', async () => {
    let full = false;
    const store = (name: string): Store => {
      const inner = idbStore(name);
      return {
        ...inner,
        change: (keys, decide, prefix) =>
          inner.change(
            keys,
            (values, count) => {
              const decision = decide(values, count);
              if (full && decision.writes.some(([key]) => key.startsWith('receipt/'))) throw new DOMException('full', 'QuotaExceededError');
              return decision;
            },
            prefix,
          ),
      };
    };
    const clock = new StillClock();
    const client = backend.clientOn({store, random: () => 1, clock});
    await client.agreements();
    full = true;
    const act = await client.accept(DOCUMENT);
    expect((await act.recorded).entry.id).to.equal(act.id);
    await until(() => clock.next >= 2000);
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(clock.next).to.be.within(2000, 10_000);
    expect((await backend.posts()).length).to.equal(1);
    expect((await client.outbox.list()).map(({id}) => id)).to.deep.equal([act.id]);
    const {error} = await client.flush();
    expect(error?.code).to.equal('not_saved');
    full = false;
    await client.flush();
    expect(await client.outbox.list()).to.deep.equal([]);
    expect(await client.receipts()).to.have.length(1);
    expect(await backend.records()).to.have.length(1);
  });
});

describe('a device that keeps strange things', () => {
  let backend: Backend;
  beforeEach(async () => (backend = await Backend.open()));
  afterEach(closeClients);

  it('goes on beside values that it cannot read, and leaves acts among them alone', async () => {
    const device = idbStore(`assent.${backend.site}`);
    const newer = {v: 2, of: 'a newer version'};
    const keys = ['item/019ab000-0000-7000-8000-000000000001', 'count', 'keys', 'pace', 'lease', 'receipt/x/y'];
    await device.change([], () => ({writes: keys.map(key => [key, newer] as const), result: undefined}));
    const client = backend.client();
    await (await client.accept(DOCUMENT)).recorded;
    expect(await client.outbox.list()).to.deep.equal([]);
    expect(await device.get(keys[0]!)).to.deep.equal(newer);
    expect(await device.get('receipt/x/y')).to.deep.equal(newer);
  });

  it('does not show a text that was changed on the device', async () => {
    const client = backend.client();
    const {hash} = (await client.agreements())[0]!.offers[0]!.text;
    const {content} = await client.terms(hash);
    const device = idbStore(`assent.${backend.site}`);
    const forged = new TextEncoder().encode('{"format":"assent-terms/1","title":"x","content":[]}');
    await device.change([], () => ({writes: [[`terms/${hash}`, {v: 1, bytes: forged}]], result: undefined}));
    expect((await backend.client().terms(hash)).content).to.deep.equal(content);
  });

  it('starts anew when its storage was cleared under it', async () => {
    const client = backend.client();
    await (await client.accept(DOCUMENT)).recorded;
    await new Promise(resolve => (indexedDB.deleteDatabase(`assent.${backend.site}`).onsuccess = resolve));
    const act = await client.accept(DOCUMENT);
    await act.recorded;
    expect(await backend.records()).to.have.length(2);
  });

  it('sends what was written while its connection was closed under it', async () => {
    const client = backend.client();
    await client.agreements();
    const open = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open(`assent.${backend.site}`, 2);
      request.onsuccess = () => resolve(request.result);
    });
    open.close();
    await (await client.accept(DOCUMENT)).recorded;
    await until(async () => (await client.outbox.list()).length === 0);
    expect(await backend.records()).to.have.length(1);
  });
});
