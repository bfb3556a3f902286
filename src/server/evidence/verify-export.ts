import {createHash} from 'node:crypto';
import * as v from 'valibot';
import {verifyCheckpoint, type Checkpoint, type CheckpointCheck} from '../../protocol/checkpoint.js';
import {KeySetSchema, type KeySet, type PublicKey} from '../../protocol/jws.js';
import type {Publication} from '../../protocol/publication.js';
import type {ArchiveFile} from './archive.js';
import {AnchorLineSchema, CheckpointLineSchema, KEYS, MANIFEST, ManifestSchema, PUBLICATIONS, PublicationsSchema, type Manifest} from './export-format.js';
import {Found, type Finding} from './finding.js';
import {lentKeys} from './lent-keys.js';
import {LogChecker, type NamedDocument, type SignedRoot} from './log-checker.js';
import {linesOf, parsed, parsedLine, parsedStrictly} from './parsed.js';
import {PublicationHistory} from './publication-history.js';

export interface VerifyOptions {
  /** The keys that one trusts; those in the export itself where absent, which prove less. */
  keys?: KeySet;
  /** Checkpoints that one has kept from before: the log must extend each of them. */
  against?: readonly string[];
}

/** Outcome of checking an export. */
export interface Verdict {
  /** The first thing that is wrong; absent where all is well. */
  finding?: Finding;
  /** What was checked. */
  site: string;
  origin: string;
  records: number;
  /** Of these, whose bodies an erasure or the retention dropped, as the log says. */
  dropped: number;
  documents: number;
  /** Publications that are older than the log's records of such: their dates are the operator's word. */
  unlogged: number;
  checkpoints: number;
  /** Whose keys were used: those given, also others that these vouch for, or those in the export. */
  keys: 'given' | 'vouched' | 'export';
}

/**
 * Checks an export: every document and record by its own bytes, every subject's chain, every receipt's
 * signature, every leaf, tile and root, every checkpoint and those that one has kept, that the texts are those that were
 * published, and that the publications are as the log was told. Stops at the first thing that is wrong. Streams: it holds a part of the archive at a time, and 100 bytes or so a record.
 */
export async function verifyExport(files: AsyncIterable<ArchiveFile>, options: VerifyOptions = {}): Promise<Verdict> {
  const check = new ExportCheck(options);
  try {
    for await (const file of files) await check.file(file);
    await check.end();
  } catch (error) {
    if (error instanceof Found) return {...check.verdict(), finding: error.finding};
    return {...check.verdict(), finding: {kind: 'archive_damaged', message: `The archive cannot be read: ${(error as Error).message}`}};
  }
  return check.verdict();
}

