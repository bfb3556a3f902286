import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {Uuid7Schema} from './uuid.js';

/** Longest statement, in UTF-16 units. */
export const MAX_STATEMENT = 2000;
/** Most attachments of one appeal. */
export const MAX_ATTACHMENTS = 5;
/** Longest attachment, in bytes. */
export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;
/** What an attachment may be, by its content. */
export const ATTACHMENT_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain'] as const;
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** What a person may bring as proof, by kind. */
export const PROOF_KINDS = ['identity', 'ownership', 'correspondence', 'payment', 'other'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** An attachment by its hash: its bytes are sent and kept apart, and can be destroyed without breaking the chain. */
export const AttachmentRefSchema = v.strictObject({
  hash: HashSchema,
  type: v.picklist(ATTACHMENT_TYPES),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_ATTACHMENT_BYTES)),
  /** What the person calls it, such as `Invoice`. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
});

/** What an `appeal` says. */
export const AppealSchema = v.strictObject({
  /** The id of the restriction that it is against. */
  restriction: Uuid7Schema,
  statement: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_STATEMENT)),
  /** What kinds of proof it brings, as the person chose them. */
  proof: v.optional(v.pipe(v.array(v.picklist(PROOF_KINDS)), v.maxLength(PROOF_KINDS.length))),
  attachments: v.pipe(v.array(AttachmentRefSchema), v.maxLength(MAX_ATTACHMENTS)),
});
export type AttachmentRef = v.InferOutput<typeof AttachmentRefSchema>;
export type Appeal = v.InferOutput<typeof AppealSchema>;

/** The answer of `POST /v1/attachments`. */
export const AttachmentSchema = v.object({hash: HashSchema, type: v.picklist(ATTACHMENT_TYPES), bytes: v.number()});

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTERS = 8;

/** The number to quote for an appeal, such as `7F3K-92QD`: the end of its id in Crockford's base 32, known offline too. */
export function appealReference(id: string): string {
  let rest = BigInt(`0x${id.slice(-10)}`);
  let text = '';
  for (let at = 0; at < LETTERS; at += 1, rest >>= 5n) text = ALPHABET[Number(rest & 31n)]! + text;
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}
