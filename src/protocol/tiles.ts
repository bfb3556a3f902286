// Where the digests of a log are served (https://c2sp.org/tlog-tiles).

/** Digests in a full tile: a subtree of height 8. */
export const TILE_WIDTH = 256;
/** Bytes in a digest (SHA-256). */
export const DIGEST_BYTES = 32;
const MAX_LEVEL = 63;

/** A tile of digests, or a bundle of entries (which has the places of level 0). */
export interface TileAddress {
  level: number | 'entries';
  index: number;
  /** 256, or fewer for the last tile of a level. */
  width: number;
}

/** `tile/<L>/<N>[.p/<W>]`: the index in groups of three digits, all but the last with an `x`. */
export function tilePath({level, index, width}: TileAddress): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** What a path names, or undefined where it is not the one spelling of a tile. Indices above 2^53 are refused. */
export function parseTilePath(path: string): TileAddress | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const [, level, front = '', end = '', width] = match;
  const address: TileAddress = {
    level: level === 'entries' ? level : Number(level),
    index: Number(front.replace(/[x/]/g, '') + end),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (!Number.isSafeInteger(address.index) || (typeof address.level === 'number' && address.level > MAX_LEVEL)) return undefined;
  return tilePath(address) === path && address.width > 0 ? address : undefined;
}

/** How many digests of a level a log of that size has: one for each complete subtree of 256^level leaves. */
export function levelWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** How wide a tile of a log of that size is: 256, fewer for the last of its level, 0 where there is none yet. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, levelWidth(level, size) - index * TILE_WIDTH));
}
