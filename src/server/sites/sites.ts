import * as v from 'valibot';
import {AssentError} from '../../protocol/errors.js';
import {isUsableKey, PublicKeySchema, type PublicKey} from '../../protocol/jws.js';
import {hashText} from '../digest.js';
import {configIssues} from './config-issues.js';
import {AppealRulesSchema, ExtrasRulesSchema, PortabilityRulesSchema, MinimumNoticeSchema, NoticeRulesSchema, WebhookSchema} from './site-rules.js';

const OriginSchema = v.pipe(
  v.string(),
  v.check(isOrigin, 'An origin reads https://example.com: scheme, host and port only, no wildcard, no slash at the end.'),
);

/** A public key that signs subject tokens. `alg` pins its algorithm: a token's header cannot choose. */
const TokenKeySchema = v.pipe(
  v.object({...PublicKeySchema.entries, use: v.optional(v.literal('sig'), 'sig')}),
  v.check(({kty, crv, alg, y}) => (alg === 'EdDSA' ? kty === 'OKP' && crv === 'Ed25519' : kty === 'EC' && crv === 'P-256' && !!y),
    'A key is Ed25519 with alg EdDSA, or P-256 with alg ES256.'),
);

/** One tenant, as its operator configures it. */
export const SiteOptionsSchema = v.strictObject({
  /** Stands in every record and receipt: choose it for good. */
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'A site id is 1 to 64 of a-z 0-9 . _ -.')),
  name: v.optional(v.string()),
  publishableKey: v.pipe(v.string(), v.regex(/^pk_[\w-]{3,100}$/, 'A publishable key reads pk_ and 3 to 100 letters, digits, _ or -.')),
  /** Each as it is, or as `sha256:<hex>` of it. */
  secretKeys: v.optional(
    v.array(
      v.pipe(
        v.string(),
        v.regex(/^(sk_[\w-]{12,200}|sha256:[0-9a-f]{64})$/, 'A secret key reads sk_ and at least 12 letters, digits, _ or -; or sha256:<hex> of it.'),
      ),
    ),
    [],
  ),
  /** Where the site's pages live: the exact origins that may call from a browser. */
  origins: v.array(OriginSchema),
  subjects: v.optional(
    v.strictObject({
      anonymous: v.optional(v.boolean(), true),
      tokens: v.optional(
        v.strictObject({
          issuer: v.optional(v.string()),
          audience: v.optional(v.string()),
          keys: v.pipe(
            v.array(TokenKeySchema),
            v.minLength(1),
            v.check(keys => new Set(keys.map(({kid}) => kid)).size === keys.length, 'Each key needs a kid of its own: a token names its key by it.'),
          ),
        }),
      ),
    }),
    {},
  ),
  minimumNoticeDays: v.optional(MinimumNoticeSchema, 0),
  appeals: v.optional(AppealRulesSchema, {}),
  notices: v.optional(NoticeRulesSchema),
  webhooks: v.optional(v.array(WebhookSchema), []),
  extras: v.optional(ExtrasRulesSchema, {}),
  /** Needed to export a person's records in the formats of others. */
  portability: v.optional(PortabilityRulesSchema),
  /** For how many whole years bodies are kept besides the current one; for ever if absent. */
  retainYears: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
});
export type SiteOptions = v.InferInput<typeof SiteOptionsSchema>;
export type Site = v.InferOutput<typeof SiteOptionsSchema>;

/** The tenants of one server, found by a key. */
export class Sites {
  readonly #byPublishableKey = new Map<string, Site>();
  readonly #byId = new Map<string, Site>();
  readonly #secrets: {site: Site; hash: string}[] = [];

  /** Throws `invalid_options` where the configuration is wrong, naming the place and never a key. */
  static async of(options: readonly SiteOptions[]): Promise<Sites> {
    const parsed = v.safeParse(v.pipe(v.array(SiteOptionsSchema), v.minLength(1, 'At least one site is needed.')), options);
    if (!parsed.success) throw invalid(configIssues('sites', parsed.issues));
    const sites = new Sites();
    for (const [index, site] of parsed.output.entries()) {
      await assertUsable(site.subjects.tokens?.keys ?? [], `sites.${index}.subjects.tokens.keys`);
      await sites.#add(site);
    }
    return sites;
  }

  all(): Site[] {
    return [...this.#byId.values()];
  }

  byPublishableKey(key: string): Site | undefined {
    return this.#byPublishableKey.get(key);
  }

  byId(id: string): Site | undefined {
    return this.#byId.get(id);
  }

  async bySecretKey(key: string): Promise<Site | undefined> {
    const hash = await hashText(key);
    let found: Site | undefined;
    // Every one is compared to its end: how long it takes tells nothing of the keys.
    for (const secret of this.#secrets) if (sameText(secret.hash, hash)) found = secret.site;
    return found;
  }

  async #add(site: Site): Promise<void> {
    if (this.#byId.has(site.id)) throw invalid(`The site id ${site.id} is there twice.`);
    if (this.#byPublishableKey.has(site.publishableKey)) throw invalid(`The publishable key of ${site.id} is that of another site.`);
    this.#byPublishableKey.set(site.publishableKey, site);
    this.#byId.set(site.id, site);
    for (const key of site.secretKeys) {
      const hash = key.startsWith('sha256:') ? key : await hashText(key);
      if (this.#secrets.some(secret => secret.hash === hash)) throw invalid(`A secret key of ${site.id} is there twice.`);
      this.#secrets.push({site, hash});
    }
  }
}

/** Else every token would be refused, and nobody told why. */
async function assertUsable(keys: readonly PublicKey[], at: string): Promise<void> {
  for (const [index, key] of keys.entries()) {
    if (!(await isUsableKey(key))) throw invalid(`${at}.${index}: its x${key.kty === 'EC' ? ' and y are' : ' is'} no public key of ${key.crv}.`);
  }
}

function isOrigin(text: string): boolean {
  if (text.includes('*') || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s@\\]+$/.test(text)) return false;
  // Schemes of apps, such as capacitor://localhost, have an opaque origin in the URL standard and are compared as text.
  return !/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text);
}

function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at % b.length);
  return difference === 0;
}

function invalid(reasons: string): AssentError {
  return new AssentError('invalid_options', `The sites are not configured rightly. ${reasons}`, {advice: 'Mend what is named, and start again.'});
}
