// What a site promises its people, and how it reaches them and its operator.
import * as v from 'valibot';
import {WEBHOOK_EVENTS} from './webhooks/webhook-events.js';
import {WEBHOOK_SECRET} from './webhooks/webhook-signature.js';

const DaysSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650));
const AddressSchema = v.pipe(v.string(), v.check(isHttps, 'An address reads https://…; http:// for this machine only.'));

/** Days from the announcement of a material change to its effect; one number is for all but new subjects. */
export const MinimumNoticeSchema = v.union([
  v.pipe(DaysSchema, v.transform(days => ({everyone: days, existing: days, new: 0}))),
  v.strictObject({everyone: DaysSchema, existing: DaysSchema, new: DaysSchema}),
]);

export const AppealRulesSchema = v.strictObject({
  /** How long a restriction can be appealed; six months at least by Regulation (EU) 2022/2065, article 20. */
  days: v.optional(DaysSchema, 184),
  /** Most appeals against one restriction. */
  perRestriction: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10)), 1),
});

export const NoticeRulesSchema = v.strictObject({
  /** Where the backend is mounted, for the links in mails. */
  endpoint: AddressSchema,
  mail: v.optional(
    v.strictObject({
      smtp: v.pipe(v.string(), v.regex(/^smtps?:\/\//, 'A mail server reads smtp://… or smtps://….')),
      /** Such as `Example <terms@example.com>`. */
      from: v.pipe(v.string(), v.regex(/@/, 'A sender has a mail address.')),
    }),
  ),
  /** How long a link can be used. */
  linkDays: v.optional(DaysSchema, 90),
});

export const WebhookSchema = v.strictObject({
  url: AddressSchema,
  secret: v.pipe(v.string(), v.regex(WEBHOOK_SECRET, 'A webhook secret reads whsec_ and 24 to 64 bytes in base64.')),
  /** All of them if absent. */
  events: v.optional(v.array(v.picklist(WEBHOOK_EVENTS)), [...WEBHOOK_EVENTS]),
});

function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const {protocol, hostname} = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** What is kept beside each record, sealed and apart from the log; nothing where absent. */
export const ExtrasRulesSchema = v.strictObject({
  /** Whose token or anonymous id it was. */
  identifier: v.optional(v.boolean(), false),
  /** The network of the address: /24 of IPv4, /48 of IPv6. */
  network: v.optional(v.boolean(), false),
  userAgent: v.optional(v.boolean(), false),
});
