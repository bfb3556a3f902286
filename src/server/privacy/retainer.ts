import {AssentError} from '../../protocol/errors.js';
import type {Services} from '../context.js';
import {dropBefore} from './retain.js';

const DAY_MS = 86_400_000;
const FIRST_MS = 1_000;
const LEASE = 'retention';
const LEASE_MS = 3_600_000;

/** Drops what has grown older than its site keeps it, once a day, in one process at a time. */
export class Retainer {
  readonly #services: () => Services;
  readonly #onError: (error: unknown) => void;
  readonly #holder = crypto.randomUUID();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(services: () => Services, {onError}: {onError: (error: unknown) => void}) {
    this.#services = services;
    this.#onError = onError;
  }

  /** Begins soon. The timer does not keep a process alive. */
  start(): void {
    if (this.#services().sites.all().some(({retainYears}) => retainYears !== undefined)) this.#schedule(FIRST_MS);
  }

  /** Ends after the run that is under way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** Does what is due now: the year that is named is the first of those that are kept whole. */
  async run(): Promise<void> {
    const services = this.#services();
    const now = services.now();
    const [taken, farthest] = [new Date(now.getTime() + LEASE_MS), new Date(now.getTime() + 2 * LEASE_MS)];
    const won = await services.log.store.lease(LEASE, this.#holder, {now: now.toISOString(), until: taken.toISOString(), farthest: farthest.toISOString()});
    if (!won) return;
    for (const site of services.sites.all()) {
      if (site.retainYears !== undefined && (await this.#believes(now, site.id))) {
        await dropBefore({services, site}, now.getUTCFullYear() - site.retainYears, 'retention');
      }
    }
    await services.log.store.release(LEASE, this.#holder);
  }

  /** What is dropped is gone: a clock that is years ahead of the log must have been so for a day before it counts. */
  async #believes(now: Date, site: string): Promise<boolean> {
    const signed = await this.#services().log.store.lastSigned(site, new Date(now.getTime() - DAY_MS).toISOString());
    if (signed === undefined) return false;
    if (now.getUTCFullYear() - new Date(signed).getUTCFullYear() <= 1) return true;
    this.#onError(
      new AssentError('internal', `The clock says ${now.toISOString()}, and the log of ${site} was last signed in ${signed.slice(0, 4)}: nothing was dropped.`, {
        advice: 'Set the clock. If it is right, `assent retain` drops what is old.',
      }),
    );
    return false;
  }

  #schedule(delay: number): void {
    this.#timer = setTimeout(() => {
      this.#running = this.run().catch(this.#onError).then(() => {
        if (this.#timer !== undefined) this.#schedule(DAY_MS);
      });
    }, delay);
    (this.#timer as {unref?: () => void}).unref?.();
  }
}
