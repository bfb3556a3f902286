import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {hashBytes} from '../../src/protocol/hash.js';
import type {OperatorRecord} from '../../src/protocol/standing.js';
import {uuid7} from '../../src/protocol/uuid.js';
import {foldStanding, type CaseRecord} from '../../src/server/standing/fold-standing.js';

const document = {id: 'terms', version: '1', locale: 'en', hash: await hashBytes('')};
const frame = (at: string) => ({v: 1 as const, id: uuid7(Date.parse(at)), site: 'shop', subject: `s_${'a'.repeat(43)}`, document, made: {by: 'operator' as const, role: 'board'}, at});
const stored = (record: {at: string}): CaseRecord => ({body: JSON.stringify(record), recordedAt: record.at});

const restriction: OperatorRecord = {
  ...frame('2026-01-01T00:00:00Z'),
  type: 'restrict',
  restriction: {
    kind: 'limit',
    scope: ['chat'],
    since: '2026-01-02T00:00:00Z',
    until: '2026-01-10T00:00:00Z',
    facts: 'Spam.',
    clause: '1',
    automated: {detection: false, decision: false},
    appealUntil: '2026-07-01T00:00:00Z',
  },
};
const appeal = {
  ...frame('2026-01-03T00:00:00Z'),
  type: 'appeal',
  presentation: 'a.b.c',
  appeal: {restriction: restriction.id, statement: 'No.', attachments: []},
  made: {by: 'ui', trusted: true},
};
const review = (at: string, status: 'upheld' | 'rejected'): OperatorRecord => ({...frame(at), type: 'review', appeal: appeal.id, status, reasons: 'Because.'});
const lift = (at: string, more: object = {}): OperatorRecord => ({...frame(at), type: 'lift', restriction: restriction.id, reasons: 'Because.', ...more});

const fold = (records: {at: string}[], now: string) =>
  foldStanding(records.map(stored), {now: new Date(now), rules: {perRestriction: 1}, kept: new Set()})[0]!;

describe('foldStanding', () => {
  it('is coming, active and over by the clock', () => {
    assert.equal(fold([restriction], '2026-01-01T12:00:00Z').state, 'coming');
    assert.equal(fold([restriction], '2026-01-02T00:00:00Z').state, 'active');
    assert.equal(fold([restriction], '2026-01-10T00:00:00Z').state, 'over');
  });

  it('can be appealed until the date that was named, also when it is over', () => {
    assert.equal(fold([restriction], '2026-07-01T00:00:00Z').appealable, true);
    assert.equal(fold([restriction], '2026-07-01T00:00:01Z').appealable, false);
  });

  it('goes by the first of two decisions, and lifts nothing by the second', () => {
    const upheld = [restriction, appeal, review('2026-01-04T00:00:00Z', 'upheld'), lift('2026-01-04T00:00:00Z', {appeal: appeal.id}), review('2026-01-04T00:00:00Z', 'rejected')];
    assert.equal(fold(upheld, '2026-01-05T00:00:00Z').state, 'lifted');
    assert.equal(fold(upheld, '2026-01-05T00:00:00Z').appeals[0]?.status, 'upheld');
    const rejected = [restriction, appeal, review('2026-01-04T00:00:00Z', 'rejected'), review('2026-01-04T00:00:00Z', 'upheld'), lift('2026-01-04T00:00:00Z', {appeal: appeal.id})];
    assert.equal(fold(rejected, '2026-01-05T00:00:00Z').state, 'active');
    assert.equal(fold([...rejected, lift('2026-01-06T00:00:00Z')], '2026-01-07T00:00:00Z').state, 'lifted', 'without an appeal it always may be');
  });

  it('goes by the first of two liftings', () => {
    const twice = [restriction, lift('2026-01-06T00:00:00Z'), lift('2026-01-07T00:00:00Z', {reasons: 'Again.'})];
    assert.deepEqual(fold(twice, '2026-01-08T00:00:00Z').lifted, {at: '2026-01-06T00:00:00Z', reasons: 'Because.'});
  });

  it('leaves out what it cannot read', () => {
    assert.equal(fold([{...restriction, v: 2} as never, restriction], '2026-01-03T00:00:00Z').id, restriction.id);
  });
});
