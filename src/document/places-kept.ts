import {inOrder} from './align.js';
import type {BlockChange} from './changes.js';
import type {Section} from './sections.js';

/**
 * Which clauses stand where they stood, by their places in the list of changes: in the same clause, in the same order. A
 * heading that was put around them, or taken away from around them, moves none of them.
 */
export function placesKept(before: readonly Section[], after: readonly Section[], contents: readonly (readonly BlockChange[])[]): Set<number> {
  const kept = new Set(contents.flat().flatMap(change => (change.type === 'clause' && change.in === 'both' ? [change.clause] : [])));
  // By the clause around, as it is in the new text: what both have in it, whatever stands between.
  const orders = new Map<Section, [number, number][]>();
  const places = new Map(before.map((section, place) => [section, place]));
  after.forEach((section, place) => {
    const was = section.other;
    const around = was?.parent && section.parent && commonParent(was, section);
    if (!around) return;
    const order = orders.get(around);
    const pair: [number, number] = [place, places.get(was)!];
    if (order) order.push(pair);
    else orders.set(around, [pair]);
  });
  for (const order of orders.values()) for (const [place] of inOrder(order)) if (isWrapped(after[place]!)) kept.add(after[place]!.index);
  return kept;
}

const isWrapped = ({parent, other}: Section) => other?.parent?.other !== parent;

/** The nearest clause around that the other text has as well, if it is the same one on either side. */
function commonParent(was: Section, is: Section): Section | undefined {
  const around = knownParent(is);
  return around && around.other === knownParent(was) ? around : undefined;
}

function knownParent({parent}: Section): Section | undefined {
  let around = parent;
  while (around && !around.other) around = around.parent;
  return around;
}
