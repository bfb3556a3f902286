import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {InstantSchema, LocaleSchema} from './scalars.js';

/** Longest body of `POST /v1/admin/notices`, in bytes. */
export const MAX_NOTICES_BYTES = 1024 * 1024;
/** Most recipients that one request may name. */
const MAX_RECIPIENTS = 1000;

/** How a notice goes out. What the web shows is a `notice` record of the device itself. */
export const NOTICE_CHANNELS = ['mail', 'sms', 'push', 'letter'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];
/** `stopped`: an answer came before a reminder, or the announcement was withdrawn. */
const NOTICE_STATES = ['waiting', 'sent', 'delivered', 'shown', 'failed', 'stopped'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];
/** The notice itself, and the reminders before the date. */
const NOTICE_KINDS = ['first', '7-days', '2-days'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The body of `POST /v1/admin/notices`: tells people of a publication, or of a restriction on them. */
export const NoticesRequestSchema = v.pipe(
  v.strictObject({
    /** `terms-of-service@2026-11-23`. */
    publication: v.optional(v.string()),
    restriction: v.optional(v.string()),
    recipients: v.pipe(
      v.array(
        v.strictObject({
          /** `user:<account>`, `anon:<uuid>`, or a subject reference. */
          subject: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
          channel: v.picklist(NOTICE_CHANNELS),
          /**
           * Where to: a mail address, a number, or what the operator's provider knows. Kept sealed, and only until it
           * is sent. Absent for web push, which goes to the devices that the person has subscribed.
           */
          address: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(500))),
          locale: v.optional(LocaleSchema),
        }),
      ),
      v.minLength(1),
      v.maxLength(MAX_RECIPIENTS),
    ),
  }),
  v.check(({publication, restriction}) => (publication === undefined) !== (restriction === undefined), 'A notice is about a publication or a restriction: name one of them.'),
);

/** A notice in the ledger. */
export const NoticeViewSchema = v.object({
  id: v.string(),
  subject: v.string(),
  /** `publication:<id>`, `restriction:<id>` or `lifting:<id>`. */
  about: v.string(),
  kind: v.picklist(NOTICE_KINDS),
  channel: v.picklist(NOTICE_CHANNELS),
  locale: LocaleSchema,
  /** The text that it is about. */
  hash: HashSchema,
  state: v.picklist(NOTICE_STATES),
  dueAt: InstantSchema,
  /** Hash of the words that went out. */
  words: v.optional(HashSchema),
  sentAt: v.optional(InstantSchema),
  deliveredAt: v.optional(InstantSchema),
  shownAt: v.optional(InstantSchema),
  failedAt: v.optional(InstantSchema),
  /** The provider's name for it. */
  reference: v.optional(v.string()),
  reason: v.optional(v.string()),
});
export type NoticeView = v.InferOutput<typeof NoticeViewSchema>;

/** The body of `POST /v1/admin/notices/{id}/deliveries`: what the operator's provider reports. */
export const DeliveryReportSchema = v.strictObject({
  state: v.picklist(['sent', 'delivered', 'shown', 'failed']),
  reference: v.optional(v.pipe(v.string(), v.maxLength(200))),
  reason: v.optional(v.pipe(v.string(), v.maxLength(500))),
});
