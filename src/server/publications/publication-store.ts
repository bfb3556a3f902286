import type {Gates} from '../../protocol/agreement.js';
import type {Hash} from '../../protocol/hash.js';
import type {Publication} from '../../protocol/publication.js';
import {BoundedCache} from '../bounded-cache.js';
import type {Database, SqlValue} from '../database/database.js';
import {places} from '../database/places.js';
import {SharedReads} from '../shared-reads.js';

/** One text of a publication, as it is stored. */
export interface StoredText {
  locale: string;
  hash: Hash;
  title: string;
  /** Ids of its separate consents. */
  consents: string[];
  /** Length of `canonical` in UTF-8. */
  bytes: number;
  canonical: string;
  source: string;
  sourceHash: Hash;
  /** Where it came later than its version. */
  addedAt?: string;
}

/** What a text is a text of. */
export interface TextIdentity {
  document: string;
  version: string;
  locale: string;
  consents: ReadonlySet<string>;
}

/** A publication without its texts. */
export type Terms = Omit<Publication, 'texts'>;

/** The part of a publication that says when which version is in force, and for whom. */
export type Schedule = Pick<Publication, 'document' | 'version' | 'effectiveAt' | 'audience' | 'gates'>;

interface PublicationRow {
  document: string;
  version: string;
  announced_at: string;
  effective_at: string;
  assent: Publication['assent'];
  change_kind: Publication['change'];
  summary: string;
  audience: Publication['audience'];
  ask: Publication['ask'];
  decline_until: string | null;
  renew_months: number | null;
  gates: string | null;
  withdrawn_at: string | null;
}

interface TextRow {
  document: string;
  version: string;
  locale: string;
  hash: Hash;
  source_hash: Hash;
  title: string;
  bytes: number;
  added_at: string | null;
}

const MAX_CACHED = 10_000;

/** Publications and their texts. A text never changes, so what it is of may be remembered. */
export class PublicationStore {
  readonly #database: Database;
  readonly #schedules = new SharedReads<Schedule[]>();
  readonly #identities = new BoundedCache<TextIdentity>(MAX_CACHED);

  constructor(database: Database) {
    this.#database = database;
  }

  /** All publications of a site, or of some of its documents, by document and effect; texts in their order. */
  async list(site: string, documents?: readonly string[]): Promise<Publication[]> {
    const {where, values} = filter(site, documents);
    const publications = await this.#database.query<PublicationRow>(
      `SELECT document, version, announced_at, effective_at, assent, change_kind, summary, audience, ask, decline_until, renew_months, gates, withdrawn_at
       FROM assent_publications WHERE ${where} ORDER BY document, effective_at`,
      values,
    );
    const texts = await this.#database.query<TextRow>(
      `SELECT document, version, locale, hash, source_hash, title, bytes, added_at
       FROM assent_texts WHERE ${where} ORDER BY document, version, position`,
      values,
    );
    const byVersion = new Map<string, Publication>();
    for (const row of publications) byVersion.set(versionKey(row), {...termsOf(row), texts: []});
    for (const row of texts) byVersion.get(versionKey(row))?.texts.push(textOf(row));
    return [...byVersion.values()];
  }

  /** When the versions of some documents take effect, but for withdrawn ones. Those who ask while it is read share the next reading. */
  schedule(site: string, documents: readonly string[]): Promise<Schedule[]> {
    return this.#schedules.read(JSON.stringify([site, ...documents]), () => this.#schedule(site, documents));
  }

  async #schedule(site: string, documents: readonly string[]): Promise<Schedule[]> {
    const {where, values} = filter(site, documents);
    const rows = await this.#database.query<PublicationRow>(
      `SELECT document, version, effective_at, audience, gates FROM assent_publications WHERE ${where} AND withdrawn_at IS NULL`,
      values,
    );
    return rows.map(row => ({document: row.document, version: row.version, effectiveAt: row.effective_at, audience: row.audience, ...gatesOf(row)}));
  }

  /** The canonical bytes of a text, as they are hashed. */
  async canonical(site: string, hash: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{canonical: string}>(
      'SELECT canonical FROM assent_texts WHERE site = $1 AND hash = $2',
      [site, hash],
    );
    return row?.canonical;
  }

  /** What a hash is the text of, undefined where it is none of this site's. */
  async identity(site: string, hash: string): Promise<TextIdentity | undefined> {
    const key = JSON.stringify([site, hash]);
    const cached = this.#identities.get(key);
    if (cached) return cached;
    const [row] = await this.#database.query<{document: string; version: string; locale: string; consents: string}>(
      'SELECT document, version, locale, consents FROM assent_texts WHERE site = $1 AND hash = $2',
      [site, hash],
    );
    if (!row) return undefined;
    const identity = {...row, consents: new Set(JSON.parse(row.consents) as string[])};
    this.#identities.set(key, identity);
    return identity;
  }

  /** When something was last announced on a site, or taken back; undefined where nothing ever was. */
  async latest(site: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{announced: string | null; withdrawn: string | null}>(
      'SELECT MAX(announced_at) AS announced, MAX(withdrawn_at) AS withdrawn FROM assent_publications WHERE site = $1',
      [site],
    );
    return [row?.announced, row?.withdrawn].filter(instant => typeof instant === 'string').toSorted().at(-1);
  }
}

