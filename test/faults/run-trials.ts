import type {Told, Verdict} from './judge.js';
import {openPlace} from './place.js';
import {openProfile} from './profile.js';
import {Trial, type Fault, type Result} from './trial.js';

const NO_VERDICT: Verdict = {acts: 0, saved: 0, recorded: 0, refused: 0, lost: [], doubled: [], forged: [], waiting: []};

/** Runs one trial of each entry, some at once, in one browser against one backend. */
export async function runTrials(faults: readonly Fault[], atOnce: number): Promise<Result[]> {
  const place = await openPlace(faults.length);
  const hearers = new Map<string, Told[]>();
  const profile = await openProfile((host, told) => hearers.get(host)?.push(told));
  const results: Result[] = [];
  const waiting = [...faults.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, fault] = next;
      try {
        results.push(await Trial.run(fault, {place, index, profile, hearers}));
      } catch (cause) {
        // A trial that cannot be carried out proves nothing: it counts as failed.
        results.push({fault: fault.name, verdict: NO_VERDICT, seconds: undefined, notes: [], broken: String(cause)});
      }
    }
  };
  try {
    await Promise.all(Array.from({length: atOnce}, worker));
  } finally {
    await profile.close();
    await place.close();
  }
  return results;
}
