// How long an export takes to be checked: `node --import tsx test/bench/verify.ts [records] [file]`. The export is made
// first, as a server would have written it, and is not counted. Where a file is named, it is kept there with its keys
// beside it, and taken from there the next time.
import {createHash} from 'node:crypto';
import {createWriteStream, existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {availableParallelism, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {deserialize, serialize} from 'node:v8';
import type {Hash} from '../../src/protocol/hash.js';
import {TreeEdge, type Subtree} from '../../src/protocol/merkle-tree.js';
import type {Publication} from '../../src/protocol/publication.js';
import {RECEIPT_TYPE, type Entry} from '../../src/protocol/receipt.js';
import {DIGEST_BYTES, TILE_WIDTH, tilePath} from '../../src/protocol/tiles.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {hashText} from '../../src/server/digest.js';
import {pack, type ArchiveFile} from '../../src/server/evidence/archive.js';
import {EXPORT_FORMAT, KEYS, MANIFEST, PUBLICATIONS, recordsPath} from '../../src/server/evidence/export-format.js';
import {parseKeySet, verifyFile} from '../../src/server/evidence/verify-file.js';
import {createKeys, importKeys} from '../../src/server/keys/server-keys.js';
import {leafDigestOf, nodeDigestOf} from '../../src/server/log/digests.js';
import {Log} from '../../src/server/log/log.js';
import type {LogStore} from '../../src/server/log/log-store.js';
import {entryText} from '../../src/server/records/entry-text.js';

const SIZE = Number(process.argv[2] ?? 1_000_000);
const PER_SUBJECT = 10;
const AT = new Date().toISOString();
const DOCUMENT = new TextEncoder().encode('{"id":"terms-of-use","locale":"en","version":"1"}');
const SOURCE = new TextEncoder().encode('1. You may use this.');
const hashOf = (bytes: Uint8Array): Hash => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const TERMS: Entry['document'] = {id: 'terms-of-use', version: '1', locale: 'en', hash: hashOf(DOCUMENT)};
const PUBLICATION: Publication = {
  document: 'terms-of-use', version: '1', announcedAt: AT, effectiveAt: AT, assent: 'explicit', change: 'material', audience: 'everyone', ask: 'on-arrival',
  texts: [{locale: 'en', hash: hashOf(DOCUMENT), sourceHash: hashOf(SOURCE), title: 'Terms of Use', bytes: DOCUMENT.length}],
};
const SHOWN = {mode: 'dialog', statement: 'By choosing “Agree” you accept the Terms of Use.', button: 'Agree', endReached: true, openMs: 14_000, screen: {viewport: {width: 1280, height: 800}, statementFontSize: 16, statementContrast: 12.6, buttonFontSize: 16, buttonContrast: 7.1, distance: 12, inView: true, covered: false}};

/** The last record that was made, and where its subject's chain ends. */
let head: {sub: string; seq: number; prev: Hash | null} = {sub: '', seq: PER_SUBJECT, prev: null};
const {signer} = await importKeys(await createKeys());
const folder = await mkdtemp(join(tmpdir(), 'assent-verify-'));
try {
  const file = process.argv[3] ?? join(folder, 'export.tar');
  const keys = `${file}.keys.json`;
  if (!existsSync(keys)) {
    await pipeline(Readable.fromWeb(pack(exported()) as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(file));
    await writeFile(keys, JSON.stringify({keys: signer.publicKeys}));
  }
  const megabytes = Math.round((await stat(file)).size / 1e6);
  const load = loadavg()[0]!.toFixed(1);
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const checked = await verifyFile(file, {keys: parseKeySet(await readFile(keys, 'utf8'))!, against: []});
  const {user, system} = process.cpuUsage(cpu);
  if (checked.kind !== 'export' || checked.verdict.finding || checked.verdict.records !== SIZE) throw new Error(JSON.stringify(checked));
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${SIZE.toLocaleString('en')} records, ${megabytes} MB, checked in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of CPU, ` +
      `${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most); ${availableParallelism()} cores, load ${load} before`,
  );
} finally {
  await rm(folder, {recursive: true, force: true});
}

async function* exported(): AsyncGenerator<ArchiveFile> {
  const json = (name: string, value: unknown) => ({name, data: new TextEncoder().encode(JSON.stringify(value))});
  yield json(MANIFEST, {format: EXPORT_FORMAT, site: 'shop', origin: 'assent/shop', size: SIZE, exportedAt: AT});
  yield json(KEYS, {keys: signer.publicKeys});
  yield json(PUBLICATIONS, [PUBLICATION]);
  yield {name: `documents/${hexOf(DOCUMENT)}.json`, data: DOCUMENT};
  yield {name: `sources/${hexOf(SOURCE)}.txt`, data: SOURCE};
  // The checkpoint stands before the records that it is over: they are kept on the disk until it is signed.
  const edge = new TreeEdge(nodeDigestOf);
  const above: Subtree[] = [];
  for (let first = 0; first < SIZE; first += TILE_WIDTH) await keep(first, await part(first, edge, above));
  const note = await new Log({} as LogStore, signer, 'assent').sign('shop', SIZE, edge.root()!);
  yield {name: 'checkpoints/000000.ndjson', data: new TextEncoder().encode(`${JSON.stringify({size: SIZE, note})}\n`)};
  for (let first = 0; first < SIZE; first += TILE_WIDTH) yield* await kept(first);
  yield* tilesAbove(above);
}

function hexOf(bytes: Uint8Array): string {
  return hashOf(bytes).slice('sha256:'.length);
}

function spool(first: number): string {
  return join(folder, `${first}`);
}

async function keep(first: number, files: readonly ArchiveFile[]): Promise<void> {
  await writeFile(spool(first), serialize(files));
}

async function kept(first: number): Promise<ArchiveFile[]> {
  const files = deserialize(await readFile(spool(first))) as ArchiveFile[];
  await rm(spool(first));
  return files;
}

/** One tile, and the records under it. */
async function part(first: number, edge: TreeEdge, above: Subtree[]): Promise<ArchiveFile[]> {
  const width = Math.min(TILE_WIDTH, SIZE - first);
  const data = new Uint8Array(width * DIGEST_BYTES);
  const records = [];
  for (let at = 0; at < width; at += 1) {
    if (head.seq === PER_SUBJECT) head = {sub: `s_${createHash('sha256').update(`${first + at}`).digest('base64url')}`, seq: 0, prev: null};
    const id = uuid7(Date.now());
    const presentation = `${'eyJhbGciOiJFZERTQSIsImtpZCI6Im'.repeat(16)}${head.sub}`;
    const body = JSON.stringify({v: 1, id, type: 'accept', site: 'shop', subject: head.sub, document: TERMS, presentation, made: {by: 'ui', trusted: true}, at: AT, shown: SHOWN});
    const entry: Entry = {
      v: 1, site: 'shop', sub: head.sub, seq: head.seq + 1, prev: head.prev, id, type: 'accept', record: await hashText(body), document: TERMS,
      presentedAt: AT, claimedAt: AT, recordedAt: AT, via: 'anonymous', flags: [],
    };
    const text = entryText(entry);
    head = {sub: head.sub, seq: entry.seq, prev: await hashText(text)};
    const digest = leafDigestOf(text);
    data.set(digest, at * DIGEST_BYTES);
    above.push(...edge.append(digest));
    records.push(signer.sign(text, RECEIPT_TYPE).then(receipt => `${JSON.stringify({receipt, body})}\n`));
  }
  const name = tilePath({level: 0, index: first / TILE_WIDTH, width});
  return [{name, data}, {name: recordsPath(name), data: new TextEncoder().encode((await Promise.all(records)).join(''))}];
}

function* tilesAbove(above: readonly Subtree[]): Generator<ArchiveFile> {
  for (let level = 1; ; level += 1) {
    const row = above.filter(subtree => subtree.level === level);
    if (row.length === 0) return;
    for (let first = 0; first < row.length; first += TILE_WIDTH) {
      const digests = row.slice(first, first + TILE_WIDTH).map(({digest}) => digest);
      yield {name: tilePath({level, index: first / TILE_WIDTH, width: digests.length}), data: new Uint8Array(Buffer.concat(digests))};
    }
  }
}
