// Random timelines: whatever was published and whatever a person did, these hold.
import assert from 'node:assert/strict';
import {after, describe, it} from 'node:test';
import fc from 'fast-check';
import {
  agreementState,
  agreementStatus,
  continuable,
  monthsLater,
  NOTICE_SETTLES_MS,
  owesAnswer,
  publicationsFor,
  type Deed,
  type Term,
} from '../../src/protocol/agreement-status.js';

const START = Date.UTC(2023, 10, 1);
const DAY_MS = 86_400_000;
/** Three years, over the leap day of 2024. */
const SPAN_MS = 3 * 366 * DAY_MS;

const moment = fc.integer({min: 0, max: SPAN_MS}).map(offset => new Date(START + offset).toISOString());

const termsOf = (renewal: boolean): fc.Arbitrary<Term[]> =>
  fc
    .uniqueArray(
      fc.record({
        effectiveAt: moment,
        assent: fc.constantFrom('explicit' as const, 'continued-use' as const, 'none' as const),
        change: fc.constantFrom('material' as const, 'editorial' as const),
        audience: fc.constantFrom(undefined, 'everyone' as const, 'existing' as const, 'new' as const),
        declineUntil: fc.option(moment, {nil: undefined}),
        renewMonths: renewal ? fc.option(fc.integer({min: 1, max: 24}), {nil: undefined}) : fc.constant(undefined),
        withdrawnAt: fc.option(moment, {nil: undefined, freq: 6}),
      }),
      {minLength: 1, maxLength: 6, selector: ({effectiveAt}) => effectiveAt},
    )
    .map(list => list.map((one, index) => ({...one, version: `v${index}`})));

const deeds: fc.Arbitrary<Deed[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom<Deed['type']>('accept', 'decline', 'withdraw', 'notice', 'continue'),
      version: fc.integer({min: 0, max: 7}).map(index => `v${index}`),
      at: moment,
    }),
    {maxLength: 12},
  )
  .map(list => list.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)));

const ms = (instant: string): number => Date.parse(instant);

