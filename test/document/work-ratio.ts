/** Longest ratio that is still a line: four times the length takes four times the work, its square sixteen. */
const LINEAR = 10;
const ATTEMPTS = 4;

/** The processor's time that something takes, in microseconds: what else the machine does is not in it. */
function workOf(task: () => void): number {
  const start = process.cpuUsage();
  task();
  const {user, system} = process.cpuUsage(start);
  return user + system;
}

/**
 * How many times the work of a short task a long one takes: the least of some attempts, for collecting garbage
 * only ever adds. Stops at the first that is linear; a square is a square every time.
 */
export function workRatio(short: () => void, long: () => void): number {
  let least = Infinity;
  workOf(short);
  for (let attempt = 0; attempt < ATTEMPTS && least >= LINEAR; attempt++) {
    const once = Math.min(workOf(short), workOf(short));
    least = Math.min(least, workOf(long) / Math.max(once, 2000));
  }
  return least;
}

/** Whether a ratio for four times the length is that of linear work. */
export const isLinear = (ratio: number) => ratio < LINEAR;
