import * as v from 'valibot';
import {AppealSchema} from './appeal.js';
import {HashSchema} from './hash.js';
import {ConsentIdSchema, DocumentIdSchema, InstantSchema, LocaleSchema, VersionSchema} from './scalars.js';
import {Uuid7Schema} from './uuid.js';

/** Most records that one request may carry. */
export const MAX_RECORDS = 100;
/** Longest record, in bytes of UTF-8. */
export const MAX_RECORD_BYTES = 16_384;
/** Longest body of `POST /v1/records`, in bytes: 100 records of the usual size, with room. */
export const MAX_BATCH_BYTES = 524_288;

/** The text that an act is about: one version, in one locale, by its hash. */
export const DocumentRefSchema = v.strictObject({
  id: DocumentIdSchema,
  version: VersionSchema,
  locale: LocaleSchema,
  hash: HashSchema,
});
export type DocumentRef = v.InferOutput<typeof DocumentRefSchema>;

/** The server's name for a subject: a keyed commitment to who it is, never the identifier itself. */
export const SubjectRefSchema = v.pipe(v.string(), v.regex(/^s_[\w-]{43}$/, 'A subject reference reads s_<43 characters>.'));

const Milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const Words = v.pipe(v.string(), v.maxLength(2000));

/** How large, clear and near the statement and the button were, as the device measured them at the act. */
export const ScreenSchema = v.strictObject({
  /** CSS pixels. */
  viewport: v.optional(v.strictObject({width: v.number(), height: v.number()})),
  /** CSS pixels. */
  statementFontSize: v.optional(v.number()),
  /** WCAG 2.2 contrast ratio, 1 to 21. */
  statementContrast: v.optional(v.number()),
  buttonFontSize: v.optional(v.number()),
  buttonContrast: v.optional(v.number()),
  /** CSS pixels between the nearest edges of the two. */
  distance: v.optional(v.number()),
  inView: v.optional(v.boolean()),
  covered: v.optional(v.boolean()),
  /** Rules of assent that the page broke, by name, such as `statement_too_small`. */
  warnings: v.optional(v.array(v.pipe(v.string(), v.maxLength(64)))),
});

/** What was shown, as the device tells it. A claim: a hostile page can make one up. */
export const ShownSchema = v.strictObject({
  mode: v.picklist(['dialog', 'inline', 'checkbox', 'banner', 'link', 'host']),
  /** The words of the statement and of the button, exactly as shown. */
  statement: v.optional(Words),
  button: v.optional(Words),
  /** Whether the end of the text came into view. */
  endReached: v.boolean(),
  /** How long the text was on screen. */
  openMs: Milliseconds,
  /** Anchors of the key clauses whose explanation the person asked for. */
  explained: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(50))),
  screen: v.optional(ScreenSchema),
});
export type Shown = v.InferOutput<typeof ShownSchema>;

/**
 * What a device records. `notice`: a change was shown; `continue`: the service was used after a notice and its date;
 * `link`: the anonymous visitor of this device is the person of this account.
 */
export const RECORD_TYPES = ['accept', 'decline', 'withdraw', 'notice', 'continue', 'appeal', 'link'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];
/** What a subject's chain holds about a text: that, and what the operator's side did (`standing.ts`). */
export const ENTRY_TYPES = [...RECORD_TYPES, 'restrict', 'lift', 'review'] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

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

/** Answers to the separate consents of a document; one that is absent was not given. */
const ChoicesSchema = v.record(ConsentIdSchema, v.boolean());

/** What made the record, and whether the browser vouches for a click. */
const MadeSchema = v.strictObject({by: v.picklist(['ui', 'api']), trusted: v.boolean()});

/** How an act was done: what of its record a caller says. The rest is the backend's own words, or made on the device. */
export const DoneSchema = v.strictObject({
  shown: v.optional(ShownSchema),
  choices: v.optional(ChoicesSchema),
  made: MadeSchema,
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
        elapsedMs: v.optional(Milliseconds),
      }),
    ),
    v.minLength(1),
    v.maxLength(MAX_RECORDS, `At most ${MAX_RECORDS} records a request.`),
  ),
});

/** The answer of `GET /v1/records`, oldest first. `body` is the record's bytes as text, absent where they were dropped. */
export const HistorySchema = v.object({
  records: v.array(v.object({body: v.optional(v.string()), receipt: v.string()})),
  /** Give it back as `after` for the rest. */
  next: v.optional(v.string()),
});
export type History = v.InferOutput<typeof HistorySchema>;
