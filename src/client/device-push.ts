import * as v from 'valibot';
import {readStored} from '../outbox/item.js';
import type {Store} from '../outbox/store.js';
import {decodeBase64url} from '../protocol/base64url.js';
import {AssentError} from '../protocol/errors.js';
import {hashBytes} from '../protocol/hash.js';
import {PushSettingsSchema, type PushSettings} from '../protocol/push.js';
import {ROUTES} from '../protocol/routes.js';
import type {Assent, AssentPush, PushRegistration} from './assent.js';
import type {Person} from './subject.js';
import {foreignAnswer, readAnswer, type Answer, type Transport} from './transport.js';
import {unlessAborted} from './unless-aborted.js';

/** `id` is the backend's name for the device: the hash of its endpoint. */
const KeptPushSchema = v.object({v: v.literal(1), id: v.string(), scope: v.string(), document: v.string()});
const GIVEN_UP = {message: 'The subscription was given up.', advice: 'The push service may be out of reach.'};

export interface DevicePushParts {
  client: Pick<Assent, 'require' | 'flush'>;
  transport: Transport;
  store: Store;
  person: Person;
  /** Where the subscription is kept: everybody's below one name. */
  key: string;
}

/** One person's push messages on this device (Push API). */
export class DevicePush {
  readonly #parts: DevicePushParts;
  #registration: PushRegistration | undefined;

  constructor(parts: DevicePushParts) {
    this.#parts = parts;
  }

  /** See `Assent.push`. */
  async open(registration: PushRegistration): Promise<AssentPush> {
    const {person, transport} = this.#parts;
    this.#registration = registration;
    const answer = await transport(ROUTES.push, {headers: await person.headers()});
    if (!answer.ok) throw answer.error;
    const settings = readAnswer(PushSettingsSchema, answer.bytes);
    if (!settings) throw foreignAnswer(`GET ${ROUTES.push}`, answer.status);
    return {
      document: settings.document,
      getSubscription: () => this.#own(registration),
      subscribe: ({signal} = {}) => this.#subscribe(registration, settings, signal),
      unsubscribe: () => this.end(),
    };
  }

  /**
   * Ends it on this device, and at the backend where that can be reached: else it hears from the push service that
   * the device is gone. Resolves whether it was subscribed by a consent to this document, to any if absent.
   */
  async end(document?: string): Promise<boolean> {
    const {store, key} = this.#parts;
    const kept = readStored(KeptPushSchema, await store.get(key));
    if (!kept || (document !== undefined && document !== kept.document)) return false;
    const here = this.#registration?.scope === kept.scope;
    const registration = here ? this.#registration : await globalThis.navigator?.serviceWorker?.getRegistration(kept.scope);
    await (registration && (await this.#own(registration)))?.unsubscribe();
    await this.#post({remove: kept.id}).catch(() => {}); // no token, say
    await store.change([], () => ({writes: [[key, undefined]], result: undefined}));
    return true;
  }

  async #subscribe(registration: PushRegistration, {document, publicKey}: PushSettings, signal: AbortSignal | undefined): Promise<PushSubscription> {
    const {client, store, key} = this.#parts;
    // Whom the browser will not ask any more need not be asked by us.
    assertAllowed(globalThis.Notification?.permission);
    await client.require(document, signal ? {signal} : {});
    assertAllowed(await Notification.requestPermission(), true);
    // The backend takes a device of those only whose consent it has.
    const {error} = await client.flush(signal ? {signal} : {});
    if (error) throw error;
    const before = await this.#own(registration);
    // Browsers wait for their push service without an end. What comes after the signal is given back; what came before stays.
    const making = this.#make(registration, publicKey);
    const subscription = await unlessAborted(making, signal, GIVEN_UP).catch((error: unknown) => {
      if (signal?.aborted) making.then(late => late.unsubscribe()).catch(() => {}); // whoever gave it up hears that
      throw error;
    });
    const kept = {v: 1, id: await hashBytes(subscription.endpoint), scope: registration.scope, document};
    // Kept first: what was begun can then be ended, whatever comes between.
    await store.change([], () => ({writes: [[key, kept]], result: undefined}));
    const answer = await this.#post({subscription}, signal);
    if (answer.ok) return subscription;
    if (!before) await this.end();
    throw answer.error;
  }

  /** The browser's subscription under the backend's key. Throws `push_unavailable`. */
  async #make({pushManager}: PushRegistration, publicKey: string): Promise<PushSubscription> {
    const options = {userVisibleOnly: true, applicationServerKey: decodeBase64url(publicKey)};
    try {
      return await pushManager.subscribe(options).catch(async (error: unknown) => {
        // There is one under another key. Ours of before is replaced, somebody else's is not.
        const old = await pushManager.getSubscription();
        if (!old || !(await this.#isOurs(old))) throw error;
        await old.unsubscribe();
        return pushManager.subscribe(options);
      });
    } catch (cause) {
      throw new AssentError('push_unavailable', 'This browser did not subscribe to push messages.', {
        advice: 'See the cause: it may have no push service, or this registration may be subscribed under another key.',
        cause,
      });
    }
  }

  async #own({pushManager}: PushRegistration): Promise<PushSubscription | null> {
    const {store, key} = this.#parts;
    const [subscription, value] = await Promise.all([pushManager?.getSubscription(), store.get(key)]);
    return subscription && readStored(KeptPushSchema, value)?.id === (await hashBytes(subscription.endpoint)) ? subscription : null;
  }

  /** Whether anybody on this device has subscribed it by us. */
  async #isOurs(subscription: PushSubscription): Promise<boolean> {
    const {store, key} = this.#parts;
    const id = await hashBytes(subscription.endpoint);
    return (await store.list(key.slice(0, key.indexOf('/') + 1))).some(([, value]) => readStored(KeptPushSchema, value)?.id === id);
  }

  async #post(body: object, signal?: AbortSignal): Promise<Answer> {
    const {person, transport} = this.#parts;
    return transport(ROUTES.push, {body: JSON.stringify(body), headers: await person.headers(signal), signal});
  }
}

/** Throws where notifications are not allowed, or will not be. */
function assertAllowed(permission: NotificationPermission | undefined, asked = false): void {
  if (permission === undefined) {
    throw new AssentError('push_unavailable', 'This browser shows no notifications here.', {advice: 'On iOS, the site has to be on the home screen.'});
  }
  if (permission === 'granted' || (permission === 'default' && !asked)) return;
  throw new AssentError('permission_denied', 'Notifications are not allowed on this site.', {
    advice: 'Call `subscribe` from a click. Who has refused them allows them in the settings of the browser.',
  });
}