/** Adds a version with its texts. Rejects with `UniqueViolation` where some of it is there already. */
export async function addPublication(tx: Database, site: string, publication: Terms, texts: readonly StoredText[]): Promise<void> {
  await tx.query(
    `INSERT INTO assent_publications
       (site, document, version, announced_at, effective_at, assent, change_kind, summary, audience, decline_until, renew_months, ask, gates, slot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $5)`,
    [
      site,
      publication.document,
      publication.version,
      publication.announcedAt,
      publication.effectiveAt,
      publication.assent,
      publication.change,
      JSON.stringify(publication.summary ?? {}),
      publication.audience,
      publication.declineUntil ?? null,
      publication.renewMonths ?? null,
      publication.ask,
      publication.gates ? JSON.stringify(publication.gates) : null,
    ],
  );
  await insertTexts(tx, {site, ...publication}, texts, 0);
}

/** Adds texts in further locales to a version that has `count` of them. Rejects with `UniqueViolation` as `addPublication` does. */
export async function addTexts(tx: Database, site: string, publication: Terms, texts: readonly StoredText[], count: number): Promise<void> {
  await insertTexts(tx, {site, ...publication}, texts, count);
  await tx.query('UPDATE assent_publications SET summary = $1 WHERE site = $2 AND document = $3 AND version = $4', [
    JSON.stringify(publication.summary ?? {}),
    site,
    publication.document,
    publication.version,
  ]);
}

/** Takes an announcement back. Says whether it could: not once the version is in force. */
export async function withdrawAnnouncement(tx: Database, site: string, {document, version}: {document: string; version: string}, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE assent_publications SET withdrawn_at = $1, slot = $2
     WHERE site = $3 AND document = $4 AND version = $5 AND effective_at > $1 AND withdrawn_at IS NULL RETURNING version`,
    [now.toISOString(), `withdrawn ${version}`, site, document, version],
  );
  return rows.length > 0;
}

async function insertTexts(
  tx: Database,
  {site, document, version}: {site: string; document: string; version: string},
  texts: readonly StoredText[],
  count: number,
): Promise<void> {
  for (const [index, text] of texts.entries()) {
    await tx.query(
      `INSERT INTO assent_texts
         (site, hash, document, version, locale, position, title, consents, bytes, canonical, source, source_hash, added_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        site,
        text.hash,
        document,
        version,
        text.locale,
        count + index,
        text.title,
        JSON.stringify(text.consents),
        text.bytes,
        text.canonical,
        text.source,
        text.sourceHash,
        text.addedAt ?? null,
      ],
    );
  }
}

function filter(site: string, documents: readonly string[] | undefined): {where: string; values: SqlValue[]} {
  if (!documents) return {where: 'site = $1', values: [site]};
  return {where: `site = $1 AND document IN (${places(documents, 2)})`, values: [site, ...documents]};
}

function versionKey({document, version}: {document: string; version: string}): string {
  return JSON.stringify([document, version]);
}

function termsOf(row: PublicationRow): Terms {
  const words = JSON.parse(row.summary) as Record<string, string>;
  return {
    document: row.document,
    version: row.version,
    announcedAt: row.announced_at,
    effectiveAt: row.effective_at,
    assent: row.assent,
    change: row.change_kind,
    audience: row.audience,
    ask: row.ask,
    ...(row.decline_until !== null && {declineUntil: row.decline_until}),
    ...(row.renew_months !== null && {renewMonths: row.renew_months}),
    ...gatesOf(row),
    ...(row.withdrawn_at !== null && {withdrawnAt: row.withdrawn_at}),
    ...(Object.keys(words).length > 0 && {summary: words}),
  };
}

function gatesOf({gates}: PublicationRow): {gates?: Gates} {
  return gates === null ? {} : {gates: JSON.parse(gates) as Gates};
}

function textOf({locale, hash, source_hash, title, bytes, added_at}: TextRow): Publication['texts'][number] {
  return {locale, hash, sourceHash: source_hash, title, bytes, ...(added_at !== null && {addedAt: added_at})};
}
