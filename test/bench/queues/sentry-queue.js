// The offline transport of @sentry/browser, with room for every act (its own limit is 30).
import {makeBrowserOfflineTransport, makeFetchTransport} from '@sentry/browser';

const {endpoint, acts} = Object.fromEntries(new URLSearchParams(location.search));
const transport = makeBrowserOfflineTransport(makeFetchTransport)({
  url: endpoint,
  recordDroppedEvent() {},
  flushAtStartup: true,
  maxQueueSize: Number(acts),
});

globalThis.queue = {
  ready: async () => {},
  async put(count) {
    for (let index = 0; index < count; index++) {
      await transport.send([{event_id: `act-${index}`}, [[{type: 'event'}, {message: 'act', extra: {id: `act-${index}`}}]]]);
    }
  },
  online: () => void transport.flush(),
  left: () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open('sentry-offline');
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        const count = database.transaction('queue').objectStore('queue').count();
        count.onsuccess = () => {
          database.close();
          resolve(count.result);
        };
      };
    }),
  retry: () => void transport.flush(),
};
