// Changes of large texts: parsed and rebuilt a piece at a time, to the same bytes.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {canonicalBytes} from '../../src/document/canonical.js';
import type {TermsChanges} from '../../src/document/changes.js';
import {diffTerms} from '../../src/document/diff.js';
import {inPieces} from '../../src/document/in-pieces.js';
import {parseInPieces} from '../../src/document/parse-in-pieces.js';
import {rebuiltBytes} from '../../src/document/rebuild-in-pieces.js';
import {parse} from './outline-of.js';

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const sections = (count: number, words: string) => Array.from({length: count}, (_, n) => `## ${n + 1}. Part ${n + 1}\n\n${n + 1}.1 ${words} ${n}\n\n- one ${words}\n- two\n`).join('\n');

/** How often a generator gives way, and what comes out in the end. */
function counted<T>(work: Generator<number, T>): {pieces: number; result: T} {
  for (let pieces = 0; ; pieces++) {
    const step = work.next();
    if (step.done) return {pieces, result: step.value};
  }
}

describe('parsing JSON in pieces', () => {
  it('gives what JSON.parse gives', () => {
    const {tree} = fc.letrec<{tree: unknown}>(tie => ({
      tree: fc.oneof({maxDepth: 4}, fc.string({unit: 'binary', maxLength: 5000}), fc.integer(), fc.constant(null), fc.array(tie('tree')), fc.dictionary(fc.string({unit: 'binary'}), tie('tree'))),
    }));
    fc.assert(fc.property(tree, fc.integer({min: 1, max: 300}), (value, times) => {
      const wide = {a: Array.from({length: times}, () => value), b: value, c: [[value, 1], Array.from({length: times}, (_, n) => n)]};
      assert.deepEqual(counted(parseInPieces(bytesOf(wide))).result, JSON.parse(JSON.stringify(wide)));
    }), {numRuns: 60});
  });

  it('takes many pieces for much of it', () => {
    const {pieces, result} = counted(parseInPieces(bytesOf(Array.from({length: 50_000}, (_, n) => ({n, words: 'as many as there are'})))));
    assert.equal((result as unknown[]).length, 50_000);
    assert.ok(pieces > 50, `${pieces} pieces`);
  });

  it('refuses what is no JSON, or nests too deep', () => {
    const wide = JSON.stringify(Array.from({length: 9000}, () => 'word'));
    for (const text of ['', '{', '"', '<p>', wide.slice(0, -1), wide.replace('"word"', 'word'), '['.repeat(100_000) + ']'.repeat(100_000)]) {
      assert.throws(() => counted(parseInPieces(new TextEncoder().encode(text))), text.slice(0, 20));
    }
  });
});

describe('rebuilding two texts in pieces', () => {
  const same = (changes: TermsChanges, before: Uint8Array, after: Uint8Array) => {
    assert.deepEqual(Buffer.from(counted(rebuiltBytes(changes, 'before')).result), Buffer.from(before));
    assert.deepEqual(Buffer.from(counted(rebuiltBytes(changes, 'after')).result), Buffer.from(after));
  };

  it('gives the canonical bytes of each', () => {
    const source = fc.array(fc.constantFrom('x', '# A', '## B', '## 2. C *d*', '1. x', '1.1 y', '(a) z', '- i', '- j **k**', '> q', '| a | b |\n|---|---|\n| c | d |', '[l](https://a.example)', '`code`', '第一条 总则', ''), {minLength: 1, maxLength: 15}).map(lines => `x\n${lines.join('\n\n')}`);
    fc.assert(fc.property(source, source, (one, other) => {
      const [before, after] = [parse(one), parse(other)];
      same(diffTerms(before, after), canonicalBytes(before), canonicalBytes(after));
    }), {numRuns: 150});
  });

  it('does so for a large one, piece by piece', () => {
    const [before, after] = [parse(`# T\n\n${sections(3000, 'as it was')}`), parse(`# T\n\n${sections(3000, 'as it is')}`)];
    const changes = diffTerms(before, after);
    same(changes, canonicalBytes(before), canonicalBytes(after));
    const {pieces} = counted(rebuiltBytes(changes, 'after'));
    assert.ok(pieces > 10, `${pieces} pieces`);
  });

  it('lets others have their turn meanwhile', async () => {
    const terms = parse(`# T\n\n${sections(3000, 'as it was')}`);
    let turns = 0;
    const ticking = setInterval(() => turns++);
    const bytes = await inPieces(rebuiltBytes(diffTerms(terms, terms), 'after'), {most: 1});
    clearInterval(ticking);
    assert.deepEqual(Buffer.from(bytes), Buffer.from(canonicalBytes(terms)));
    assert.ok(turns > 0);
  });

  it('ends where clauses name each other in a circle', () => {
    const clause = (content: unknown[]) => ({change: 'kept', before: {anchor: 'a', level: 1}, after: {anchor: 'a', level: 1}, content});
    const at = (index: number) => ({type: 'clause', in: 'both', clause: index});
    const circle = {before: {}, after: {}, clauses: [clause([at(1)]), clause([at(1)])]} as unknown as TermsChanges;
    assert.throws(() => counted(rebuiltBytes(circle, 'before')), RangeError);
  });
});
