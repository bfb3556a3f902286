import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Agreement} from '../../src/protocol/agreement.js';
import {agreementState, agreementStatus, continuable, inForce, isForArrival, mayGoOn, monthsLater, publicationsFor, type Deed, type Term} from '../../src/protocol/agreement-status.js';

const day = (offset: number): string => new Date(Date.UTC(2026, 0, 1) + offset * 86_400_000).toISOString();
const on = (offset: number): Date => new Date(day(offset));
const term = (version: string, effective: number, more: Partial<Term> = {}): Term => ({version, effectiveAt: day(effective), assent: 'explicit', change: 'material', ...more});
const act = (type: Deed['type'], version: string, at: number): Deed => ({type, version, at: day(at)});

const one = term('1', 0);
const two = term('2', 30);
const signed = act('accept', '1', 1);

describe('agreementStatus', () => {
  it('is none for a person who has not answered what is in force', () => {
    assert.equal(agreementStatus([one, two], [], on(5)), 'none');
    assert.equal(agreementStatus([one, two], [], on(40)), 'none');
  });

  it('is none for them where the version in force is editorial, also the first one', () => {
    assert.equal(agreementStatus([term('1', 0, {change: 'editorial'})], [], on(5)), 'none');
    assert.equal(agreementStatus([one, term('1.1', 3, {change: 'editorial'})], [], on(5)), 'none');
  });

  it('announces terms of which none is in force yet', () => {
    assert.equal(agreementStatus([term('1', 10)], [], on(5)), 'notice');
    assert.equal(agreementStatus([term('1', 10)], [act('accept', '1', 4)], on(5)), 'current');
    assert.equal(agreementStatus([term('1', 10)], [act('decline', '1', 4)], on(5)), 'declined');
  });

  it('turns from notice to due at the instant of the effect', () => {
    assert.equal(agreementStatus([one, two], [signed], on(5)), 'notice');
    assert.equal(agreementStatus([one, two], [signed], new Date(on(30).getTime() - 1)), 'notice');
    assert.equal(agreementStatus([one, two], [signed], on(30)), 'due');
  });

  it('asks nobody for an editorial change', () => {
    const edited = term('1.1', 30, {change: 'editorial'});
    assert.equal(agreementStatus([one, edited], [signed], on(5)), 'current');
    assert.equal(agreementStatus([one, edited], [signed], on(40)), 'current');
    assert.equal(agreementStatus([one, edited], [act('decline', '1', 1)], on(40)), 'declined');
    assert.equal(agreementStatus([one, edited], [], on(40)), 'none');
  });

  it('takes an acceptance in advance, and binds by it from its date on', () => {
    const acts = [signed, act('accept', '2', 5)];
    assert.equal(agreementStatus([one, two], acts, on(6)), 'current');
    assert.equal(agreementState([one, two], acts, on(6)).binding?.version, '1');
    assert.equal(agreementState([one, two], acts, on(30)).binding?.version, '2');
  });

  it('does not take an acceptance of the next version for one of this version', () => {
    const acts = [signed, act('accept', '3', 31)];
    assert.equal(agreementStatus([one, two, term('3', 60)], acts, on(32)), 'due');
    assert.equal(agreementStatus([one, two, term('3', 60)], acts, on(60)), 'current');
  });

  it('covers what came before by an acceptance of what is in force', () => {
    assert.equal(agreementStatus([one, two, term('3', 60)], [signed, act('accept', '3', 61)], on(62)), 'current');
  });

  it('tells of each of several announced versions until it is answered', () => {
    const all = [one, two, term('3', 60)];
    assert.equal(agreementState(all, [signed], on(5)).asked?.version, '2');
    assert.equal(agreementState(all, [signed, act('accept', '2', 6)], on(7)).asked?.version, '3');
  });

  it('ends with a withdrawal, and begins again with an acceptance', () => {
    const acts = [signed, act('withdraw', '1', 5)];
    assert.deepEqual(agreementState([one], acts, on(6)), {status: 'withdrawn'});
    assert.equal(agreementStatus([one], [...acts, act('accept', '1', 7)], on(8)), 'current');
  });

  it('asks again for a new version after an old one was declined', () => {
    const acts = [act('decline', '1', 1)];
    assert.equal(agreementStatus([one, two], acts, on(2)), 'declined');
    assert.equal(agreementStatus([one, two], acts, on(31)), 'due');
  });
});

