import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {chooseLocale, wordsIn} from '../../src/server/choose-locale.js';

const cases: [wanted: string | undefined, available: string[], chosen: string][] = [
  [undefined, ['zh-CN', 'en'], 'zh-CN'],
  ['en', ['zh-CN', 'en'], 'en'],
  ['EN-us', ['zh-CN', 'en-US'], 'en-US'],
  ['en-GB', ['zh-CN', 'en'], 'en'],
  ['en-GB', ['de', 'en-US'], 'en-US'],
  ['en', ['de', 'en-US'], 'en-US'],
  ['zh-Hans-CN', ['en', 'zh-CN'], 'zh-CN'],
  ['zh', ['en', 'zh-TW', 'zh-CN'], 'zh-CN'],
  ['zh-HK', ['en', 'zh-CN', 'zh-TW'], 'zh-TW'],
  ['zh-TW', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
  ['zh-Hant-TW', ['zh-Hant', 'zh'], 'zh-Hant'],
  ['zh-TW', ['en', 'zh-CN'], 'zh-CN'],
  ['sr-Latn', ['sr', 'sr-Latn-RS'], 'sr'],
  ['de-x-private', ['en', 'de'], 'de'],
  ['fr', ['ja', 'en'], 'ja'],
  ['qqqqqqqq-aa-bb', ['en'], 'en'],
];

describe('chooseLocale', () => {
  for (const [wanted, available, chosen] of cases) {
    it(`answers ${wanted ?? 'no wish'} with ${chosen} of ${available.join(', ')}`, () => {
      assert.equal(chooseLocale(wanted, available), chosen);
    });
  }
});

describe('wordsIn', () => {
  it('gives what is said in the locale to answer with, and nothing where nothing is said', () => {
    assert.equal(wordsIn({en: 'Fees', 'zh-CN': '费用'}, 'zh-Hans'), '费用');
    assert.equal(wordsIn({}, 'en'), undefined);
    assert.equal(wordsIn(undefined, 'en'), undefined);
  });
});
