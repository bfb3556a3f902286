import type {Store} from './store.js';

/** A store that lasts as long as the page: for what need not survive it. */
export function memoryStore(values = new Map<string, unknown>()): Store {
  const list = (prefix: string) => [...values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    get: async key => values.get(key),
    list: async prefix => list(prefix),
    async change(keys, decide, prefix) {
      const {writes, result} = decide(
        keys.map(key => values.get(key)),
        prefix ? list(prefix).length : 0,
      );
      for (const [key, value] of writes) {
        if (value === undefined) values.delete(key);
        else values.set(key, value);
      }
      return result;
    },
    close: () => values.clear(),
  };
}

/** The device's store, and memory for each call that it fails: for what can be had again, never for records. */
export function withMemory(device: Store): Store {
  const values = new Map<string, unknown>();
  const memory = memoryStore(values);
  return {
    get: async key => values.get(key) ?? device.get(key).catch(() => undefined),
    async list(prefix) {
      const onDevice = await device.list(prefix).catch(() => []);
      return [...new Map([...onDevice, ...(await memory.list(prefix))])];
    },
    async change(keys, decide, prefix) {
      try {
        return await device.change(
          keys,
          (found, count) => {
            const decision = decide(found, count);
            for (const [key] of decision.writes) values.delete(key);
            return decision;
          },
          prefix,
        );
      } catch {
        return memory.change(keys, decide, prefix);
      }
    },
    close() {
      memory.close();
      device.close();
    },
  };
}
