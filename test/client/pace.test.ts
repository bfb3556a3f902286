import {expect} from 'chai';
import fc from 'fast-check';
import {slower, STEADY, waitMs, type Pace} from '../../src/client/backoff.js';
import {EVENT_GAP_MS} from '../../src/client/late-delivery.js';
import {retryAfterMs} from '../../src/client/retry-after.js';
import {batchBody, MAX_BODY_BYTES, nextBatch} from '../../src/client/batch.js';
import {Timekeeper} from '../../src/client/clock.js';
import type {Item} from '../../src/outbox/item.js';
import {RecordBatchSchema} from '../../src/protocol/record-body.js';
import * as v from 'valibot';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-23T21:00:00Z');

const random = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});

function afterFailures(failures: number, {at = NOW, jitter = 0.5, hidden = false, retryAfterMs}: {at?: number; jitter?: number; hidden?: boolean; retryAfterMs?: number} = {}): Pace {
  let pace = STEADY;
  for (let index = 0; index < failures; index++) pace = slower(pace, {now: at, random: jitter, hidden, retryAfterMs});
  return pace;
}

describe('pace of sending', () => {
  it('is held up by nothing while nothing fails', () => {
    expect(waitMs(STEADY, NOW)).to.equal(0);
  });

  it('stays below two seconds first, doubles, and ends at five minutes, or fifteen when hidden', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 60}), random, fc.boolean(), (failures, jitter, hidden) => {
        const wait = waitMs(afterFailures(failures, {jitter, hidden}), NOW);
        const ceiling = Math.min(2000 * 2 ** (failures - 1), hidden ? 900_000 : 300_000);
        expect(wait).to.be.within(0, ceiling);
        expect(wait).to.be.closeTo(jitter * ceiling, 1);
      }),
    );
  });

  it('begins anew with a failure that comes after something was recorded', () => {
    const pace = slower(afterFailures(9), {now: NOW, random: 0.5, hidden: false, progress: true});
    expect(pace).to.deep.equal(afterFailures(1));
  });

  it('never goes below what the server asked for, and never above an hour of it', () => {
    fc.assert(
      fc.property(fc.integer({min: -1e12, max: 1e12}), fc.integer({min: 1, max: 40}), random, (asked, failures, jitter) => {
        const pace = afterFailures(failures, {jitter, retryAfterMs: asked});
        const floor = Math.min(Math.max(asked, 0), HOUR);
        for (const gap of [Infinity, EVENT_GAP_MS, 0]) {
          expect(waitMs(pace, NOW, gap)).to.be.within(floor, HOUR + 300_000);
        }
      }),
    );
  });

  it('lets a person through sooner, but not more often than every five seconds', () => {
    const pace = afterFailures(12, {jitter: 1});
    expect(waitMs(pace, NOW + 1000)).to.be.greaterThan(200_000);
    expect(waitMs(pace, NOW + 1000, EVENT_GAP_MS)).to.equal(4000);
    expect(waitMs(pace, NOW + 6000, EVENT_GAP_MS)).to.equal(0);
    expect(waitMs(pace, NOW + 1, 0)).to.equal(0);
  });

  it('never waits for a clock that was set: neither back nor forward for longer than it would have waited', () => {
    fc.assert(
      fc.property(fc.integer({min: -1e12, max: 1e12}), fc.integer({min: 1, max: 40}), random, fc.boolean(), (jump, failures, jitter, hidden) => {
        const pace = afterFailures(failures, {jitter, hidden});
        expect(waitMs(pace, NOW + jump)).to.be.within(0, 900_000);
        if (jump < 0) expect(waitMs(pace, NOW + jump)).to.equal(0);
      }),
    );
  });

  it('reads Retry-After in seconds and as a date, and clamps nonsense', () => {
    const cases: [string | null, number | undefined][] = [
      [null, undefined], ['', undefined], ['0', 0], ['120', 120_000], [' 7 ', 7000],
      ['Mon, 23 Nov 2026 21:00:30 GMT', 30_000], ['Mon, 23 Nov 2020 21:00:30 GMT', 0], ['Mon, 23 Nov 2099 21:00:30 GMT', HOUR],
      ['99999999999999999999', HOUR], ['-5', undefined], ['1.5', undefined], ['soon', undefined], ['0x10', undefined],
    ];
    for (const [header, expected] of cases) expect(retryAfterMs(header, new Date(NOW)), String(header)).to.equal(expected);
    fc.assert(
      fc.property(fc.string(), text => {
        expect(retryAfterMs(text, new Date(NOW)) ?? 0).to.be.within(0, HOUR);
      }),
    );
  });
});

