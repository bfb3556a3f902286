import * as v from 'valibot';
import {SubjectRefSchema} from './record.js';
import {InstantSchema} from './scalars.js';
import {RoleSchema} from './standing.js';

/** Longest body of a request about erasure, holds and retention, in bytes. */
export const MAX_PRIVACY_BYTES = 16_384;

/**
 * Types of records whose bodies hold words about one person: a statement, facts, reasons, a provider's name for
 * a delivery; or name another chain of the same one (`link`). An erasure drops these bodies; the entries, which hold their hashes, stay.
 */
export const WORDED_TYPES = ['appeal', 'restrict', 'lift', 'review', 'notice', 'continue', 'link', 'hold', 'release'] as const;

/** `user:<account>`, `anon:<uuid>`, or a subject reference. */
const NamedSubjectSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
/** `words`: the bodies of `WORDED_TYPES`; `all`: every body of the subject. */
export const BodiesSchema = v.picklist(['words', 'all']);
/** A year of four digits; what was recorded before its first of January, in UTC. */
export const YearSchema = v.pipe(v.number(), v.integer(), v.minValue(1970), v.maxValue(9999));

/** The body of `POST /v1/admin/erasures`. */
export const ErasureRequestSchema = v.strictObject({subject: NamedSubjectSchema, bodies: v.optional(BodiesSchema, 'words'), by: RoleSchema});

/** Its answer. */
export const ErasureSchema = v.object({
  /** Of the `erase` record. */
  id: v.string(),
  /** The reference that leads nowhere now. */
  subject: SubjectRefSchema,
  erasedAt: InstantSchema,
  bodies: BodiesSchema,
  receipt: v.string(),
  /** The references of the visitors that the account was: erased with it. */
  visitors: v.optional(v.array(SubjectRefSchema)),
});
export type Erasure = v.InferOutput<typeof ErasureSchema>;

/** The body of `POST /v1/admin/holds`: nothing of this subject is erased or dropped until it is released. */
export const HoldRequestSchema = v.strictObject({
  subject: NamedSubjectSchema,
  /** The matter, by its file number or the like: name nobody. */
  matter: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  by: RoleSchema,
});

/** The body of `POST /v1/admin/holds/{id}/release`. */
export const ReleaseRequestSchema = v.strictObject({by: RoleSchema});

/** A legal hold, as the operator sees it. */
export const HoldSchema = v.object({
  id: v.string(),
  subject: SubjectRefSchema,
  matter: v.string(),
  by: v.string(),
  since: InstantSchema,
  releasedAt: v.optional(InstantSchema),
});
export type Hold = v.InferOutput<typeof HoldSchema>;

/** The body of `POST /v1/admin/retention`. */
export const RetentionRequestSchema = v.strictObject({before: YearSchema, by: RoleSchema});

/** Its answer: how many bodies were dropped now, and how many stay although they are old. */
export const RetentionSchema = v.object({
  before: v.number(),
  dropped: v.number(),
  /** Under legal hold. */
  held: v.number(),
  /** Of restrictions and appeals that are not over. */
  open: v.number(),
});
export type Retention = v.InferOutput<typeof RetentionSchema>;

/** What is known of a subject: the answer of `GET /v1/admin/subjects?subject=…`. */
export const SubjectViewSchema = v.object({
  subject: SubjectRefSchema,
  /** When it first asked for its agreements. */
  since: InstantSchema,
  records: v.number(),
  held: v.boolean(),
});

/** What a site asked to know beside a record. */
export const ExtrasSchema = v.object({
  /** `user:<account>` or `anon:<uuid>`. */
  identifier: v.optional(v.string()),
  /** /24 of IPv4, /48 of IPv6. */
  network: v.optional(v.string()),
  userAgent: v.optional(v.string()),
});
export type Extras = v.InferOutput<typeof ExtrasSchema>;

/** An item of `GET /v1/admin/extras?subject=…`. */
export const RecordExtrasSchema = v.object({record: v.string(), ...ExtrasSchema.entries});
export type RecordExtras = v.InferOutput<typeof RecordExtrasSchema>;
