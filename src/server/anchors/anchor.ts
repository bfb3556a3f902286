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

/** Opens anchors, and what each needs. */
export function openAnchors(options: readonly AnchorOptions[]): Promise<Anchor[]> {
  return Promise.all(options.map(openAnchor));
}

async function openAnchor(options: AnchorOptions): Promise<Anchor> {
  if (options.kind === 'file') {
    const {FileAnchor} = await import('./file-anchor.js');
    return new FileAnchor(options.folder);
  }
  if (options.kind === 'webhook') {
    const {WebhookAnchor} = await import('./webhook-anchor.js');
    return new WebhookAnchor(options);
  }
  // An ASN.1 library weighs as much as the rest of the server: for those who need it.
  const {TimeStampAnchor} = await import('./time-stamp-anchor.js');
  return new TimeStampAnchor(options.url);
}
