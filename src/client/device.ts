import {idbStore, type Store} from '../outbox/store.js';
import {deviceClock, type Clock} from './clock.js';
import {httpTransport, type Fetch} from './transport.js';

/** What of the device a client uses, so that a test can give it another one. */
export interface Device {
  store: (name: string) => Store;
  clock: Clock;
  random: () => number;
  locks: LockManager | undefined;
  connect: typeof httpTransport;
  /** How requests go out, but for those of a page that is going away; the platform's `fetch` if absent. */
  fetch?: Fetch;
  /** The id of an anonymous visitor who has none yet; a random one if absent. */
  newVisitor?: string;
}

export function thisDevice(): Device {
  return {
    store: name => idbStore(name),
    clock: deviceClock,
    random: Math.random,
    locks: globalThis.navigator?.locks,
    connect: httpTransport,
  };
}
