// Markdown as converters and people leave it: lines far below headings, links apart from them, numbers on lines.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {clausesOf, outlineOf, parse} from './outline-of.js';

const read = (source: string) => parse(source, {format: 'markdown'});
const outline = (source: string) => outlineOf(read(`# Terms\n\n${source}`).content);

describe('headings in Markdown in the wild', () => {
  it('are underlined some lines below, where the line has their length', () => {
    const document = read('Terms of Service\n\n\n====================\n\nIntro.\n\nTerms for One\n\n\n----------------\n\nWords.\n\nTerms for Two\n\n----------------\n\nWords.');
    assert.equal(document.title, 'Terms of Service');
    assert.deepEqual(outlineOf(document.content), ['Intro.', '#terms-for-one "Terms for One"', '  Words.', '#terms-for-two "Terms for Two"', '  Words.']);
  });

  it('are bold first lines above sentences or numbers, not above an address', () => {
    assert.deepEqual(outline('**Article 1 Scope**\nThis applies.\n\n**Article 2 Words**\na. One.\nb. Two.\n\n**Note:**\n\n**Acme Ltd**\nLong Road\n\n**Annex**\n\nWords.'), [
      '#article-1 Article 1 "Scope"', '  This applies.', '#article-2 Article 2 "Words"', '  #article-2(a) a.', '    One.', '  #article-2(b) b.', '    Two.', '    Note:', '    Acme Ltd / Long Road', '#annex "Annex"', '  Words.',
    ]);
  });

  it('are none where the line is a break between paragraphs, or code', () => {
    assert.deepEqual(outline('A paragraph.\n\n---\n\nAnother one that is long.\n\n----------\n\n```\nheading\n\n-------\n```'), ['A paragraph.', '---', 'Another one that is long.', '---', '`` heading\n\n-------']);
  });

  it('stand beside those that they go on from, though they are written smaller', () => {
    assert.deepEqual(outline('## 1. Scope\n\n### 1. Part\n\n### 2. Part\n\n## 2. Fees\n\n##### 3. Law\n\nWords.').filter(line => line.includes('#')), ['#1 1. "Scope"', '  #1(1) 1. "Part"', '  #1(2) 2. "Part"', '#2 2. "Fees"', '#3 3. "Law"']);
  });

  it('stand below the number that they are a part of, however large they are written', () => {
    assert.deepEqual(outline('## 3. Data\n\n### 3.1 Names\n\n### 3.1.1 Others\n\n### 3.3 Messages\n\n#### 3.3.1 Chats\n\n### 3.3.5 Posts\n\n#### 3.4 Phones\n\n### Note\n\n#### 3.5 Places\n\n## 4. Law\n\n## 4.1 Courts').filter(line => line.includes('#')), [
      '#3 3. "Data"', '  #3.1 3.1 "Names"', '    #3.1.1 3.1.1 "Others"', '  #3.3 3.3 "Messages"', '    #3.3.1 3.3.1 "Chats"', '    #3.3.5 3.3.5 "Posts"', '  #3.4 3.4 "Phones"',
      '  #note "Note"', '    #3.5 3.5 "Places"', '#4 4. "Law"', '  #4.1 4.1 "Courts"',
    ]);
  });

  it('may begin with a number and be underlined', () => {
    assert.deepEqual(outline('1. Scope\n--------\n\nWords.\n\n2. Fees and taxes\n=================\n\nWords.\n\n1. Not so\n---\n\nWords.').slice(0, 4), ['#1 1. "Scope"', '  Words.', '#2 2. "Fees and taxes"', '  Words.']);
  });

  it('take the link to themselves that stands in a paragraph before them', () => {
    const clauses = clausesOf(read('# T\n\n## A\n\nWords.\n\n[\u200b](#x-+-you)\n\n## X + You\n\nWords.\n\n[\u200b](#other)\n\n## B\n\n### [\u200b](#do-2)Do').content);
    assert.deepEqual(clauses.map(({anchor, permalink}) => `${anchor} ${permalink ?? ''}`), ['a ', 'x-you [\u200b](#x-+-you)', 'b ', 'do [\u200b](#do-2)']);
    assert.deepEqual(outlineOf(clauses[1]!.content), ['Words.', '[\u200b](#other)']);
  });
});

