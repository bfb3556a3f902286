import type {AppealStatement, Restriction} from '../../src/client/assent.js';
import type {TermsDocument} from '../../src/document/model.js';
import {hashOf} from './scripted-assent.js';

/** A restriction with everything that one can have. */
export function restrictionOf({id, version, locale}: TermsDocument, more: Partial<Restriction> = {}): Restriction {
  return {
    id: '019350a4-7b1c-7d3e-9f2a-0000000000aa',
    kind: 'suspend',
    scope: ['publishing', 'payments'],
    since: '2026-11-20T10:00:00.000Z',
    until: '2026-12-20T00:00:00.000Z',
    facts: 'On 19 November 2026 the same advertisement was posted 40 times within an hour, from two devices.',
    clause: '1.1',
    automated: {detection: true, decision: false},
    redress: 'You can also turn to a certified body for dispute settlement, or to a court.',
    appealUntil: '2027-05-23T00:00:00.000Z',
    document: {id, version, locale, hash: hashOf({id, version, locale} as TermsDocument)} as Restriction['document'],
    state: 'active',
    appealable: true,
    appeals: [],
    ...more,
  };
}

/** An appeal that was filed. */
export function appealOf(more: Partial<AppealStatement> = {}): AppealStatement {
  return {
    id: '019350a4-7b1c-7d3e-9f2a-11c077de4b5f',
    reference: '7F3K-92QD',
    filedAt: '2026-11-22T10:00:00.000Z',
    statement: 'The posts came from a stolen session. I was on a flight that day, and have changed my password since.',
    attachments: [
      {hash: `sha256:${'1'.repeat(64)}`, name: 'Boarding pass.pdf', type: 'application/pdf', bytes: 182_044, received: true},
      {hash: `sha256:${'2'.repeat(64)}`, name: 'Photo of the counter.jpg', type: 'image/jpeg', bytes: 2_400_000, received: false, waiting: true},
    ],
    status: 'received',
    ...more,
  };
}
