// Ours, as an app uses it.
import {createAssent} from '../../../src/index.ts';

/** What one measurement has set off is not measured by the next. */
const REST_MS = 10;
const {endpoint, site} = Object.fromEntries(new URLSearchParams(location.search));
const client = createAssent({endpoint, site, locale: 'en'});

globalThis.queue = {
  ready: () => client.agreements().then(() => {}),
  async put(count) {
    for (let index = 0; index < count; index++) await client.accept('terms');
  },
  /** The network is back; the rest is up to the client. */
  online: () => void dispatchEvent(new Event('online')),
  /** Median ms until an act is safe, and of one bare strict write of as many bytes, taken in turns. */
  async savedAgainstBare(count) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open('bare');
      request.onupgradeneeded = () => request.result.createObjectStore('bare');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const write = (key, value) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction('bare', 'readwrite', {durability: 'strict'});
        transaction.objectStore('bare').put(value, key);
        transaction.oncomplete = resolve;
        transaction.onerror = () => reject(transaction.error);
      });
    const timed = async work => {
      await new Promise(resolve => setTimeout(resolve, REST_MS));
      const from = performance.now();
      const result = await work();
      return [performance.now() - from, result];
    };
    const [saved, bare] = [[], []];
    for (let index = 0; index < count; index++) {
      const [ms, act] = await timed(() => client.accept('terms'));
      const text = await client.outbox.export(act.id);
      saved.push(ms);
      bare.push((await timed(() => write(index, {id: act.id, text})))[0]);
      await client.outbox.discard(act.id);
    }
    const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    return {saved: median(saved), bare: median(bare)};
  },
  /** Sends all that waits: how many were recorded, and ms. */
  async flush() {
    const from = performance.now();
    const {recorded} = await client.flush();
    return {recorded, flushMs: performance.now() - from};
  },
  /**
   * As many records as bare requests to the same backend, which makes the same evidence and is not checked; then the same
   * bytes in one bare request that makes none: ms of both.
   */
  async bare(bodies) {
    const again = bodies.map(({text, ...rest}) => ({...rest, text: text.replace(/("id":"[0-9a-f-]{24})[0-9a-f]{12}"/g, (_, start) => `${start}${crypto.randomUUID().slice(-12)}"`)}));
    const sameFrom = performance.now();
    for (const {url, headers, text} of again) {
      const {results} = await (await fetch(new URL(url, endpoint), {method: 'POST', headers, body: text})).json();
      if (!results.every(({status}) => status === 'recorded')) throw new Error(JSON.stringify(results[0]));
    }
    const sameMs = performance.now() - sameFrom;
    const body = `[${bodies.map(({text}) => text).join()}]`;
    const bareFrom = performance.now();
    const answer = await fetch(`${endpoint}bare`, {method: 'POST', body});
    await answer.json();
    return {sameMs, bareMs: performance.now() - bareFrom};
  },
  left: async () => (await client.outbox.list()).length,
  retry() {},
};
