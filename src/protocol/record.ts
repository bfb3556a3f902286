import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {ConsentIdSchema, DocumentIdSchema, LocaleSchema, VersionSchema} from './scalars.js';

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

export const MillisecondsSchema = v.pipe(v.number(), v.integer(), v.minValue(0));
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
  openMs: MillisecondsSchema,
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

/**
 * Answers to the separate consents of a document, each that was asked for; one that is absent was not given. An acceptance
 * without any says nothing of them (`consents.ts`).
 */
export const ChoicesSchema = v.record(ConsentIdSchema, v.boolean());

/** What made the record, and whether the browser vouches for a click. */
export const MadeSchema = v.strictObject({by: v.picklist(['ui', 'api']), trusted: v.boolean()});

/** How an act was done: what of its record a caller says. The rest is the backend's own words, or made on the device. */
export const DoneSchema = v.strictObject({
  shown: v.optional(ShownSchema),
  choices: v.optional(ChoicesSchema),
  made: MadeSchema,
});
