import * as v from 'valibot';
import {HashSchema} from './hash.js';
import {SubjectRefSchema} from './record.js';

/** The `typ` of a presentation's JWS header. */
export const PRESENTATION_TYPE = 'assent-presentation+jws';

/**
 * What the server says it offered, to whom and when. It travels signed with the agreements, is quoted by
 * every record, and vouches for the subject when the token has expired: it was given to this person's device.
 */
export const PresentationSchema = v.strictObject({
  v: v.literal(1),
  site: v.string(),
  sub: SubjectRefSchema,
  /** Seconds since 1970, by the server's clock (RFC 7519 §4.1.6). */
  iat: v.pipe(v.number(), v.integer()),
  /** Hashes of the texts that were offered. */
  offers: v.array(HashSchema),
});
export type Presentation = v.InferOutput<typeof PresentationSchema>;
