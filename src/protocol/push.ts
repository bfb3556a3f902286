import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {DocumentIdSchema, LocaleSchema} from './scalars.js';

/** Longest body of `POST /v1/push`, in bytes. */
export const MAX_PUSH_BYTES = 8192;

const Base64url = v.pipe(v.string(), v.regex(/^[\w-]+$/, 'Expected base64url.'), v.maxLength(200));

/** A subscription as a browser gives it (Push API, `PushSubscription.toJSON`). */
export const PushSubscriptionSchema = v.object({
  endpoint: v.pipe(v.string(), v.regex(/^https?:\/\//, 'Expected an address.'), v.maxLength(2000)),
  keys: v.object({p256dh: Base64url, auth: Base64url}),
});
export type PushSubscriptionJson = v.InferOutput<typeof PushSubscriptionSchema>;

/** The body of `POST /v1/push`: subscribes a device, or takes one away by the hash of its endpoint. */
export const PushRequestSchema = v.union([
  v.strictObject({subscription: PushSubscriptionSchema, locale: v.optional(LocaleSchema)}),
  v.strictObject({remove: HashSchema}),
]);

/** The answer of `GET /v1/push`: what a browser subscribes with, and the document that the consent is to. */
export const PushSettingsSchema = v.object({
  /** VAPID (RFC 8292): the server's public key, base64url. */
  publicKey: Base64url,
  document: DocumentIdSchema,
});
export type PushSettings = v.InferOutput<typeof PushSettingsSchema>;

/** What the service worker is sent, encrypted for it alone (RFC 8291). */
export const PushMessageSchema = v.object({
  title: v.string(),
  body: v.string(),
  /** One notice shows once. */
  tag: v.string(),
  lang: v.string(),
  /** What a click opens. */
  url: v.optional(v.string()),
});
export type PushMessage = v.InferOutput<typeof PushMessageSchema>;
