import * as v from 'valibot';
import {AppealSchema} from './appeal.js';
import {ChoicesSchema, DocumentRefSchema, MadeSchema, MAX_RECORDS, MillisecondsSchema, RECORD_TYPES, ShownSchema, SubjectRefSchema} from './record.js';
import {InstantSchema} from './scalars.js';
import {Uuid7Schema} from './uuid.js';

/** What a `notice` says: that this change, with these dates, was shown. `shown` holds the words around it. */
export const NoticeSchema = v.strictObject({
  channel: v.picklist(['banner', 'dialog']),
  announcedAt: InstantSchema,
  effectiveAt: InstantSchema,
  summary: v.optional(v.pipe(v.string(), v.maxLength(1000))),
});

/** What a `continue` rests on: the notice, the date, and the use that came after both. */
export const UseSchema = v.strictObject({
  /** The id of the `notice` record of this subject and version. */
  notice: Uuid7Schema,
  noticedAt: InstantSchema,
  effectiveAt: InstantSchema,
  /** When the service was used, by the device's clock. */
  usedAt: InstantSchema,
  /** How, in the host's words, such as `Joined a room`. */
  what: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
});

/** What a `link` says. Its request proves both: the account by a token, the visitor by the id that the device kept. */
export const LinkSchema = v.strictObject({
  /** The reference of the visitor; the account is the subject of the record. */
  visitor: SubjectRefSchema,
});

/**
 * One act of one subject, as the device writes it: once, and never again. Its bytes are stored verbatim and
 * hashed as stored, so that what is proved is what was sent.
 */
export const RecordBodySchema = v.pipe(
  v.strictObject({
    v: v.literal(1),
    id: Uuid7Schema,
    type: v.picklist(RECORD_TYPES),
    site: v.string(),
    subject: SubjectRefSchema,
    document: DocumentRefSchema,
    /** The server's signed statement of what it offered (a JWS), as it came with the agreements. */
    presentation: v.pipe(v.string(), v.maxLength(8192)),
    shown: v.optional(ShownSchema),
    choices: v.optional(ChoicesSchema),
    /** Of a `notice`, and of nothing else. */
    notice: v.optional(NoticeSchema),
    /** Of a `continue`, and of nothing else. */
    use: v.optional(UseSchema),
    /** Of an `appeal`, and of nothing else. Its document is the text that the restriction cites. */
    appeal: v.optional(AppealSchema),
    /** Of a `link`, and of nothing else. Its document is one that the account is offered: what is linked is a person. */
    link: v.optional(LinkSchema),
    made: MadeSchema,
    /** The device's clock at the act. */
    at: InstantSchema,
  }),
  v.check(({type, notice}) => (type === 'notice') === (notice !== undefined), 'A notice quotes `notice`; no other record does.'),
  v.check(({type, use}) => (type === 'continue') === (use !== undefined), 'A continue quotes `use`; no other record does.'),
  v.check(({type, link}) => (type === 'link') === (link !== undefined), 'A link quotes `link`; no other record does.'),
  v.check(({type, appeal}) => (type === 'appeal') === (appeal !== undefined), 'An appeal quotes `appeal`; no other record does.'),
);
export type RecordBody = v.InferOutput<typeof RecordBodySchema>;

/**
 * The body of `POST /v1/records`. `record` is embedded as the device wrote it: the server cuts its bytes
 * out of the body and never serialises it again.
 */
export const RecordBatchSchema = v.strictObject({
  records: v.pipe(
    v.array(
      v.strictObject({
        record: v.unknown(),
        /** Time from the act to this request by the device, where it can tell. */
        elapsedMs: v.optional(MillisecondsSchema),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_RECORDS, `At most ${MAX_RECORDS} records a request.`),
  ),
});
