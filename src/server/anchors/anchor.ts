/** Somewhere outside the database where checkpoints are left, so that the past cannot be changed in silence. */
export interface Anchor {
  /** Under which it is remembered what was left there; no secret in it. */
  readonly name: string;
  /** Leaves a signed checkpoint of a site. Resolves with a proof, base64, where the place gives one. */
  put(site: string, note: string): Promise<string | undefined>;
  /** The last checkpoint that was left, where the place can be read. */
  last?(site: string): Promise<string | undefined>;
}

export type AnchorOptions =
  /** Appends to `<folder>/<site>.checkpoints`, which is best on another machine or on paper. It is also read back. */
  | {kind: 'file'; folder: string}
  /** Posts the note as text. Any 2xx counts. */
  | {kind: 'webhook'; url: string; headers?: Record<string, string>}
  /** Asks a time-stamp authority (RFC 3161) to stamp the note. */
  | {kind: 'rfc3161'; url: string};

/** How long an anchor elsewhere may take to answer. */
export const ANCHOR_TIMEOUT_MS = 10_000;
