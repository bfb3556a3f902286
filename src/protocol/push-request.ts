import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {Base64urlSchema} from './push.js';
import {LocaleSchema} from './scalars.js';

/** Longest body of `POST /v1/push`, in bytes. */
export const MAX_PUSH_BYTES = 8192;

/** A subscription as a browser gives it (Push API, `PushSubscription.toJSON`). */
export const PushSubscriptionSchema = v.object({
  endpoint: v.pipe(v.string(), v.regex(/^https?:\/\//, 'Expected an address.'), v.maxLength(2000)),
  keys: v.object({p256dh: Base64urlSchema, auth: Base64urlSchema}),
});
export type PushSubscriptionJson = v.InferOutput<typeof PushSubscriptionSchema>;

/** The body of `POST /v1/push`: subscribes a device, or takes one away by the hash of its endpoint. */
export const PushRequestSchema = v.union([
  v.strictObject({subscription: PushSubscriptionSchema, locale: v.optional(LocaleSchema)}),
  v.strictObject({remove: HashSchema}),
]);
