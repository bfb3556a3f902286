// What a site promises its people, and how it reaches them and its operator.
import * as v from 'valibot';
import {DocumentIdSchema} from '../../protocol/scalars.js';
import {WEBHOOK_EVENTS} from '../webhooks/webhook-events.js';
import {WEBHOOK_SECRET} from '../webhooks/webhook-signature.js';
import {WebAddressSchema} from './web-address-schema.js';

const DaysSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3650));
const AddressSchema = v.pipe(v.string(), v.check(isHttps, 'An address reads https://…; http:// for this machine only.'));

/** The push services of Chromium, Firefox, Safari and Edge. */
const PUSH_HOSTS = ['fcm.googleapis.com', '*.push.services.mozilla.com', '*.push.apple.com', '*.notify.windows.com'];

const NoticeDaysSchema = v.strictObject({everyone: DaysSchema, existing: DaysSchema, new: DaysSchema});
type NoticeDays = v.InferOutput<typeof NoticeDaysSchema>;

/** Days from the announcement of a material change to its effect; one number is for all but new subjects. */
export const MinimumNoticeSchema: v.GenericSchema<number | NoticeDays, NoticeDays> = v.lazy(given =>
  // Not a union: that would say of a part that is misspelt only that the whole is neither.
  typeof given === 'object' && given !== null
    ? NoticeDaysSchema
    : v.pipe(DaysSchema, v.transform(days => ({everyone: days, existing: days, new: 0}))),
);

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
      smtp: v.pipe(v.string(), v.check(text => /^smtps?:\/\//.test(text) && URL.canParse(text), 'A mail server reads smtp://… or smtps://….')),
      /** Such as `Example <terms@example.com>`. */
      from: v.pipe(v.string(), v.regex(/@/, 'A sender has a mail address.')),
    }),
  ),
  push: v.optional(
    v.strictObject({
      /** The document by whose acceptance a person consents to push messages, and ends them by withdrawing it. */
      document: DocumentIdSchema,
      /** Whom a push service asks if something is wrong: `mailto:…` or `https://…`. */
      contact: v.pipe(v.string(), v.regex(/^(mailto:.+@|https:\/\/)/, 'A contact reads mailto:… or https://….')),
      /** VAPID keys (RFC 8292), base64url, as `npx web-push generate-vapid-keys` makes them. */
      publicKey: v.pipe(v.string(), v.regex(/^[\w-]{87}$/, 'A public VAPID key has 87 letters of base64url.')),
      privateKey: v.pipe(v.string(), v.regex(/^[\w-]{43}$/, 'A private VAPID key has 43 letters of base64url.')),
      /** The page that a notice opens, such as the one with `<assent-standing>`. */
      open: v.optional(AddressSchema),
      /** Push services that may be written to; `*.` stands for any name below. */
      hosts: v.optional(v.array(v.string()), PUSH_HOSTS),
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

const Filled = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const PersonalDataSchema = v.pipe(v.array(Filled), v.minLength(1));

/** What a consent record has to say of its controller and of what is done with data: the log knows nothing of it. */
export const PortabilityRulesSchema = v.strictObject({
  controller: v.strictObject({
    name: Filled,
    /** A person or a post, such as the data protection officer. */
    contact: Filled,
    address: v.strictObject({streetAddress: Filled, postalCode: v.optional(Filled), addressLocality: v.optional(Filled), addressCountry: Filled}),
    email: Filled,
    phone: Filled,
    url: WebAddressSchema,
  }),
  /** ISO 3166-1 alpha-2, or EU. */
  jurisdiction: Filled,
  policyUrl: WebAddressSchema,
  /** Where consent is withdrawn. */
  withdrawUrl: WebAddressSchema,
  /** Categories: words, or terms of DPV such as pd:EmailAddress. */
  personalData: PersonalDataSchema,
  /** Who else gets the data; nobody if empty. */
  recipients: v.optional(v.array(Filled), []),
  /** Where it is kept, and for how long: ISO 8601, such as P3Y. */
  storage: v.strictObject({location: Filled, duration: v.pipe(v.string(), v.regex(/^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/, 'A duration reads P3Y or P18M.'))}),
  /** What differs for a purpose: by the id of a document, or of a separate consent. */
  purposes: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        /** A term of DPV, such as dpv:Marketing. */
        category: v.optional(Filled),
        personalData: v.optional(PersonalDataSchema),
        recipients: v.optional(v.array(Filled)),
      }),
    ),
    {},
  ),
});
export type PortabilityRules = v.InferOutput<typeof PortabilityRulesSchema>;
