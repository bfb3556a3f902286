// Large documents, read in parts: the same tree, parsed when it is looked at.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {canonicalBytes} from '../../src/document/canonical.js';
import type {Block, TermsDocument} from '../../src/document/model.js';
import {readTermsInParts} from '../../src/document/read-in-parts.js';
import {readTerms} from '../../src/document/read.js';
import {AssentError} from '../../src/protocol/errors.js';

const document = (content: Block[]): TermsDocument => ({format: 'assent-terms/1', id: 't', version: '1', locale: 'en', title: 'T “\\” \\\\', content});
const paragraph = (words: string): Block => ({type: 'paragraph', content: [words]});
const read = (terms: TermsDocument) => readTermsInParts(canonicalBytes(terms));

describe('reading a large document in parts', () => {
  it('gives the same tree: flat, nested, in long lists and in one long string', async () => {
    const words = 'quotes " and back\\slashes \\" [in] {words}, 条款: \u{1f4dc} ';
    const flat = document(Array.from({length: 2000}, (_, index) => paragraph(words.repeat(2) + index)));
    const nested = Array.from({length: 150}).reduce<Block>((inner, _, index) =>
      ({type: 'clause', anchor: `${index}`, level: 1, content: [paragraph(words.repeat(40)), inner]}), paragraph('x'));
    const list: Block = {type: 'list', ordered: false, items: Array.from({length: 3000}, () => [paragraph(words)])};
    for (const terms of [flat, document([nested]), document([list]), document([paragraph(words.repeat(50_000))]), document([])]) {
      assert.deepEqual(await read(terms), readTerms(canonicalBytes(terms)));
      assert.equal(JSON.stringify(await read(terms)), JSON.stringify(readTerms(canonicalBytes(terms))));
    }
  });

  it('gives the same tree for any words', async () => {
    const blocks = fc.array(fc.string({unit: 'binary', maxLength: 60}), {minLength: 1, maxLength: 20});
    await fc.assert(fc.asyncProperty(blocks, fc.integer({min: 1, max: 400}), async (words, times) => {
      const terms = document(Array.from({length: times}, () => words.map(paragraph)).flat());
      assert.deepEqual((await read(terms)).content, readTerms(canonicalBytes(terms)).content);
    }), {numRuns: 40});
  });

  it('parses a clause when it is looked at, and once', async () => {
    const terms = await read(document(Array.from({length: 5000}, (_, index) => paragraph(`Clause ${index}. `.repeat(8)))));
    const parsed = () => Object.values(Object.getOwnPropertyDescriptors(terms.content)).filter(({value}) => typeof value === 'object').length;
    assert.equal(parsed(), 0);
    assert.equal(terms.content[4000], terms.content[4000]);
    assert.equal(parsed(), 1);
  });

  it('refuses what is no document, ends early or nests too deep', async () => {
    const wide = JSON.stringify(document(Array.from({length: 2000}, () => paragraph('x'.repeat(50)))));
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const text of [deep, wide.slice(0, -1), wide.replace('assent-terms/1', 'assent-terms/9'), `[${wide}]`, '"', '{', '}', '']) {
      await assert.rejects(readTermsInParts(new TextEncoder().encode(text)), (error: AssentError) => error.code === 'hash_mismatch', text.slice(0, 20));
    }
  });
});
