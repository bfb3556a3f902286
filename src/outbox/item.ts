import * as v from 'valibot';
import {ProblemSchema, type Problem} from '../protocol/problem.js';
import {EntrySchema} from '../protocol/receipt.js';
import {DocumentRefSchema, RECORD_TYPES} from '../protocol/record.js';

// What is stored on people's devices. A shape that was shipped stays readable for ever: values carry a version,
// and whatever we cannot read (a newer version, a broken one) is left where it is and not counted.

/** Small notes of attachments that are to be sent; their bytes stand apart, so that looking for work reads none. */
export const UPLOADS = 'upload/';

/** A record that no receipt has been seen for, as it is stored. */
export const ItemSchema = v.object({
  v: v.literal(1),
  id: v.string(),
  /** Order of the acts on this device. */
  seq: v.number(),
  /** Whose it is, by the device's own name for them. */
  person: v.string(),
  /** The record's bytes, made once. */
  text: v.string(),
  type: v.picklist(RECORD_TYPES),
  document: DocumentRefSchema,
  choices: v.optional(v.record(v.string(), v.boolean())),
  at: v.string(),
  /** `held` waits for a token, `dead` was refused for good. */
  state: v.picklist(['saved', 'held', 'dead']),
  attempts: v.number(),
  problem: v.optional(ProblemSchema),
  /** Its person has signed out: it goes under its presentation alone. */
  released: v.optional(v.literal(true)),
  /** Of a `link`: the visitor's name on this device. It goes after what that visitor did, with the proof of both. */
  linked: v.optional(v.string()),
});
export type Item = v.InferOutput<typeof ItemSchema>;

/** A receipt on this device, with the record that it proves. */
export const KeptReceiptSchema = v.object({
  v: v.literal(1),
  person: v.string(),
  text: v.string(),
  jws: v.string(),
  entry: EntrySchema,
  verified: v.boolean(),
  choices: v.optional(v.record(v.string(), v.boolean())),
  /** Of a `link`: as the item had it. */
  linked: v.optional(v.string()),
});
export type KeptReceipt = v.InferOutput<typeof KeptReceiptSchema>;

/** What became of an item that was sent. */
export type Outcome =
  | {item: Item; kind: 'recorded'; receipt: Pick<KeptReceipt, 'jws' | 'entry' | 'verified'>}
  | {item: Item; kind: 'held' | 'dead'; problem: Problem}
  | {item: Item; kind: 'later'};

/** A stored value as it is, with fields that we do not know, or undefined where we cannot read it. */
export function readStored<S extends v.GenericSchema>(schema: S, value: unknown): v.InferInput<S> | undefined {
  return v.is(schema, value) ? value : undefined;
}

/** The visitors that a person was on this device, by links that were not refused. */
export function visitorsIn(links: readonly {linked?: string | undefined; state?: Item['state']}[]): string[] {
  return links.flatMap(({linked, state}) => (linked && state !== 'dead' ? [linked] : []));
}
