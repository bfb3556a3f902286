import type {Store} from './store.js';

/** A store that, when the device is full, drops what begins with `expendable` and tries once more. */
export function makingRoom(store: Store, expendable: string): Store {
  return {
    ...store,
    async change(keys, decide, prefix) {
      try {
        return await store.change(keys, decide, prefix);
      } catch (error) {
        if ((error as DOMException).name !== 'QuotaExceededError') throw error;
      }
      const dropped = await store.list(expendable);
      await store.change([], () => ({writes: dropped.map(([key]) => [key, undefined]), result: undefined}));
      return store.change(keys, decide, prefix);
    },
  };
}
