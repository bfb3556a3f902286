/** Two clocks of one device may drift apart by less than this without either being wrong. */
const PARTED_MS = 60_000;

/** The device's clocks, and what is known of the server's. */
export interface Clock {
  /** Wall clock: ms since 1970, as wrong as the device is. */
  now(): number;
  /** Monotonic: ms since some moment of this page's life. */
  monotonic(): number;
  /** Runs something later; gives back what takes that back. */
  after(ms: number, run: () => void): () => void;
}

export const deviceClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Tells the server's time, and how long ago an act was, on a device whose clock may be wrong or may jump. */
export class Timekeeper {
  readonly #clock: Clock;
  readonly #acts = new Map<string, number>();
  #offset = 0;
  /** Whether the backend has told this page what time it is. */
  synced = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, run: () => void): () => void {
    return this.#clock.after(ms, run);
  }

  /** The server's time as far as it is known. */
  serverNow(): Date {
    return new Date(this.#clock.now() + this.#offset);
  }

  /** Takes in what the server's clock said in an answer to a request that was sent at `sentAt` (monotonic). */
  sync(serverTime: string, sentAt: number): void {
    const travelled = (this.#clock.monotonic() - sentAt) / 2;
    this.#offset = Date.parse(serverTime) + travelled - this.#clock.now();
    this.synced = true;
  }

  /** It is no earlier than when the server last spoke, however far behind the device may be. */
  notBefore(serverTime: string): void {
    this.#offset = Math.max(this.#offset, Date.parse(serverTime) - this.#clock.now());
  }

  /** Remembers the moment of an act, for as long as this page lives. */
  mark(id: string): void {
    this.#acts.set(id, this.#clock.monotonic());
  }

  /**
   * Time since an act (whole ms): monotonic where this page saw it, by the wall clock otherwise. Undefined where
   * the two have parted: the device slept (monotonic clocks may stop then) or its clock was set, who can tell.
   */
  elapsedMs({id, at}: {id: string; at: string}): number | undefined {
    const seen = this.#acts.get(id);
    const wall = this.#clock.now() - Date.parse(at);
    const monotonic = seen === undefined ? wall : this.#clock.monotonic() - seen;
    return Math.abs(wall - monotonic) < PARTED_MS ? Math.max(0, Math.round(monotonic)) : undefined;
  }
}
