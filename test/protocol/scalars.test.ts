import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import {decodeBase64url, encodeBase64url} from '../../src/protocol/base64url.js';
import {hashBytes, HashSchema} from '../../src/protocol/hash.js';
import {ConsentIdSchema, DocumentIdSchema, InstantSchema, LocaleSchema, VersionSchema} from '../../src/protocol/scalars.js';
import {uuid7, Uuid7Schema} from '../../src/protocol/uuid.js';

describe('base64url', () => {
  it('writes what Node writes, and reads it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 300}), bytes => {
        const text = encodeBase64url(bytes);
        assert.equal(text, Buffer.from(bytes).toString('base64url'));
        assert.deepEqual(decodeBase64url(text), Uint8Array.from(bytes));
      }),
    );
  });

  it('refuses other alphabets, padding, spaces and impossible lengths', () => {
    for (const text of ['a+b/', 'YQ==', 'YQ=', 'a b', 'YWE\n', 'a', 'abcde', 'ä']) assert.throws(() => decodeBase64url(text), SyntaxError);
    assert.deepEqual(decodeBase64url(''), new Uint8Array());
  });
});

describe('uuid7', () => {
  it('is an RFC 9562 version 7, of the time that it was given', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 2 ** 48 - 1}), fc.uint8Array({minLength: 10, maxLength: 10}), (time, random) => {
        const id = uuid7(time, random);
        assert.ok(v.is(Uuid7Schema, id), id);
        assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), time);
      }),
    );
  });

  it('is as the standard’s own example', () => {
    // RFC 9562, appendix A.6.
    const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
    assert.equal(uuid7(0x017f22e279b0, random), '017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('sorts by time, and does not repeat', () => {
    const ids = Array.from({length: 1000}, (_, index) => uuid7(1_700_000_000_000 + index));
    assert.deepEqual(ids.toSorted(), ids);
    assert.equal(new Set(Array.from({length: 10_000}, () => uuid7(1))).size, 10_000);
  });

  it('does with a clock before 1970 or between two milliseconds', () => {
    for (const time of [-1, 0.5, -Infinity]) assert.ok(v.is(Uuid7Schema, uuid7(time)), String(time));
  });
});

describe('hashBytes', () => {
  it('is SHA-256 of the bytes, or of a text’s UTF-8', async () => {
    // FIPS 180-4, example of the empty message and of "abc".
    assert.equal(await hashBytes(''), 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    assert.equal(await hashBytes(Uint8Array.of(97, 98, 99)), 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(await hashBytes('字'), await hashBytes(Uint8Array.of(0xe5, 0xad, 0x97)));
    assert.ok(v.is(HashSchema, await hashBytes('x')));
  });
});

describe('scalars', () => {
  const table: [name: string, schema: v.GenericSchema, good: string[], bad: string[]][] = [
    ['an instant', InstantSchema, ['2026-11-23T20:48:00Z', '2026-11-23T20:48:00.1Z', '2024-02-29T00:00:00.123Z'], ['2026-11-23', '2026-11-23T20:48:00', '2026-11-23T20:48:00+00:00', '2026-13-01T00:00:00Z', '2026-11-23T25:00:00Z', '2026-02-31T00:00:00Z', '2026-11-23T24:00:00Z', '2026-11-23t20:48:00z', '2026-11-23T20:48:00.1234Z', '+002026-11-23T20:48:00Z']],
    ['a document id', DocumentIdSchema, ['terms-of-service', 'a', '1.2_b'], ['', 'Terms', '-a', 'a b', 'a/b', 'x'.repeat(65)]],
    ['a version', VersionSchema, ['2026-11-23', '3.1', 'v1+2', 'x'.repeat(64)], ['', '-1', ' 1', '1/2', 'x'.repeat(65)]],
    ['a locale', LocaleSchema, ['en', 'zh-CN', 'zh-Hant-TW', 'de-x-private'], ['', 'e', 'en_US', 'zh-', 'toolonglanguage', 'en-US ']],
    ['a consent id', ConsentIdSchema, ['voice-prints', '1'], ['', 'Voice', 'a_b', '-a']],
    ['an id', Uuid7Schema, ['0198f2a4-5b6c-7d8e-9fa0-b1c2d3e4f5a6'], ['', '0198F2A4-5B6C-7D8E-9FA0-B1C2D3E4F5A6', '0198f2a4-5b6c-4d8e-9fa0-b1c2d3e4f5a6', '0198f2a4-5b6c-7d8e-7fa0-b1c2d3e4f5a6', '0198f2a45b6c7d8e9fa0b1c2d3e4f5a6', ' 0198f2a4-5b6c-7d8e-9fa0-b1c2d3e4f5a6']],
    ['a hash', HashSchema, [`sha256:${'0'.repeat(64)}`], ['0'.repeat(64), `sha256:${'A'.repeat(64)}`, `sha256:${'0'.repeat(63)}`, `sha256:${'0'.repeat(65)}`]],
  ];
  for (const [name, schema, good, bad] of table) {
    it(`know ${name} from what is none`, () => {
      for (const text of good) assert.ok(v.is(schema, text), text);
      for (const text of bad) assert.ok(!v.is(schema, text), text);
    });
  }
});
