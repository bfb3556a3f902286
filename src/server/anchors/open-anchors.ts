import {AssentError} from '../../protocol/errors.js';
import type {Anchor, AnchorOptions} from './anchor.js';

/** Opens anchors, and what each needs. Throws `invalid_options` for two that go by one name. */
export async function openAnchors(options: readonly AnchorOptions[]): Promise<Anchor[]> {
  const anchors = await Promise.all(options.map(openAnchor));
  const names = anchors.map(({name}) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return anchors;
  throw new AssentError('invalid_options', `Two anchors go by the name ${twice}: what was left at one would count for the other.`, {
    advice: 'Name each once. The query of an address is no part of its name, for it may hold a secret: let their paths differ.',
  });
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
