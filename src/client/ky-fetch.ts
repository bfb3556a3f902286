import type {KyInstance} from 'ky';
import type {Fetch} from './transport.js';

/** Sends by ky, which is loaded when there is something to send and retries nothing: one layer, the outbox, does. */
export const kyFetch: Fetch = async (url, init) => {
  if (init.method === 'GET') return fetch(url, init);
  // Some browsers never fetch a module again that failed once, as it does offline.
  const send: Fetch = await load().catch(() => fetch);
  return send(url, init);
};

async function load(): Promise<KyInstance> {
  const {default: ky} = await import('ky');
  return ky.create({retry: 0, timeout: false, throwHttpErrors: false});
}
