/** A map that forgets what was used longest ago once it is full. */
export class BoundedCache<Value> {
  readonly #entries = new Map<string, {value: Value; weight: number}>();
  readonly #capacity: number;
  readonly #weigh: (value: Value) => number;
  #weight = 0;

  /** @param weigh what a value counts towards the capacity; 1 if absent */
  constructor(capacity: number, weigh: (value: Value) => number = () => 1) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  set(key: string, value: Value): void {
    this.delete(key);
    const weight = this.#weigh(value);
    this.#entries.set(key, {value, weight});
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= this.#capacity) return;
      this.delete(oldest);
    }
  }
}
