// A device, its tabs and people, a line and a clock, all scripted; the backend is the real one. What people were
// told and what was where is written down for checkHistory.
import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import type {AssentAct} from '../../src/client/assent.js';
import type {Clock} from '../../src/client/clock.js';
import type {AssentClient} from '../../src/client/client.js';
import {assentOn} from '../../src/client/assent-on.js';
import type {Device} from '../../src/client/device.js';
import {readAnswer, type Answer, type Ask, type Transport} from '../../src/client/transport.js';
import {problemError} from '../../src/client/transport.js';
import {memoryStore} from '../../src/outbox/memory-store.js';
import type {Store} from '../../src/outbox/store.js';
import {AssentError} from '../../src/protocol/errors.js';
import {hashBytes} from '../../src/protocol/hash.js';
import type {PublicKey} from '../../src/protocol/jws.js';
import {ProblemSchema} from '../../src/protocol/problem.js';
import {createAssentServer, createKeys, openDatabase, type AssentServer, type Database} from '../../src/server.js';
import type {History, Stored} from './check-history.js';

const DOCUMENT = 'terms-of-service';
const SITE = 'pk_model';
const ENDPOINT = 'http://localhost/';
const START_MS = Date.parse('2026-11-23T21:00:00Z');

/** Work of WebCrypto on its way: it runs beside the event loop, which would look idle. */
let ciphering = 0;
for (const name of ['digest', 'sign', 'verify', 'importKey'] as const) {
  const original = crypto.subtle[name].bind(crypto.subtle) as (...args: unknown[]) => Promise<unknown>;
  const counted = (...args: unknown[]) => {
    ciphering += 1;
    return original(...args).finally(() => (ciphering -= 1));
  };
  Object.defineProperty(crypto.subtle, name, {value: counted});
}

/** How the line to the backend is. */
export type Line = 'good' | 'down' | 'cut-after' | 'portal' | 'firewall' | 'unavailable' | 'limited' | 'forging';
/** How the device's storage is. */
export type Disk = 'good' | 'full' | 'failing';

/** The backend of all histories; each has people of its own. */
export interface Backend {
  server: AssentServer;
  database: Database;
  token(sub: string, good: boolean): Promise<string>;
  /** The backend's clock. */
  nowMs: number;
}

