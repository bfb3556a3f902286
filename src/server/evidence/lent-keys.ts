import type {KeySet, PublicKey} from '../../protocol/jws.js';

/**
 * The keys of an export that may have signed after those that somebody kept: all that it publishes besides, where it
 * publishes one of those as well. What they sign counts only if the log shows that the kept ones vouch for them.
 */
export function lentKeys(kept: KeySet, published: KeySet): PublicKey[] {
  if (!published.keys.some(key => kept.keys.some(one => sameKey(one, key)))) return [];
  // A key that goes by the name of a kept one, and is another, is not asked.
  return published.keys.filter(({kid}) => !kept.keys.some(one => one.kid === kid));
}

/** Whether two keys verify the same signatures under the same name. */
export function sameKey(one: PublicKey, other: PublicKey): boolean {
  return one.kid === other.kid && one.alg === other.alg && one.x === other.x && one.y === other.y;
}
