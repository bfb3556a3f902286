import * as v from 'valibot';
import {PushMessageSchema} from '../protocol/push.js';

/** The parts of `PushEvent` and `NotificationEvent` (Push API, Notifications API) that we use. */
interface WorkerEvent extends Event {
  readonly data?: {text(): string} | null;
  readonly notification?: Notification;
  waitUntil(work: Promise<unknown>): void;
}

/** The part of a service worker's `self` that we use. */
interface WorkerScope {
  registration: Pick<ServiceWorkerRegistration, 'showNotification'>;
  clients: {openWindow(url: string): Promise<unknown>};
}

/**
 * Shows the notices that the backend pushes, and opens their page on a click. To be called at the top level of a
 * service worker of the pages' own origin. Push messages of somebody else are left alone.
 */
export function showPushMessages(): void {
  const {registration, clients} = globalThis as unknown as WorkerScope;
  addEventListener('push', event => {
    const message = messageOf((event as WorkerEvent).data?.text());
    if (!message) return;
    const {title, body, tag, lang, url} = message;
    (event as WorkerEvent).waitUntil(registration.showNotification(title, {body, tag, lang, data: {assent: url ?? null}}));
  });
  addEventListener('notificationclick', event => {
    const {notification, waitUntil} = event as WorkerEvent;
    const data = notification?.data as {assent?: string | null} | null | undefined;
    if (data?.assent === undefined) return;
    notification!.close();
    if (data.assent) waitUntil.call(event, clients.openWindow(data.assent));
  });
}

function messageOf(text: string | undefined): v.InferOutput<typeof PushMessageSchema> | undefined {
  try {
    const parsed = v.safeParse(PushMessageSchema, JSON.parse(text ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // not ours
  }
}
