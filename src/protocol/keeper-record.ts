import * as v from 'valibot';
import {PublicKeySchema} from './jws.js';
import {BodiesSchema, YearSchema} from './privacy.js';
import {PublicationSchema} from './publication.js';
import {EntrySchema, type Entry} from './receipt.js';
import {SubjectRefSchema, type EntryType} from './record.js';
import {InstantSchema} from './scalars.js';
import {RoleSchema} from './standing.js';
import {Uuid7Schema} from './uuid.js';

/** What the operator's side writes about a subject as a whole, or (`retain`, `keys`, `publish`) about the site; no text is cited. */
export const KEEPER_TYPES = ['erase', 'hold', 'release', 'retain', 'keys', 'publish'] as const;
export type KeeperType = (typeof KEEPER_TYPES)[number];

/** The `typ` of the JWS by which a signing key vouches for the one that comes after it. */
export const KEY_TYPE = 'assent-key+jws';

/** Any entry of a log: one about a text, as people get them in their receipts, or one of `KEEPER_TYPES`, without `document`. */
export type AnyEntry = Omit<Entry, 'type' | 'document'> & {type: EntryType | KeeperType; document?: Entry['document'] | undefined};
export const AnyEntrySchema: v.GenericSchema<unknown, AnyEntry> = v.union([
  EntrySchema,
  v.object({...EntrySchema.entries, type: v.picklist(KEEPER_TYPES), document: v.optional(v.undefined())}),
]);

const keeperRecord = {
  v: v.literal(1),
  id: Uuid7Schema,
  site: v.string(),
  subject: SubjectRefSchema,
  made: v.strictObject({by: v.literal('operator'), role: RoleSchema}),
  at: InstantSchema,
};

/**
 * Records of `KEEPER_TYPES`. An `erase` and a `retain` say which bodies are gone: whoever checks an export needs to know.
 * A `keys` says which public keys there are from then on, the one that signs now first; `vouched` is that key as the
 * payload of a JWS by the key before it (`KEY_TYPE`), so that who trusts the old one can trust the new one. A `publish`
 * says how a publication stands from then on: put in force, a language added, or taken back before its time.
 */
export const KeeperRecordSchema = v.variant('type', [
  v.strictObject({...keeperRecord, type: v.literal('erase'), bodies: BodiesSchema}),
  v.strictObject({...keeperRecord, type: v.literal('hold'), matter: v.string()}),
  v.strictObject({...keeperRecord, type: v.literal('release'), hold: Uuid7Schema}),
  v.strictObject({...keeperRecord, type: v.literal('retain'), before: YearSchema}),
  v.strictObject({...keeperRecord, type: v.literal('keys'), keys: v.array(PublicKeySchema), vouched: v.optional(v.string())}),
  v.strictObject({...keeperRecord, type: v.literal('publish'), publication: PublicationSchema}),
]);
export type KeeperRecord = v.InferOutput<typeof KeeperRecordSchema>;
