import * as v from 'valibot';

/** The answer of `GET /v1/records`, oldest first. `body` is the record's bytes as text, absent where they were dropped, or are the operator's own (`hold`). */
export const HistorySchema = v.object({
  records: v.array(v.object({body: v.optional(v.string()), receipt: v.string()})),
  /** Give it back as `after` for the rest. */
  next: v.optional(v.string()),
});
export type History = v.InferOutput<typeof HistorySchema>;
