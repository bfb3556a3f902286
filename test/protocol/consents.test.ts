import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {givenBy, type ConsentDeed} from '../../src/protocol/consents.js';

const VOICE = ['voice-prints'];
const accept = (choices?: Record<string, boolean>): ConsentDeed => ({type: 'accept', ...(choices && {choices})});
/** Each act with what its text asks for. */
const given = (...acts: [ConsentDeed, (readonly string[])?][]) => givenBy(acts.map(([act, asked]) => ({...act, asked})), ({asked}) => asked);

describe('a consent that is asked for apart', () => {
  it('is given by an acceptance that says so, and by no other act', () => {
    assert.deepEqual(given([accept({'voice-prints': true}), VOICE]), {'voice-prints': true});
    for (const type of ['accept', 'continue', 'notice', 'appeal'] as const) assert.deepEqual(given([{type}, VOICE]), {}, type);
  });

  it('stays as it is where an acceptance did not ask for it', () => {
    for (const type of ['accept', 'continue', 'notice', 'restrict'] as const) {
      assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [{type}, VOICE]), {'voice-prints': true}, type);
    }
    assert.deepEqual(given([accept({'voice-prints': false}), VOICE], [accept(), VOICE]), {'voice-prints': false});
  });

  it('is taken back by an acceptance that asked and was not told of it', () => {
    assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [accept({'voice-prints': false}), VOICE]), {'voice-prints': false});
    assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [accept({partners: true}), [...VOICE, 'partners']]), {partners: true});
  });

  it('ends with a text that does not ask for it, and does not come back with one that does', () => {
    for (const type of ['accept', 'continue'] as const) {
      assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [{type}, []]), {}, type);
      assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [{type}, []], [{type}, VOICE]), {}, type);
    }
    assert.deepEqual(given([accept({'voice-prints': true, partners: true}), VOICE], [accept(), ['partners']]), {partners: true});
  });

  it('stays where the text of a later acceptance cannot be had', () => {
    assert.deepEqual(given([accept({'voice-prints': true})], [accept()]), {'voice-prints': true});
  });

  it('ends with the agreement that it was given with', () => {
    for (const type of ['withdraw', 'decline'] as const) {
      assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [{type}, VOICE]), {}, type);
      assert.deepEqual(given([accept({'voice-prints': true}), VOICE], [{type}, VOICE], [accept(), VOICE]), {}, type);
    }
  });
});
