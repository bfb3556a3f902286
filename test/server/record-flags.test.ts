import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {isGateUnmet, recordFlags, type RecordTimes} from '../../src/server/records/record-flags.js';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-23T12:00:00Z');
const flags = (change: Partial<RecordTimes>) =>
  recordFlags({presented: NOON, claimed: NOON + 10_000, received: NOON + 11_000, superseded: false, ...change});

describe('recordFlags', () => {
  it('notices nothing in an act that is sent at once', () => {
    assert.deepEqual(flags({}), []);
    assert.deepEqual(flags({elapsedMs: 1_000}), []);
    assert.deepEqual(flags({claimed: NOON, received: NOON, elapsedMs: 400}), []);
  });

  it('calls an act late by the time that the device measured, else by its clock', () => {
    assert.deepEqual(flags({elapsedMs: 11 * MINUTE, received: NOON + 12 * MINUTE, claimed: NOON + MINUTE}), ['late']);
    assert.deepEqual(flags({received: NOON + 12 * MINUTE, claimed: NOON + MINUTE}), ['late']);
    assert.deepEqual(flags({received: NOON + 11 * MINUTE, claimed: NOON + MINUTE}), [], 'not more than ten minutes');
    assert.deepEqual(flags({received: NOON + 9 * MINUTE, claimed: NOON + MINUTE}), []);
  });

  it('tells a wrong clock from a late delivery where the device measured', () => {
    assert.deepEqual(flags({claimed: NOON + 60 * MINUTE, elapsedMs: 1_000}), ['clock_skew']);
    assert.deepEqual(flags({claimed: NOON + 60 * MINUTE}), ['clock_skew']);
    assert.deepEqual(flags({claimed: NOON + 4 * MINUTE, elapsedMs: 1_000}), []);
  });

  it('notices an act from before its text was offered, by either clock', () => {
    assert.deepEqual(flags({claimed: NOON - 365 * 24 * 60 * MINUTE, elapsedMs: 0}), ['clock_skew', 'before_presentation']);
    assert.deepEqual(flags({claimed: NOON - 365 * 24 * 60 * MINUTE}), ['late', 'before_presentation']);
    assert.deepEqual(flags({elapsedMs: 30_000}), ['before_presentation']);
  });

  it('notices an acceptance with less reading than its publication asks for', () => {
    const accept = (shown: {endReached: boolean; openMs: number}) => ({type: 'accept', shown: {mode: 'dialog', ...shown}}) as const;
    assert.equal(isGateUnmet(accept({endReached: false, openMs: 0}), undefined), false);
    assert.equal(isGateUnmet(accept({endReached: false, openMs: 0}), {opened: true}), true);
    assert.equal(isGateUnmet(accept({endReached: false, openMs: 1}), {opened: true}), false);
    assert.equal(isGateUnmet(accept({endReached: false, openMs: 9000}), {read: true}), true);
    assert.equal(isGateUnmet(accept({endReached: true, openMs: 9000}), {read: true, seconds: 10}), true);
    assert.equal(isGateUnmet(accept({endReached: true, openMs: 10_000}), {opened: true, read: true, seconds: 10}), false);
    assert.equal(isGateUnmet({type: 'accept'}, {read: true}), true, 'an app that tells nothing of a reading');
    assert.equal(isGateUnmet({type: 'decline'}, {read: true}), false, 'to decline, nothing need be read');
    assert.deepEqual(flags({gateUnmet: true}), ['gate_unmet']);
  });

  it('notices a later version in force', () => {
    assert.deepEqual(flags({superseded: true}), ['superseded']);
  });
});
