import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {canonicalBytes, hashTerms} from '../../src/document/canonical.js';
import type {TermsDocument} from '../../src/document/model.js';
import {sortedJson} from '../../src/document/sorted-json.js';
import {hashBytes} from '../../src/protocol/hash.js';
import {parse} from './outline-of.js';

describe('sorted JSON', () => {
  it('is what canonical bytes are, so that a browser can check a hash', async () => {
    const terms = parse('# T\n\n## 1. Ünë\n\n- a “b”\n- 条款 [c](https://d.example)\n');
    assert.equal(sortedJson(terms), new TextDecoder().decode(canonicalBytes(terms)));
    assert.equal(await hashBytes(sortedJson(terms)), await hashTerms(terms));
  });

  it('is so for any tree, whatever its names and words', () => {
    // A name that is a number would come first, wherever it belongs; no document has one.
    const {tree} = fc.letrec<{tree: unknown}>(tie => ({
      tree: fc.oneof({maxDepth: 4}, fc.string({unit: 'binary'}), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('tree')),
        fc.dictionary(fc.string({unit: 'binary', minLength: 1}).filter(name => !/^\d+$/.test(name) && name !== '__proto__'), tie('tree'))),
    }));
    fc.assert(fc.property(tree, value => {
      assert.equal(sortedJson([value]), new TextDecoder().decode(canonicalBytes([value] as unknown as TermsDocument)));
    }));
  });
});