class ExportCheck {
  readonly #options: VerifyOptions;
  readonly #documents = new Map<string, NamedDocument>();
  readonly #checkpoints: Checkpoint[] = [];
  readonly #anchored: (Checkpoint & {anchor: string})[] = [];
  readonly #names = new Set<string>();
  #manifest: Manifest | undefined;
  #keys: KeySet | undefined;
  /** Keys of the export that count if those that were given vouch for them. */
  #lent: readonly PublicKey[] = [];
  /** Those of them that have signed checkpoints. */
  readonly #signers = new Set<string>();
  #publications: readonly Publication[] | undefined;
  readonly #history = new PublicationHistory();
  #unlogged = 0;
  #log: LogChecker | undefined;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#keys = options.keys;
  }

  verdict(): Verdict {
    const {site = '', origin = ''} = this.#manifest ?? {};
    return {
      site,
      origin,
      records: this.#log?.size ?? 0,
      dropped: this.#log?.dropped ?? 0,
      documents: this.#documents.size,
      unlogged: this.#unlogged,
      checkpoints: this.#checkpoints.length,
      keys: !this.#options.keys ? 'export' : this.#signers.size > 0 ? 'vouched' : 'given',
    };
  }

  async file({name, data}: ArchiveFile): Promise<void> {
    // Who unpacks it gets the last one of a name: it has to be the one that is checked here.
    if (this.#names.has(name)) throw new Found('archive_damaged', `${name} is in the export twice.`);
    this.#names.add(name);
    // What comes after the log would be read and compared with nothing.
    if (this.#log && !/^(tile|records)\//.test(name)) throw new Found('archive_damaged', `${name} does not come before the log.`);
    if (name === MANIFEST) this.#manifest = parsedStrictly(ManifestSchema, data, name);
    else if (name === KEYS) this.#keysOf(parsedStrictly(KeySetSchema, data, name));
    else if (name === PUBLICATIONS) this.#publications = parsedStrictly(PublicationsSchema, data, name);
    else if (name.startsWith('documents/')) this.#document(name, data);
    else if (name.startsWith('sources/')) named(name, data);
    else if (name.startsWith('checkpoints/')) await this.#checkpointsOf(data, name);
    else if (name.startsWith('anchors/')) await this.#anchorsOf(data, name);
    else if (name.startsWith('tile/')) (await this.#opened()).tile(name, data);
    else if (name.startsWith('records/')) await (await this.#opened()).records(name, data);
    else throw new Found('archive_damaged', `An export has no file named ${name}.`);
  }

  async end(): Promise<void> {
    await (await this.#opened()).end();
    this.#compareTexts();
    this.#unlogged = this.#history.end(this.#publications!, this.#manifest!.exportedAt);
  }

  /** Whether the texts are those that were published: none is missing, and none is there that nobody published. */
  #compareTexts(): void {
    if (!this.#publications) throw new Found('archive_damaged', `The export has no ${PUBLICATIONS}.`);
    const unnamed = new Set(this.#documents.keys());
    for (const {document, version, texts} of this.#publications) {
      for (const {locale, hash, sourceHash} of texts) {
        const what = `The text of ${document} ${version} (${locale}), which ${PUBLICATIONS} names,`;
        const named = this.#documents.get(hash);
        if (!named || !this.#names.has(`sources/${hexOf(sourceHash)}.txt`)) throw new Found('document_missing', `${what} or its source is not in the export.`);
        if (named.id !== document || named.version !== version || named.locale !== locale) throw new Found('document_altered', `${what} is that of another document, version or locale.`);
        unnamed.delete(hash);
      }
    }
    for (const hash of unnamed) throw new Found('archive_damaged', `${PUBLICATIONS} does not name documents/${hexOf(hash)}.json.`);
  }

  #keysOf(published: KeySet): void {
    this.#lent = this.#options.keys ? lentKeys(this.#options.keys, published) : [];
    this.#keys ??= published;
  }

  #document(name: string, data: Uint8Array): void {
    const hash = named(name, data);
    const {id, version, locale} = parsed(v.object({id: v.string(), version: v.string(), locale: v.string()}), data, name);
    this.#documents.set(`sha256:${hash}`, {id, version, locale});
  }

  async #checkpointsOf(data: Uint8Array, name: string): Promise<void> {
    for (const line of linesOf(data)) {
      const {size, note} = parsedLine(CheckpointLineSchema, line, name);
      const checkpoint = await this.#checkpoint(note, `The checkpoint at ${size}`);
      if (checkpoint.size !== size) throw new Found('checkpoint_invalid', `The checkpoint at ${size} is one of size ${checkpoint.size}.`);
      this.#checkpoints.push(checkpoint);
    }
  }

  async #anchorsOf(data: Uint8Array, name: string): Promise<void> {
    for (const line of linesOf(data)) {
      const {anchor, note} = parsedLine(AnchorLineSchema, line, name);
      this.#anchored.push({anchor, ...(await this.#checkpoint(note, `The checkpoint that was left at ${anchor}`))});
    }
  }

  async #checkpoint(note: string, what: string): Promise<Checkpoint> {
    const {keys, manifest} = this.#begun();
    const check = await this.#verified(note, keys);
    if (check.result === 'invalid') throw new Found('checkpoint_invalid', `${what} does not verify. ${check.reason}`);
    if (check.checkpoint.origin !== manifest.origin) throw new Found('checkpoint_invalid', `${what} is that of another log.`);
    return check.checkpoint;
  }

  /** By the keys that one trusts; else by one that they may vouch for, of which note is taken. */
  async #verified(note: string, keys: KeySet): Promise<CheckpointCheck> {
    const check = await verifyCheckpoint(note, keys);
    if (check.result !== 'invalid') return check;
    for (const key of this.#lent) {
      const lent = await verifyCheckpoint(note, {keys: [key]});
      if (lent.result === 'invalid') continue;
      this.#signers.add(key.kid);
      return lent;
    }
    return check;
  }

  #begun(): {keys: KeySet; manifest: Manifest} {
    if (!this.#manifest || !this.#keys) throw new Found('archive_damaged', 'The export does not begin with its description and its keys.');
    return {keys: this.#keys, manifest: this.#manifest};
  }

  /** The checker of the log; from here on, all that it needs has come. */
  async #opened(): Promise<LogChecker> {
    if (this.#log) return this.#log;
    const {keys, manifest} = this.#begun();
    const signed = this.#checkpoints.map(({size, root}): SignedRoot => ({size, root, what: `the checkpoint at ${size}`}));
    for (const {size, root, anchor} of this.#anchored) signed.push({size, root, what: `the checkpoint at ${size} that was left at ${anchor}`});
    for (const [index, note] of (this.#options.against ?? []).entries()) {
      const {size, root} = await this.#checkpoint(note, `Kept checkpoint ${index + 1}`);
      signed.push({size, root, what: `the checkpoint at ${size} that was kept`});
    }
    if (manifest.size > 0 && !this.#checkpoints.some(({size}) => size === manifest.size)) {
      throw new Found('checkpoint_invalid', `Nothing is signed at the size of the export, ${manifest.size}.`);
    }
    const lent = new Set(this.#lent.map(({kid}) => kid));
    const all = {keys: [...keys.keys, ...this.#lent]};
    this.#log = new LogChecker({site: manifest.site, size: manifest.size, keys: all, lent, signers: this.#signers, documents: this.#documents, signed, publications: this.#history});
    return this.#log;
  }
}

function hexOf(hash: string): string {
  return hash.replace('sha256:', '');
}

/** The hash in a file's name, which has to be that of its bytes. */
function named(name: string, data: Uint8Array): string {
  const hash = createHash('sha256').update(data).digest('hex');
  if (!name.includes(`/${hash}.`)) throw new Found('document_altered', `${name} holds other bytes than those that its name is the hash of.`);
  return hash;
}
