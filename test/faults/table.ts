import type {Result} from './trial.js';

const COLUMNS = ['acts', 'saved', 'recorded', 'refused', 'lost', 'doubled', 'forged', 'p50 s', 'p95 s'];
const NAME_WIDTH = 40;
const WIDTH = 9;

export const HEADER = 'fault'.padEnd(NAME_WIDTH) + COLUMNS.map(name => name.padStart(WIDTH)).join('');

/** One line of the table: sums over the trials of a fault, and how long it took to be recorded. */
export function row(name: string, results: readonly Result[]): string {
  const sum = (count: (result: Result) => number) => results.reduce((total, result) => total + count(result), 0);
  const seconds = results.flatMap(({seconds}) => seconds ?? []).sort((a, b) => a - b);
  const cells = [
    sum(({verdict}) => verdict.acts),
    sum(({verdict}) => verdict.saved),
    sum(({verdict}) => verdict.recorded),
    sum(({verdict}) => verdict.refused),
    sum(({verdict}) => verdict.lost.length),
    sum(({verdict}) => verdict.doubled.length),
    sum(({verdict}) => verdict.forged.length),
    quantile(seconds, 0.5),
    quantile(seconds, 0.95),
  ];
  return name.padEnd(NAME_WIDTH) + cells.map(cell => String(cell).padStart(WIDTH)).join('');
}

/** What must not be, in words. */
export function failures(results: readonly Result[]): string[] {
  return results.flatMap(({verdict: {lost, doubled, forged, waiting}, seconds, broken}) => [
    ...(broken === undefined ? [] : [`not carried out: ${broken}`]),
    ...lost.map(id => `lost: ${id}`),
    ...doubled.map(id => `doubled: ${id}`),
    ...forged.map(id => `forged: ${id}`),
    ...waiting.map(id => `still waiting: ${id}`),
    ...(seconds === undefined && broken === undefined && waiting.length + lost.length === 0 ? ['recorded, but the device has not learned it'] : []),
  ]);
}

function quantile(sorted: readonly number[], share: number): string {
  const at = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted.length === 0 ? '-' : sorted[at]!.toFixed(2);
}
