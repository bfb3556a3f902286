import * as v from 'valibot';
import {KEEPER_TYPES} from './keeper-record.js';
import {EntrySchema} from './receipt.js';
import {ENTRY_TYPES} from './record.js';
import {DocumentIdSchema, InstantSchema, VersionSchema} from './scalars.js';

/** What `GET /v1/admin/records` is asked by; a record must fit all of it. */
export const RecordSearchSchema = v.strictObject({
  /** `user:<account>`, `anon:<uuid>`, or a subject reference; with the visitors that an account was. */
  subject: v.optional(v.pipe(v.string(), v.maxLength(300))),
  document: v.optional(DocumentIdSchema),
  version: v.optional(VersionSchema),
  type: v.optional(v.picklist([...ENTRY_TYPES, ...KEEPER_TYPES])),
  /** Recorded at this instant or later. */
  since: v.optional(InstantSchema),
  /** Recorded before this instant. */
  until: v.optional(InstantSchema),
  /** The reference that a person was shown, which is the end of the record's id; or the whole id. */
  reference: v.optional(v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[0-9a-f-]{4,36}$/, 'A reference is the end of an id, such as 11c077de4b5f.'))),
  /** The `next` of the page before. */
  before: v.optional(v.pipe(v.string(), v.regex(/^(s_[\w-]{43}\.)?\d{1,15}$/, 'It is not one that was given.'))),
});
export type RecordSearch = v.InferOutput<typeof RecordSearchSchema>;

/**
 * Its answer, newest first. There may be more where there is a `next`, also behind a page that has few records or none:
 * a page looks at so many places of the log, whatever it finds.
 */
export const FoundRecordsSchema = v.object({
  records: v.array(
    v.object({
      /** What the receipt signs; about the site or a person as a whole, without `document`. */
      entry: v.object({...EntrySchema.entries, type: v.picklist([...ENTRY_TYPES, ...KEEPER_TYPES]), document: v.optional(EntrySchema.entries.document)}),
      receipt: v.string(),
    }),
  ),
  /** Give it back as `before` for the rest. */
  next: v.optional(v.string()),
});