describe('what a heading is only found by', () => {
  it('is kept apart from its words and its number', () => {
    const {title, content} = read('# Terms {#terms}\n\n## Scope {#scope}\n\n<a id="fees"></a>\n\n## 2. Fees\n\n### <a name="t"></a>2.1 Taxes {: #taxes .wide }\n\n## <span id="l"></span>[](#law)Law<a id=\'u\'/>');
    assert.equal(title, 'Terms');
    assert.deepEqual(clausesOf(content).map(({anchor, permalink}) => [anchor, permalink]), [
      ['scope', '{#scope}'], ['2', '<a id="fees"></a>'], ['2.1', '<a name="t"></a> {: #taxes .wide }'], ['law', '<span id="l"></span> [](#law) <a id=\'u\'/>'],
    ]);
    assert.deepEqual(outlineOf(content).filter(line => line.includes('#')), ['#scope "Scope"', '#2 2. "Fees"', '  #2.1 2.1 "Taxes"', '#law "Law"']);
  });

  it('is words where there are no others, or it holds some', () => {
    assert.deepEqual(outline('## {#only}\n\nWords {#x}\n\n<a id="x"></a>\n\nMore.\n\n## A <a id="b">b</a>'), ['#only "{#only}"', '  Words {#x}', '  <a id="x"></a>', '  More.', '#a-a-id-b-b-a "A <a id="b">b</a>"']);
  });
});

describe('the title of Markdown in the wild', () => {
  it('is no numbered clause, and no section among others', () => {
    assert.equal(read('## 1. Scope\n\nWords.\n\n## 2. Fees').title, 'terms');
    const document = read('---\ntitle: Acme Terms\n---\n## Scope\n\nWords.\n\n## Fees\n\nMore.');
    assert.deepEqual(outlineOf(document.content), ['#scope "Scope"', '  Words.', '#fees "Fees"', '  More.']);
  });
});

describe('the words around the title of Markdown in the wild', () => {
  it('may be its date, which is no heading, and the title once more', () => {
    const document = read('Data Addendum\n====\n\nEffective: 1 May 2026\n\nData Addendum\n====\n\nLast updated: May 1, 2026\n----\n\nIntro.\n\nScope\n----\n\nWords.\n\nEffective 1 May 2027\n----');
    assert.equal(document.title, 'Data Addendum');
    assert.deepEqual(outlineOf(document.preamble ?? []), ['#data-addendum "Data Addendum"', '  Effective: 1 May 2026']);
    assert.deepEqual(outlineOf(document.content), ['Last updated: May 1, 2026', 'Intro.', '#scope "Scope"', '  Words.', '#effective-1-may-2027 "Effective 1 May 2027"']);
  });

  it('may stand right below it, or in it', () => {
    const document = read('Public License\nVersion 1.0 of **May**\n\nWords.');
    assert.equal(document.title, 'Public License');
    assert.deepEqual(outlineOf(document.content), ['Version 1.0 of May', 'Words.']);
    assert.equal(read('이용약관 (2020.01.18 시행)\n\n소개입니다.\n\n**제1조 목적**\n이 약관은 그렇습니다.').title, '이용약관 (2020.01.18 시행)');
    assert.equal(read('Effective 1 May 2026\n\n**Words** of it.').title, 'terms');
  });
});

describe('numbers on the lines of one paragraph', () => {
  it('are clauses where the line before ends so, or they go on from each other', () => {
    assert.deepEqual(outline('## 1. Use\n\n1.1 You may not:\n(a) copy;\n(b) **sell**; or\n(c) rent.\n1.2 You must:\na. pay\nb. behave'), [
      '#1 1. "Use"', '  #1.1 1.1', '    You may not:', '    #1.1(a) (a)', '      copy;', '    #1.1(b) (b)', '      sell; or', '    #1.1(c) (c)', '      rent.',
      '  #1.2 1.2', '    You must:', '    #1.2(a) a.', '      pay', '    #1.2(b) b.', '      behave',
    ]);
  });

  it('are words where a sentence goes on', () => {
    assert.deepEqual(outline('## 1. Use\n\nAs it is said in section\n2. above, and **here**\n5. too, there are\n30 days.'), ['#1 1. "Use"', '  As it is said in section / 2. above, and here / 5. too, there are / 30 days.']);
  });
});

