import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {ENTRY_TYPES, SubjectRefSchema} from './record.js';
import {DocumentIdSchema, InstantSchema, LocaleSchema, VersionSchema} from './scalars.js';

/** What a publication asks: a click, use after notice, or nothing. */
export const ASSENT_KINDS = ['explicit', 'continued-use', 'none'] as const;
/** Whether a version changes what people agreed to. Editorial changes ask nobody. */
export const CHANGE_KINDS = ['material', 'editorial'] as const;
/** Whom a publication is for: everyone, those who had accepted an earlier version before it takes effect, or the others. */
export const AUDIENCES = ['everyone', 'existing', 'new'] as const;
/** When a person is asked: as soon as they come, or when they first use what the document is about (`Assent.require`). */
export const ASK_KINDS = ['on-arrival', 'on-use'] as const;
export const AGREEMENT_STATUSES = ['none', 'current', 'notice', 'due', 'declined', 'withdrawn'] as const;

export const AssentKindSchema = v.picklist(ASSENT_KINDS);
export const ChangeKindSchema = v.picklist(CHANGE_KINDS);
export const AskKindSchema = v.picklist(ASK_KINDS);
export const AudienceSchema = v.picklist(AUDIENCES);
/** What has to have happened to a text before it can be accepted; a decline waits for none of it. */
export const GatesSchema = v.strictObject({
  /** It was on screen: for a box whose text opens in a window. */
  opened: v.optional(v.literal(true)),
  /** Its end came into view; at once where it fits. */
  read: v.optional(v.literal(true)),
  /** It was on screen for so long. */
  seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(600))),
});
export type Gates = v.InferOutput<typeof GatesSchema>;
/** After how many months an acceptance is to be renewed. */
export const RenewMonthsSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120));
export const AgreementStatusSchema = v.picklist(AGREEMENT_STATUSES);
/** How a subject stands to a document. `none` and `due` wait for an answer. */
export type AgreementStatus = v.InferOutput<typeof AgreementStatusSchema>;

/** One version as it is offered to one subject: its text in the locale that fits best (RFC 4647 lookup). */
export const OfferSchema = v.object({
  version: VersionSchema,
  announcedAt: InstantSchema,
  effectiveAt: InstantSchema,
  assent: AssentKindSchema,
  change: ChangeKindSchema,
  audience: v.optional(AudienceSchema),
  /** Until when the terms before go on for a person who declines; until this version takes effect if absent. */
  declineUntil: v.optional(InstantSchema),
  renewMonths: v.optional(RenewMonthsSchema),
  gates: v.optional(GatesSchema),
  /** What changed, in a sentence, in the locale of the text. */
  summary: v.optional(v.string()),
  text: v.object({locale: LocaleSchema, hash: HashSchema, title: v.string(), bytes: v.number()}),
  /** Every locale that this version can be read in; ask for the agreements in another to get it. */
  locales: v.array(LocaleSchema),
});
export type Offer = v.InferOutput<typeof OfferSchema>;

/** An act of this subject, as far as a status depends on it. */
export const ActSchema = v.object({
  id: v.string(),
  type: v.picklist(ENTRY_TYPES),
  version: VersionSchema,
  hash: HashSchema,
  /** By the server's clock; by the device's while it is in the outbox. */
  at: InstantSchema,
  choices: v.optional(v.record(v.string(), v.boolean())),
});
export type Act = v.InferOutput<typeof ActSchema>;

/** How this subject stands to one document. */
export const AgreementSchema = v.object({
  document: DocumentIdSchema,
  status: AgreementStatusSchema,
  /** As the version in force says, or the next; `on-arrival` if absent. */
  ask: v.optional(AskKindSchema),
  /** In force by the server's clock, latest last; then those announced. Never empty. */
  offers: v.array(OfferSchema),
  /** In the order of the subject's chain. */
  acts: v.array(ActSchema),
});
export type Agreement = v.InferOutput<typeof AgreementSchema>;

/** The answer of `GET /v1/agreements`. */
export const AgreementsSchema = v.object({
  site: v.string(),
  subject: SubjectRefSchema,
  serverTime: InstantSchema,
  /** A JWS over a `Presentation`. */
  presentation: v.string(),
  agreements: v.array(AgreementSchema),
});
export type Agreements = v.InferOutput<typeof AgreementsSchema>;
