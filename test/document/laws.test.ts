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

  it('have what was added to them by other acts, each with its own articles', () => {
    assert.deepEqual(markdown('##### 제1조 (목적)\n\n말이다.\n\n## 부칙\n\n부칙 <제5호,2023.7.18>\n\n제1조(시행일) 내일부터 시행한다.\n\n제2조 생략\n\n부칙(국회법) <제9호,2024.3.12>\n\n제1조(시행일) 모레부터 시행한다.'), [
      '#제1조 제1조 "(목적)"', '  말이다.', '#부칙 "부칙"',
      '  #부칙-제5호-2023-7-18 "부칙 <제5호,2023.7.18>"', '    #부칙-제5호-2023-7-18제1조 제1조', '      (시행일) 내일부터 시행한다.', '    #제2조 제2조 "생략"',
      '  #부칙-국회법-제9호-2024-3-12 "부칙(국회법) <제9호,2024.3.12>"', '    #부칙-국회법-제9호-2024-3-12제1조 제1조', '      (시행일) 모레부터 시행한다.',
    ]);
  });
});

const japanese = (source: string) => outlineOf(parse(`試験法\n${source}`, {format: 'text', locale: 'ja'}).content);

describe('laws of Japan', () => {
  it('have contents that name the articles of each chapter', () => {
    assert.deepEqual(japanese('目次\n　第一章　総則（第一条・第二条）\n　第二章　義務（第三条）\n　附則\n　　　第一章　総則\n第一条　目的を定める。\n第二条　言葉を定める。\n　　　第二章　義務\n第三条　守らなければならない。\n　　　附　則\n　この法律は、公布の日から施行する。'), [
      '#目次 "目次"', '  第一章　総則（第一条・第二条） / 第二章　義務（第三条） / 附則',
      '#第一章 第一章 "総則"', '  #第一条 第一条', '    目的を定める。', '  #第二条 第二条', '    言葉を定める。',
      '#第二章 第二章 "義務"', '  #第三条 第三条', '    守らなければならない。', '#附-則 "附　則"', '  この法律は、公布の日から施行する。',
    ]);
  });

  it('go on with the second paragraph of an article below the items of its first', () => {
    assert.deepEqual(japanese('第一条　目的を定める。\n第二条　情報とは、次のものをいう。\n一　名前\n二　番号\n２　番号とは、次のものをいう。\n一　数\n二　記号\n３　その他は、別に定める。'), [
      '#第一条 第一条', '  目的を定める。', '#第二条 第二条', '  情報とは、次のものをいう。', '  #第二条(一) 一', '    名前', '  #第二条(二) 二', '    番号',
      '  #第二条(2) ２', '    番号とは、次のものをいう。', '    #第二条(2)(一) 一', '      数', '    #第二条(2)(二) 二', '      記号', '  #第二条(3) ３', '    その他は、別に定める。',
    ]);
  });

  it('have what was added to them by other acts, each with its own articles', () => {
    assert.deepEqual(japanese('第一条　目的を定める。\n第二条　言葉を定める。\n　　　附　則　抄\n（施行期日）\n第一条　この法律は、公布の日から施行する。\n　　　附　則　（平成二一年六月五日法律第四九号）　抄\n（施行期日）\n第一条　この法律は、一年後に施行する。\n第二条　経過は、別に定める。'), [
      '#第一条 第一条', '  目的を定める。', '#第二条 第二条', '  言葉を定める。',
      '#附-則-抄 "附　則　抄"', '  （施行期日）', '  #附-則-抄第一条 第一条', '    この法律は、公布の日から施行する。',
      '#附-則-平成二一年六月五日法律第四九号-抄 "附　則　（平成二一年六月五日法律第四九号）　抄"', '  （施行期日）',
      '  #附-則-平成二一年六月五日法律第四九号-抄第一条 第一条', '    この法律は、一年後に施行する。', '  #附-則-平成二一年六月五日法律第四九号-抄第二条 第二条', '    経過は、別に定める。',
    ]);
  });
});

const text = (source: string) => outlineOf(parse(source, {format: 'text'}).content).filter(line => line.includes('#'));

describe('codes of law', () => {
  it('have articles with numbers in the thousands', () => {
    assert.deepEqual(text('Code civil\n\nArticle 1101\nUn contrat oblige.\n\nArticle 1102\nChacun est libre.\n\nArticle 1102-1\nLa foi est bonne.'), ['#article-1101 Article 1101', '#article-1102 Article 1102', '#article-1102-1 Article 1102-1']);
  });

  it('have sections that are numbered in several levels, with gaps', () => {
    assert.deepEqual(text('Business Code\n\n§ 1798.100. General duties\n\n(a) A business tells.\n\n(b) It keeps less.\n\n§ 1798.121. Right to delete\n\n(a) A person asks.\n\n§ 1799.5. Penalties\n\nThere are some.'), [
      '#§1798.100 § 1798.100. "General duties"', '  #§1798.100(a) (a)', '  #§1798.100(b) (b)', '#§1798.121 § 1798.121. "Right to delete"', '  #§1798.121(a) (a)', '#§1799.5 § 1799.5. "Penalties"',
    ]);
    assert.deepEqual(text('Code\n\n§ 12-101. Title\n\nThis is it.\n\n§ 12-102. Scope\n\nIt applies.'), ['#§12-101 § 12-101. "Title"', '#§12-102 § 12-102. "Scope"']);
    assert.deepEqual(text('Code\n\nSec. 5.001. SHORT TITLE. This is it.\n\nSec. 5.002. PURPOSE. This is why.'), ['#sec-5.001 Sec. 5.001.', '#sec-5.002 Sec. 5.002.']);
  });

  it('are not begun by a citation', () => {
    assert.deepEqual(text('Terms\n\n1. Scope\nWe keep what we must under\n§ 312.1 BGB and the law.\n\n2. Fees\nNone.'), ['#1 1. "Scope"', '#2 2. "Fees"']);
  });
});
