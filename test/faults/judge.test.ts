import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {judge, type Seen, type Told} from './judge.js';
import type {StoredRecord} from './place.js';

const told = (who: string, document: string, id: string): Told[] => [
  {kind: 'called', who, document},
  {kind: 'saved', who, document, id},
  {kind: 'recorded', who, document, id, hash: `hash of ${id}`},
];
const stored = (subject: string, document: string, id: string): StoredRecord => ({id, subject, document, hash: `hash of ${id}`});
const TOLD = [...told('anna', 'a', '1'), ...told('anna', 'b', '2'), ...told('bert', 'c', '3')];
const STORED = [stored('x', 'a', '1'), stored('x', 'b', '2'), stored('y', 'c', '3')];
const SEEN: Seen = {receipts: [{id: '1', hash: 'hash of 1'}], left: []};
const [one, two, three] = STORED as [StoredRecord, StoredRecord, StoredRecord];

const CORRUPTED: Record<string, {stored?: StoredRecord[]; seen?: Seen; finds: 'lost' | 'doubled' | 'forged' | 'waiting'}> = {
  'a record that is gone': {stored: [one, two], finds: 'lost'},
  'a record that only waits': {stored: [one, two], seen: {receipts: [], left: [{id: '3', state: 'saved'}]}, finds: 'waiting'},
  'an id that is there twice': {stored: [...STORED, three], finds: 'doubled'},
  'an act under a second id': {stored: [...STORED, stored('x', 'b', '4')], finds: 'doubled'},
  'a receipt that is there twice': {seen: {...SEEN, receipts: [...SEEN.receipts, ...SEEN.receipts]}, finds: 'doubled'},
  'a record of nobody': {stored: [...STORED, stored('x', 'd', '4')], finds: 'forged'},
  'other bytes': {stored: [{...one, hash: 'of something else'}, two, three], finds: 'forged'},
  'another document': {stored: [one, {...two, document: 'c'}, three], finds: 'forged'},
  'an act under another name': {stored: [one, {...two, subject: 'y'}, three], finds: 'forged'},
  'two people under one name': {stored: [one, two, {...three, subject: 'x'}], finds: 'forged'},
  'a receipt for nothing': {seen: {...SEEN, receipts: [{id: '9', hash: 'hash of 9'}]}, finds: 'forged'},
};

describe('the judge of trials', () => {
  it('finds nothing where all is well', () => {
    const {lost, doubled, forged, waiting, ...counts} = judge(TOLD, STORED, SEEN);
    assert.deepEqual([lost, doubled, forged, waiting].flat(), []);
    assert.deepEqual(counts, {acts: 3, saved: 3, recorded: 3, refused: 0});
  });

  for (const [name, {stored: found = STORED, seen = SEEN, finds}] of Object.entries(CORRUPTED)) {
    it(`calls it ${finds}: ${name}`, () => {
      assert.ok(judge(TOLD, found, seen)[finds].length > 0);
    });
  }
});
