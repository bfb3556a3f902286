import type {Page} from 'playwright-core';
import type {Fault, Trial} from './trial.js';

/** Devices that keep little, nothing, or the wrong thing. */
export const storageFaults: Fault[] = [
  {name: 'quota exceeded', quick: true, run: quotaExceeded},
  {name: 'IndexedDB never opens', run: neverOpens},
  {name: 'IndexedDB is blocked', run: blocked},
  {name: 'IndexedDB closed under us', quick: true, run: closedUnderUs},
  {name: 'corrupt values', quick: true, run: corrupt},
  {name: 'storage cleared', quick: true, run: cleared},
  {name: 'private window', run: privateWindow},
];

async function quotaExceeded(trial: Trial): Promise<Page> {
  const page = await trial.open({ready: false});
  const protocol = await trial.protocol(page);
  const quota = (quotaSize?: number) => protocol.send('Storage.overrideQuotaForOrigin', {origin: trial.origin, ...(quotaSize && {quotaSize})});
  // Before the first write: Chromium counts what is left only now and then.
  await quota(1);
  await trial.ready(page);
  expectStates('online and full', 'recorded', await trial.acts(page, 1));
  trial.bad({kind: 'cut-before'});
  expectStates('offline and full', 'unsaved', await trial.acts(page, 1));
  await quota();
  await trial.acts(page, 1);
  trial.heal();
  return page;
}

/** Nothing can be kept, and so nothing may be called saved that is not recorded. */
async function neverOpens(trial: Trial): Promise<Page> {
  const page = await trial.open({
    before: () => {
      IDBFactory.prototype.open = () => Object.create(IDBOpenDBRequest.prototype, {onupgradeneeded: {writable: true}, onsuccess: {writable: true}, onerror: {writable: true}});
    },
  });
  expectStates('online', 'recorded', await trial.acts(page, 1));
  trial.bad({kind: 'cut-after'});
  expectStates('cut', 'unsaved', await trial.acts(page, 1));
  trial.heal();
  await trial.acts(page, 1);
  return page;
}

/** A deletion waits for a page that does not let go, and every opening waits for the deletion. */
async function blocked(trial: Trial): Promise<Page> {
  const rogue = await trial.open({ready: false, before: holdDatabase});
  await rogue.evaluate(name => (globalThis as unknown as {holdDatabase(name: string): Promise<void>}).holdDatabase(name), trial.database);
  const page = await trial.open();
  expectStates('online', 'recorded', await trial.acts(page, 1));
  trial.bad({kind: 'cut-before'});
  expectStates('cut', 'unsaved', await trial.acts(page, 1));
  await rogue.close();
  trial.heal();
  await trial.acts(page, 1);
  return page;
}

function holdDatabase(): void {
  const hold = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore('assent');
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        indexedDB.deleteDatabase(name).onblocked = () => resolve();
      };
    });
  Object.assign(globalThis, {holdDatabase: hold});
}

async function closedUnderUs(trial: Trial): Promise<Page> {
  const page = await trial.open({
    before: () => {
      const {transaction} = IDBDatabase.prototype;
      const connections = new Set<IDBDatabase>();
      IDBDatabase.prototype.transaction = function (...given) {
        connections.add(this);
        return transaction.apply(this, given);
      };
      Object.assign(globalThis, {closeAll: () => connections.forEach(connection => connection.close())});
    },
  });
  const closeAll = () => page.evaluate(() => (globalThis as unknown as {closeAll(): void}).closeAll());
  trial.bad({kind: 'cut-before'});
  await trial.acts(page, 1);
  await closeAll();
  await trial.acts(page, 1);
  await closeAll();
  trial.heal();
  await trial.acts(page, 1);
  return page;
}

/** Values that are not ours, or of a version to come, under all of our keys. */
async function corrupt(trial: Trial): Promise<Page> {
  const page = await trial.open();
  trial.bad({kind: 'cut-before'});
  await trial.acts(page, 1);
  await page.evaluate(
    name =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const transaction = request.result.transaction('assent', 'readwrite');
          const store = transaction.objectStore('assent');
          const keys = ['count', 'pace', 'keys', 'lease', 'item/0', 'receipt/anonymous/0'];
          keys.forEach((key, index) => store.put([{v: 99}, 'not an object', new Uint8Array(3), null][index % 4], key));
          transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
        };
      }),
    trial.database,
  );
  await trial.acts(page, 1);
  trial.heal();
  const next = await trial.open();
  await trial.acts(next, 1);
  return next;
}

/** What the person throws away is theirs to throw away; what comes after must hold. */
async function cleared(trial: Trial): Promise<Page> {
  const page = await trial.open();
  trial.bad({kind: 'cut-before'});
  await trial.acts(page, 2);
  const protocol = await trial.protocol(page);
  await protocol.send('Storage.clearDataForOrigin', {origin: trial.origin, storageTypes: 'all'});
  trial.erase();
  await trial.acts(page, 1);
  trial.heal();
  await trial.acts(page, 1);
  return page;
}

async function privateWindow(trial: Trial): Promise<Page> {
  const context = await trial.privateWindow();
  const page = await trial.open({context});
  trial.bad({kind: 'answer', status: 503});
  await trial.acts(page, 2);
  await page.reload();
  await trial.acts(page, 1);
  trial.heal();
  return page;
}

/** A device that is not as full, or as empty, as it is meant to be proves nothing. */
function expectStates(where: string, expected: string, states: readonly string[]): void {
  for (const state of states) if (state !== expected) throw new Error(`${where}: ${state}, not ${expected}`);
}
