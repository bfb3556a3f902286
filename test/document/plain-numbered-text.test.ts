// Plain numbered text: what is a clause, where it goes, and where unnumbered words go.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {outlineOf, parse} from './outline-of.js';

const outline = (source: string) => outlineOf(parse(source, {format: 'text'}).content);

describe('numbers in plain text', () => {
  it('nests decimal numbers to any depth by what they say', () => {
    const document = parse('Terms\n\n1. One\n\n1.1 First.\n\n1.1.1 Deeper.\n\n1.1.1.1 Deepest.\n\n1.2 Second.\n\n2. Two\n\n2.1 Third.', {format: 'text'});
    assert.deepEqual(outlineOf(document.content), [
      '#1 1. "One"',
      '  #1.1 1.1',
      '    First.',
      '    #1.1.1 1.1.1',
      '      Deeper.',
      '      #1.1.1.1 1.1.1.1',
      '        Deepest.',
      '  #1.2 1.2',
      '    Second.',
      '#2 2. "Two"',
      '  #2.1 2.1',
      '    Third.',
    ]);
  });

  it('reads 章 and 条, 一、 and （一） and ①, and writes sub-items behind what they are part of', () => {
    assert.deepEqual(
      outline('用户协议\n\n第一章　总则\n\n第一条　宗旨如下。\n\n第二章 权利\n\n第二条 包括：\n\n（一）甲；\n\n（二）乙。\n\n①丙\n\n②丁\n\n第三条 其他\n\n1. 戊；\n\n2. 己。'),
      [
        '#第一章 第一章 "总则"',
        '  #第一条 第一条',
        '    宗旨如下。',
        '#第二章 第二章 "权利"',
        '  #第二条 第二条',
        '    包括：',
        '    #第二条（一） （一）',
        '      甲；',
        '    #第二条（二） （二）',
        '      乙。',
        '      #第二条（二）① ①',
        '        丙',
        '      #第二条（二）② ②',
        '        丁',
        '  #第三条 第三条 "其他"',
        '    #第三条(1) 1.',
        '      戊；',
        '    #第三条(2) 2.',
        '      己。',
      ],
    );
  });

  it('reads 一、 at the top and （一） below it', () => {
    assert.deepEqual(outline('协议\n\n一、范围\n\n（一）甲。\n\n（二）乙。\n\n二、费用\n\n（一）丙。'), [
      '#一 一、 "范围"',
      '  #一（一） （一）',
      '    甲。',
      '  #一（二） （二）',
      '    乙。',
      '#二 二、 "费用"',
      '  #二（一） （一）',
      '    丙。',
    ]);
  });

  it('reads full-width digits, dots and brackets, and gives anchors that one can type', () => {
    assert.deepEqual(outline('規約\n\n１．定義\n\n１．１　用語をいう。\n\n１．２　次のとおり。\n\n（１）甲\n\n（２）乙'), [
      '#1 １． "定義"',
      '  #1.1 １．１',
      '    用語をいう。',
      '  #1.2 １．２',
      '    次のとおり。',
      '    #1.2（1） （１）',
      '      甲',
      '    #1.2（2） （２）',
      '      乙',
    ]);
  });

  it('reads Article and Section where they are numbers, not where they are words of a sentence', () => {
    assert.deepEqual(outline('Terms\n\nArticle 1 Fees\n\nSection 1 Prices\n\nSection 9 of the Act applies.\n\nSection 2: Taxes\n\nArticle 2 Term'), [
      '#article-1 Article 1 "Fees"',
      '  #section-1 Section 1 "Prices"',
      '    Section 9 of the Act applies.',
      '  #section-2 Section 2: "Taxes"',
      '#article-2 Article 2 "Term"',
    ]);
  });

  it('tells (i) the letter from (i) the Roman numeral by what comes next', () => {
    assert.deepEqual(outline('T\n\n1. A\n\n(h) no beginning\n\n(a) x:\n\n(i) one;\n\n(ii) two;\n\n(b) y'), [
      '#1 1. "A"',
      '  (h) no beginning',
      '  #1(a) (a)',
      '    x:',
      '    #1(a)(i) (i)',
      '      one;',
      '    #1(a)(ii) (ii)',
      '      two;',
      '  #1(b) (b)',
      '    y',
    ]);
    const letters = [...'abcdefghij'].map(letter => `(${letter}) word`).join('\n\n');
    assert.deepEqual(outline(`T\n\n1. A\n\n${letters}`).filter(line => line.includes('#')).length, 11);
  });

  it('tells I. the letter from I. the Roman numeral where H. is left out', () => {
    assert.deepEqual(outline('T\n\n1. Do these:\n\nF. this;\nG. that;\nI. these;\nJ. those.').filter(line => line.includes('#')), ['#1 1.', '  #1(F) F.', '  #1(G) G.', '  #1(I) I.', '  #1(J) J.']);
  });

  it('goes on with the numbers that stand as far in, where those further in could go on as well', () => {
    assert.deepEqual(outline('T\n\n1. One.\n\n2. Two:\n\n   1. this, and\n\n   2. that.\n\n3. Three.').filter(line => line.includes('#')), ['#1 1.', '#2 2.', '  #2(1) 1.', '  #2(2) 2.', '#3 3.']);
    assert.deepEqual(outline('T\n\n1. One:\n\n  1. this:\n\n     1. a;\n\n     2. b.\n\n  2. that.\n\n2. Two.').filter(line => line.includes('#')), ['#1 1.', '  #1(1) 1.', '    #1(1)(1) 1.', '    #1(1)(2) 2.', '  #1(2) 2.', '#2 2.']);
  });

  it('keeps a number that is deleted in between, and believes no jump beyond reason', () => {
    assert.deepEqual(outline('T\n\n1. One.\n\n2. Two.\n\n4. Four.\n\n30. June was warm.'), ['#1 1.', '  One.', '#2 2.', '  Two.', '#4 4.', '  Four.', '  30. June was warm.']);
  });

  it('leaves years, dates, prices and quantities alone', () => {
    const lines = ['2024. was a year.', '3.5 million people agree.', '30 days later.', '1.5万元起。', '$5. a month', '1 January 2024 is a date.', '12. Mai 2024 auch.', '1.1.2024 as well.'];
    assert.deepEqual(
      outline(`T\n\n1. One\n\n${lines.join('\n\n')}`).slice(1),
      lines.map(line => `  ${line}`),
    );
  });

  it('opens several clauses without an empty line between them', () => {
    assert.deepEqual(outline('T\n1. One\n1.1 Words.\n1.2 More.\n2. Two\n2.1 Words.'), [
      '#1 1. "One"',
      '  #1.1 1.1',
      '    Words.',
      '  #1.2 1.2',
      '    More.',
      '#2 2. "Two"',
      '  #2.1 2.1',
      '    Words.',
    ]);
  });

  it('gives a number that is printed twice its own anchor', () => {
    assert.deepEqual(
      outline('T\n\nAnnex A First\n\n1. x.\n\n1.1 y.\n\nAnnex B Second\n\n1. z.\n\n1.1 w.').filter(line => line.includes('#')).map(line => line.trim().split(' ')[0]),
      ['#annex-a', '#1', '#1.1', '#annex-b', '#1~2', '#1.1~2'],
    );
  });

  it('cites an article by its chapter where each chapter counts anew', () => {
    const anchors = (source: string) => outline(source).filter(line => line.includes('#')).map(line => line.trim().split(' ')[0]);
    assert.deepEqual(anchors('协议\n\n第一章 总则\n\n第一条 甲：\n\n（一）乙。\n\n第二章 权利\n\n第一条 丙：\n\n（一）丁。\n\n第二条 戊。'), ['#第一章', '#第一条', '#第一条（一）', '#第二章', '#第二章第一条', '#第二章第一条（一）', '#第二条']);
    assert.deepEqual(anchors('T\n\nArticle 1 Fees\n\nSection 1 Prices\n\nArticle 2 Term\n\nSection 1 Start'), ['#article-1', '#section-1', '#article-2', '#article-2-section-1']);
  });

  it('says the level that the number has where a level in between is not printed', () => {
    const document = parse('T\n\n1. One\n\n1.1.1 Deep.', {format: 'text'});
    const [clause] = document.content;
    assert.ok(clause?.type === 'clause' && clause.content[0]?.type === 'clause');
    assert.equal(clause.content[0].level, 3);
  });
});

