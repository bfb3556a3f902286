/** A clock that a test moves; it stands still in between. */
export interface MovingClock {
  now: () => Date;
  set(instant: string): void;
  addDays(days: number): void;
}

export function movingClock(start: string): MovingClock {
  let ms = Date.parse(start);
  return {
    now: () => new Date(ms),
    set: instant => (ms = Date.parse(instant)),
    addDays: days => (ms += days * 86_400_000),
  };
}