describe('lists in Markdown in the wild', () => {
  it('are clauses where numbers stand behind their bullets', () => {
    assert.deepEqual(outline('## Use\n\n* **1\\. Age.** You are 18.\n* **3\\. Rules.** You may not:\n  * (a) copy; or\n  * (b) sell.\n\n  So we say.\n\n- Only\n- bullets (a)\n'), [
      '#use "Use"', '  #1 1.', '    Age. You are 18.', '  #3 3.', '    Rules. You may not:', '    #3(a) (a)', '      copy; or', '    #3(b) (b)', '      sell.', '    So we say.', '    *', '      Only', '    *', '      bullets (a)',
    ]);
  });

  it('have the bullets that a page or a word processor has', () => {
    assert.deepEqual(outline('We may:\n• copy;\n  ◦\u00a0twice;\n\uf0b7\tsell.\n\n・違反\n・犯罪\n\n```\n• code\n```\n\nOne • two'), [
      'We may:', '*', '  copy;', '  *', '    twice;', '*', '  sell.', '*', '  違反', '*', '  犯罪', '`` • code', 'One • two',
    ]);
  });

  it('keep the boxes that are ticked before their numbers', () => {
    assert.match(outline('- [x] (a) One\n- [ ] (b) Two').join(' '), /\[x\] \(a\) One.*\[ \] \(b\) Two/);
  });

  it('are sections whose parts stand below or inside of them', () => {
    const expected = ['#1 1. "Definitions"', '  #1.1 1.1', '    “You” are you.', '#2 2. "Use"', '  #2.1 2.1', '    You may.', '  #2.2 2.2', '    You may not.', '#3 3. "Fees."', '  #3.1 3.1', '    You pay.', '#4 4.', '  Law'];
    assert.deepEqual(outline('1. Definitions\n\n1.1 “You” are you.\n\n2. Use\n2.1 You may.\n2.2 You may not.\n\n3. Fees.\n\n   3.1 You pay.\n\n4. Law'), expected);
  });

  it('end where a line below has a number of its own', () => {
    assert.deepEqual(outline('## Fees\n\na. One:\n\n1. First.\n2. Second,\nwhich goes on.\nb. Two.\n\n- dot\n- dot.\n(c) Three.').filter(line => /#|goes|dot/.test(line)), [
      '#fees "Fees"', '  #fees(a) a.', '    #fees(a)(1) 1.', '    #fees(a)(2) 2.', '      Second, / which goes on.', '  #fees(b) b.', '      dot', '      dot.', '  #fees(c) (c)',
    ]);
  });

  it('hold the parts of a section though converters counted it from 1 again', () => {
    assert.deepEqual(outline('1. **Terms**\n\n1.1 One.\n\n1.2 Two.\n\n1. **Services**\n\n2.1 One.\n\n2.2 Two.\n\n**3\\. Users**\n\n3.1 One.').filter(line => line.includes('#')), [
      '#1 1. "Terms"', '  #1.1 1.1', '  #1.2 1.2', '#1~2 1. "Services"', '  #2.1 2.1', '  #2.2 2.2', '#3 3. "Users"', '  #3.1 3.1',
    ]);
  });

  it('end where ③ stands below, whatever the line above it ends with', () => {
    assert.deepEqual(outline('## Use\n\n① One.\n② Two:\n1. first\n2. second\n③ Three.').filter(line => line.includes('#')), ['#use "Use"', '  #use① ①', '  #use② ②', '    #use②(1) 1.', '    #use②(2) 2.', '  #use③ ③']);
  });

  it('may have other numbers in their items, which go on from item to item', () => {
    assert.deepEqual(outline('1. I. Accounts\n\n   Words.\n\n2. II. Fees\n\n   Words.').filter(line => line.includes('#')), ['#1 1.', '  #1(I) I. "Accounts"', '#2 2.', '  #2(II) II. "Fees"']);
  });
});

it('has clauses, and no code, where lines stand far in', () => {
  assert.deepEqual(outline('1.1 You may:\n\n    (a) copy; or\n\n        (i) once;\n        (ii) twice;\n\n    (b) sell.\n\n```\ncode\n```'), [
    '#1.1 1.1', '  You may:', '  #1.1(a) (a)', '    copy; or', '    #1.1(a)(i) (i)', '      once;', '    #1.1(a)(ii) (ii)', '      twice;', '  #1.1(b) (b)', '    sell.', '    `` code',
  ]);
});

it('links to the headings below are a table of contents, though they have numbers', () => {
  assert.deepEqual(outline('## Contents\n\n- [1. Scope](#1-scope)\n  - [1.1 Words](#11-words)\n- [2. Fees](#2-fees)\n\n## 1. Scope\n\n### 1.1 Words\n\nWords.\n\n## 2. Fees').filter(line => line.includes('#')), ['#contents "Contents"', '#1 1. "Scope"', '  #1.1 1.1 "Words"', '#2 2. "Fees"']);
});

