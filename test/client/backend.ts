import type {Assent, AssentOptions} from '../../src/client/assent.js';
import {assentOn} from '../../src/client/assent-on.js';
import {createAssent} from '../../src/client/create-assent.js';
import type {Device} from '../../src/client/device.js';
import {deviceClock, type Clock} from '../../src/client/clock.js';
import {httpTransport} from '../../src/client/transport.js';
import {idbStore} from '../../src/outbox/store.js';
import origin from '../runner/backend-origin.js';
import type {FaultRule, SeenRequest, StoredRecord} from '../runner/fault-backend.js';

const TERMS = `# Terms of a test

## 1. Use

Be kind to other tests.

## 2. Voice

We keep prints of voices if you let us.
`;

const open: Assent[] = [];

/** A backend of one test's own, with a site, a database and faults. */
export class Backend {
  readonly name = `t${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
  readonly site = `pk_${this.name}`;
  readonly endpoint = `${origin}/b/${this.name}/`;

  static async open({publish = true} = {}): Promise<Backend> {
    const backend = new Backend();
    await backend.#control('open');
    if (publish) await backend.publish();
    return backend;
  }

  publish(version = '1', more: Record<string, unknown> = {}): Promise<unknown> {
    const texts = [{locale: 'en', source: `${TERMS}\nVersion ${version}.\n`}];
    return this.#control('publish', {document: 'terms-of-service', version, texts, ...more});
  }

  /** What an operator does, by the path below `v1/admin/`. */
  admin<T>(path: string, body: unknown): Promise<T> {
    return this.#control('admin', {path, body});
  }

  faults(...rules: FaultRule[]): Promise<void> {
    return this.#control('faults', {rules});
  }

  /** Moves the server's clock. */
  shift(ms: number): Promise<void> {
    return this.#control('shift', {ms});
  }

  token(sub: string, lifeS = 300): Promise<string> {
    return this.#control('token', {sub, lifeS});
  }

  records(): Promise<StoredRecord[]> {
    return this.#control('records');
  }

  async posts(): Promise<SeenRequest[]> {
    const seen = await this.#control<SeenRequest[]>('requests');
    return seen.filter(({method}) => method === 'POST');
  }

  requests(): Promise<SeenRequest[]> {
    return this.#control('requests');
  }

  /** A client as an app makes it. */
  client(options: Partial<AssentOptions> = {}): Assent {
    return this.#opened(createAssent({endpoint: this.endpoint, site: this.site, locale: 'en', ...options}));
  }

  /** A client on a device that the test has made. */
  clientOn(device: Partial<Device>, options: Partial<AssentOptions> = {}): Assent {
    return this.#opened(assentOn({...testDevice(), ...device}, {endpoint: this.endpoint, site: this.site, locale: 'en', ...options}));
  }

  /** A client of somebody who is signed in. */
  account(subject: string, options: Partial<AssentOptions> = {}): Assent {
    return this.client({subject, getSubjectToken: () => this.token(subject), ...options});
  }

  #opened(client: Assent): Assent {
    open.push(client);
    return client;
  }

  async #control<T>(action: string, message: unknown = {}): Promise<T> {
    const response = await fetch(`${origin}/control/${this.name}/${action}`, {method: 'POST', body: JSON.stringify(message)});
    if (!response.ok) throw new Error(`${action}: ${await response.text()}`);
    return response.json();
  }
}

/** This device, but nothing waits long: a failure is tried again at once. */
function testDevice(): Device {
  return {store: name => idbStore(name), clock: deviceClock, random: () => 0.05, locks: navigator.locks, connect: httpTransport};
}

/** What is asked for within this time is no retry, and runs by itself. */
const SOON_MS = 500;

/** A device's wall clock that stands still until a test lets time pass, and runs then what was put off until then. */
export class StillClock implements Clock {
  readonly #waits = new Set<{at: number; run: () => void}>();
  #now = Date.now();

  now = () => this.#now;
  monotonic = () => performance.now();

  after(ms: number, run: () => void): () => void {
    if (ms < SOON_MS) return deviceClock.after(ms, run);
    const wait = {at: this.#now + ms, run};
    this.#waits.add(wait);
    return () => void this.#waits.delete(wait);
  }

  /** Time until something is to run (ms); infinite where nothing is. */
  get next(): number {
    return Math.min(...[...this.#waits].map(({at}) => at)) - this.#now;
  }

  pass(ms: number): void {
    this.#now += ms;
    for (const wait of [...this.#waits]) if (wait.at <= this.#now && this.#waits.delete(wait)) wait.run();
  }
}

export function closeClients(): void {
  for (const client of open.splice(0)) client.close();
}

/** Waits until no client of a backend is in the middle of sending. */
export function quiet({site}: Backend): Promise<void> {
  return navigator.locks.request(`assent.${site}`, () => {});
}

/** Waits for something to become true. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`It did not come true within ${timeoutMs} ms.`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** The code of the error that a promise rejects with, or 'none'. */
export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    error => error.code ?? String(error),
  );
}
