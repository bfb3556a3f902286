import {decodeBase64} from '../../protocol/base64.js';
import type {PublicKey} from '../../protocol/jws.js';
import {DIGEST_BYTES, TILE_WIDTH, levelWidth, tilePath, tileWidth} from '../../protocol/tiles.js';
import type {Database} from '../database/database.js';
import type {Log} from '../log/log.js';
import {PublicationStore} from '../publications/publication-store.js';
import {ENTRY_COLUMNS, receiptOf, type EntryRow} from '../records/stored-entry.js';
import type {ArchiveFile} from './archive.js';
import {EXPORT_FORMAT, KEYS, MANIFEST, PUBLICATIONS, recordsPath, type AnchorLine, type CheckpointLine, type Manifest, type RecordLine} from './export-format.js';

/** Checkpoints, or anchors, in one part. */
const LINES = 5_000;

export interface ExportSource {
  database: Database;
  log: Log;
  site: string;
  publicKeys: readonly PublicKey[];
  now: Date;
}

/**
 * The files of an export: the whole log of a site at its largest checkpoint, and what its records name. What
 * was written since then is not in it; sequence first. It reports what the rows say and judges nothing.
 */
export async function* exportSite(source: ExportSource): AsyncGenerator<ArchiveFile> {
  const {log, site, publicKeys, now} = source;
  const size = (await log.checkpoint(site))?.size ?? 0;
  const manifest: Manifest = {format: EXPORT_FORMAT, site, origin: log.origin(site), size, exportedAt: now.toISOString()};
  yield json(MANIFEST, manifest);
  yield json(KEYS, {keys: publicKeys});
  yield* terms(source);
  yield* checkpoints(source);
  yield* anchors(source, size);
  for (let index = 0; index * TILE_WIDTH < size; index += 1) yield* records(source, index, tileWidth(0, index, size));
  for (let level = 1; levelWidth(level, size) > 0; level += 1) {
    for (let index = 0; tileWidth(level, index, size) > 0; index += 1) yield await subtrees(source, level, index, tileWidth(level, index, size));
  }
}

async function* terms({database, site}: ExportSource): AsyncGenerator<ArchiveFile> {
  const publications = await new PublicationStore(database).list(site);
  yield json(PUBLICATIONS, publications);
  const texts = publications.flatMap(publication => publication.texts);
  const written = new Set<string>();
  for (const {hash, sourceHash} of texts) {
    const [row] = await database.query<{canonical: string; source: string}>('SELECT canonical, source FROM assent_texts WHERE site = $1 AND hash = $2', [site, hash]);
    if (!row) continue;
    yield text(`documents/${hash.replace('sha256:', '')}.json`, row.canonical);
    // Two versions may have been written with the same words.
    if (!written.has(sourceHash)) yield text(`sources/${sourceHash.replace('sha256:', '')}.txt`, row.source);
    written.add(sourceHash);
  }
}

async function* checkpoints({database, site}: ExportSource): AsyncGenerator<ArchiveFile> {
  let after = -1;
  for (let part = 0; ; part += 1) {
    const rows = await database.query<{size: number | string; note: string}>(
      `SELECT size, note FROM assent_checkpoints WHERE site = $1 AND size > $2 ORDER BY size LIMIT ${LINES}`,
      [site, after],
    );
    if (rows.length === 0) return;
    const lines = rows.map(({size, note}): CheckpointLine => ({size: Number(size), note}));
    yield ndjson(`checkpoints/${String(part).padStart(6, '0')}.ndjson`, lines);
    after = lines.at(-1)!.size;
  }
}

async function* anchors({database, site}: ExportSource, size: number): AsyncGenerator<ArchiveFile> {
  let [afterSize, afterAnchor] = [-1, ''];
  for (let part = 0; ; part += 1) {
    const rows = await database.query<AnchorRow>(
      `SELECT anchor, size, note, proof, anchored_at FROM assent_anchors
       WHERE site = $1 AND size <= $2 AND (size > $3 OR (size = $3 AND anchor > $4)) ORDER BY size, anchor LIMIT ${LINES}`,
      [site, size, afterSize, afterAnchor],
    );
    if (rows.length === 0) return;
    const lines = rows.map(({anchor, size, note, proof, anchored_at: at}): AnchorLine => ({anchor, size: Number(size), note, proof, at}));
    yield ndjson(`anchors/${String(part).padStart(6, '0')}.ndjson`, lines);
    ({size: afterSize, anchor: afterAnchor} = lines.at(-1)!);
  }
}

interface AnchorRow {
  anchor: string;
  size: number | string;
  note: string;
  proof: string | null;
  anchored_at: string;
}

interface Leaf {
  place: number | string;
  digest: string;
}

/** A leaf and its record, or one whose record is gone. */
type Row = Leaf & ((EntryRow & {body: string | null}) | {id: null});

const ENTRY = ENTRY_COLUMNS.map(column => `r.${column}`).join(', ');

async function* records({database, site}: ExportSource, index: number, width: number): AsyncGenerator<ArchiveFile> {
  const first = index * TILE_WIDTH;
  const rows = await database.query<Row>(
    `SELECT l.place, l.digest, r.body, ${ENTRY} FROM assent_leaves l
     LEFT JOIN assent_records r ON r.site = l.site AND r.subject = l.subject AND r.seq = l.seq
     WHERE l.site = $1 AND l.place >= $2 AND l.place < $3`,
    [site, first, first + width],
  );
  const byPlace = new Map(rows.map(row => [Number(row.place) - first, row]));
  const digests = new Uint8Array(width * DIGEST_BYTES);
  for (const [at, {digest}] of byPlace) digests.set(digestBytes(digest), at * DIGEST_BYTES);
  const path = tilePath({level: 0, index, width});
  yield {name: path, data: digests};
  yield ndjson(recordsPath(path), Array.from({length: width}, (_, at) => lineOf(byPlace.get(at))));
}

function lineOf(row: Row | undefined): RecordLine {
  return row && row.id !== null ? {receipt: receiptOf(row), body: row.body || null} : {receipt: null, body: null};
}

async function subtrees({database, site}: ExportSource, level: number, index: number, width: number): Promise<ArchiveFile> {
  const first = index * TILE_WIDTH;
  const rows = await database.query<{place: number | string; digest: string}>(
    'SELECT place, digest FROM assent_subtrees WHERE site = $1 AND level = $2 AND place >= $3 AND place < $4',
    [site, level, first, first + width],
  );
  const data = new Uint8Array(width * DIGEST_BYTES);
  for (const {place, digest} of rows) data.set(digestBytes(digest), (Number(place) - first) * DIGEST_BYTES);
  return {name: tilePath({level, index, width}), data};
}

/** Zeros for what is not a digest: the check will not find it equal to any. */
function digestBytes(digest: string): Uint8Array {
  try {
    return decodeBase64(digest).subarray(0, DIGEST_BYTES);
  } catch {
    return new Uint8Array(DIGEST_BYTES);
  }
}

function text(name: string, content: string): ArchiveFile {
  return {name, data: new TextEncoder().encode(content)};
}

function json(name: string, value: unknown): ArchiveFile {
  return text(name, `${JSON.stringify(value, null, 2)}\n`);
}

function ndjson(name: string, lines: readonly object[]): ArchiveFile {
  return text(name, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}