describe('a withdrawal', () => {
  it('takes back every answer, to what is announced as well', () => {
    const acts = [signed, act('accept', '2', 10), act('withdraw', '1', 11), act('accept', '1', 12)];
    assert.equal(agreementStatus([one, two], acts, on(20)), 'notice');
    assert.equal(agreementStatus([one, two], acts, on(40)), 'due');
  });
});

describe('a decline', () => {
  const kind = term('2', 30, {declineUntil: day(90)});
  const acts = [signed, act('decline', '2', 10)];

  it('keeps the old terms running until the date that the publication names', () => {
    for (const offset of [11, 30, 89]) {
      const state = agreementState([one, kind], acts, on(offset));
      assert.equal(state.status, 'current', `day ${offset}`);
      assert.equal(state.binding?.version, '1');
      assert.equal(state.until, offset < 30 ? undefined : day(90));
    }
    assert.deepEqual(agreementState([one, kind], acts, on(90)), {status: 'declined'});
  });

  it('counts from the date of the version where no other is named', () => {
    assert.equal(agreementStatus([one, two], acts, on(29)), 'current');
    assert.equal(agreementStatus([one, two], acts, on(30)), 'declined');
  });

  it('counts at once for a person who has no older terms to go on under', () => {
    assert.equal(agreementStatus([one, kind], [act('decline', '2', 31)], on(32)), 'declined');
  });

  it('does not bring back old terms that were withdrawn from', () => {
    const back = [signed, act('withdraw', '1', 5), act('decline', '2', 31)];
    assert.deepEqual(agreementState([one, kind], back, on(32)), {status: 'declined'});
  });

  it('may be thought over, either way', () => {
    assert.equal(agreementStatus([one, kind], [...acts, act('accept', '2', 95)], on(96)), 'current');
    const back = [signed, act('accept', '2', 5), act('decline', '2', 10)];
    assert.equal(agreementState([one, kind], back, on(40)).binding?.version, '1');
    assert.equal(agreementStatus([one, kind], back, on(90)), 'declined');
  });
});

describe('continued use', () => {
  const used = term('2', 30, {assent: 'continued-use'});
  const all = [one, used];
  const shown = act('notice', '2', 10);

  it('is asked of nobody with a blocking question, before or after the date', () => {
    assert.equal(agreementStatus(all, [signed], on(10)), 'notice');
    assert.equal(agreementStatus(all, [signed], on(40)), 'notice');
  });

  it('accepts after the notice and the date', () => {
    const acts = [signed, shown, act('continue', '2', 31)];
    assert.equal(agreementStatus(all, acts, on(31)), 'current');
    assert.equal(agreementState(all, acts, on(31)).binding?.version, '2');
  });

  it('accepts nothing without a notice of this version', () => {
    for (const acts of [[signed, act('continue', '2', 31)], [signed, act('notice', '1', 2), act('continue', '2', 31)]]) {
      assert.equal(agreementStatus(all, acts, on(40)), 'notice');
      assert.equal(agreementState(all, acts, on(40)).binding?.version, '1');
    }
  });

  it('accepts nothing before the date, nor within a day of the notice', () => {
    assert.equal(agreementStatus(all, [signed, shown, act('continue', '2', 29)], on(40)), 'notice');
    const late = act('notice', '2', 35);
    assert.equal(agreementStatus(all, [signed, late, act('continue', '2', 35.5)], on(40)), 'notice');
    assert.equal(agreementStatus(all, [signed, late, act('continue', '2', 36)], on(40)), 'current');
  });

  it('cannot overrule a decline', () => {
    assert.equal(agreementStatus(all, [signed, shown, act('decline', '2', 20), act('continue', '2', 31)], on(40)), 'declined');
  });

  it('cannot stand for the first acceptance, nor for one that had to be explicit', () => {
    assert.equal(agreementStatus([term('2', 30, {assent: 'continued-use'})], [shown, act('continue', '2', 31)], on(40)), 'due');
    const between = [one, term('1.5', 20), used];
    assert.equal(agreementStatus(between, [signed, shown, act('continue', '2', 31)], on(40)), 'due');
  });

  it('tells which notice a use would rest on', () => {
    assert.equal(continuable(all, [signed, shown], {version: '2', use: on(31)}), shown);
    assert.equal(continuable(all, [signed, shown], {version: '2', use: on(29)}), undefined);
    assert.equal(continuable(all, [signed], {version: '2', use: on(31)}), undefined);
    assert.equal(continuable(all, [signed, shown, act('accept', '2', 31)], {version: '2', use: on(32)}), undefined);
    assert.equal(continuable([one, two], [signed, shown], {version: '2', use: on(31)}), undefined);
  });
});

