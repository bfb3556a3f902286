// The checker itself: it finds nothing in a good history, and each kind of damage in a damaged one.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {uuid7} from '../../src/protocol/uuid.js';
import {checkHistory, type History} from './check-history.js';

const HASH = (n: number) => `sha256:${String(n).repeat(64)}`;

/** Two people, four acts, one of them delivered late and one refused. */
function good(): History {
  const ids = [1000, 2000, 3000, 4000].map(ms => uuid7(ms));
  const [a1, b1, a2, a3] = ids as [string, string, string, string];
  const text = (id: string, subject: string) => JSON.stringify({id, subject});
  return {
    clicks: [{person: 'ada', atMs: 1000}, {person: 'bob', atMs: 2000}, {person: 'ada', atMs: 3000}, {person: 'ada', atMs: 4000}],
    subjects: {ada: 's_ada', bob: 's_bob'},
    saved: [
      {id: a1, person: 'ada', tab: 0, clicked: 1, told: 3},
      {id: b1, person: 'bob', tab: 1, clicked: 2, told: 4},
      {id: a2, person: 'ada', tab: 2, clicked: 5, told: 6},
      {id: a3, person: 'ada', tab: 0, clicked: 7, told: 8},
    ],
    texts: {[a1]: text(a1, 's_ada'), [b1]: text(b1, 's_bob'), [a2]: text(a2, 's_ada')},
    recorded: [{id: a1, person: 'ada', hash: HASH(1)}, {id: b1, person: 'bob', hash: HASH(2)}],
    discarded: [],
    refused: [a3],
    looks: [
      {moment: 5, outbox: [a1, b1], stored: []},
      {moment: 7, outbox: [a2, a1], stored: [a1, b1]},
      {moment: 9, outbox: [a2, a3], stored: [a1, b1]},
    ],
    listed: [{person: 'ada', ids: [a1, a2, a3]}, {person: 'bob', ids: [b1]}],
    sent: [{as: 'ada', subjects: ['s_ada'], ids: [a1]}, {as: undefined, subjects: ['s_ada', 's_bob'], ids: [a2, b1]}],
    end: {
      stored: [
        {id: a1, subject: 's_ada', seq: 1, text: text(a1, 's_ada')},
        {id: a2, subject: 's_ada', seq: 2, text: text(a2, 's_ada')},
        {id: b1, subject: 's_bob', seq: 1, text: text(b1, 's_bob')},
      ],
      outbox: [a3],
      hashes: {[a1]: HASH(1), [a2]: HASH(3), [b1]: HASH(2)},
    },
  };
}

const DAMAGE: Record<string, (history: History) => void> = {
  'a saved act that never comes to the store': ({end}) => void end.stored.splice(1, 1),
  'an act that is nowhere for a moment': ({looks}) => (looks[2]!.outbox = [...looks[2]!.outbox.slice(1)]),
  'an act that still waits at the end': ({end}) => void end.outbox.push(end.stored[0]!.id),
  'a record that is stored twice': ({end}) => void end.stored.push({...end.stored[0]!, seq: 3}),
  'one click that became two records': ({end}) => {
    const id = uuid7(1000);
    end.stored.push({id, subject: 's_ada', seq: 3, text: JSON.stringify({id, subject: 's_ada'})});
  },
  'a record that nobody made': ({end}) => {
    const id = uuid7(9000);
    end.stored[1] = {id, subject: 's_ada', seq: 2, text: JSON.stringify({id, subject: 's_ada'})};
  },
  'bytes that were changed on the way': ({end}) => (end.stored[0]!.text += ' '),
  'a body with another id': ({end, texts}) => {
    end.stored[2]!.text = JSON.stringify({id: uuid7(5), subject: 's_bob'});
    texts[end.stored[2]!.id] = end.stored[2]!.text;
  },
  'a record under another name': ({end}) => (end.stored[2]!.subject = 's_ada'),
  'a body that names somebody else': ({end, texts}) => {
    end.stored[2]!.text = end.stored[2]!.text.replace('s_bob', 's_ada');
    texts[end.stored[2]!.id] = end.stored[2]!.text;
  },
  'an act called recorded that is not': ({recorded, saved}) => void recorded.push({id: saved[3]!.id, person: 'ada', hash: HASH(4)}),
  'a receipt for other bytes': ({recorded}) => (recorded[0]!.hash = HASH(9)),
  'an act called recorded and refused': ({refused, recorded}) => void refused.push(recorded[0]!.id),
  'acts in another order': ({end}) => ([end.stored[0]!.seq, end.stored[1]!.seq] = [2, 1]),
  'acts of one tab in another order': ({end, saved}) => {
    Object.assign(saved[2]!, {tab: 0, clicked: 2, told: 6});
    [end.stored[0]!.seq, end.stored[1]!.seq] = [2, 1];
  },
  'a gap in a chain': ({end}) => (end.stored[1]!.seq = 3),
  'an act shown to somebody else': ({listed}) => void listed[1]!.ids.push(listed[0]!.ids[0]!),
  'an act sent under the identity of somebody else': ({sent}) => (sent[1]!.as = 'bob'),
  'more records than clicks': ({clicks}) => void clicks.splice(1),
};

describe('the checker of histories', () => {
  it('finds nothing in a good history', () => {
    assert.deepEqual(checkHistory(good()), []);
  });

  it('knows at least twelve kinds of damage', () => {
    assert.ok(Object.keys(DAMAGE).length >= 12);
  });

  for (const [name, damage] of Object.entries(DAMAGE)) {
    it(`finds ${name}`, () => {
      const history = good();
      damage(history);
      assert.notDeepEqual(checkHistory(history), []);
    });
  }

  it('takes an act for gone that its person has discarded', () => {
    const history = good();
    const id = history.saved[2]!.id;
    history.end.stored = history.end.stored.filter(row => row.id !== id);
    history.looks[2]!.outbox = history.looks[2]!.outbox.filter(each => each !== id);
    history.discarded.push(id);
    assert.deepEqual(checkHistory(history), []);
  });
});
