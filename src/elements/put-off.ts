/** What is left for later comes back after a day, and not before the next session. */
const DAY_MS = 86_400_000;
/** Longer than any announcement is worth putting off. */
const FORGET_MS = 90 * DAY_MS;
const KEY = 'assent.later';

// Only ever a hint: losing it shows a banner once more.

/** Remembers that an announcement was left for later. */
export function putOff(key: string, nowMs: number): void {
  try {
    const kept = Object.entries(read(localStorage)).filter(([, ms]) => nowMs - ms < FORGET_MS);
    localStorage.setItem(KEY, JSON.stringify({...Object.fromEntries(kept), [key]: nowMs}));
    sessionStorage.setItem(KEY, JSON.stringify({...read(sessionStorage), [key]: nowMs}));
  } catch {
    // No storage here: the page itself remembers for as long as it is open.
  }
}

/** Whether it was, in this session or within the last day. */
export function isPutOff(key: string, nowMs: number): boolean {
  try {
    const {[key]: ms = -Infinity} = read(localStorage);
    return key in read(sessionStorage) || Math.abs(nowMs - ms) < DAY_MS;
  } catch {
    return false;
  }
}

function read(storage: Storage): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '{}');
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, ms]) => typeof ms === 'number'));
  } catch {
    return {}; // what somebody else has put there
  }
}
