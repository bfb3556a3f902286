import {promisifyRequest, type UseStore} from 'idb-keyval';

/** An open that takes longer is given up; what the browser delivers later is closed. */
const OPEN_TIMEOUT_MS = 4000;
/** After a failed open, this long nothing waits for another one. */
const REOPEN_AFTER_MS = 30_000;
/** The one object store of a site's database. Values carry their own versions; the database never needs one. */
const STORE_NAME = 'assent';

/** What one transaction writes, by key; undefined removes. */
export type Writes = readonly (readonly [key: string, value: unknown])[];

/** Decides from the values that a transaction read what it writes. Pure: another tab may have been faster. */
export type Decide<T> = (values: unknown[], count: number) => {writes: Writes; result: T};

/** Keys and values on this device: IndexedDB, or memory where there is none. */
export interface Store {
  get(key: string): Promise<unknown>;
  /** Everything whose key begins with `prefix`, in the order of the keys. */
  list(prefix: string): Promise<[key: string, value: unknown][]>;
  /**
   * Reads `keys` (and how many keys begin with `prefix`), decides, and writes, all in one transaction.
   * Resolves when it is on the disk. Whatever `decide` throws undoes it.
   */
  change<T>(keys: readonly string[], decide: Decide<T>, prefix?: string): Promise<T>;
  close(): void;
}

/** What of IndexedDB a store needs, so that one that never opens can be put in its place. */
export interface StoreOptions {
  factory?: Pick<IDBFactory, 'open'>;
  openTimeoutMs?: number;
}

/** A store in IndexedDB. Opens when first used; throws what IndexedDB throws, or a `TimeoutError`. */
export function idbStore(name: string, options: StoreOptions = {}): Store {
  const connection = new Connection(name, options);
  const {use} = connection;
  return {
    get: key => use('readonly', store => promisifyRequest<unknown>(store.get(key))),
    list: prefix =>
      use('readonly', async store => {
        const range = prefixRange(prefix);
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys(range)),
          promisifyRequest(store.getAll(range)),
        ]);
        return keys.map((key, index) => [String(key), values[index]]);
      }),
    change: (keys, decide, prefix) => use('readwrite', store => change(store, keys, decide, prefix)),
    close: () => connection.close(),
  };
}

async function change<T>(store: IDBObjectStore, keys: readonly string[], decide: Decide<T>, prefix?: string): Promise<T> {
  const {transaction} = store;
  const done = promisifyRequest(transaction);
  try {
    const [count, ...values] = await Promise.all([
      prefix ? promisifyRequest(store.count(prefixRange(prefix))) : 0,
      ...keys.map(key => promisifyRequest<unknown>(store.get(key))),
    ]);
    const {writes, result} = decide(values, count);
    for (const [key, value] of writes) {
      if (value === undefined) store.delete(key);
      else store.put(value, key);
    }
    transaction.commit(); // at once, not when the browser has told that all of it is written
    await done;
    return result;
  } catch (error) {
    done.catch(() => {}); // the same failure, or the abort below
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
}

function prefixRange(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, prefix + '\uffff');
}

/** One connection, opened when needed, given up when another version or a deletion asks for it. */
class Connection {
  readonly #name: string;
  readonly #options: StoreOptions;
  #opening: Promise<IDBDatabase> | undefined;
  /** When a failed open may be tried again (ms of `performance.now`). */
  #retryAt = Infinity;

  constructor(name: string, options: StoreOptions) {
    this.#name = name;
    this.#options = options;
  }

  readonly use: UseStore = async (mode, callback) => {
    const begin = async () => {
      // Strict: resolved means on the disk, not in a buffer of the system (Indexed Database API 3.0 §2.7.1).
      const transaction = (await this.#open()).transaction(STORE_NAME, mode, {durability: 'strict'});
      return callback(transaction.objectStore(STORE_NAME));
    };
    try {
      return await begin();
    } catch (error) {
      // The browser may have closed the connection without a word (WebKit does so in the background).
      if ((error as DOMException).name !== 'InvalidStateError') throw error;
      this.#opening = undefined;
      return begin();
    }
  };

  close(): void {
    this.#opening?.then(database => database.close(), () => {});
    this.#opening = undefined;
  }

  #open(): Promise<IDBDatabase> {
    if (this.#opening && performance.now() < this.#retryAt) return this.#opening;
    this.#retryAt = Infinity;
    const opening = this.#request();
    const forget = () => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    opening.then(
      database => {
        database.onclose = forget;
        database.onversionchange = () => {
          forget();
          database.close();
        };
      },
      () => (this.#retryAt = performance.now() + REOPEN_AFTER_MS),
    );
    return (this.#opening = opening);
  }

  #request(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = (this.#options.factory ?? indexedDB).open(this.#name);
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new DOMException('IndexedDB did not open.', 'TimeoutError'));
      }, this.#options.openTimeoutMs ?? OPEN_TIMEOUT_MS);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE_NAME);
      request.onsuccess = () => {
        clearTimeout(timer);
        if (late) request.result.close();
        else resolve(request.result);
      };
      request.onerror = () => {
        clearTimeout(timer);
        reject(request.error);
      };
    });
  }
}
