import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import {EntrySchema, type Entry} from '../../src/protocol/receipt.js';
import {entryText} from '../../src/server/records/entry-text.js';

const words = fc.string({unit: 'grapheme'});
const hash = fc.stringMatching(/^[0-9a-f]{64}$/).map(hex => `sha256:${hex}` as const);
const entries: fc.Arbitrary<Entry> = fc.record({
  v: fc.constant(1 as const),
  site: words,
  sub: words,
  seq: fc.integer({min: 1}),
  prev: fc.option(hash),
  id: words,
  type: fc.constantFrom(...EntrySchema.entries.type.options),
  record: hash,
  document: fc.record({id: words, version: words, locale: words, hash}),
  presentedAt: words,
  claimedAt: words,
  recordedAt: words,
  via: fc.constantFrom(...EntrySchema.entries.via.options),
  flags: fc.subarray([...EntrySchema.entries.flags.item.options]),
});

describe('the text of an entry', () => {
  it('is its canonical JSON, every field of the schema in it', () => {
    fc.assert(
      fc.property(entries, entry => {
        assert.deepEqual(Object.keys(entry).sort(), Object.keys(EntrySchema.entries).sort());
        assert.equal(entryText(entry), canonicalize(entry));
      }),
    );
  });
});