const people = ['account.a', 'account.b', 'anonymous.c'];
const item: fc.Arbitrary<Item> = fc.record({
  v: fc.constant(1 as const),
  id: fc.uuid(),
  seq: fc.nat(),
  person: fc.constantFrom(...people),
  text: fc.oneof({weight: 9, arbitrary: fc.string({maxLength: 900})}, {weight: 1, arbitrary: fc.string({minLength: 4000, maxLength: 16_000, unit: 'binary'})}).map(text => JSON.stringify({text})),
  type: fc.constant('accept' as const),
  document: fc.constant({id: 'a', version: '1', locale: 'en', hash: 'sha256:0'}),
  at: fc.integer({min: -HOUR, max: HOUR}).map(ms => new Date(NOW + ms).toISOString()),
  state: fc.constantFrom('saved', 'saved', 'saved', 'held', 'dead'),
  attempts: fc.nat(3),
  released: fc.constantFrom(undefined, undefined, true),
}) as fc.Arbitrary<Item>;
const items = fc.array(item, {maxLength: 300}).map(list => list.map((each, seq) => ({...each, seq})));

/** Takes batches until nothing is due. */
function drain(all: Item[], person: string | undefined, held: boolean): {own: boolean; items: Item[]}[] {
  const tried = new Set<string>();
  const batches = [];
  for (;;) {
    const batch = nextBatch(all, {person, now: NOW, held, tried});
    if (!batch) return batches;
    for (const {id} of batch.items) tried.add(id);
    batches.push(batch);
  }
}

