// Ours, as an app uses it.
import {createAssent} from '../../../src/index.ts';

const {endpoint, site} = Object.fromEntries(new URLSearchParams(location.search));
const client = createAssent({endpoint, site, locale: 'en'});

globalThis.queue = {
  ready: () => client.agreements().then(() => {}),
  async put(count) {
    for (let index = 0; index < count; index++) await client.accept('terms');
  },
  /** The network is back; the rest is up to the client. */
  online: () => void dispatchEvent(new Event('online')),
  left: async () => (await client.outbox.list()).length,
  retry() {},
};
