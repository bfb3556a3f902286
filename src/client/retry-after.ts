/** No server may send us away for longer; whatever it says, people want to know today. */
export const MAX_FLOOR_MS = 60 * 60_000;

/** `Retry-After` (RFC 9110 §10.2.3), seconds or a date by the server's clock, in ms; undefined where there is none. */
export function retryAfterMs(header: string | null | undefined, serverNow: Date): number | undefined {
  const text = header?.trim() ?? '';
  // Only an HTTP date: engines read dates into almost anything.
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : / GMT$/.test(text) ? Date.parse(text) - serverNow.getTime() : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_FLOOR_MS);
}
