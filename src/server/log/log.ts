import {encodeBase64} from '../../protocol/base64.js';
import {checkpointKey, parseCheckpoint, formatCheckpoint, type Checkpoint} from '../../protocol/checkpoint.js';
import {ecdsaToDer} from '../../protocol/ecdsa-signature.js';
import type {Inclusion} from '../../protocol/inclusion.js';
import type {Digest} from '../../protocol/merkle.js';
import {consistencyRanges, inclusionRanges, joinRoots, perfectRoot, tileSpans, type Range} from '../../protocol/merkle-tree.js';
import {formatNote, parseNote} from '../../protocol/signed-note.js';
import {TILE_WIDTH, tileWidth, type TileAddress} from '../../protocol/tiles.js';
import type {Signer} from '../keys/server-keys.js';
import {EMPTY_ROOT, nodeDigestOf} from './digests.js';
import type {LogStore, StoredCheckpoint} from './log-store.js';

/** Reads the logs of one installation, one a site, and signs what they say. */
export class Log {
  readonly store: LogStore;
  readonly #signer: Signer;
  readonly #originPrefix: string;

  /** @param originPrefix names the installation: its host and path, without a scheme */
  constructor(store: LogStore, signer: Signer, originPrefix = 'assent') {
    this.store = store;
    this.#signer = signer;
    this.#originPrefix = originPrefix;
  }

  /** The name of a site's log (C2SP tlog-checkpoint). */
  origin(site: string): string {
    return `${this.#originPrefix}/${site}`;
  }

  /** Signs a root. The caller has made sure that the leaves under it are committed and that nothing was rewritten. */
  async sign(site: string, size: number, root: Digest): Promise<string> {
    const name = this.origin(site);
    const text = formatCheckpoint({origin: name, size, root});
    const key = this.#signer.publicKeys[0]!;
    const {keyId} = await checkpointKey(name, key);
    const signed = await this.#signer.signBytes(new TextEncoder().encode(text));
    const signature = key.alg === 'ES256' ? ecdsaToDer(signed) : signed;
    return formatNote({text, signatures: [{name, keyId, signature}]});
  }

  /** The largest checkpoint; undefined while the log is empty. */
  checkpoint(site: string): Promise<StoredCheckpoint | undefined> {
    return this.store.checkpoint(site);
  }

  /** The bytes of a tile; undefined for one that the checkpoints of the log do not need. */
  async tile(site: string, {level, index, width}: TileAddress & {level: number}): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const size = (await this.checkpoint(site))?.size ?? 0;
    if (width > tileWidth(level, index, size)) return undefined;
    const digests = await this.store.digests(site, level, index * TILE_WIDTH, width);
    return concatenated(digests);
  }

  /** Proof that the log holds a record, against its largest checkpoint; undefined while it does not. */
  async inclusion(site: string, id: string): Promise<Inclusion | undefined> {
    const place = await this.store.placeOf(site, id);
    const checkpoint = place === undefined ? undefined : await this.checkpoint(site);
    if (place === undefined || !checkpoint || place >= checkpoint.size) return undefined;
    const {size, note} = checkpoint;
    const proof = await this.#roots(site, size, inclusionRanges(place, size));
    return {index: place, size, proof: proof.map(encodeBase64), checkpoint: note};
  }

  /** Proof that the log at `first` leaves is the beginning of the log at `second` (RFC 6962 §2.1.2). */
  consistency(site: string, first: number, second: number): Promise<Digest[]> {
    return this.#roots(site, second, consistencyRanges(first, second));
  }

  /** The root of the first leaves of a log. */
  async rootAt(site: string, size: number): Promise<Digest> {
    if (size === 0) return EMPTY_ROOT;
    const [root] = await this.#roots(site, size, [{start: 0, end: size}]);
    return root!;
  }

  /** The roots of some ranges of a log of that size, each tile read once. */
  #roots(site: string, size: number, ranges: readonly Range[]): Promise<Digest[]> {
    const tiles = new Map<string, Promise<Digest[]>>();
    const tile = (level: number, index: number) => {
      const name = `${level}/${index}`;
      const known = tiles.get(name) ?? this.store.digests(site, level, index * TILE_WIDTH, tileWidth(level, index, size));
      tiles.set(name, known);
      return known;
    };
    return Promise.all(
      ranges.map(async range => {
        const roots = tileSpans(range).map(async ({level, first, count}) => {
          // A power of two of neighbours, aligned to itself, lies in one tile.
          const within = first % TILE_WIDTH;
          const digests = await tile(level, Math.floor(first / TILE_WIDTH));
          return perfectRoot(digests.slice(within, within + count), nodeDigestOf);
        });
        return joinRoots(await Promise.all(roots), nodeDigestOf)!;
      }),
    );
  }
}

/** What a stored note says. Throws where it is not a checkpoint: someone has edited the row. */
export function readCheckpoint(note: string): Checkpoint {
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '');
  if (!checkpoint) throw new Error('A stored checkpoint is not one.');
  return checkpoint;
}

function concatenated(digests: readonly Digest[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(digests.reduce((length, digest) => length + digest.length, 0));
  let at = 0;
  for (const digest of digests) {
    bytes.set(digest, at);
    at += digest.length;
  }
  return bytes;
}
