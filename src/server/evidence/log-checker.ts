import * as v from 'valibot';
import {entryAgrees} from '../../protocol/entry-agrees.js';
import type {KeySet} from '../../protocol/jws.js';
import {sameBytes, type Digest} from '../../protocol/merkle.js';
import {TreeEdge} from '../../protocol/merkle-tree.js';
import {KeeperRecordSchema, KEEPER_TYPES, type AnyEntry} from '../../protocol/keeper-record.js';
import {DIGEST_BYTES, TILE_WIDTH, levelWidth, parseTilePath, tileWidth, type TileAddress} from '../../protocol/tiles.js';
import {EMPTY_ROOT, leafDigestOf, nodeDigestOf, sha256Hex} from '../log/digests.js';
import {RECORD_LINE, RecordLineSchema, recordsPath} from './export-format.js';
import {Found, type Finding} from './finding.js';
import {DroppedBodies} from './dropped-bodies.js';
import {KeyHistory} from './key-history.js';
import {linesOf, notOfForm, parsed} from './parsed.js';
import type {PublicationHistory} from './publication-history.js';
import {ReceiptChecker} from './receipt-checker.js';

/** What a text says it is. */
export interface NamedDocument {
  id: string;
  version: string;
  locale: string;
}

/** A root that someone holds a signature for. */
export interface SignedRoot {
  size: number;
  root: Digest;
  /** How to call it in a message. */
  what: string;
}

interface LogCheckerOptions {
  site: string;
  /** Records that the log is said to have. */
  size: number;
  keys: KeySet;
  /** Keys among them that are trusted only if the others vouch for them. */
  lent: ReadonlySet<string>;
  /** Those that have signed checkpoints. */
  signers: ReadonlySet<string>;
  documents: ReadonlyMap<string, NamedDocument>;
  signed: readonly SignedRoot[];
  /** Learns what the log says of publications. */
  publications: PublicationHistory;
}

interface Place {
  place: number;
  record?: string;
}

/** Walks along a log: records and the tiles over them, in their order. Throws `Found` at the first that is wrong. */
export class LogChecker {
  readonly #options: LogCheckerOptions;
  readonly #receipts: ReceiptChecker;
  readonly #edge = new TreeEdge(nodeDigestOf);
  /** What remains to be met, the smallest last. */
  readonly #signed: SignedRoot[];
  readonly #heads = new Map<string, {seq: number; hash: string}>();
  readonly #ids = new Set<string>();
  readonly #dropped = new DroppedBodies();
  readonly #history: KeyHistory;
  /** The digests of complete subtrees, by level; those of leaves are not kept. */
  readonly #levels: Digest[][] = [];
  /** How far the tiles of each level were compared. */
  readonly #compared: number[] = [];
  #tile: {path: string; address: TileAddress; data: Uint8Array} | undefined;
  /** The first record after the last root that was right. */
  #since: Place = {place: 0};
  /** The signatures of the part before, still being checked. Never rejects. */
  #signatures: Promise<Found | undefined> = Promise.resolve(undefined);

  constructor(options: LogCheckerOptions) {
    this.#options = options;
    this.#receipts = new ReceiptChecker(options.keys.keys);
    this.#history = new KeyHistory(options.keys, options.lent);
    for (const kid of options.signers) this.#history.signed(kid, {});
    this.#signed = options.signed.toSorted((a, b) => b.size - a.size);
    this.#meetRoots();
  }

  /** Records seen so far. */
  get size(): number {
    return this.#edge.size;
  }

  /** Records seen so far whose bodies are not there. */
  get dropped(): number {
    return this.#dropped.count;
  }

