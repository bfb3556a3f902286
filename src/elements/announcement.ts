import {agreementState, NOTICE_SETTLES_MS} from '../protocol/agreement-status.js';
import type {Agreement, Offer} from '../protocol/agreement.js';

/** A version that somebody is told of, and what their silence will mean. */
export interface Announcement {
  offer: Offer;
  /** The version that they go by now; absent for a newcomer. */
  before?: Offer;
  /** Whether its date has come. */
  inForce: boolean;
  /** From when on going on using the service accepts it; absent where it never does. */
  useFrom?: string;
  /** The record that it was shown or delivered before: it names this person and this version. */
  notice?: string;
}

/** What there is to announce to a person who stands so, at a moment; undefined where nothing is. */
export function announcementOf({status, offers, acts}: Agreement, now: Date): Announcement | undefined {
  if (status !== 'notice') return undefined;
  const {asked, binding: before} = agreementState(offers, acts, now);
  // This device's clock may be behind the one that told the status.
  const offer = asked ?? offers.at(-1)!;
  const {version, effectiveAt, assent, audience} = offer;
  const notice = acts.find(act => act.type === 'notice' && act.version === version);
  const byUse = assent === 'continued-use' && (before !== undefined || audience === 'new');
  const settled = Date.parse(notice?.at ?? now.toISOString()) + NOTICE_SETTLES_MS;
  return {
    offer,
    inForce: Date.parse(effectiveAt) <= now.getTime(),
    ...(notice && {notice: notice.id}),
    ...(before && {before}),
    ...(byUse && {useFrom: settled > Date.parse(effectiveAt) ? new Date(settled).toISOString() : effectiveAt}),
  };
}
