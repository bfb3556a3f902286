import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {inPieces} from '../../src/document/in-pieces.js';

function* steps(count: number, done: number[]): Generator<number, string> {
  for (let step = 0; step < count; step++) {
    done.push(step);
    yield 1;
  }
  return 'done';
}

describe('work in pieces', () => {
  it('gives its result, and does not wait where there is little of it', async () => {
    const done: number[] = [];
    const work = inPieces(steps(3, done), {most: 4});
    assert.deepEqual(done, [0, 1, 2]);
    assert.equal(await work, 'done');
  });

  it('lets what waits come before it is done', async () => {
    const done: number[] = [];
    const work = inPieces(steps(300, done), {most: 3});
    assert.deepEqual(done, [0, 1, 2]);
    const seen = await new Promise<number>(resolve => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve(done.length);
      };
      port2.postMessage('');
    });
    assert.ok(seen < 300, `${seen} of 300 steps were done`);
    assert.equal(await work, 'done');
    assert.equal(done.length, 300);
  });

  it('stops where it is given up', async () => {
    const done: number[] = [];
    const stop = new AbortController();
    const work = inPieces(steps(9, done), {most: 3, signal: stop.signal});
    stop.abort(new Error('enough'));
    await assert.rejects(work, /enough/);
    assert.deepEqual(done, [0, 1, 2]);
  });
});
