// Texts that went through the wrong encoding before anyone gave them to us.
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {garbledWords} from '../../src/document/garbled.js';

/** UTF-8 that somebody reads as windows-1252, and saves. */
const garble = (text: string) => [...Buffer.from(text)].map(byte => (byte >= 0x80 && byte < 0xa0 ? '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'[byte - 0x80] : String.fromCharCode(byte))).join('');

describe('a text', () => {
  it('is garbled where it was UTF-8 and read as something else', () => {
    for (const words of ['Don’t.', 'Conditions générales d’utilisation à Noël', '服务条款 第一条', 'Условия', '© 2026 Acme']) {
      assert.equal(garbledWords(words), undefined);
      assert.ok(garbledWords(garble(words)), words);
    }
    assert.equal(garbledWords(garble('# Terms\n\nYou don’t pay.')), 'donâ€™t');
  });

  it('is garbled where a letter was lost', () => {
    assert.equal(garbledWords('您\ufffd意本条款。'), '您\ufffd意本条款。');
    assert.equal(garbledWords('您同锟斤拷本条款。'), '您同锟斤拷本条款。');
  });

  it('is not where it only has letters that could be', () => {
    for (const words of ['« QUALITÉ\u00a0» à l’été, où ça gêne', 'Â a Ã b', 'NÃO\u00a0é', 'Größe, ÄÖÜ', 'naïve – “so” it is…', '', 'Terms']) assert.equal(garbledWords(words), undefined, words);
  });

  const corpus = new URL('../../../shared/corpus/', import.meta.url);
  const present = existsSync(corpus);
  it(`is not where it is real${present ? '' : ' (skipped: the corpus of real terms is not on this machine)'}`, {skip: !present}, () => {
    for (const name of readdirSync(corpus).filter(name => /\.(md|txt)$/.test(name))) assert.equal(garbledWords(readFileSync(new URL(name, corpus), 'utf8')), undefined, name);
  });
});
