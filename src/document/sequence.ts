import type {Marker, Reading} from './marker.js';

/** How far a run may jump and still be one: clauses get deleted, but `30.` does not follow `3.`. */
export const MAX_GAP = 5;

/** Numbers of one run have the same key. */
export const runKey = ({style, values}: Reading) => (values.length > 1 ? `${style}${values.length}` : style);

/** Whether some numbers come right after others of the same length, or not long after. */
export function follows(last: readonly number[] | undefined, values: readonly number[]): 'next' | 'later' | undefined {
  if (!last || last.length !== values.length) return undefined;
  const at = values.findIndex((value, index) => value !== last[index]);
  if (at < 0) return undefined;
  const step = values[at]! - last[at]!;
  if (step < 1 || step > MAX_GAP || values.slice(at + 1).some(value => value > 1)) return undefined;
  return step === 1 ? 'next' : 'later';
}

/** Whether the number after this one goes on from this reading: (i) before (ii) is one, before (j) is nine. */
export function foretold(reading: Reading, next: Marker | undefined): number {
  return next?.readings.some(other => other.style === reading.style && follows(reading.values, other.values) === 'next') ? 1 : 0;
}

/** Whether the number after this one goes on below it or from it. */
export function confirmed(reading: Reading, next: Marker | undefined): boolean {
  if (foretold(reading, next)) return true;
  return next?.readings.some(({values}) => values.length === 2 && values[0] === reading.values[0]) ?? false;
}
