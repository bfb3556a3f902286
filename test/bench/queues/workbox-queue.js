// workbox-background-sync, its queue asked to replay as often as a browser could ask it to.
globalThis.registration ??= {};
const {Queue} = await import('workbox-background-sync/Queue.js');

const {endpoint} = Object.fromEntries(new URLSearchParams(location.search));
const queue = new Queue('acts', {forceSyncFallback: true});
let replaying;
const replay = () => (replaying ??= queue.replayRequests().catch(() => {}).finally(() => (replaying = undefined)));

globalThis.queue = {
  ready: async () => {},
  async put(count) {
    for (let index = 0; index < count; index++) {
      await queue.pushRequest({request: new Request(endpoint, {method: 'POST', body: JSON.stringify({id: `act-${index}`})})});
    }
  },
  online: () => void replay(),
  left: async () => (await queue.getAll()).length,
  retry: () => void replay(),
};
