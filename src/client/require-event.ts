/**
 * Somebody has to ask this person for a document: the client has no face. `<assent-gate>` answers; an app with a
 * face of its own listens to `require` of the client and calls `respondWith`.
 */
export class AssentRequireEvent extends Event {
  readonly document: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  #asked: Promise<unknown> | undefined;

  constructor(document: string, signal: AbortSignal) {
    super('require');
    this.document = document;
    this.signal = signal;
  }

  /**
   * Takes the question over: the first who calls it asks. `ask` settles when the person is done with it, whatever
   * they chose: the client looks for itself how they stand then.
   */
  respondWith(ask: () => Promise<unknown>): void {
    this.stopImmediatePropagation();
    this.#asked ??= ask();
  }

  /** What `respondWith` was given, once it was. */
  get asked(): Promise<unknown> | undefined {
    return this.#asked;
  }
}
