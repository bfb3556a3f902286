import type {ConsentEvent} from './consent-history.js';

/** How an act was expressed, as the device told it, in words. */
export function howExpressed({implied, shown, by}: ConsentEvent): string {
  if (implied) return 'Going on using the service after a notice';
  if (shown) return shown.button === undefined ? `Shown in: ${shown.mode}` : `Button “${shown.button}” in: ${shown.mode}`;
  if (by === undefined) return 'Not kept any more';
  return by === 'ui' ? 'A click' : 'A call of the page, which told of no click';
}