export async function openBackend(): Promise<Backend> {
  const {publicKey, privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  const key = {...(await exportJWK(publicKey)), kid: 'host', alg: 'EdDSA', use: 'sig'} as PublicKey;
  const database = await openDatabase('sqlite::memory:');
  const sites = [{id: 'model', publishableKey: SITE, secretKeys: ['sk_model_0123456789'], origins: [], subjects: {tokens: {keys: [key]}}}];
  const backend: Backend = {
    database,
    nowMs: START_MS,
    server: await createAssentServer({database, sites, keys: await createKeys(), now: () => new Date(backend.nowMs)}),
    token(sub, good) {
      const iat = Math.floor(backend.nowMs / 1000) - (good ? 0 : 3600);
      return new SignJWT({sub}).setProtectedHeader({alg: 'EdDSA', kid: 'host'}).setIssuedAt(iat).setExpirationTime(iat + 300).sign(privateKey);
    },
  };
  const source = '# Terms\n\n## 1. Use\n\nBe kind.\n';
  const published = await backend.server.fetch(
    new Request(`${ENDPOINT}v1/publications?site=${SITE}`, {
      method: 'POST',
      headers: {authorization: 'Bearer sk_model_0123456789', 'content-type': 'application/json'},
      body: JSON.stringify({document: DOCUMENT, version: '1', texts: [{locale: 'en', source}]}),
    }),
  );
  if (!published.ok) throw new Error(await published.text());
  return backend;
}

interface Tab {
  client: AssentClient;
  /** An anonymous visitor is `visitor` until their id is seen: a device that keeps nothing gives each tab another. */
  person: string;
  /** Killed tabs do nothing any more, and hear nothing. */
  alive: boolean;
}

interface Timer {
  at: number;
  run: () => void;
}

/** One device and what happens on it. */
export class World {
  readonly history: History = {
    clicks: [], subjects: {}, saved: [], texts: {}, recorded: [], discarded: [], refused: [], looks: [], listed: [], sent: [],
    end: {stored: [], outbox: [], hashes: {}},
  };
  line: Line = 'good';
  disk: Disk = 'good';
  tokens = true;
  readonly #backend: Backend;
  readonly #name = crypto.randomUUID();
  readonly #values = new Map<string, unknown>();
  readonly #tabs: Tab[] = [];
  /** Closed ones as well. */
  readonly #all: Tab[] = [];
  /** Filled in at the end, when it is known who everyone was. */
  readonly #who: {tab: Tab; entry: {person: string}}[] = [];
  readonly #holders = new Map<string, Promise<unknown>>();
  #timers: Timer[] = [];
  #monotonic = 0;
  #skewMs = 0;
  #pending = 0;
  #moments = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get tabs(): number {
    return this.#tabs.length;
  }

  open(person: string): void {
    if (this.#tabs.length >= 4) return;
    const tab: Tab = {person, alive: true, client: undefined as unknown as AssentClient};
    const account = person !== 'visitor';
    const subject = `${this.#name}.${person}`;
    tab.client = assentOn(this.#device(tab), {
      endpoint: ENDPOINT,
      site: SITE,
      locale: 'en',
      ...(account && {subject, getSubjectToken: () => this.#backend.token(subject, this.tokens)}),
    }) as AssentClient;
    this.#tabs.push(tab);
    this.#all.push(tab);
    // What the trigger of a real page does.
    void tab.client.flush().catch(() => {});
    // It has just asked for this module; whoever asks after it gets it later.
    this.#pending += 1;
    void import('../../src/client/delivery.js').finally(() => (this.#pending -= 1));
  }

  close(index: number): void {
    const [tab] = this.#tabs.splice(index % this.#tabs.length, 1);
    tab?.client.close();
  }

  /** The browser dies: nothing that the tab had begun goes on. */
  kill(index: number): void {
    const [tab] = this.#tabs.splice(index % this.#tabs.length, 1);
    if (tab) tab.alive = false;
  }

  act(index: number, type: 'accept' | 'decline', bad: boolean): void {
    const tab = this.#tab(index);
    do this.#advance(1);
    while (this.history.clicks.some(({atMs}) => atMs === this.#now())); // the clock may have been set back
    this.history.clicks.push(this.#of(tab, {atMs: this.#now()}));
    const clicked = this.#moments++;
    // A choice that the document does not ask for is refused for good.
    tab.client[type](DOCUMENT, bad ? {choices: {strange: true}} : {}).then(act => this.#told(tab, act, clicked), () => {});
  }

  flush(index: number): void {
    this.#tab(index).client.flush().catch(() => {});
  }

  async signOut(index: number): Promise<void> {
    const tab = this.#tab(index);
    const done = tab.client.signOut().catch(() => {});
    await this.#settle(done);
    this.#tabs.splice(this.#tabs.indexOf(tab), 1);
    tab.client.close();
  }

  async discard(index: number): Promise<void> {
    const tab = this.#tab(index);
    const [item] = await tab.client.outbox.list().catch(() => []);
    if (!item) return;
    await tab.client.outbox.discard(item.id).then(() => this.history.discarded.push(item.id), () => {});
  }

  async list(index: number): Promise<void> {
    const tab = this.#tab(index);
    // By what the tab took the device's visitor for when it opened: a sign-out in another one makes the next another.
    if (tab.person === 'visitor') tab.person = (await tab.client.person().catch(() => undefined))?.key ?? tab.person;
    const [items, receipts] = await Promise.all([tab.client.outbox.list().catch(() => []), tab.client.receipts().catch(() => [])]);
    this.history.listed.push(this.#of(tab, {ids: [...items.map(({id}) => id), ...receipts.map(({entry}) => entry.id)]}));
  }

  /** Somebody sets the clock of the device. */
  setClock(byMs: number): void {
    this.#skewMs += byMs;
  }

  async pass(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    for (;;) {
      const next = this.#timers.filter(({at}) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#fire(next);
      await this.#settle();
    }
    this.#advance(Math.max(0, until - this.#monotonic));
  }

  /** Lets what has begun go on for a while, or to its end. */
  async breathe(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve));
  }

  /** Writes down where everything is now. */
  async look(): Promise<void> {
    // The device first: what leaves it is in the store by then.
    const moment = this.#moments++;
    const items = [...this.#values].filter(([key]) => key.startsWith('item/')).map(([, value]) => value as {id: string; text: string});
    for (const {id, text} of items) this.history.texts[id] ??= text;
    const stored = (await this.#stored()).map(({id}) => id);
    this.history.looks.push({moment, outbox: items.map(({id}) => id), stored});
  }

  /** Mends everything, lets time pass, and writes down the end. */
  async finish(): Promise<History> {
    Object.assign(this, {line: 'good', disk: 'good', tokens: true});
    await this.#settle();
    while (this.#tabs.length > 0) this.close(0);
    for (const person of ['ada', 'bob', 'visitor']) this.open(person);
    for (let round = 0; round < 8; round++) {
      await this.pass(5 * 60_000);
      await Promise.all(this.#tabs.map(({client}) => this.#settle(client.flush().catch(() => {}))));
    }
    await this.#settle();
    await this.look();
    for (const {tab, entry} of this.#who) entry.person = tab.person;
    const stored = await this.#stored();
    this.history.end = {
      stored,
      outbox: [...this.#values].flatMap(([key]) => (key.startsWith('item/') ? [key.slice(5)] : [])),
      hashes: Object.fromEntries(await Promise.all(stored.map(async ({id, text}) => [id, await hashBytes(text)] as const))),
    };
    for (const {client} of this.#tabs) client.close();
    return this.history;
  }

  #of<T extends object>(tab: Tab, entry: T): T & {person: string} {
    const named = {...entry, person: tab.person};
    this.#who.push({tab, entry: named});
    return named;
  }

  #tab(index: number): Tab {
    return this.#tabs[index % this.#tabs.length]!;
  }

  #told(tab: Tab, act: AssentAct, clicked: number): void {
    const {history} = this;
    const item = this.#values.get(`item/${act.id}`) as {text: string; person: string} | undefined;
    if (item?.person.startsWith('anonymous')) tab.person = item.person;
    if (act.state === 'saved') history.saved.push(this.#of(tab, {id: act.id, clicked, told: this.#moments++, tab: this.#all.indexOf(tab)}));
    act.recorded.then(
      ({entry}) => history.recorded.push(this.#of(tab, {id: act.id, hash: entry.record})),
      () => {}, // refused, as the backend has told, or discarded
    );
  }

  /** What is left on the device, for the report of a failure. */
  describe(): string {
    return [...this.#values]
      .filter(([key]) => !/^(receipt|agreements|terms|keys)/.test(key))
      .map(([key, value]) => `${key} ${JSON.stringify(value, (name, inner) => (name === 'text' || name === 'document' ? undefined : inner))}`)
      .join('\n');
  }

  #advance(ms: number): void {
    this.#monotonic += ms;
    this.#backend.nowMs += ms;
  }

  #now(): number {
    return this.#backend.nowMs + this.#skewMs;
  }

  /** Waits until nothing is on its way; for a promise, lets time pass as well. */
  async #settle(until?: Promise<unknown>): Promise<void> {
    let done = until === undefined;
    void until?.finally(() => (done = true));
    for (let quiet = 0; quiet < 4; ) {
      await new Promise(resolve => setImmediate(resolve));
      quiet = this.#pending + ciphering > 0 ? 0 : quiet + 1;
      const timer = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (quiet === 4 && !done && timer) {
        quiet = 0;
        this.#fire(timer);
      }
    }
  }

  #fire(timer: Timer): void {
    this.#timers = this.#timers.filter(each => each !== timer);
    this.#advance(Math.max(0, timer.at - this.#monotonic));
    timer.run();
  }

  async #stored(): Promise<Stored[]> {
    const subjects = Object.values(this.history.subjects);
    const marks = subjects.map((_, index) => `$${index + 1}`).join();
    if (subjects.length === 0) return [];
    const sql = `SELECT id, subject, seq, body AS text FROM assent_records WHERE subject IN (${marks}) ORDER BY subject, seq`;
    const rows = await this.#backend.database.query<Stored>(sql, subjects);
    return rows.map(({id, subject, seq, text}) => ({id, subject, seq, text}));
  }

  #device(tab: Tab): Device {
    const clock: Clock = {
      now: () => this.#now(),
      monotonic: () => this.#monotonic,
      after: (ms, run) => {
        const timer = {at: this.#monotonic + ms, run: () => tab.alive && run()};
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter(each => each !== timer));
      },
    };
    return {
      clock,
      random: () => 0.3,
      locks: this.#locks(tab),
      store: () => this.#store(tab),
      connect: () => this.#transport(tab),
    };
  }

  /** The device's storage as one tab finds it. A dead tab's calls never come back. */
  #store(tab: Tab): Store {
    const inner = memoryStore(this.#values);
    const ever = async <T>(write: boolean, call: () => Promise<T>): Promise<T> => {
      await undefined;
      if (!tab.alive) return new Promise(() => {});
      if (this.disk === 'failing') throw new DOMException('failing', 'UnknownError');
      const result = await call();
      if (write && !tab.alive) return new Promise(() => {});
      return structuredClone(result);
    };
    return {
      get: key => ever(false, () => inner.get(key)),
      list: prefix => ever(false, () => inner.list(prefix)),
      change: (keys, decide, prefix) =>
        ever(true, () =>
          inner.change(
            keys,
            (values, count) => {
              const decision = decide(structuredClone(values), count);
              const grows = decision.writes.some(([key, value]) => value !== undefined && /^(item|receipt|terms)\//.test(key));
              if (this.disk === 'full' && grows) throw new DOMException('full', 'QuotaExceededError');
              return structuredClone(decision);
            },
            prefix,
          ),
        ),
      close() {},
    };
  }

  #locks(tab: Tab): LockManager {
    const holders = this.#holders;
    return {
      async request(name: string, options: LockOptions, run: (lock: Lock | null) => Promise<unknown>) {
        if (holders.has(name) && !options.steal) return run(null);
        const work = Promise.resolve(run({name, mode: 'exclusive'}));
        holders.set(name, work);
        try {
          return await work;
        } finally {
          if (holders.get(name) === work) holders.delete(name);
        }
      },
      query: async () => ({held: [...holders.keys()].map(name => ({name, clientId: String(tab.alive)})), pending: []}),
    } as unknown as LockManager;
  }

  /** The line, with the real backend at its end. */
  #transport(tab: Tab): Transport {
    return async (path, ask = {}) => {
      this.#pending += 1;
      try {
        if (ask.headers?.['assent-subject']) tab.person = `anonymous.${ask.headers['assent-subject']}`;
        const answer = await this.#ask(path, ask);
        return await (tab.alive ? answer : new Promise<Answer>(() => (this.#pending -= 1)));
      } finally {
        this.#pending -= 1;
      }
    };
  }

  async #ask(path: string, {body, headers, search}: Ask): Promise<Answer> {
    const {line} = this;
    const anonymous = headers?.['assent-subject'];
    const as = headers?.['authorization'] ? await this.#personOf(headers['authorization']) : anonymous && `anonymous.${anonymous}`;
    const records = typeof body === 'string' ? (JSON.parse(body) as {records: {record: {id: string; subject: string}}[]}).records : [];
    if (records.length > 0) {
      this.history.sent.push({as, subjects: records.map(({record}) => record.subject), ids: records.map(({record}) => record.id)});
    }
    await undefined;
    if (line === 'down') return lost('down');
    if (line === 'portal') return {ok: true, status: 200, headers: new Headers(), bytes: new TextEncoder().encode('<html>Wi-Fi</html>')};
    if (line === 'firewall') return lost('403');
    if (line === 'unavailable') return problem('unavailable', 503);
    if (line === 'limited') return {...problem('rate_limited', 429), retryAfter: '30'};
    const url = `${ENDPOINT}${path}?${new URLSearchParams({site: SITE, ...search})}`;
    const init = body === undefined ? {headers: {...headers}} : {method: 'POST', body, headers: {...headers, 'content-type': 'application/json'}};
    const response = await this.#backend.server.fetch(new Request(url, init));
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (records.length > 0 && response.ok) this.#noteRefusals(bytes);
    if (path === 'v1/agreements' && response.ok) await this.#noteSubject(headers ?? {}, bytes);
    if (line === 'cut-after') return lost('cut');
    const {status} = response;
    if (!response.ok && status !== 304) {
      const ours = readAnswer(ProblemSchema, bytes);
      return ours ? {ok: false, error: problemError(ours), problem: ours} : lost(String(status));
    }
    if (line !== 'forging') return {ok: true, status, headers: response.headers, bytes};
    const text = new TextDecoder().decode(bytes).replaceAll(/"receipt":"([^"]{20})[^"]{4}/g, '"receipt":"$1AAAA');
    return {ok: true, status, headers: response.headers, bytes: new TextEncoder().encode(text)};
  }

  #noteRefusals(bytes: Uint8Array): void {
    const {results} = JSON.parse(new TextDecoder().decode(bytes)) as {results: {id: string; status: string}[]};
    this.history.refused.push(...results.flatMap(({id, status}) => (status === 'refused' ? [id] : [])));
  }

  async #personOf(authorization: string): Promise<string> {
    const payload = JSON.parse(Buffer.from(authorization.split('.')[1]!, 'base64url').toString()) as {sub: string};
    return payload.sub.split('.')[1]!;
  }

  async #noteSubject(headers: Record<string, string>, bytes: Uint8Array): Promise<void> {
    const {subject} = JSON.parse(new TextDecoder().decode(bytes)) as {subject: string};
    const person = headers['authorization'] ? await this.#personOf(headers['authorization']) : `anonymous.${headers['assent-subject']}`;
    this.history.subjects[person] ??= subject;
  }
}

function lost(why: string): Answer {
  return {ok: false, error: new AssentError('offline', why)};
}

function problem(code: string, status: number): Answer & {ok: false} {
  const ours = {type: `urn:assent:problem:${code}`, title: code, status, detail: code, advice: ''};
  return {ok: false, error: problemError(ours), problem: ours};
}
