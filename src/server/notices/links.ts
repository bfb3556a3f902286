import * as v from 'valibot';
import type {TermsDocument} from '../../document/model.js';
import type {Gates} from '../../protocol/agreement.js';
import {verifyJws} from '../../protocol/jws.js';
import {DocumentRefSchema, SubjectRefSchema} from '../../protocol/record.js';
import {Uuid7Schema} from '../../protocol/uuid.js';
import type {Signer} from '../keys/server-keys.js';

const LINK_TYPE = 'assent-link+jws';

const LinkSchema = v.strictObject({
  v: v.literal(1),
  site: v.string(),
  sub: SubjectRefSchema,
  document: DocumentRefSchema,
  /** The id of the record that the link makes: it can be made once, so the link can be used once. */
  id: Uuid7Schema,
  /** Seconds since 1970 (RFC 7519 §4.1.6 and §4.1.4). */
  iat: v.number(),
  exp: v.number(),
});

/** What a link in a mail says: who may answer which text, without a session, until when. */
export type Link = v.InferOutput<typeof LinkSchema>;

/**
 * Where a version can be answered that is read on the page of a link: below its text where that is to be read first. A page
 * without script has neither switches for consents nor a clock: such a version is answered in the service.
 */
export function linkAsks({consents = []}: Pick<TermsDocument, 'consents'>, {read, seconds}: Gates = {}): 'above' | 'below' | 'elsewhere' {
  if (consents.length > 0 || seconds) return 'elsewhere';
  return read ? 'below' : 'above';
}

/** Links that accept or decline once, signed. Whoever holds one holds the mail that it came in. */
export class Links {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  sign(link: Omit<Link, 'v'>): Promise<string> {
    return this.#signer.sign(JSON.stringify({v: 1, ...link}), LINK_TYPE);
  }

  /** What a link says, undefined where it is not one that we signed. Expiry is the caller's to check. */
  async verify(token: string): Promise<Link | undefined> {
    const check = await verifyJws(token, {keys: this.#signer.publicKeys}, LINK_TYPE);
    if (check.result !== 'valid') return undefined;
    const parsed = v.safeParse(LinkSchema, check.payload);
    return parsed.success ? parsed.output : undefined;
  }
}
