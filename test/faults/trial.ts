import {setTimeout as sleep} from 'node:timers/promises';
import type {BrowserContext, CDPSession, Page} from 'playwright-core';
import {judge, type Seen, type Told, type Verdict} from './judge.js';
import {Line, type LineFault} from './line.js';
import {DOCUMENTS, type Place} from './place.js';
import {openPrivate, openProfile, type Profile} from './profile.js';

/** How long a trial may take from its recovery on, if its fault does not say otherwise. */
const RECOVERY_MS = 120_000;
const POLL_MS = 50;
/** What would come twice has come by then. */
const STRAGGLERS_MS = 400;

/** Something that goes wrong, and the person who goes on regardless. */
export interface Fault {
  name: string;
  /** Part of the short form. */
  quick?: boolean;
  recoveryMs?: number;
  /** Returns the page that is to know in the end, or nothing for one that is opened anew. */
  run(trial: Trial): Promise<Page | void>;
}

export interface Result {
  fault: string;
  verdict: Verdict;
  /** From the recovery until everything saved was recorded and known to be; undefined when it was not. */
  seconds: number | undefined;
  notes: string[];
  /** Why the trial could not be carried out. */
  broken?: string;
}

interface PersonPage {
  person: {ready(): Promise<void>; act(document: string, options?: object): Promise<string>; look(): Promise<Seen>; become(name: string): void};
}

/** One trial of one fault: pages, a line and an account of what was said. */
export class Trial {
  readonly told: Told[] = [];
  readonly notes: string[] = [];
  readonly origin: string;
  readonly index: number;
  readonly line: Line;
  readonly #place: Place;
  readonly #context: BrowserContext;
  readonly #pages: Page[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];
  #next = 0;
  #healedAt: number | undefined;

  constructor({place, index, line, context}: {place: Place; index: number; line: Line; context: BrowserContext}) {
    this.#place = place;
    this.#context = context;
    this.index = index;
    this.line = line;
    this.origin = place.origin(index);
  }

  static async run(fault: Fault, {place, index, profile, hearers}: {place: Place; index: number; profile: Profile; hearers: Map<string, Told[]>}): Promise<Result> {
    await place.publish(index);
    const line = new Line(place.backend);
    await line.open();
    const trial = new Trial({place, index, line, context: profile.context});
    hearers.set(new URL(trial.origin).host, trial.told);
    try {
      const page = await fault.run(trial);
      const {seen, seconds} = await trial.#settle(page ?? undefined, fault.recoveryMs ?? RECOVERY_MS);
      return {fault: fault.name, verdict: judge(trial.told, await place.records(index), seen), seconds, notes: trial.notes};
    } finally {
      await trial.#close();
    }
  }

  get site(): string {
    return this.#place.site(this.index);
  }

  /** The id of the site in the browser's storage. */
  get database(): string {
    return `assent.${this.site}`;
  }

  /** Opens a page whose person knows what is asked of them. `before` runs ahead of everything on it. */
  async open({who = 'anonymous', before, context = this.#context, ready = true}: {who?: string; before?: () => void; context?: BrowserContext; ready?: boolean} = {}): Promise<Page> {
    const page = await context.newPage();
    this.#pages.push(page);
    page.on('pageerror', error => this.notes.push(`uncaught: ${error.message}`));
    if (before) await page.addInitScript(before);
    await page.goto(`${this.origin}/?${new URLSearchParams({site: this.site, endpoint: this.line.endpoint, who})}`);
    if (ready) await this.ready(page);
    return page;
  }

  /** The person at the page has been told what is asked of them. */
  ready(page: Page): Promise<void> {
    return page.evaluate(() => (globalThis as unknown as PersonPage).person.ready());
  }

  /** Acts on the next documents; tells in what state. */
  async acts(page: Page, count: number, options: object = {}): Promise<string[]> {
    const states: string[] = [];
    for (let made = 0; made < count; made++) {
      const document = DOCUMENTS[this.#next++]!;
      states.push(await page.evaluate(([document, options]) => (globalThis as unknown as PersonPage).person.act(document, options), [document, options] as const));
    }
    return states;
  }

  /** The same on a page that may die of it. */
  async lastAct(page: Page): Promise<void> {
    const document = DOCUMENTS[this.#next++]!;
    page.evaluate(document => void (globalThis as unknown as PersonPage).person.act(document), document).catch(() => {});
    await until(() => this.told.some(told => told.document === document && told.kind !== 'called'));
  }

  bad(fault: LineFault): void {
    this.line.fault = fault;
  }

  /** Everything is well again from now on. */
  heal(): void {
    this.line.fault = undefined;
    this.#healedAt = performance.now();
  }

  /** What was saved so far is not to be asked after: the person has thrown it away. */
  erase(): void {
    const erased = this.told.filter(({kind}) => kind === 'saved');
    this.told.splice(0, this.told.length, ...this.told.filter(told => !erased.includes(told)));
    this.notes.push(`${erased.length} thrown away by the person`);
  }

  hostTokens({expired}: {expired: boolean}): void {
    if (expired) this.#place.expired.add(this.site);
    else this.#place.expired.delete(this.site);
  }

  protocol(page: Page): Promise<CDPSession> {
    return page.context().newCDPSession(page);
  }

  /** Ends a tab's process. */
  async crash(page: Page): Promise<void> {
    const crashed = new Promise(resolve => page.once('crash', resolve));
    (await this.protocol(page)).send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
  }

  /** A browser of this trial's own, which may be killed. */
  async ownProfile(): Promise<Profile> {
    const profile = await openProfile((_, told) => this.told.push(told));
    this.#closing.push(() => profile.close());
    return profile;
  }

  async privateWindow(): Promise<BrowserContext> {
    const context = await openPrivate((_, told) => this.told.push(told));
    this.#closing.push(() => context.close());
    return context;
  }

  /** Records in the backend now. */
  async stored(): Promise<number> {
    return (await this.#place.records(this.index)).length;
  }

  async #settle(page: Page | undefined, recoveryMs: number): Promise<{seen: Seen; seconds: number | undefined}> {
    const from = this.#healedAt ?? performance.now();
    const watched = page ?? (await this.open({ready: false}));
    let seconds: number | undefined;
    let seen: Seen;
    do {
      await sleep(POLL_MS);
      seen = await watched.evaluate(() => (globalThis as unknown as PersonPage).person.look());
      if (await this.#isSettled(seen)) seconds = (performance.now() - from) / 1000;
    } while (seconds === undefined && performance.now() - from < recoveryMs);
    await sleep(STRAGGLERS_MS);
    seen = await watched.evaluate(() => (globalThis as unknown as PersonPage).person.look());
    return {seen, seconds};
  }

  async #isSettled({left}: Seen): Promise<boolean> {
    if (left.some(({state}) => state !== 'dead')) return false;
    const stored = new Set((await this.#place.records(this.index)).map(({id}) => id));
    const dead = new Set(left.map(({id}) => id));
    return this.told.every(({kind, id}) => kind !== 'saved' || stored.has(id!) || dead.has(id!));
  }

  async #close(): Promise<void> {
    for (const page of this.#pages) await page.close().catch(() => {});
    for (const close of this.#closing) await close().catch(() => {});
    await this.line.close();
  }
}

/** Waits for something to become true. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`It did not come true within ${timeoutMs} ms: ${condition}`);
    await sleep(10);
  }
}