describe('words without a number', () => {
  it('go back to the clause that introduced an enumeration with a colon', () => {
    assert.deepEqual(outline('T\n\n4. Rights\n\n4.4 We may freeze if:\n\n4.4.1 the law says so;\n\n4.4.2 somebody complains.\n\nAfter that we write to you.\n\n4.5 Next.'), [
      '#4 4. "Rights"',
      '  #4.4 4.4',
      '    We may freeze if:',
      '    #4.4.1 4.4.1',
      '      the law says so;',
      '    #4.4.2 4.4.2',
      '      somebody complains.',
      '    After that we write to you.',
      '  #4.5 4.5',
      '    Next.',
    ]);
  });

  it('stay with the last clause where the numbers are no enumeration', () => {
    assert.deepEqual(
      outline('T\n\n2. Rules:\n\n2.1 This is a long sentence of a clause that says one thing and ends.\n\n2.2 This is another long sentence of a clause that ends as well.\n\nThis goes on.').slice(-2),
      ['    This is another long sentence of a clause that ends as well.', '    This goes on.'],
    );
  });

  it('go back where they go on with the sentence, in small letters', () => {
    assert.equal(outline('T\n\n1. If you\n\n(a) do this; or\n\n(b) do that,\n\nwe may stop.').at(-1), '  we may stop.');
  });

  it('stand beside the numbers that they introduce', () => {
    assert.deepEqual(outline('T\n\n1. Terms\n\nYou may if:\n\n(a) it is yours; and\n\n(b) its licence:\n\n(i) is free; and\n\n(ii) says so.\n\nWhere it is sold:\n\n(a) you say so; and\n\n(b) we agree.\n\nSo be it.\n\n2. Law').slice(1), [
      '  You may if:', '  #1(a) (a)', '    it is yours; and', '  #1(b) (b)', '    its licence:', '    #1(b)(i) (i)', '      is free; and', '    #1(b)(ii) (ii)', '      says so.',
      '  Where it is sold:', '  #1(a)~2 (a)', '    you say so; and', '  #1(b)~2 (b)', '    we agree.', '  So be it.', '#2 2. "Law"',
    ]);
  });

  it('stay in their section where they introduce a list that is numbered as the sections are', () => {
    assert.deepEqual(outline('T\n\n1. Name\n\nOurs.\n\n2. Board\n\nIt may:\n1. appoint people;\n2. dismiss them.\n\n2.1 Votes\n\nIt votes.\n\n3. End'), [
      '#1 1. "Name"', '  Ours.', '#2 2. "Board"', '  It may:', '  #2(1) 1.', '    appoint people;', '  #2(2) 2.', '    dismiss them.', '  #2.1 2.1 "Votes"', '    It votes.', '#3 3. "End"',
    ]);
  });

  it('go where their indentation says', () => {
    assert.deepEqual(outline('T\n\n1. One.\n\n    (a) Part one is here and long enough to be no item.\n\n    (b) Part two.\n\n  Of one again.').at(-1), '  Of one again.');
  });

  it('are a list where lines end with semicolons below a colon', () => {
    assert.deepEqual(outline('条款\n\n1. 您保证不传播:\n违反宪法的;\n危害国家的;\n法律禁止的其它内容。\n您同时承诺不提供便利;\n\n2. 其他'), [
      '#1 1.',
      '  您保证不传播:',
      '  *',
      '    违反宪法的;',
      '  *',
      '    危害国家的;',
      '  *',
      '    法律禁止的其它内容。',
      '  您同时承诺不提供便利;',
      '#2 2. "其他"',
    ]);
  });

  it('are a list where they have bullets', () => {
    assert.deepEqual(outline('T\n\n1. One\n\n• a\n• b\n\nAfter.'), ['#1 1. "One"', '  *', '    a', '  *', '    b', '  After.']);
  });

  it('keep the line breaks of an address, and join lines that were only wrapped', () => {
    assert.deepEqual(outline('T\n\n1. Contact\n\nAcme Ltd\n1 Long Road\nLondon'), ['#1 1. "Contact"', '  Acme Ltd / 1 Long Road / London']);
    const wrapped = parse(
      'TERMS\n\n1. The first clause goes on over more than one line, as it was wrapped to fit\n   on a page, and all of its lines are one paragraph, however many of these there\n   are, until an empty line, or the next number, says that something else begins.\n2. The second clause is as long as that, and it is wrapped at the same column as\n   the first one.',
      {format: 'text'},
    );
    assert.equal(outlineOf(wrapped.content).length, 4);
  });
});

