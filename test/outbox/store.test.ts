import {expect} from 'chai';
import {idbStore} from '../../src/outbox/store.js';
import {withMemory} from '../../src/outbox/memory-store.js';

const freshName = () => `test.${crypto.randomUUID()}`;
const put = (key: string, value: unknown) => () => ({writes: [[key, value] as const], result: undefined});

async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not reject.');
}

/** Counts how often a database was opened, and lets the test see the requests. */
function watchedFactory(): {open: IDBFactory['open']; requests: IDBOpenDBRequest[]} {
  const requests: IDBOpenDBRequest[] = [];
  return {
    requests,
    open(name, version) {
      const request = indexedDB.open(name, version);
      requests.push(request);
      return request;
    },
  };
}

describe('store in IndexedDB', () => {
  it('keeps values for the next connection', async () => {
    const name = freshName();
    const first = idbStore(name);
    await first.change([], put('a', {v: 1}));
    first.close();
    expect(await idbStore(name).get('a')).to.deep.equal({v: 1});
  });

  it('lists keys of a prefix only, in order', async () => {
    const store = idbStore(freshName());
    await store.change([], () => ({writes: [['b/2', 2], ['b/1', 1], ['a/1', 0], ['b', 3], ['c/1', 4]], result: undefined}));
    expect(await store.list('b/')).to.deep.equal([['b/1', 1], ['b/2', 2]]);
  });

  it('loses no change of many that come at once over several connections', async () => {
    const name = freshName();
    const stores = [idbStore(name), idbStore(name), idbStore(name)];
    const add = (index: number) =>
      stores[index % 3]!.change(['n'], ([n]) => ({writes: [['n', Number(n ?? 0) + 1]], result: undefined}));
    await Promise.all(Array.from({length: 300}, (_, index) => add(index)));
    expect(await stores[0]!.get('n')).to.equal(300);
  });

  it('undoes everything when the decision throws', async () => {
    const store = idbStore(freshName());
    await store.change([], put('a', 1));
    const error = await errorOf(store.change(['a'], () => {
      throw new RangeError('no');
    }));
    expect(error).to.be.instanceOf(RangeError);
    expect(await store.get('a')).to.equal(1);
  });

  it('undoes the first write when the second cannot be stored', async () => {
    const store = idbStore(freshName());
    const error = await errorOf(store.change([], () => ({writes: [['a', 1], ['b', () => {}]], result: undefined})));
    expect(error.name).to.equal('DataCloneError');
    expect(await store.get('a')).to.equal(undefined);
  });

  it('asks for strict durability', async () => {
    const original = IDBDatabase.prototype.transaction;
    const asked: unknown[] = [];
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof original>) {
      const transaction = original.apply(this, args);
      asked.push(transaction.durability);
      return transaction;
    };
    try {
      await idbStore(freshName()).change([], put('a', 1));
    } finally {
      IDBDatabase.prototype.transaction = original;
    }
    expect(asked).to.deep.equal(['strict']);
  });

  it('gives up an open that never ends, and does not wait for it again', async () => {
    const factory = {open: () => ({}) as IDBOpenDBRequest};
    const store = idbStore(freshName(), {factory, openTimeoutMs: 30});
    expect((await errorOf(store.get('a'))).name).to.equal('TimeoutError');
    const waits = new Promise<string>(resolve => setTimeout(resolve, 20, 'waits'));
    expect(await Promise.race([errorOf(store.get('a')).then(() => 'does not wait'), waits])).to.equal('does not wait');
  });

  it('closes a connection that comes too late', async () => {
    const name = freshName();
    // A deletion that an open connection holds up makes the next open wait.
    const holder = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    const deleted = new Promise(resolve => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    const factory = watchedFactory();
    expect((await errorOf(idbStore(name, {factory, openTimeoutMs: 30}).get('a'))).name).to.equal('TimeoutError');
    holder.close();
    await deleted;
    const late = factory.requests[0]!;
    if (late.readyState !== 'done') await new Promise(resolve => late.addEventListener('success', resolve));
    expect(() => late.result.transaction('assent')).to.throw(DOMException);
  });

  it('steps aside for a deletion, and opens anew after it', async () => {
    const name = freshName();
    const store = idbStore(name);
    await store.change([], put('a', 1));
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = resolve;
      request.onblocked = () => reject(new Error('The store holds on to its database.'));
    });
    expect(await store.get('a')).to.equal(undefined);
    await store.change([], put('a', 2));
    expect(await store.get('a')).to.equal(2);
  });

  it('opens anew when its connection was closed under it', async () => {
    const factory = watchedFactory();
    const store = idbStore(freshName(), {factory});
    await store.change([], put('a', 1));
    factory.requests[0]!.result.close();
    expect(await store.get('a')).to.equal(1);
    expect(factory.requests).to.have.length(2);
  });

  it('fails where there is no IndexedDB', async () => {
    const factory = {
      open(): IDBOpenDBRequest {
        throw new DOMException('denied', 'SecurityError');
      },
    };
    expect((await errorOf(idbStore(freshName(), {factory}).get('a'))).name).to.equal('SecurityError');
  });
});

describe('store with memory', () => {
  it('keeps in memory what the device does not take', async () => {
    const device = idbStore(freshName(), {factory: {open: () => ({}) as IDBOpenDBRequest}, openTimeoutMs: 10});
    const store = withMemory(device);
    await store.change([], put('a/1', 1));
    expect(await store.get('a/1')).to.equal(1);
    expect(await store.list('a/')).to.deep.equal([['a/1', 1]]);
  });

  it('keeps nothing in memory that the device took', async () => {
    const name = freshName();
    const store = withMemory(idbStore(name));
    await store.change([], put('a', 1));
    await idbStore(name).change([], put('a', 2));
    expect(await store.get('a')).to.equal(2);
  });
});
