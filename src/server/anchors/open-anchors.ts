import type {Anchor, AnchorOptions} from './anchor.js';

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
