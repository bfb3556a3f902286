import * as v from 'valibot';
import {DocumentIdSchema} from './scalars.js';

/** A key or a secret of the Push API. */
export const Base64urlSchema = v.pipe(v.string(), v.regex(/^[\w-]+$/, 'Expected base64url.'), v.maxLength(200));

/** The answer of `GET /v1/push`: what a browser subscribes with, and the document that the consent is to. */
export const PushSettingsSchema = v.object({
  /** VAPID (RFC 8292): the server's public key, base64url. */
  publicKey: Base64urlSchema,
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
