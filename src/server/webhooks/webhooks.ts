import {uuid7} from '../../protocol/uuid.js';
import type {Site, Sites} from '../sites/sites.js';
import type {WebhookEvent} from './webhook-events.js';
import {webhookHeaders} from './webhook-signature.js';
import type {WebhookMessage, WebhookStore} from './webhook-store.js';

/** Pauses after each failed attempt, in seconds: the schedule that Standard Webhooks recommend. */
const PAUSES_S = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
const TIMEOUT_MS = 15_000;
const LEASE_MS = 60_000;
const BATCH = 20;

/** What became of a message for good. */
export type Settled = (message: WebhookMessage, state: 'delivered' | 'dead', reason?: string) => Promise<void>;

/** Tells the operator's endpoints what happened, at least once each, signed. */
export class Webhooks {
  readonly #store: WebhookStore;
  readonly #sites: Sites;
  readonly #now: () => Date;

  constructor(store: WebhookStore, {sites, now}: {sites: Sites; now: () => Date}) {
    this.#store = store;
    this.#sites = sites;
    this.#now = now;
  }

  /** Whether a site has an endpoint for an event. */
  listens({webhooks}: Site, type: WebhookEvent): boolean {
    return webhooks.some(({events}) => events.includes(type));
  }

  /** Keeps an event for the endpoints that want it. `id` names what must not be told twice. */
  async tell(site: Site, type: WebhookEvent, data: unknown, id: string = uuid7(this.#now().getTime())): Promise<void> {
    const timestamp = this.#now().toISOString();
    const body = JSON.stringify({type, timestamp, data});
    for (const {url, events} of site.webhooks) {
      if (events.includes(type)) await this.#store.add({site: site.id, id: `msg_${id}`, url, type, body, dueAt: timestamp});
    }
  }

  /** Sends what is due, and says whether there may be more. */
  async run(settled: Settled): Promise<boolean> {
    const now = this.#now();
    const messages = await this.#store.claim(now, {leaseUntil: new Date(now.getTime() + LEASE_MS), limit: BATCH});
    await Promise.all(messages.map(message => this.#send(message, settled)));
    return messages.length === BATCH;
  }

  async #send(message: WebhookMessage, settled: Settled): Promise<void> {
    const outcome = await this.#post(message);
    if (!outcome) {
      await settled(message, 'delivered');
      await this.#store.settle(message, {state: 'delivered'});
      return;
    }
    const pause = PAUSES_S[message.attempts - 1];
    if (pause !== undefined && !outcome.gone) {
      // Up to a tenth later, so that what failed together does not come back together.
      const dueAt = new Date(this.#now().getTime() + pause * 1000 * (1 + Math.random() / 10));
      await this.#store.settle(message, {state: 'waiting', dueAt, reason: outcome.reason});
      return;
    }
    await settled(message, 'dead', outcome.reason);
    await this.#store.settle(message, {state: 'dead', reason: outcome.reason});
  }

  async #post({site, url, id, body}: WebhookMessage): Promise<NotTaken | undefined> {
    const endpoint = this.#sites.byId(site)?.webhooks.find(one => one.url === url);
    if (!endpoint) return {gone: true, reason: 'The endpoint is not configured any more.'};
    // Tried again, as for any other reason: the right secret may come back.
    if (body === undefined) return {gone: false, reason: 'The message does not open: it was changed, or sealed with another secret.'};
    return post(endpoint, {id, body}, this.#now());
  }
}

/** Why a message was not taken, and whether to stop trying. */
interface NotTaken {
  gone: boolean;
  reason: string;
}

/** Posts a message; undefined where it was taken. */
async function post({url, secret}: {url: string; secret: string}, {id, body}: {id: string; body: string}, now: Date): Promise<NotTaken | undefined> {
  try {
    const headers = await webhookHeaders(secret, {id, body, now});
    const response = await fetch(url, {method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS)});
    await response.body?.cancel();
    return response.ok ? undefined : {gone: response.status === 410, reason: `The endpoint answered ${response.status}.`};
  } catch (error) {
    return {gone: false, reason: (error as Error).name === 'TimeoutError' ? 'The endpoint did not answer in time.' : 'The endpoint cannot be reached.'};
  }
}
