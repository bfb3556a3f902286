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
  /** Sends all that waits, and then the same bytes once more in one bare request: ms of both. */
  async againstBare() {
    const {fetch} = globalThis;
    const bodies = [];
    globalThis.fetch = async (...given) => {
      const request = new Request(...given);
      if (request.method === 'POST') bodies.push(await request.clone().text());
      return fetch(request);
    };
    const from = performance.now();
    const {recorded} = await client.flush();
    const flushMs = performance.now() - from;
    globalThis.fetch = fetch;
    const body = `[${bodies.join()}]`;
    const bareFrom = performance.now();
    const answer = await fetch(`${endpoint}bare`, {method: 'POST', body});
    await answer.json();
    return {recorded, requests: bodies.length, bytes: body.length, flushMs, bareMs: performance.now() - bareFrom};
  },
  left: async () => (await client.outbox.list()).length,
  retry() {},
};
