import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AssentError} from '../../src/protocol/errors.js';
import {backgroundReport} from '../../src/server/report.js';

describe('what breaks in the background', () => {
  const telling = () => {
    const told: unknown[] = [];
    return {told, say: backgroundReport('sequencer', (error, where) => told.push([error, where]))};
  };

  it('is told once a minute where it breaks in the same way, by its cause', () => {
    const {told, say} = telling();
    const away = () => new AssentError('unavailable', 'The database cannot be reached.', {cause: new Error('ECONNREFUSED')});
    for (let times = 0; times < 5; times += 1) say(away());
    assert.deepEqual(told, [[new Error('ECONNREFUSED'), {method: 'LOG', path: 'sequencer'}]]);
    say(new AssentError('unavailable', 'The database cannot be reached.', {cause: new Error('EHOSTUNREACH')}));
    say(away());
    assert.equal(told.length, 2, 'two ways that take turns are two');
  });

  it('is told again after a minute', context => {
    const {told, say} = telling();
    let now = 1_000;
    context.mock.method(performance, 'now', () => now);
    say(new Error('full'));
    now += 59_000;
    say(new Error('full'));
    assert.equal(told.length, 1);
    now += 2_000;
    say(new Error('full'));
    assert.equal(told.length, 2);
  });

  it('does not grow with ways that are never the same', () => {
    const {told, say} = telling();
    for (let way = 0; way < 250; way += 1) say(new Error(`way ${way}`));
    assert.equal(told.length, 250);
  });
});
