import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {isAssentError} from '../../src/protocol/errors.js';
import {MAX_JSON_DEPTH, parseJson as parseBytes} from '../../src/server/http/json.js';
import {isLinear, workRatio} from '../document/work-ratio.js';

const parseJson = (text: string) => parseBytes(new TextEncoder().encode(text));

const refused = (text: string, code: string) =>
  assert.throws(() => parseJson(text), error => isAssentError(error) && error.code === code, `${code}: ${text.slice(0, 80)}`);

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({maxDepth: 6, stringUnit: 'grapheme'}), text => {
        // An object of fast-check may have a key such as __proto__, which is refused.
        if (/"(__proto__|constructor|prototype)":/.test(text)) return;
        assert.deepEqual(parseJson(text).value, JSON.parse(text));
      }),
      {numRuns: 500},
    );
  });

  it('refuses what is not JSON', () => {
    for (const text of ['', ' ', '{', '{"a":1,}', '[1,]', "{'a':1}", '{"a":01}', 'NaN', '// a\n1', '"\u0000"', '"\\x"', '1 2', '\ufeff{}', '{"a":1}}']) {
      refused(text, 'invalid_json');
    }
  });

  it('refuses the same key twice, however it is written', () => {
    refused('{"a":1,"a":1}', 'duplicate_key');
    refused('{"a":1,"\\u0061":2}', 'duplicate_key');
    refused('[{"x":{"b":{},"c":[1],"b":[]}}]', 'duplicate_key');
    refused('{"":1,"":2}', 'duplicate_key');
    refused('{"é":1,"\\u00e9":2}', 'duplicate_key');
    refused('{"条":1,"条":2}', 'duplicate_key');
    assert.deepEqual(parseJson('{"é":1,"\\u00c3\\u00a9":2}').value, {é: 1, 'Ã©': 2});
    assert.deepEqual(parseJson('[{"a":1},{"a":{"a":2}}]').value, [{a: 1}, {a: {a: 2}}]);
  });

  it('refuses keys that mean something to JavaScript', () => {
    refused('{"__proto__":{"admin":true}}', 'unknown_field');
    refused('{"a":[{"\\u005f_proto__":1}]}', 'unknown_field');
    refused('{"constructor":1}', 'unknown_field');
  });

  it('refuses nesting beyond the limit, and takes it up to there', () => {
    refused(nested(MAX_JSON_DEPTH + 1), 'too_deep');
    refused('{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), 'too_deep');
    assert.ok(parseJson(nested(MAX_JSON_DEPTH)));
    assert.ok(parseJson(`[${Array.from({length: 1000}, () => '[[]]').join(',')}]`));
  });

  it('cuts values out as they were written', () => {
    const records = ['{ "a" : "}]{[,\\"" }', '\t[1, 2]\n'.trim(), '-1.50e3', '"\\\\"', 'null', '"a\\\\\\"b"'];
    const text = `{"x":[1,{"record":0}],\n"records" : [${records.map(record => `{"e":1, "record": ${record} ,"f":[]}`).join(' , ')}] }`;
    const {at} = parseJson(text);
    assert.deepEqual(records.map((_, index) => at('records', index, 'record')?.text), records);
    assert.equal(at('records', records.length, 'record'), undefined);
  });

  it('cuts any value out so that it parses to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.json({maxDepth: 3, stringUnit: 'grapheme'}), {minLength: 1}), fc.constantFrom('', ' ', '\n\t'), (values, space) => {
        const text = `{"records":${space}[${values.map(value => `{${space}"record":${space}${value}${space}}`).join(`${space},`)}]}`;
        if (/"(__proto__|constructor|prototype)":/.test(text)) return;
        const {at} = parseJson(text);
        values.forEach((value, index) => {
          const part = at('records', index, 'record')!;
          assert.equal(part.text, value);
          assert.equal(new TextDecoder().decode(part.bytes), value);
          assert.deepEqual(part.value, JSON.parse(value));
        });
      }),
      {numRuns: 300},
    );
  });

  it('takes time in line with the length', () => {
    const read = (text: string) => () => {
      for (let round = 0; round < 5; round += 1) parseJson(text);
    };
    const backslashes = (length: number) => `["${'\\\\'.repeat(length)}"]`;
    const quotes = (length: number) => `["${'\\"'.repeat(length)}"]`;
    for (const make of [backslashes, quotes]) {
      const ratio = workRatio(read(make(50_000)), read(make(200_000)));
      assert.ok(isLinear(ratio), `${make.name}: four times the length took ${ratio.toFixed(1)} times the work`);
    }
  });
});
