// The short form of `npm run test:faults`: one trial of each fault that takes no more than seconds.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {FAULTS} from './faults.js';
import {runTrials} from './run-trials.js';
import {failures} from './table.js';
import type {Result} from './trial.js';

const quick = FAULTS.filter(({quick}) => quick);
const AT_ONCE = 3;

describe('a person whose line, tab or device fails', () => {
  let results: Result[];
  before(async () => {
    results = await runTrials(quick, AT_ONCE);
  });

  for (const {name} of quick) {
    it(`has every act recorded once in spite of it: ${name}`, () => {
      const ours = results.filter(({fault}) => fault === name);
      assert.equal(ours.length, 1);
      assert.deepEqual(failures(ours), []);
      assert.ok(ours[0]!.verdict.recorded > 0);
    });
  }
});
