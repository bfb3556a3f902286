import {expect} from 'chai';
import {isPutOff, putOff} from '../../src/elements/put-off.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-12-01T12:00:00Z');
const kept = () => Object.keys(JSON.parse(localStorage.getItem('assent.later') ?? '{}'));

describe('what was left for later', () => {
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
  });

  it('stays so for a day, and to the end of the session', () => {
    expect(isPutOff('one', NOW)).to.equal(false);
    putOff('one', NOW);
    expect([isPutOff('one', NOW + 2 * DAY), isPutOff('another', NOW)]).to.deep.equal([true, false]);
    sessionStorage.clear();
    expect([isPutOff('one', NOW + DAY - 1), isPutOff('one', NOW + DAY)]).to.deep.equal([true, false]);
  });

  it('comes back where the clock was put back further than a day', () => {
    putOff('one', NOW);
    sessionStorage.clear();
    expect(isPutOff('one', NOW - 2 * DAY)).to.equal(false);
  });

  it('is forgotten after three months', () => {
    putOff('old', NOW - 90 * DAY);
    putOff('young', NOW - 89 * DAY);
    putOff('one', NOW);
    expect(kept()).to.deep.equal(['young', 'one']);
  });

  it('is not what somebody else has put there', () => {
    for (const theirs of ['[]', 'null', '{', '{"one": "yes"}']) {
      localStorage.setItem('assent.later', theirs);
      sessionStorage.setItem('assent.later', theirs);
      expect(isPutOff('one', NOW), theirs).to.equal(false);
      putOff('one', NOW);
      expect(isPutOff('one', NOW), theirs).to.equal(true);
    }
  });
});