describe('the title of a plain text', () => {
  it('is found below the chrome of its page, which is preamble', () => {
    const document = parse('服务条款\n\n帮助与支持\n\n首页> 帮助中心> 服务条款\n\n服务条款\n\n欢迎您使用本网站。\n\n1. 接受条款');
    assert.equal(document.title, '服务条款');
    assert.deepEqual(outlineOf(document.preamble ?? []), ['服务条款', '帮助与支持', '首页> 帮助中心> 服务条款']);
    assert.deepEqual(outlineOf(document.content), ['欢迎您使用本网站。', '#1 1. "接受条款"']);
  });

  it('is not the date below it', () => {
    const document = parse('Terms of Service\nLast updated: 1 May 2026\n\n1. One');
    assert.equal(document.title, 'Terms of Service');
    assert.deepEqual(outlineOf(document.content), ['Last updated: 1 May 2026', '#1 1. "One"']);
  });

  it('stays in the text where the publisher gives another one', () => {
    const document = parse('Terms of Service\n\n1. One', {title: 'Acme Terms'});
    assert.equal(document.title, 'Acme Terms');
    assert.deepEqual(outlineOf(document.content), ['#terms-of-service "Terms of Service"', '#1 1. "One"']);
    assert.deepEqual(outlineOf(parse('Terms of Service\n\n1. One', {title: 'Terms of Service'}).content), ['#1 1. "One"']);
  });

  it('is the id of the document where there is none', () => {
    assert.equal(parse('1. One sentence.').title, 'terms');
  });
});

it('accepts byte order marks, carriage returns, no-break and ideographic spaces', () => {
  const expected = ['#1 1. "接受条款"', '  #1.1 1.1', '    您确认。'];
  assert.deepEqual(outline('\ufeff条款\r\n\r\n1.\u00a0接受条款\r\n\r\n\u3000\u30001.1\u3000您确认。\r\n'), expected);
  assert.deepEqual(outline('条款\r\r1. 接受条款\r\r1.1您确认。'), expected);
});
