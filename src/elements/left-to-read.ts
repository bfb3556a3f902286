import type {Gates} from '../protocol/agreement.js';
import type {Shown} from '../protocol/record.js';
import type {Localizer} from './localizer.js';

/** What a publication still asks of a reading before it can be accepted, in sentences; nothing once all is done. */
export function leftToRead({opened, read, seconds = 0}: Gates, {openMs, endReached}: Pick<Shown, 'openMs' | 'endReached'>, words: Localizer): string[] {
  const more = Math.ceil(seconds - openMs / 1000);
  return [
    ...(opened && openMs === 0 ? [words.text('gateOpened')] : []),
    ...(read && !endReached ? [words.text('gateRead')] : []),
    ...(more > 0 ? [words.text('gateTime', {seconds: String(more)})] : []),
  ];
}
