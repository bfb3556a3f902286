import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {DocumentRefSchema, ENTRY_TYPES, SubjectRefSchema} from './record.js';
import {InstantSchema} from './scalars.js';
import {Uuid7Schema} from './uuid.js';

/** The `typ` of a receipt's JWS header. */
export const RECEIPT_TYPE = 'assent-receipt+jws';

/** What the server noticed about a record, mostly about its time. The record is stored all the same. */
export const RECORD_FLAGS = [
  'late', // arrived more than ten minutes after the act, as the device tells it
  'clock_skew', // the device's clock is more than five minutes off
  'before_presentation', // claims to have been made before the text was offered
  'superseded', // a newer version was in force for this person when it arrived
  'gate_unmet', // accepts before the text was opened, read or on screen for as long as the publication asks
] as const;

/**
 * One link of a subject's chain: what the server saw of one record. These bytes (RFC 8785) are at once the
 * payload of the receipt, the target of the next link's `prev`, and the leaf of the log; so dropping the
 * body of an old record breaks none of the three.
 */
export const EntrySchema = v.object({
  v: v.literal(1),
  site: v.string(),
  sub: SubjectRefSchema,
  /** 1 for the first record of a subject. */
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Hash of the entry before, null for the first. */
  prev: v.nullable(HashSchema),
  id: Uuid7Schema,
  type: v.picklist(ENTRY_TYPES),
  /** Hash of the record's bytes as received. */
  record: HashSchema,
  document: DocumentRefSchema,
  /** The server's clock when it offered the text: the act is no older. */
  presentedAt: InstantSchema,
  /** The device's clock at the act: its claim. */
  claimedAt: InstantSchema,
  /** The server's clock when it stored the record: the act is no younger. */
  recordedAt: InstantSchema,
  /** What vouched for the subject. */
  via: v.picklist(['token', 'anonymous', 'presentation', 'link', 'operator']),
  flags: v.array(v.picklist(RECORD_FLAGS)),
});
export type Entry = v.InferOutput<typeof EntrySchema>;
