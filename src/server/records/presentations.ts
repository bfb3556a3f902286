import * as v from 'valibot';
import {verifyJws} from '../../protocol/jws.js';
import {PRESENTATION_TYPE, PresentationSchema, type Presentation} from '../../protocol/presentation.js';
import {BoundedCache} from '../bounded-cache.js';
import type {Signer} from '../keys/server-keys.js';

/** Most hashes in a presentation: it travels inside records, which have 8,192 characters for it. */
export const MAX_OFFERED = 64;
/** A person's records quote the same presentation again and again. */
const MAX_CACHED = 5_000;

/** Signs what was offered, and knows its own signature again. */
export class Presentations {
  readonly #signer: Signer;
  readonly #verified = new BoundedCache<Promise<Presentation | undefined>>(MAX_CACHED);

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  /** The JWS of what a subject is offered. */
  sign({site, sub, offers, now}: {site: string; sub: string; offers: string[]; now: Date}): Promise<string> {
    const presentation: Presentation = {v: 1, site, sub, iat: Math.floor(now.getTime() / 1000), offers};
    return this.#signer.sign(JSON.stringify(presentation), PRESENTATION_TYPE);
  }

  /** What a presentation says, undefined where it is not one that we signed. */
  verify(jws: string): Promise<Presentation | undefined> {
    const known = this.#verified.get(jws);
    if (known) return known;
    const checked = this.#check(jws);
    this.#verified.set(jws, checked);
    return checked;
  }

  async #check(jws: string): Promise<Presentation | undefined> {
    const check = await verifyJws(jws, {keys: this.#signer.publicKeys}, PRESENTATION_TYPE);
    if (check.result !== 'valid') return undefined;
    const parsed = v.safeParse(PresentationSchema, check.payload);
    return parsed.success ? parsed.output : undefined;
  }
}