it('a list of the headings below is a table of contents', () => {
  assert.deepEqual(outline('## Contents\n\n1. Scope\n2. Fees\n3. Law\n\n## 1. Scope\n\nWords.\n\n## 2. Fees\n\n1. One\n2. Two\n3. Three\n\n## 3. Law\n\nWords.'), [
    '#contents "Contents"', '  1.', '    Scope', '  2.', '    Fees', '  3.', '    Law',
    '#1 1. "Scope"', '  Words.', '#2 2. "Fees"', '  #2(1) 1.', '    One', '  #2(2) 2.', '    Two', '  #2(3) 3.', '    Three', '#3 3. "Law"', '  Words.',
  ]);
});

describe('bold numbers below real headings', () => {
  it('stand beside the heading that they go on from', () => {
    assert.deepEqual(outline('## I. Use\n\n### A. Words\n\n1. One.\n\n2. Two.\n\n**B. Licence.** You may:\n\n1. Use it.\n\n**C. Law.** It is French.\n\n## II. End').filter(line => line.includes('#')), [
      '#I I. "Use"', '  #I(A) A. "Words"', '    #I(A)(1) 1.', '    #I(A)(2) 2.', '  #I(B) B.', '    #I(B)(1) 1.', '  #I(C) C.', '#II II. "End"',
    ]);
  });

  it('of an annex stand beside all numbered headings, and hold those that come after them', () => {
    assert.deepEqual(outline('## A. Words\n\nWords.\n\n## B. Use\n\nWords.\n\n**Schedule 1 - Parties**\n\n## A. Exporter\n\nAcme.\n\n## B. Importer\n\nYou.\n\n**Schedule 2 - Measures**\n\nWe take some.').filter(line => line.includes('#')), [
      '#A A. "Words"', '#B B. "Use"', '#schedule-1 Schedule 1 - "Parties"', '  #A~2 A. "Exporter"', '  #B~2 B. "Importer"', '#schedule-2 Schedule 2 - "Measures"',
    ]);
  });
});

describe('what stands apart in Markdown', () => {
  it('is the heading of the number right above it', () => {
    assert.deepEqual(outline('## TÍTULO I\n\n## Reglas generales\n\n### Artículo 1. Objeto\n\nEs este.\n\n## TÍTULO II\n\nSin más.\n\n## Otra cosa').filter(line => line.includes('#')), [
      '#título-i TÍTULO I "Reglas generales"', '  #artículo-1 Artículo 1. "Objeto"', '#título-ii TÍTULO II ""', '#otra-cosa "Otra cosa"',
    ]);
  });

  it('are the points that the last item of a list introduces', () => {
    assert.deepEqual(outline('### Artículo 1. Objeto\n\n1. Es este.\n\n2. Son fines:\n\na) El impulso.\n\nb) El orden.\n\n### Artículo 2. Ley').filter(line => line.includes('#')), [
      '#artículo-1 Artículo 1. "Objeto"', '  #artículo-1(1) 1.', '  #artículo-1(2) 2.', '    #artículo-1(2)(a) a)', '    #artículo-1(2)(b) b)', '#artículo-2 Artículo 2. "Ley"',
    ]);
  });

  it('are contents, where their lines come again as headings', () => {
    const sections = '## 一、收集\n\n我们收集。\n\n## 二、使用\n\n我们使用。\n\n## 三、权利\n\n您有权。';
    const found = ['#一 一、 "收集"', '#二 二、 "使用"', '#三 三、 "权利"'];
    assert.deepEqual(outline(`本政策包括：\n\n一、收集\n\n二、使用\n\n三、权利\n\n${sections}`).filter(line => line.includes('#')), found);
    assert.deepEqual(outline(`本政策包括：\n\n一、收集\n二、使用\n三、权利\n\n${sections}`).filter(line => line.includes('#')), found);
  });
});

describe('lines that stand alone', () => {
  it('are the words of the number above them, where a list has it alone', () => {
    assert.deepEqual(outline('1.\n\nDefinitions of words.\n\n2.\n\nFees are due.\n\n2.1.\n\nThey are high.'), ['#1 1.', '  Definitions of words.', '#2 2.', '  Fees are due.', '  #2.1 2.1.', '    They are high.']);
  });

  it('are no heading where they say of when the text is', () => {
    assert.deepEqual(outline('**Version 17.80**\n\n**Last updated 1 May 2026**\n\n## 1. Scope\n\n**Version 2 of the API**\n\nWords.'), ['Version 17.80', 'Last updated 1 May 2026', '#1 1. "Scope"', '  #version-2-of-the-api "Version 2 of the API"', '    Words.']);
  });
});