describe('over random timelines', () => {
  it('nobody is bound by a text that was not offered to them and accepted by them', () => {
    fc.assert(
      fc.property(termsOf(true), deeds, moment, (terms, all, now) => {
        const acts = all.filter(({at}) => ms(at) <= ms(now));
        const {binding, status} = agreementState(terms, acts, new Date(now));
        if (!binding) return;
        assert.ok(publicationsFor(terms, acts).includes(binding), 'for this person, and not withdrawn');
        assert.ok(ms(binding.effectiveAt) <= ms(now), 'in force');
        assert.notEqual(status, 'withdrawn');
        const assents = acts.filter(({type, version}) => version === binding.version && (type === 'accept' || type === 'continue'));
        assert.ok(assents.length > 0, 'accepted');
        const last = acts.findLast(({type, version}) => version === binding.version && ['accept', 'decline'].includes(type));
        if (assents.some(({type}) => type === 'accept')) assert.notEqual(last?.type, 'decline');
        else {
          assert.equal(binding.assent, 'continued-use');
          const shown = acts.find(({type, version}) => type === 'notice' && version === binding.version);
          assert.ok(shown, 'noticed');
          if (!acts.some(({type}) => type === 'accept')) assert.ok(terms.some(({assent, audience}) => assent === 'continued-use' && audience === 'new'), 'use alone binds newcomers only by terms that are for them');
          assert.ok(assents.some(({at}) => ms(at) >= ms(shown.at) + NOTICE_SETTLES_MS && ms(at) >= ms(binding.effectiveAt)), 'used after both');
        }
      }),
      {numRuns: 3000},
    );
  });

  it('nobody is asked twice for the same', () => {
    const visits = fc.array(fc.record({at: moment, answer: fc.constantFrom('accept' as const, 'decline' as const, 'use' as const, 'leave' as const)}), {maxLength: 40});
    fc.assert(
      fc.property(termsOf(false), visits, (terms, unordered) => {
        const acts: Deed[] = [];
        const answered = new Set<string>();
        for (const {at, answer} of unordered.toSorted((a, b) => ms(a.at) - ms(b.at))) {
          const {asked} = agreementState(terms, acts, new Date(at));
          if (!asked) continue;
          assert.ok(!answered.has(asked.version), `${asked.version} again`);
          if (answer === 'leave') continue;
          if (answer !== 'use') acts.push({type: answer, version: asked.version, at});
          else if (continuable(terms, acts, {version: asked.version, use: new Date(at)})) acts.push({type: 'continue', version: asked.version, at});
          else {
            if (!acts.some(({type, version}) => type === 'notice' && version === asked.version)) acts.push({type: 'notice', version: asked.version, at});
            continue;
          }
          answered.add(asked.version);
        }
      }),
      {numRuns: 3000},
    );
  });

  it('an answer to what is asked settles it, whatever the answer is', () => {
    fc.assert(
      fc.property(termsOf(true), deeds, moment, fc.constantFrom('accept' as const, 'decline' as const), (terms, acts, now, type) => {
        const before = agreementState(terms, acts, new Date(now));
        if (!before.asked) return;
        const after = agreementState(terms, [...acts, {type, version: before.asked.version, at: now}], new Date(now));
        assert.notEqual(after.asked?.version, before.asked.version);
        assert.ok(!owesAnswer(after.status), after.status);
      }),
      {numRuns: 3000},
    );
  });

  it('use never binds against an answer, nor sooner than a day after the notice that it rests on', () => {
    fc.assert(
      fc.property(termsOf(true), deeds, moment, (terms, all, now) => {
        const acts = all.filter(({at}) => ms(at) <= ms(now));
        for (const {version, assent, effectiveAt} of terms) {
          const notice = continuable(terms, acts, {version, use: new Date(now)});
          if (!notice) continue;
          assert.equal(assent, 'continued-use');
          assert.ok(acts.includes(notice) && notice.type === 'notice' && notice.version === version);
          assert.ok(ms(now) >= ms(notice.at) + NOTICE_SETTLES_MS && ms(now) >= ms(effectiveAt));
          const since = acts.findLastIndex(({type}) => type === 'withdraw');
          assert.ok(!acts.slice(since + 1).some(act => act.version === version && ['accept', 'decline'].includes(act.type)), 'not answered');
          const after = agreementState(terms, [...acts, {type: 'continue', version, at: now}], new Date(now));
          assert.notEqual(after.asked?.version, version, 'settled by it');
        }
      }),
      {numRuns: 3000},
    );
  });

  it('nothing blocks a person who has accepted before a date is there', () => {
    fc.assert(
      fc.property(termsOf(false), moment, (terms, now) => {
        const later = terms.map(one => ({...one, effectiveAt: new Date(ms(one.effectiveAt) + SPAN_MS).toISOString()}));
        const first: Term = {version: 'first', effectiveAt: new Date(START).toISOString(), assent: 'explicit', change: 'material'};
        const status = agreementStatus([...later, first], [{type: 'accept', version: 'first', at: first.effectiveAt}], new Date(now));
        assert.ok(status === 'notice' || status === 'current', status);
      }),
    );
  });

  it('an editorial version changes nothing for a person who has accepted', () => {
    fc.assert(
      fc.property(termsOf(false), deeds, moment, moment, (terms, acts, effectiveAt, now) => {
        const edited: Term = {version: 'edited', effectiveAt, assent: 'explicit', change: 'editorial'};
        const before = agreementState(terms, acts, new Date(now));
        if (!before.binding) return;
        const after = agreementState([...terms, edited], acts, new Date(now));
        assert.equal(after.status, before.status);
        assert.equal(after.binding, before.binding);
      }),
      {numRuns: 3000},
    );
  });

  it('the order in which publications are listed does not matter', () => {
    fc.assert(
      fc.property(termsOf(true), deeds, moment, (terms, acts, now) => {
        assert.deepEqual(agreementState(terms.toReversed(), acts, new Date(now)), agreementState(terms, acts, new Date(now)));
      }),
    );
  });

  it('a renewal falls on the same day, or on the last of a month that lacks it', () => {
    fc.assert(
      fc.property(moment, fc.integer({min: 1, max: 120}), (at, months) => {
        const start = new Date(at);
        const due = monthsLater(at, months);
        const month = start.getUTCMonth() + months;
        assert.equal(due.getUTCFullYear() * 12 + due.getUTCMonth(), start.getUTCFullYear() * 12 + month);
        const lastDay = new Date(Date.UTC(start.getUTCFullYear(), month + 1, 0)).getUTCDate();
        assert.equal(due.getUTCDate(), Math.min(start.getUTCDate(), lastDay));
        assert.equal(due.toISOString().slice(10), start.toISOString().slice(10));
        const term: Term = {version: 'v', effectiveAt: new Date(START).toISOString(), assent: 'explicit', change: 'material', renewMonths: months};
        const acts: Deed[] = [{type: 'accept', version: 'v', at}];
        assert.equal(agreementStatus([term], acts, new Date(due.getTime() - 1)), 'current');
        assert.equal(agreementStatus([term], acts, due), 'due');
      }),
    );
  });
});

describe('in every time zone', () => {
  const zone = process.env['TZ'];
  after(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('says the same of the same instants', () => {
    const sample = fc.sample(fc.tuple(termsOf(true), deeds, moment), {numRuns: 300, seed: 4});
    const months = fc.sample(fc.tuple(moment, fc.integer({min: 1, max: 24})), {numRuns: 300, seed: 4});
    const seen = ['UTC', 'Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia', 'Europe/Dublin'].map(name => {
      process.env['TZ'] = name;
      assert.ok(name === 'UTC' || new Date(START).getTimezoneOffset() !== 0 || name === 'Europe/Dublin', `${name} is in effect`);
      return JSON.stringify([
        sample.map(([terms, acts, now]) => agreementState(terms, acts, new Date(now))),
        months.map(([at, count]) => monthsLater(at, count)),
        sample.map(([terms, acts, now]) => terms.map(({version}) => continuable(terms, acts, {version, use: new Date(now)})?.at)),
      ]);
    });
    assert.equal(new Set(seen).size, 1);
  });
});
