import type {Bench, Services} from '../context.js';
import {hashText} from '../digest.js';
import {push} from '../push/pusher.js';
import type {Site} from '../sites/sites.js';
import type {WebhookMessage} from '../webhooks/webhook-store.js';
import {composeNotice, type Composed} from './compose-notice.js';
import type {Mailer} from './mailer.js';
import type {DueNotice} from './notice-store.js';
import type {Words} from './words.js';

/** How often a process looks for what is due. */
const POLL_MS = 1_000;
const LEASE_MS = 120_000;
const BATCH = 20;
const DAY_MS = 86_400_000;
const MAX_PUSH_LETTERS = 300;
/** Pauses after each failed attempt to hand a mail over, in seconds. */
const PAUSES_S = [30, 300, 1_800, 7_200, 21_600, 43_200, 86_400];

/**
 * Sends notices and webhooks when they are due. Any number of processes may run one: a row is claimed before
 * it is sent, and a claim that nobody settles falls due again.
 */
export class Courier {
  readonly #services: () => Services;
  readonly #mailer: Mailer;
  readonly #onError: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #state: 'idle' | 'started' | 'stopped' = 'idle';

  constructor(services: () => Services, {mailer, onError}: {mailer: Mailer; onError: (error: unknown) => void}) {
    this.#services = services;
    this.#mailer = mailer;
    this.#onError = onError;
  }

  /** Looks for what is due from now on. The timer does not keep a process alive. */
  start(): void {
    this.#state = 'started';
    this.#schedule(POLL_MS);
  }

  /** Says that there is something to send. */
  wake(): void {
    if (this.#state === 'started' && !this.#running) this.#schedule(0);
  }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    clearTimeout(this.#timer);
    await this.#running;
    await this.#mailer.close();
  }

  /** Sends all that is due. */
  async run(): Promise<void> {
    const {notices, webhooks, now} = this.#services();
    for (let full = true; full && this.#state !== 'stopped'; ) {
      const due = await notices.claim(now(), {leaseUntil: new Date(now().getTime() + LEASE_MS), limit: BATCH});
      for (const notice of due) await this.#send(notice).catch((error: unknown) => this.#broke(notice, error));
      full = due.length === BATCH;
    }
    while (this.#state !== 'stopped' && (await webhooks.run((message, state, reason) => this.#settled(message, state, reason))));
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#running = this.run()
        .catch(this.#onError)
        .finally(() => {
          this.#running = undefined;
          if (this.#state === 'started') this.#schedule(POLL_MS);
        });
    }, delayMs);
    (this.#timer as {unref?(): void}).unref?.();
  }

  async #send(notice: DueNotice): Promise<void> {
    const services = this.#services();
    const {notices, now} = services;
    const site = services.sites.byId(notice.site);
    if (!site) return notices.settle(notice, {state: 'failed', at: now(), reason: 'The site is not configured any more.'});
    const {id, channel, address, locale, kind, about, subject} = notice;
    if (address === undefined) return this.#later(notice, 'The address does not open: it was changed, or sealed with another secret.');
    const composed = await composeNotice(services, site, notice);
    if ('stopped' in composed) return notices.settle(notice, {state: 'stopped', at: now(), reason: composed.stopped});
    if (channel === 'mail' && site.notices?.mail) return this.#mail(site, {...notice, address}, composed);
    if (channel === 'push' && site.notices?.push) return this.#push({services, site}, notice, composed.words);
    // Whoever was to send it when it was announced may be configured no more: nobody is told that it is on its way.
    if (!services.webhooks.listens(site, 'notice.due')) return this.#later(notice, `Nothing here sends by ${channel}.`);
    // The operator's provider sends it; it counts as sent when the provider has taken it.
    await services.webhooks.tell(site, 'notice.due', {notice: id, about, kind, subject, channel, address, locale, words: composed.words, ...(composed.link && {link: composed.link})}, id);
    await notices.postpone(notice, new Date(now().getTime() + 30 * DAY_MS), 'Handed to the webhook.');
  }

  async #mail(site: Site, notice: DueNotice & {address: string}, {words, copy}: Exclude<Composed, {stopped: string}>): Promise<void> {
    const {notices, now} = this.#services();
    const outcome = await this.#mailer.send(site, {to: notice.address, ...words, ...(copy && {copy}), id: notice.id});
    if ('reference' in outcome) {
      return notices.settle(notice, {state: 'sent', at: now(), words: await hashText(words.text), reference: outcome.reference});
    }
    if (outcome.final) return notices.settle(notice, {state: 'failed', at: now(), reason: outcome.reason});
    return this.#later(notice, outcome.reason);
  }

  async #push(bench: Bench, notice: DueNotice, words: Words): Promise<void> {
    const {notices, now} = this.#services();
    const {id: tag, subject, locale: lang} = notice;
    const {open: url} = bench.site.notices!.push!;
    // What is said on a locked screen is the beginning; the whole stands behind the click.
    const message = {title: words.subject, body: words.text.split('\n\n')[0]!.slice(0, MAX_PUSH_LETTERS), tag, lang, ...(url && {url})};
    const outcome = await push(bench, subject, message);
    if ('devices' in outcome) return notices.settle(notice, {state: 'sent', at: now(), words: await hashText(JSON.stringify(message))});
    if (outcome.final) return notices.settle(notice, {state: 'failed', at: now(), reason: outcome.reason});
    return this.#later(notice, outcome.reason);
  }

  /** One notice that cannot be made must not keep the others waiting. */
  async #broke(notice: DueNotice, error: unknown): Promise<void> {
    this.#onError(error);
    await this.#later(notice, 'Something broke on our side.');
  }

  /** Tries again after a pause, or gives up after the last one. */
  async #later(notice: DueNotice, reason: string): Promise<void> {
    const {notices, now} = this.#services();
    const pause = PAUSES_S[notice.attempts - 1];
    if (pause === undefined) return notices.settle(notice, {state: 'failed', at: now(), reason});
    return notices.postpone(notice, new Date(now().getTime() + pause * 1000), reason);
  }

  /** A notice that went to a webhook was sent, or could not be. */
  async #settled({site, id, type, body}: WebhookMessage, state: 'delivered' | 'dead', reason?: string): Promise<void> {
    if (type !== 'notice.due') return;
    const {notices, now} = this.#services();
    const notice = {site, id: id.slice('msg_'.length)};
    if (state === 'delivered') {
      const {data} = JSON.parse(body!) as {data: {words: Words}};
      await notices.settle(notice, {state: 'sent', at: now(), words: await hashText(data.words.text)});
    } else await notices.settle(notice, {state: 'failed', at: now(), ...(reason !== undefined && {reason})});
  }
}
