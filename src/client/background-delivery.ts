import {readStored} from '../outbox/item.js';
import {makingRoom} from '../outbox/making-room.js';
import {withMemory} from '../outbox/memory-store.js';
import {Outbox} from '../outbox/outbox.js';
import {idbStore} from '../outbox/store.js';
import {AssentError} from '../protocol/errors.js';
import type {AssentOptions} from './assent.js';
import {FOREIGN_AFTER_MS} from './batch.js';
import {assertOptions} from './check-options.js';
import {deviceClock, Timekeeper} from './clock.js';
import {Dispatch} from './dispatch.js';
import {leaseTurn, lockTurn} from './exclusive.js';
import {KeyBook} from './key-book.js';
import {EVENT_GAP_MS} from './late-delivery.js';
import {Sender} from './sender.js';
import {ANONYMOUS, AnonymousSchema, anonymous, type Person} from './subject.js';
import {Tabs} from './tabs.js';
import {TERMS} from './terms.js';
import {endpointUrl, httpTransport} from './transport.js';

/** What `deliverInBackground` takes: as the pages have it. A worker has no tokens to give. */
export type BackgroundOptions = Pick<AssentOptions, 'endpoint' | 'site' | 'debug'>;

/** The part of a `SyncEvent` (Web Background Synchronization) that we use. */
interface SyncEvent extends Event {
  readonly tag: string;
  waitUntil(work: Promise<unknown>): void;
}

/** The part of a service worker's `self` that we use. */
interface WorkerScope {
  clients?: {matchAll(options: {type: 'window'; includeUncontrolled: boolean}): Promise<readonly unknown[]>};
}

/**
 * Has the outbox of a site sent when the browser says that the network is back, though every tab is closed. To be called
 * at the top level of a service worker of the pages' own origin. The pages ask for it by themselves where Background Sync
 * exists; elsewhere it does nothing, and the next page sends. Throws `invalid_options`.
 */
export function deliverInBackground(options: BackgroundOptions): void {
  assertOptions(options, 'deliverInBackground', ['endpoint', 'site', 'debug']);
  addEventListener('sync', event => {
    const {tag} = event as SyncEvent;
    if (tag === databaseName(options.site)) (event as SyncEvent).waitUntil(deliver(options));
  });
}

/** Rejects while something is left that may be sent later, so that the browser tries again. */
async function deliver({endpoint, site, debug}: BackgroundOptions): Promise<void> {
  const name = databaseName(site);
  const disk = idbStore(name);
  const store = withMemory(disk);
  const outbox = new Outbox(makingRoom(disk, TERMS));
  const time = new Timekeeper(deviceClock);
  const transport = httpTransport(endpointUrl(endpoint), site, {debug});
  const visitor = readStored(AnonymousSchema, await store.get(ANONYMOUS));
  const person = async (): Promise<Person | undefined> => visitor && anonymous(visitor.id);
  const tabs = new Tabs(name, () => {});
  const sender = new Sender({
    outbox,
    store,
    time,
    person,
    dispatch: new Dispatch({transport, keys: new KeyBook(store, transport), time, person}),
    exclusive: navigator.locks ? lockTurn(navigator.locks, name, () => time.monotonic()) : leaseTurn(store, () => time.now(), crypto.randomUUID()),
    random: Math.random,
    hidden: () => true,
    // An open page has a token, which proves more than a presentation does: it goes first.
    foreignAfterMs: (await hasPages()) ? FOREIGN_AFTER_MS : 0,
    upload: () => {},
    settled: outcomes => {
      for (const key of new Set(outcomes.map(({item}) => item.person))) tabs.tell({whats: ['receipts'], person: key});
    },
  });
  tabs.open();
  try {
    await sender.drain({gapMs: EVENT_GAP_MS});
    // What waits for a token waits for a page.
    const left = (await outbox.items()).filter(({state, linked}) => state === 'saved' && !linked);
    if (left.length > 0) throw new AssentError('unavailable', `${left.length} records are left for later.`);
  } finally {
    sender.stop();
    tabs.close();
    store.close();
  }
}

function databaseName(site: string): string {
  return `assent.${site}`;
}

async function hasPages(): Promise<boolean> {
  const {clients} = globalThis as WorkerScope;
  return !!clients && (await clients.matchAll({type: 'window', includeUncontrolled: true})).length > 0;
}
