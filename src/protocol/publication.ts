import * as v from 'valibot';
import {AskKindSchema, AssentKindSchema, AudienceSchema, GatesSchema, ChangeKindSchema, RenewMonthsSchema} from './agreement.js';
import {HashSchema} from './hash.js';
import {DocumentIdSchema, InstantSchema, LocaleSchema, VersionSchema} from './scalars.js';

/** Longest body of `POST /v1/publications`, in bytes. */
export const MAX_PUBLICATION_BYTES = 16 * 1024 * 1024;

/** The body of `POST /v1/publications`: puts one version, in one or more locales, in force. */
export const PublicationRequestSchema = v.strictObject({
  document: DocumentIdSchema,
  version: VersionSchema,
  texts: v.pipe(
    v.array(
      v.strictObject({
        locale: LocaleSchema,
        /** Markdown with front matter, or plain numbered text: as the publisher wrote it. */
        source: v.pipe(v.string(), v.minLength(1, 'The text is empty.')),
        format: v.optional(v.picklist(['text', 'markdown'])),
        title: v.optional(v.pipe(v.string(), v.maxLength(300))),
      }),
    ),
    v.minLength(1),
    v.maxLength(50),
  ),
  /** When it takes effect; at once if absent. */
  effectiveAt: v.optional(InstantSchema),
  assent: v.optional(AssentKindSchema, 'explicit'),
  change: v.optional(ChangeKindSchema, 'material'),
  audience: v.optional(AudienceSchema, 'everyone'),
  /** `on-use`: not asked before the app requires it, for the rules of one feature. */
  ask: v.optional(AskKindSchema, 'on-arrival'),
  /** Until when the terms before go on for a person who declines; not before `effectiveAt`. */
  declineUntil: v.optional(InstantSchema),
  /** After how many months each acceptance is to be renewed. */
  renewMonths: v.optional(RenewMonthsSchema),
  /** What has to have happened to the text before it can be accepted. */
  gates: v.optional(GatesSchema),
  /** What changed, in a sentence, by locale. */
  summary: v.optional(v.record(LocaleSchema, v.pipe(v.string(), v.maxLength(1000)))),
});
export type PublicationRequest = v.InferInput<typeof PublicationRequestSchema>;

/** A version with its texts: what publishing makes, and an item of `GET /v1/publications`. */
export const PublicationSchema = v.object({
  document: DocumentIdSchema,
  version: VersionSchema,
  announcedAt: InstantSchema,
  effectiveAt: InstantSchema,
  assent: AssentKindSchema,
  change: ChangeKindSchema,
  audience: AudienceSchema,
  ask: AskKindSchema,
  declineUntil: v.optional(InstantSchema),
  renewMonths: v.optional(RenewMonthsSchema),
  gates: v.optional(GatesSchema),
  /** When the announcement was taken back; it never takes effect. */
  withdrawnAt: v.optional(InstantSchema),
  summary: v.optional(v.record(v.string(), v.string())),
  texts: v.array(
    v.object({
      locale: LocaleSchema,
      hash: HashSchema,
      sourceHash: HashSchema,
      title: v.string(),
      bytes: v.number(),
      /** When it was added to a version that was there already; absent for a text that came with it. */
      addedAt: v.optional(InstantSchema),
    }),
  ),
});
export type Publication = v.InferOutput<typeof PublicationSchema>;

/** What was found in each text that was brought: a key clause that is missing here was not read as one. */
const FoundSchema = v.array(v.object({locale: LocaleSchema, clauses: v.number(), keyClauses: v.number(), consents: v.number()}));

/** The answer of `POST /v1/publications`. */
export const PublishedSchema = v.object({...PublicationSchema.entries, found: FoundSchema});
export type Published = v.InferOutput<typeof PublishedSchema>;

/** Names a publication in a path: `terms-of-service@2026-11-23`. */
export function publicationId({document, version}: {document: string; version: string}): string {
  return `${document}@${version}`;
}

/** What a publication's id names, undefined where it is none. */
export function parsePublicationId(id: string): {document: string; version: string} | undefined {
  const [document, version, ...rest] = id.split('@');
  if (!v.is(DocumentIdSchema, document) || !v.is(VersionSchema, version) || rest.length > 0) return undefined;
  return {document, version};
}

const Anchors = v.array(v.string());

/** The answer of `POST /v1/publications?dryRun=true`: what would come of it. Nothing is stored. */
export const PublicationPreviewSchema = v.object({
  publication: PublicationSchema,
  found: FoundSchema,
  /** Whether it is new, or adds a text; false where all of it is there already. */
  made: v.boolean(),
  asked: v.object({
    /** Those who go by an earlier version now, and will be asked for this one. */
    people: v.number(),
    /** When they have to have answered. */
    by: InstantSchema,
  }),
  /** Against the version that is in force when this one takes effect, by locale. */
  changes: v.array(
    v.object({
      locale: LocaleSchema,
      to: HashSchema,
      /** Absent where there is no text before in this locale. */
      from: v.optional(HashSchema),
      version: v.optional(VersionSchema),
      /** The clauses that differ, by anchor: of the new text, and of the old one where they are gone. */
      clauses: v.optional(v.object({changed: Anchors, added: Anchors, removed: Anchors, moved: Anchors})),
    }),
  ),
});
export type PublicationPreview = v.InferOutput<typeof PublicationPreviewSchema>;

/** The answer of `GET /v1/admin/publications/{id}/progress`: people, each counted once. */
export const ProgressSchema = v.object({
  publication: v.string(),
  /** Those who had accepted an earlier version, and those who answered this one. */
  asked: v.number(),
  /** By channel: whom a notice of this version was shown to, or delivered. */
  notified: v.record(v.string(), v.number()),
  accepted: v.number(),
  continued: v.number(),
  declined: v.number(),
  /** Those whose last word is that they withdrew, be it from this version or before it. */
  withdrawn: v.number(),
  waiting: v.number(),
  /** By day in UTC, oldest first: whom a notice first reached (shown or delivered), and answers. */
  days: v.array(v.object({day: v.string(), notified: v.number(), accepted: v.number(), continued: v.number(), declined: v.number()})),
});
export type Progress = v.InferOutput<typeof ProgressSchema>;
