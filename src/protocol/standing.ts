import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {NOTICE_CHANNELS} from './notice.js';
import {DocumentRefSchema, SubjectRefSchema} from './record.js';
import {DocumentIdSchema, InstantSchema, LocaleSchema} from './scalars.js';
import {Uuid7Schema} from './uuid.js';

/** Longest body of a request about restrictions and appeals, in bytes. */
export const MAX_CASE_BYTES = 65_536;

/** `limit`: some features; `suspend`: the account for a time; `freeze`: the account and what is in it. */
export const RESTRICTION_KINDS = ['limit', 'suspend', 'freeze'] as const;
export const APPEAL_STATUSES = ['received', 'under_review', 'upheld', 'rejected'] as const;
export type AppealStatus = (typeof APPEAL_STATUSES)[number];

const Words = v.pipe(v.string(), v.regex(/\S/, 'Expected words.'), v.maxLength(4000));
const Scope = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(64))), v.minLength(1), v.maxLength(20));

/** Who decided, by role and never by name: `trust-and-safety`. */
export const RoleSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'A role is 1 to 64 of a-z 0-9 -.'));

/** The body of `POST /v1/admin/restrictions`: a restriction with its statement of reasons (Regulation (EU) 2022/2065, article 17). */
export const RestrictionRequestSchema = v.strictObject({
  /** `user:<account>`, `anon:<uuid>`, or a subject reference. */
  subject: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
  kind: v.picklist(RESTRICTION_KINDS),
  /** What is restricted, in the host's words, such as `publishing`. */
  scope: Scope,
  /** At once if absent. */
  since: v.optional(InstantSchema),
  /** Open if absent. */
  until: v.optional(InstantSchema),
  /** The facts that it rests on. Nothing in it can be erased from the chain later: name no third person. */
  facts: Words,
  /** The clause that it rests on, in the version in force now. */
  clause: v.strictObject({document: DocumentIdSchema, anchor: v.pipe(v.string(), v.minLength(1), v.maxLength(100)), locale: v.optional(LocaleSchema)}),
  automated: v.strictObject({detection: v.boolean(), decision: v.boolean()}),
  /** How else it can be contested: courts, bodies for settlement. */
  redress: v.optional(Words),
  by: RoleSchema,
});

/** A restriction as the chain holds it. */
export const RestrictionSchema = v.object({
  kind: v.picklist(RESTRICTION_KINDS),
  scope: Scope,
  since: InstantSchema,
  until: v.optional(InstantSchema),
  facts: Words,
  /** The anchor of the clause in the record's document. */
  clause: v.string(),
  automated: v.object({detection: v.boolean(), decision: v.boolean()}),
  redress: v.optional(Words),
  /** Until when an appeal can be filed. */
  appealUntil: InstantSchema,
});

const operatorRecord = {
  v: v.literal(1),
  id: Uuid7Schema,
  site: v.string(),
  subject: SubjectRefSchema,
  document: DocumentRefSchema,
  made: v.strictObject({by: v.literal('operator'), role: RoleSchema}),
  at: InstantSchema,
};

const DeliverySchema = v.strictObject({
  channel: v.picklist(NOTICE_CHANNELS),
  /** Hash of the words that went out. */
  words: v.optional(HashSchema),
  sentAt: v.optional(InstantSchema),
  state: v.picklist(['delivered', 'shown']),
  /** The provider's name for the delivery. */
  reference: v.optional(v.string()),
});

/** What the operator's side writes into a subject's chain, signed and linked as the subject's own records are. */
export const OperatorRecordSchema = v.variant('type', [
  v.strictObject({...operatorRecord, type: v.literal('restrict'), restriction: RestrictionSchema}),
  v.strictObject({...operatorRecord, type: v.literal('lift'), restriction: Uuid7Schema, reasons: Words, appeal: v.optional(Uuid7Schema)}),
  v.strictObject({
    ...operatorRecord,
    type: v.literal('review'),
    appeal: Uuid7Schema,
    status: v.picklist(['under_review', 'upheld', 'rejected']),
    reasons: v.optional(Words),
  }),
  // A notice that was delivered, as the provider reports; what the device itself showed is its own record.
  v.strictObject({...operatorRecord, type: v.literal('notice'), delivery: DeliverySchema}),
  // In the visitor's chain: what stands before it counts for the account too; `record` is the link in the account's chain.
  v.strictObject({...operatorRecord, type: v.literal('link'), link: v.strictObject({account: SubjectRefSchema, record: Uuid7Schema})}),
]);
export type OperatorRecord = v.InferOutput<typeof OperatorRecordSchema>;

/** The body of `POST /v1/admin/restrictions/{id}/lift`. */
export const LiftRequestSchema = v.strictObject({reasons: Words, by: RoleSchema});

/** The body of `POST /v1/admin/appeals/{id}/review`. A decision has reasons, and is made by a person. */
export const ReviewRequestSchema = v.pipe(
  v.strictObject({status: v.picklist(['under_review', 'upheld', 'rejected']), reasons: v.optional(Words), by: RoleSchema}),
  v.check(({status, reasons}) => status === 'under_review' || reasons !== undefined, 'A decision says why.'),
);

/** An appeal, as its subject and the operator see it. */
export const AppealViewSchema = v.object({
  id: v.string(),
  reference: v.string(),
  filedAt: InstantSchema,
  statement: v.string(),
  proof: v.optional(v.array(v.string())),
  attachments: v.array(v.object({hash: HashSchema, name: v.string(), type: v.string(), bytes: v.number(), received: v.boolean()})),
  status: v.picklist(APPEAL_STATUSES),
  reasons: v.optional(v.string()),
  decidedAt: v.optional(InstantSchema),
  by: v.optional(v.string()),
});
export type AppealView = v.InferOutput<typeof AppealViewSchema>;

/** A restriction, as its subject and the operator see it. */
export const RestrictionViewSchema = v.object({
  id: v.string(),
  ...RestrictionSchema.entries,
  document: DocumentRefSchema,
  state: v.picklist(['coming', 'active', 'over', 'lifted']),
  lifted: v.optional(v.object({at: InstantSchema, reasons: v.string()})),
  /** Whether an appeal can be filed now. */
  appealable: v.boolean(),
  appeals: v.array(AppealViewSchema),
});
export type RestrictionView = v.InferOutput<typeof RestrictionViewSchema>;

/** How a restriction stands at a moment. */
export function restrictionState({since, until, lifted}: Pick<RestrictionView, 'since' | 'until' | 'lifted'>, now: Date): RestrictionView['state'] {
  if (lifted) return 'lifted';
  if (now.getTime() < Date.parse(since)) return 'coming';
  return until !== undefined && Date.parse(until) <= now.getTime() ? 'over' : 'active';
}

/** The answer of `GET /v1/standing`. */
export const StandingSchema = v.object({
  site: v.string(),
  subject: SubjectRefSchema,
  serverTime: InstantSchema,
  /** A JWS over a `Presentation` of the texts that the restrictions cite: an appeal quotes it. */
  presentation: v.string(),
  /** Newest first. */
  restrictions: v.array(RestrictionViewSchema),
});
export type Standing = v.InferOutput<typeof StandingSchema>;
