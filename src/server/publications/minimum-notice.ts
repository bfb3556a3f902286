import type {Term} from '../../protocol/agreement-status.js';
import {Refusal} from '../refusal.js';
import type {Site} from '../sites/sites.js';

const DAY_MS = 86_400_000;
/** A request is on its way for a moment: as many days as asked for may be a minute short on arrival. */
const GRACE_MS = 60_000;

/**
 * Refuses a change that takes effect sooner than the site promises, with the first date that would do. The
 * first version of a document needs no notice, nor does a change of wording.
 */
export function assertNotice(
  wanted: Pick<Term, 'change' | 'audience'> & {effectiveAt: string},
  {days, now, replaces}: {days: Site['minimumNoticeDays']; now: Date; replaces: boolean},
): void {
  if (!replaces || wanted.change === 'editorial') return;
  const needed = days[wanted.audience ?? 'everyone'];
  const earliest = now.getTime() + needed * DAY_MS;
  if (Date.parse(wanted.effectiveAt) >= earliest - GRACE_MS) return;
  const date = new Date(earliest).toISOString();
  throw new Refusal('notice_too_short', `This site gives ${needed} days of notice; the first date that would do is ${date}.`, `Choose ${date} as effectiveAt, or later.`, {
    errors: [{path: 'effectiveAt', message: date}],
  });
}
