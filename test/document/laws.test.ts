// Laws as their publishers print them: articles with numbered paragraphs, items and points, and what was added later.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {outlineOf, parse} from './outline-of.js';

const markdown = (source: string) => outlineOf(parse(`# 시험법\n\n${source}`, {format: 'markdown', locale: 'ko'}).content);

describe('laws of Korea in Markdown', () => {
  it('go on with the next item below points that end without a stop', () => {
    assert.deepEqual(markdown('##### 제1조 (정의)\n\n뜻은 다음과 같다.\n\n  1\\. "가게"란 다음과 같다.\n    가\\. 사는 곳\n    나\\. 파는 곳\n  2\\. "손님"이란 다음과 같다.\n    가\\. 사는 사람\n    나\\. 보는 사람\n  3\\. "값"이란 돈을 말한다.'), [
      '#제1조 제1조 "(정의)"', '  뜻은 다음과 같다.',
      '  #제1조(1) 1.', '    "가게"란 다음과 같다.', '    #제1조(1)(가) 가.', '      사는 곳', '    #제1조(1)(나) 나.', '      파는 곳',
      '  #제1조(2) 2.', '    "손님"이란 다음과 같다.', '    #제1조(2)(가) 가.', '      사는 사람', '    #제1조(2)(나) 나.', '      보는 사람',
      '  #제1조(3) 3.', '    "값"이란 돈을 말한다.',
    ]);
  });

  it('have their items below the paragraph that names them', () => {
    assert.deepEqual(markdown('##### 제3조 (돈)\n\n**①** 나누어야 한다.\n\n**②** 다음의 경우에는 지급하여야 한다.\n\n  1\\. 문을 닫은 경우\n  2\\. 값을 내린 경우\n\n**③** 누구도 막지 못한다.'), [
      '#제3조 제3조 "(돈)"', '  #제3조① ①', '    나누어야 한다.', '  #제3조② ②', '    다음의 경우에는 지급하여야 한다.',
      '    #제3조②(1) 1.', '      문을 닫은 경우', '    #제3조②(2) 2.', '      값을 내린 경우', '  #제3조③ ③', '    누구도 막지 못한다.',
    ]);
  });
});