describe('a newcomer', () => {
  const forNew = term('1', 0, {assent: 'continued-use', audience: 'new'});
  const shown = act('notice', '1', 5);

  it('is asked for a click where use is meant for those who had accepted before', () => {
    const all = [one, term('2', 30, {assent: 'continued-use'})];
    assert.equal(agreementStatus(all, [], on(40)), 'none');
    assert.equal(continuable(all, [act('notice', '2', 35)], {version: '2', use: on(40)}), undefined);
  });

  it('is bound by use where the version in force is for newcomers: a day after the notice, and not before', () => {
    assert.equal(agreementStatus([forNew], [], on(5)), 'notice');
    assert.equal(agreementState([forNew], [], on(5)).asked, forNew);
    assert.equal(continuable([forNew], [], {version: '1', use: on(9)}), undefined);
    assert.equal(continuable([forNew], [shown], {version: '1', use: on(5.9)}), undefined);
    assert.equal(continuable([forNew], [shown], {version: '1', use: on(6)}), shown);
    const state = agreementState([forNew], [shown, act('continue', '1', 6)], on(7));
    assert.deepEqual([state.status, state.binding], ['current', forNew]);
  });

  it('may decline instead, and is not asked by use again after a withdrawal', () => {
    assert.equal(agreementStatus([forNew], [shown, act('decline', '1', 6)], on(7)), 'declined');
    assert.equal(continuable([forNew], [shown, act('decline', '1', 6)], {version: '1', use: on(7)}), undefined);
    const gone = [shown, act('continue', '1', 6), act('withdraw', '1', 7)];
    assert.equal(agreementStatus([forNew], gone, on(8)), 'withdrawn');
    assert.equal(continuable([forNew], gone, {version: '1', use: on(8)}), undefined);
  });

  it('is not bound by a version that another has taken the place of', () => {
    const all = [forNew, term('2', 30)];
    assert.equal(agreementStatus(all, [shown], on(31)), 'none');
    assert.equal(continuable(all, [shown], {version: '1', use: on(31)}), undefined);
    assert.equal(agreementStatus(all, [shown, act('continue', '1', 6)], on(31)), 'due');
  });

  it('counts as one who had accepted, once use has bound them', () => {
    const all = [forNew, term('2', 30, {audience: 'existing', assent: 'continued-use'})];
    const acts = [shown, act('continue', '1', 6), act('notice', '2', 20)];
    assert.equal(agreementState(all, acts, on(31)).asked?.version, '2');
    assert.equal(continuable(all, acts, {version: '2', use: on(31)})?.version, '2');
  });
});

describe('an audience', () => {
  const forOld = term('2', 30, {audience: 'existing'});
  const forNew = term('2n', 31, {audience: 'new'});
  const all = [one, forOld, forNew];

  it('divides those who had accepted before the date from those who come after', () => {
    assert.deepEqual(publicationsFor(all, [signed]).map(({version}) => version), ['1', '2']);
    assert.deepEqual(publicationsFor(all, []).map(({version}) => version), ['1', '2n']);
    assert.equal(agreementState(all, [signed], on(40)).asked?.version, '2');
    assert.equal(agreementState(all, [], on(40)).asked?.version, '2n');
    assert.equal(agreementStatus(all, [act('accept', '2n', 41)], on(42)), 'current');
    const late = [act('accept', '1', 35)];
    assert.deepEqual(publicationsFor(all, late).map(({version}) => version), ['1', '2n'], 'the terms before, after the date');
  });
});

