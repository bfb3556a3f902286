import * as v from 'valibot';
import {AssentKindSchema, ChangeKindSchema} from './agreement.js';
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
        source: v.pipe(v.string(), v.minLength(1)),
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
  /** What changed, in a sentence, by locale. */
  summary: v.optional(v.record(LocaleSchema, v.pipe(v.string(), v.maxLength(1000)))),
});
export type PublicationRequest = v.InferInput<typeof PublicationRequestSchema>;

/** The answer of `POST /v1/publications`, and an item of `GET /v1/publications`. */
export const PublicationSchema = v.object({
  document: DocumentIdSchema,
  version: VersionSchema,
  announcedAt: InstantSchema,
  effectiveAt: InstantSchema,
  assent: AssentKindSchema,
  change: ChangeKindSchema,
  summary: v.optional(v.record(v.string(), v.string())),
  texts: v.array(
    v.object({locale: LocaleSchema, hash: HashSchema, sourceHash: HashSchema, title: v.string(), bytes: v.number()}),
  ),
});
export type Publication = v.InferOutput<typeof PublicationSchema>;