describe('batches', () => {
  it('hold a hundred records and the limit of bytes, or one record', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...people, undefined), fc.boolean(), (all, person, held) => {
        for (const batch of drain(all, person, held)) {
          expect(batch.items.length).to.be.within(1, 100);
          const bytes = new TextEncoder().encode(batchBody(batch.items, () => 9e14)).length;
          if (batch.items.length > 1) expect(bytes).to.be.at.most(MAX_BODY_BYTES + 64);
        }
      }),
      {numRuns: 60},
    );
  });

  it('are of one person each, and under an identity only the one of the page', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...people, undefined), fc.boolean(), (all, person, held) => {
        for (const {own, items} of drain(all, person, held)) {
          expect(new Set(items.map(({person}) => person)).size).to.equal(1);
          expect(own).to.equal(items[0]!.person === person && !items[0]!.released);
          expect(items.every(({released}) => own === (items[0]!.person === person && !released))).to.equal(true);
        }
      }),
      {numRuns: 60},
    );
  });

  it('hold what is due once, in the order of each person’s acts, and nothing else', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(...people, undefined), fc.boolean(), (all, person, held) => {
        const sent = drain(all, person, held).flatMap(({items}) => items);
        expect(new Set(sent).size).to.equal(sent.length);
        expect(sent.every(({state}) => state !== 'dead' && (held || state !== 'held'))).to.equal(true);
        for (const whose of people) {
          // What was not sent of what is alive comes last: nothing overtakes it.
          const alive = all.filter(each => each.person === whose && each.state !== 'dead');
          const waits = alive.findIndex(each => !sent.includes(each));
          if (waits >= 0) expect(alive.slice(waits).some(each => sent.includes(each))).to.equal(false);
          const own = alive[waits];
          if (own && (own.person === person || own.released)) expect([own.state, held]).to.deep.equal(['held', false]);
        }
        for (const whose of people) {
          const seqs = sent.filter(({person, released}) => person === whose && !released).map(({seq}) => seq);
          expect(seqs).to.deep.equal(seqs.toSorted((a, b) => a - b));
        }
      }),
      {numRuns: 60},
    );
  });

  it('leave a fresh act of somebody else to their own page, and take it up when that has not sent it', () => {
    const theirs = (ageMs: number) => [{...fc.sample(item, {numRuns: 1, seed: 1})[0]!, person: 'account.a', state: 'saved' as const, released: undefined, at: new Date(NOW - ageMs).toISOString()}] as unknown as Item[];
    const due = (ageMs: number) => nextBatch(theirs(ageMs), {person: 'account.b', now: NOW});
    expect(due(9 * 60_000)).to.equal(undefined);
    expect(due(11 * 60_000)?.own).to.equal(false);
    expect(due(-60_000)?.own).to.equal(false);
    // A worker behind closed tabs: nobody else will come.
    expect(nextBatch(theirs(0), {person: undefined, now: NOW, foreignAfterMs: 0})?.own).to.equal(false);
  });

  it('hold a link apart, after what its visitor did, and only for the page of its account', () => {
    const [sample] = fc.sample(item, {numRuns: 1, seed: 1}) as unknown as [Item];
    const of = (person: string, more: Partial<Item> = {}): Item => ({...sample, id: crypto.randomUUID(), state: 'saved', released: undefined, at: new Date(NOW).toISOString(), person, ...more});
    const [earlier, link, later] = [of('account.a'), of('account.a', {linked: 'anonymous.v'}), of('account.a')];
    const visitor = of('anonymous.v', {released: true});
    const next = (items: Item[], options: Partial<Parameters<typeof nextBatch>[1]> = {}) => nextBatch(items, {person: 'account.a', now: NOW, ...options})?.items;
    expect(next([earlier, link, later])).to.deep.equal([earlier]);
    expect(next([link, later])).to.deep.equal([link]);
    expect(next([visitor, link, later])).to.deep.equal([visitor]);
    expect(next([visitor, link, later], {tried: new Set([visitor.id])})).to.deep.equal([later]);
    expect(next([{...visitor, state: 'dead'}, link])).to.deep.equal([link]);
    expect(next([link], {person: 'account.b', foreignAfterMs: 0})).to.equal(undefined);
    expect(next([link], {person: undefined, foreignAfterMs: 0})).to.equal(undefined);
  });

  it('carry the bytes of each record as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), {minLength: 1, maxLength: 5}), fc.option(fc.nat(), {nil: undefined}), (texts, ms) => {
        const list = texts.map(text => ({text}) as Item);
        const body = batchBody(list, () => ms);
        expect(v.is(RecordBatchSchema, JSON.parse(body))).to.equal(true);
        let from = 0;
        for (const text of texts) {
          from = body.indexOf(text, from);
          expect(from).to.be.greaterThan(0);
        }
      }),
    );
  });
});

describe('time', () => {
  function device(): {now: number; monotonic: number; time: Timekeeper} {
    const clock = {now: NOW, monotonic: 5000};
    const time = new Timekeeper({now: () => clock.now, monotonic: () => clock.monotonic, after: () => () => {}});
    return Object.assign(clock, {time});
  }
  const act = (atMs: number) => ({id: 'x', at: new Date(atMs).toISOString()});

  it('since an act is monotonic where this page saw it', () => {
    const it = device();
    it.time.mark('x');
    const {at} = act(it.now);
    it.monotonic += 1234.4;
    it.now += 1300;
    expect(it.time.elapsedMs({id: 'x', at})).to.equal(1234);
  });

  it('since an act is not told when the device slept, or its clock was set', () => {
    for (const jump of [8 * HOUR, -8 * HOUR]) {
      const it = device();
      it.time.mark('x');
      const {at} = act(it.now);
      it.monotonic += 1000;
      it.now += jump;
      expect(it.time.elapsedMs({id: 'x', at})).to.equal(undefined);
    }
  });

  it('since an act of an earlier page is by the wall clock, and never below nothing', () => {
    const it = device();
    expect(it.time.elapsedMs(act(NOW - 60_000))).to.equal(60_000);
    expect(it.time.elapsedMs(act(NOW + 60_000))).to.equal(0);
    expect(it.time.elapsedMs({id: 'x', at: 'nonsense'})).to.equal(undefined);
  });

  it('of the server is known from its answers, on a device a year off', () => {
    const it = device();
    it.now = NOW + 365 * 86_400_000;
    const sentAt = it.monotonic;
    it.monotonic += 200;
    it.now += 200;
    it.time.sync(new Date(NOW).toISOString(), sentAt);
    expect(it.time.serverNow().getTime()).to.be.closeTo(NOW + 100, 1);
  });
});