describe('a withdrawn announcement', () => {
  it('asks nobody and binds nobody', () => {
    const gone = term('2', 30, {withdrawnAt: day(20)});
    assert.equal(agreementStatus([one, gone], [signed], on(10)), 'current');
    const state = agreementState([one, gone], [signed, act('accept', '2', 11)], on(40));
    assert.equal(state.status, 'current');
    assert.equal(state.binding?.version, '1');
    assert.equal(agreementStatus([one, gone], [signed, act('decline', '2', 11)], on(40)), 'current');
  });
});

describe('a renewal', () => {
  const yearly = term('1', 0, {renewMonths: 12});

  it('asks for the same version when its months are over, and no sooner', () => {
    assert.equal(agreementStatus([yearly], [signed], on(365)), 'current');
    assert.equal(agreementStatus([yearly], [signed], on(366)), 'due');
    assert.equal(agreementStatus([yearly], [signed, act('accept', '1', 370)], on(380)), 'current');
  });

  it('counts from the date of the terms for a person who accepted them in advance', () => {
    const next = term('2', 30, {renewMonths: 12});
    const early = [signed, act('accept', '2', 10)];
    assert.equal(agreementStatus([one, next], early, on(394)), 'current');
    assert.equal(agreementStatus([one, next], early, on(395)), 'due');
  });

  it('does not go back to an older version that needed none', () => {
    const state = agreementState([term('0', 0), term('1', 10, {renewMonths: 1})], [act('accept', '0', 1), act('accept', '1', 11)], on(60));
    assert.equal(state.status, 'due');
    assert.equal(state.binding, undefined);
  });

  it('holds in leap years and at the ends of months', () => {
    assert.equal(monthsLater('2024-02-29T12:00:00Z', 12).toISOString(), '2025-02-28T12:00:00.000Z');
    assert.equal(monthsLater('2024-02-29T12:00:00Z', 48).toISOString(), '2028-02-29T12:00:00.000Z');
    assert.equal(monthsLater('2026-08-31T00:00:00Z', 1).toISOString(), '2026-09-30T00:00:00.000Z');
    assert.equal(monthsLater('2026-12-31T23:59:59Z', 2).toISOString(), '2027-02-28T23:59:59.000Z');
  });
});

describe('inForce', () => {
  it('is the last one whose date has come, in whatever order they stand', () => {
    assert.equal(inForce([two, one], on(29))?.version, '1');
    assert.equal(inForce([two, one], on(30))?.version, '2');
    assert.equal(inForce([two], on(29)), undefined);
  });
});

describe('mayGoOn', () => {
  it('is true of those who have agreed to what is in force, and of nobody else', () => {
    const may = (['none', 'current', 'notice', 'due', 'declined', 'withdrawn'] as const).filter(mayGoOn);
    assert.deepEqual(may, ['current', 'notice']);
  });
});

describe('isForArrival', () => {
  const agreement = (more: Partial<Agreement>): Agreement => ({document: 'rules', status: 'none', offers: [], acts: [], ...more});
  const agreed = {acts: [{...signed, id: '', hash: 'sha256:'}]} as unknown as Partial<Agreement>;

  it('brings up everything, or what the page names', () => {
    assert.equal(isForArrival(agreement({}), []), true);
    assert.equal(isForArrival(agreement({}), ['rules']), true);
    assert.equal(isForArrival(agreement({}), ['terms']), false);
  });

  it('leaves alone what is asked on use, but not a change of what was agreed to', () => {
    assert.equal(isForArrival(agreement({ask: 'on-use'}), []), false);
    assert.equal(isForArrival(agreement({ask: 'on-use', status: 'due', ...agreed}), []), false);
    assert.equal(isForArrival(agreement({ask: 'on-use', status: 'notice', ...agreed}), []), true);
    assert.equal(isForArrival(agreement({ask: 'on-use', status: 'notice'}), []), false);
    assert.equal(isForArrival(agreement({ask: 'on-use'}), ['rules']), true);
  });
});
