import * as v from 'valibot';
import {ProblemSchema} from './problem.js';

/** What became of one record. The results come in the order of the request. */
export const RecordResultSchema = v.variant('status', [
  v.object({id: v.string(), status: v.picklist(['recorded', 'duplicate']), receipt: v.string()}),
  v.object({id: v.nullable(v.string()), status: v.literal('refused'), problem: ProblemSchema}),
]);
export type RecordResult = v.InferOutput<typeof RecordResultSchema>;

/** The answer of `POST /v1/records`. */
export const RecordResultsSchema = v.object({results: v.array(RecordResultSchema)});
