// Real terms, where they are at hand: no word is lost, and every number of the plain text is an anchor at its depth.
import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {plainText} from '../../src/document/plain-text.js';
import type {Block, Clause} from '../../src/document/model.js';
import {clausesOf, firstLost, outlineOf, parse, wordsOf} from './outline-of.js';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const present = existsSync(corpus);
const why = present ? '' : ' (skipped: the corpus of real terms is not on this machine)';
const options = {skip: !present};
const files = present ? readdirSync(corpus).filter(name => /\.(md|txt)$/.test(name) && name !== 'README.md') : ['every file'];
const read = (name: string) => readFileSync(new URL(name, corpus), 'utf8');

/** What a reader of the page would call its words: entities decoded, a target that is its own words said once. */
function spoken(source: string): string {
  return source
    .replace(/\[([^\]\n]*)\]\((\S+?)\)/g, (link, words: string, target: string) => (said(words, target) ? words : link))
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}

function said(words: string, target: string): boolean {
  const bare = words.replace(/[*\\]/g, '');
  return bare === target || `mailto:${bare}` === target;
}

describe(`real terms${why}`, () => {
  for (const name of files) {
    it(`loses no word of ${name}${why}`, options, () => {
      const source = read(name);
      const text = plainText(parse(source));
      assert.equal(firstLost(wordsOf(spoken(source)), text), undefined);
    });
  }

  describe('the plain Chinese text', () => {
    const name = 'anychat-cloud.terms-of-service.zh-CN.txt';
    const document = () => parse(read(name), {locale: 'zh-CN'});
    const find = (anchor: string): Clause => clausesOf(document().content).find(clause => clause.anchor === anchor)!;
    const lastWords = (block: Block | undefined) => (block?.type === 'paragraph' ? outlineOf([block])[0]! : `a ${block?.type}`);

    it(`has every printed number as an anchor at its depth${why}`, options, () => {
      const printed = [...read(name).matchAll(/^ +(\d+(?:\.\d+)*)\.?[ ]/gm)].map(([, number]) => `${number} ${number!.split('.').length}`);
      assert.equal(printed.length, 86);
      assert.deepEqual(
        clausesOf(document().content).map(({anchor, level}) => `${anchor} ${level}`),
        printed,
      );
    });

    it(`has the page's chrome as preamble, and the title${why}`, options, () => {
      assert.equal(document().title, '服务条款');
      assert.equal(document().preamble?.length, 4);
      assert.match(lastWords(document().content[0]), /^欢迎您使用/);
    });

    it(`has the unnumbered items of 3.5.1 as a list, and the words after it${why}`, options, () => {
      const [, list, closing] = find('3.5.1').content;
      assert.ok(list?.type === 'list' && list.items.length === 11);
      assert.match(lastWords(closing), /^您同时承诺/);
    });

    it(`gives the closing paragraphs back to 4.4 and 3.5.2${why}`, options, () => {
      assert.match(lastWords(find('4.4').content.at(-1)), /^佰锐科技按照前述规定/);
      assert.match(lastWords(find('3.5.2').content.at(-1)), /^如您违反上述保证/);
      assert.equal(find('4.4.7').content.length, 1);
      assert.equal(find('3.5.2.2').content.length, 1);
    });
  });

  it(`has the numbers that LINE prints in bold and in paragraphs${why}`, options, () => {
    const clauses = clausesOf(parse(read('line.terms-of-service.2025-02-03.md')).content);
    const seen = clauses.map(({anchor, level}) => `${anchor} ${level}`);
    for (const expected of ['chapter-1 1', '1 2', '1.1 3', '12.2(5) 4']) assert.ok(seen.includes(expected), expected);
    assert.equal(clauses.find(({anchor}) => anchor === '2')?.heading?.[0], 'Use of the Services');
  });
});
