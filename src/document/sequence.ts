import type {Marker, Reading} from './marker.js';

/** How far a run may jump and still be one: clauses get deleted, but `30.` does not follow `3.`. */
export const MAX_GAP = 5;

/** Numbers of one run have the same key. */
export const runKey = ({style, values}: Reading) => (values.length > 1 ? `${style}${values.length}` : style);

/** Whether a number comes right after another of the same length, or not long after. */
export function follows(last: Reading | undefined, {values, inserted = 0}: Reading): 'next' | 'later' | undefined {
  if (!last || last.values.length !== values.length) return undefined;
  const at = values.findIndex((value, index) => value !== last.values[index]);
  // After 4 comes 4A; after 第四条 either 第四条之一 or 第4条の2.
  if (at < 0) return stepOf(inserted - (last.inserted ?? 0), last.inserted ? 1 : 2);
  if (values.slice(at + 1).some(value => value > 1)) return undefined;
  return stepOf(values[at]! - last.values[at]!, 1);
}

function stepOf(step: number, most: number): 'next' | 'later' | undefined {
  if (step < 1 || step > MAX_GAP) return undefined;
  return step <= most ? 'next' : 'later';
}

/** Whether the number after this one goes on from this reading: (i) before (ii) is one, before (j) is nine. */
export function foretold(reading: Reading, next: Marker | undefined): number {
  return next?.readings.some(other => other.style === reading.style && follows(reading, other) === 'next') ? 1 : 0;
}

/** Whether the number after this one goes on below it or from it. */
export function confirmed(reading: Reading, next: Marker | undefined): boolean {
  if (foretold(reading, next)) return true;
  return next?.readings.some(({values}) => values.length === 2 && values[0] === reading.values[0]) ?? false;
}

/** Whether a number comes after another of the same length, however far. */
export function isLater(last: Reading | undefined, {values}: Reading): boolean {
  if (!last || last.values.length !== values.length) return false;
  const at = values.findIndex((value, index) => value !== last.values[index]);
  return at >= 0 && values[at]! > last.values[at]!;
}

/** Whether a number is that of a part of another one, as 3.5 is of 3, and A.1 of A. or of Annex A. */
export function isPart({style, values}: Reading, whole: Reading): boolean {
  // A.1 is no part of 1. and of Article 1.
  if (style === 'A.' && !/^\W?A|( a|^[附别別])$/.test(whole.style)) return false;
  if (style === 'I.' && !/^\W?I| i$/.test(whole.style)) return false;
  return values.length > whole.values.length && whole.values.every((value, index) => value === values[index]);
}

/** Whether some numbers go on from each other, each from the one before; a single one only if it is a first one. */
export function isRun(markers: readonly (Marker | undefined)[]): boolean {
  const goesOn = (one: Marker | undefined, other: Marker | undefined) =>
    one?.readings.some(reading => other?.readings.some(next => next.style === reading.style && follows(reading, next))) ?? false;
  const [first] = markers;
  if (markers.length === 1) return first !== undefined && !first.weak && first.readings.some(({values}) => values[0]! <= 1);
  return markers.every((marker, index) => !marker?.weak && (index === 0 || goesOn(markers[index - 1], marker)));
}