  tile(path: string, data: Uint8Array): void {
    const address = parseTilePath(path);
    const {size} = this.#options;
    if (!address || address.level === 'entries' || address.width !== tileWidth(address.level, address.index, size) || data.length !== address.width * DIGEST_BYTES) {
      throw new Found('archive_damaged', `${path} is not a tile of a log of ${size} records.`);
    }
    if (address.level > 0) return this.#compare(path, {...address, level: address.level}, data);
    if (address.index * TILE_WIDTH !== this.size || this.#tile) throw new Found('archive_damaged', `${path} is not where it belongs.`);
    this.#tile = {path, address, data};
  }

  /** Checks the records under the tile that came before. */
  async records(name: string, data: Uint8Array): Promise<void> {
    const tile = this.#tile;
    this.#tile = undefined;
    if (!tile || recordsPath(tile.path) !== name) throw new Found('archive_damaged', `${name} does not follow its tile.`);
    const lines = linesOf(data);
    if (lines.length !== tile.address.width) throw new Found('record_missing', `${name} has ${lines.length} records, not ${tile.address.width}.`, {place: this.size + lines.length});
    const signatures: Promise<Found | undefined>[] = [];
    let found: Found | undefined;
    try {
      for (const [index, line] of lines.entries()) this.#record(line, tile.data.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES), signatures);
    } catch (error) {
      if (!(error instanceof Found)) throw error;
      found = error;
    }
    // While the thread pool works on this part, we wait for the one before: so the first thing found is the first there is.
    const before = await this.#signatures;
    this.#signatures = Promise.all(signatures).then(results => results.find(result => result));
    const first = before ?? (found && ((await this.#signatures) ?? found));
    if (first) throw first;
  }

  /** Says whether all is there that was to come. */
  async end(): Promise<void> {
    const found = await this.#signatures;
    if (found) throw found;
    const {size} = this.#options;
    if (this.size !== size) throw new Found('record_missing', `The export ends after ${this.size} of ${size} records.`, {place: this.size});
    this.#dropped.end();
    await this.#history.end();
    const later = this.#signed.at(-1);
    if (later) throw new Found('log_shorter', `The log has ${size} records, fewer than ${later.what} says.`, {place: size});
    for (let level = 1; levelWidth(level, size) > 0; level += 1) {
      if (this.#compared[level] !== levelWidth(level, size)) throw new Found('archive_damaged', `The tiles of level ${level} are not all there.`);
    }
  }

  /** Checks one record but for its signature, which joins those that are on their way. */
  #record(line: string, digest: Uint8Array, signatures: Promise<Found | undefined>[]): void {
    const at: Place = {place: this.size};
    const what = `The record at place ${at.place}`;
    const {receipt, body} = parsed(RecordLineSchema, line, what, at);
    if (!RECORD_LINE.test(line)) throw notOfForm(what, at);
    if (receipt === null) throw new Found('record_missing', `There is no record at place ${at.place}.`, at);
    const opened = this.#receipts.open(receipt);
    if (typeof opened === 'string') throw new Found('receipt_invalid', `The receipt at place ${at.place} does not verify. ${opened}`, at);
    const {entry, kid, payload, signature} = opened;
    at.record = entry.id;
    this.#history.signed(kid, at);
    // First, since whatever else is wrong with an entry that nobody signed follows from that.
    signatures.push(signature.then(wrong => (wrong === undefined ? undefined : new Found('receipt_invalid', `The receipt of ${entry.id} does not verify. ${wrong}`, at))));
    this.#entry(entry, payload, at);
    if (body === null) this.#dropped.lacks(entry, at);
    else this.#heed(entry, checkBody(entry, body, at), at);
    this.#leaf(leafDigestOf(payload), digest, at);
  }

  #entry(entry: AnyEntry, payload: Buffer, at: Place): void {
    const {site, sub, seq, prev, id, document} = entry;
    if (site !== this.#options.site) throw new Found('entry_foreign', `${id} is a record of another site.`, at);
    if (this.#ids.has(id)) throw new Found('record_repeated', `${id} is in the log twice.`, at);
    this.#ids.add(id);
    const head = this.#heads.get(sub);
    if (seq !== (head?.seq ?? 0) + 1 || prev !== (head?.hash ?? null)) {
      throw new Found('chain_broken', `${id} is link ${seq} of its subject's chain and does not follow link ${head?.seq ?? 0}.`, at);
    }
    this.#heads.set(sub, {seq, hash: `sha256:${sha256Hex(payload)}`});
    if (!document) return;
    const text = this.#options.documents.get(document.hash);
    if (!text) throw new Found('document_missing', `The text that ${id} is about is not in the export.`, at);
    if (text.id !== document.id || text.version !== document.version || text.locale !== document.locale) {
      throw new Found('document_altered', `The text that ${id} names is that of another document, version or locale.`, at);
    }
  }

  /** Takes note of a record that says which bodies are gone, or may not go. */
  #heed(entry: AnyEntry, said: unknown, at: Place): void {
    if (!(KEEPER_TYPES as readonly string[]).includes(entry.type)) return;
    const record = v.safeParse(KeeperRecordSchema, said);
    if (!record.success) throw new Found('body_disagrees', `The body of ${entry.id} is not that of "${entry.type}".`, at);
    if (record.output.type === 'keys') this.#history.heeds(record.output, at);
    else if (record.output.type === 'publish') this.#options.publications.heeds(entry, record.output, at);
    else this.#dropped.heeds(entry, record.output, at);
  }

  #leaf(leaf: Digest, digest: Uint8Array, at: Place): void {
    if (!sameBytes(leaf, digest)) throw new Found('leaf_altered', `${at.record} is not the record that the log holds at place ${at.place}.`, at);
    if (this.#since.place === at.place) this.#since = at;
    for (const subtree of this.#edge.append(leaf)) (this.#levels[subtree.level] ??= []).push(subtree.digest);
    this.#meetRoots();
  }

  /** Compares the root with every one that was signed at this size. */
  #meetRoots(): void {
    for (let next = this.#signed.at(-1); next?.size === this.size; next = this.#signed.at(-1)) {
      if (!sameBytes(this.#edge.root() ?? EMPTY_ROOT, next.root)) {
        const range = this.size - this.#since.place > 1 ? `The records from place ${this.#since.place} to ${this.size - 1}` : `The record at place ${this.#since.place}`;
        throw new Found('root_differs', `${range} did not make the root of ${next.what}.`, this.#since);
      }
      this.#signed.pop();
      this.#since = {place: this.size};
    }
  }

  #compare(path: string, {level, index, width}: TileAddress & {level: number}, data: Uint8Array): void {
    const first = index * TILE_WIDTH;
    if (first !== (this.#compared[level] ?? 0)) throw new Found('archive_damaged', `${path} is not where it belongs.`);
    for (let at = 0; at < width; at += 1) {
      const digest = this.#levels[level]?.[first + at];
      if (!digest || !sameBytes(digest, data.subarray(at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES))) {
        const place = (first + at) * TILE_WIDTH ** level;
        throw new Found('tile_altered', `${path} does not hold the root of the ${TILE_WIDTH ** level} records from place ${place}.`, {place});
      }
    }
    this.#compared[level] = first + width;
  }
}

/** Compares what the device wrote with what the server made of it. Gives back what the body says. */
function checkBody(entry: AnyEntry, body: string, at: Pick<Finding, 'place' | 'record'>): unknown {
  if (`sha256:${sha256Hex(body)}` !== entry.record) {
    throw new Found('body_altered', `The body of ${entry.id} is not the one that was received.`, at);
  }
  // The bytes are those that the entry hashed; now they have to say what it says.
  const record: unknown = JSON.parse(body);
  if (!entryAgrees(entry, record)) throw new Found('body_disagrees', `The body of ${entry.id} says something else than its entry.`, at);
  return record;
}
