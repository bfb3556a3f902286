/** A reading that is under way, and the one that begins after it. */
interface Reads<Value> {
  now: Promise<Value>;
  next?: Promise<Value>;
}

/**
 * Reads the same thing once for all who ask while it is being read. Nobody gets a reading that began before they
 * asked: what they get is no older than it would have been by themselves.
 */
export class SharedReads<Value> {
  readonly #reads = new Map<string, Reads<Value>>();

  /** @param key what is read; `read` reads it */
  read(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#reads.get(key);
    if (known) return (known.next ??= this.#after(known, key, read));
    return this.#begin(key, read);
  }

  #begin(key: string, read: () => Promise<Value>): Promise<Value> {
    const reads: Reads<Value> = {now: read()};
    this.#reads.set(key, reads);
    const ended = () => {
      if (!reads.next) this.#reads.delete(key);
    };
    reads.now.then(ended, ended);
    return reads.now;
  }

  async #after({now}: Reads<Value>, key: string, read: () => Promise<Value>): Promise<Value> {
    await now.catch(() => {});
    return this.#begin(key, read);
  }
}
