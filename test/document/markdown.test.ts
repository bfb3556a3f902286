// Markdown: what becomes a clause, what stays as written, and that nothing is dropped.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Inline} from '../../src/document/model.js';
import {plainText} from '../../src/document/plain-text.js';
import {clausesOf, outlineOf, parse} from './outline-of.js';

const outline = (source: string) => outlineOf(parse(`# Terms\n\n${source}`, {format: 'markdown'}).content);
const inline = (source: string): Inline[] => {
  const [block] = parse(`# Terms\n\n${source}`, {format: 'markdown'}).content;
  assert.ok(block?.type === 'paragraph');
  return block.content;
};

describe('clauses in Markdown', () => {
  it('come from headings, nested by their depth, with the number that they print', () => {
    assert.deepEqual(outline('Intro.\n\n## 1. Scope\n\nWords.\n\n### 1.1 Who\n\nYou.\n\n### Unnumbered\n\n## 2\\. Fees\n'), [
      'Intro.',
      '#1 1. "Scope"',
      '  Words.',
      '  #1.1 1.1 "Who"',
      '    You.',
      '  #unnumbered "Unnumbered"',
      '#2 2. "Fees"',
    ]);
  });

  it('have no heading where their words are the beginning or the middle of a sentence', () => {
    const source = ['1.1 Limits. You may not', '1.1.1 sell it, or', '1.1.2 break it.', '1.2 We may act if we believe that', '1.2.1 You broke Clause 1.1; and', '1.3 Notices', '1.4 Acme Inc. Services', '2.1 您应当遵守下列规定，即', '2.2 适用范围和定义'].join('\n\n');
    const headings = clausesOf(parse(`# Terms\n\n${source}`, {format: 'markdown'}).content).flatMap(({number, heading}) => (heading ? [`${number} ${heading.join('')}`] : []));
    assert.deepEqual(headings, ['1.3 Notices', '1.4 Acme Inc. Services', '2.2 适用范围和定义']);
  });

  it('come from bold lines that serve as headings, and from numbers inside of paragraphs', () => {
    assert.deepEqual(
      outline('**Chapter 1 General Rules**\n\n1\\. Definitions\n\nThese words:\n\n1.1. “Contents” means things.\n\n**2\\. Use, etc.**\n\n2.1. You may.\n\n(1) one;\n\n(2) two.\n\n**Chapter 2 Rest**\n\n**3\\. Term**\n\n**Note**\n\nWords.'),
      [
        '#chapter-1 Chapter 1 "General Rules"',
        '  #1 1. "Definitions"',
        '    These words:',
        '    #1.1 1.1.',
        '      “Contents” means things.',
        '  #2 2. "Use, etc."',
        '    #2.1 2.1.',
        '      You may.',
        '      #2.1(1) (1)',
        '        one;',
        '      #2.1(2) (2)',
        '        two.',
        '#chapter-2 Chapter 2 "Rest"',
        '  #3 3. "Term"',
        '    #note "Note"',
        '      Words.',
      ],
    );
  });

  it('come from numbered lists; what follows a nested list goes back to its item', () => {
    assert.deepEqual(outline('## Rules\n\n1. One\n   1. Nested\n   2. Nested too\n\n   Still one.\n2. Two\n\nAfter the list.'), [
      '#rules "Rules"',
      '  #1 1.',
      '    One',
      '    #1(1) 1.',
      '      Nested',
      '    #1(2) 2.',
      '      Nested too',
      '    Still one.',
      '  #2 2.',
      '    Two',
      '  After the list.',
    ]);
  });

  it('keep the numbers that a list prints, also where it goes on after a paragraph', () => {
    assert.deepEqual(
      outline('1. One\n2. Two\n\nBetween.\n\n3. Three\n\n7) Seven').filter(line => line.startsWith('#')),
      ['#1 1.', '#2 2.', '#3 3.', '#7 7)'],
    );
    assert.deepEqual(
      outline('1. One\n1. Two\n1. Three').filter(line => line.startsWith('#')),
      ['#1 1.', '#2 2.', '#3 3.'],
    );
  });

  it('have the headings of their items, and of headings whose words stand in the next paragraph', () => {
    assert.deepEqual(outline('1.  Introduction\n    ------------\n\n    ### 1.1 Contract\n\n    Words.\n\n2.  2\\. Obligations\n    ----\n\n    More.'), [
      '#1 1. "Introduction"',
      '  #1.1 1.1 "Contract"',
      '    Words.',
      '#2 2. "2. Obligations"',
      '  More.',
    ]);
    assert.deepEqual(outline('### \n\n[\u200b](#1-scope)\n\n1\\. Scope.\n\nWords.'), ['#1 1. "Scope."', '  Words.']);
  });

  it('say their level', () => {
    const levels = clausesOf(parse('# T\n\n## 1. A\n\n### 1.1 B\n\n1. c\n   1. d\n\n## 2. E', {format: 'markdown'}).content).map(({anchor, level}) => `${anchor} ${level}`);
    assert.deepEqual(levels, ['1 1', '1.1 2', '1.1(1) 3', '1.1(1)(1) 4', '2 1']);
  });

  it('are not made of a table of contents', () => {
    assert.deepEqual(outline('**Table of Contents**\n\n1. [Scope](#scope)\n2. [Fees](https://a.example/#fees)\n\n1\\. Scope\n\nWords.'), [
      '#table-of-contents "Table of Contents"',
      '  1.',
      '    Scope',
      '  2.',
      '    Fees',
      '#1 1. "Scope"',
      '  Words.',
    ]);
  });
});

describe('the title of a Markdown text', () => {
  it('is its uppermost heading; what stands before is preamble', () => {
    const document = parse('Last modified: today\n\nTerms of *Service*\n=====\n\n## One');
    assert.equal(document.title, 'Terms of Service');
    assert.deepEqual(outlineOf(document.preamble ?? []), ['Last modified: today']);
    assert.deepEqual(outlineOf(document.content), ['#one "One"']);
  });

  it('is a first line in bold where there is no heading', () => {
    assert.equal(parse('**Commercial Terms**\n\nThese [terms](https://a.example) apply.').title, 'Commercial Terms');
  });

  it('stays in the text where the publisher gives another one, or where it is more than words', () => {
    assert.deepEqual(outlineOf(parse('# Terms\n\nWords.', {title: 'Acme Terms'}).content), ['#terms "Terms"', 'Words.']);
    const linked = parse('# [Terms](https://a.example)\n\n## 1. One');
    assert.equal(linked.title, 'Terms');
    assert.deepEqual(outlineOf(linked.content), ['#terms "Terms"', '#1 1. "One"']);
  });
});

describe('words in Markdown', () => {
  it('keep their marks', () => {
    assert.deepEqual(inline('a **b *c*** `d` ~~e~~ ~1 to ~2  \nf'), [
      'a ',
      {type: 'strong', content: ['b ', {type: 'emphasis', content: ['c']}]},
      ' ',
      {type: 'code', text: 'd'},
      ' ',
      {type: 'deleted', content: ['e']},
      ' ~1 to ~2',
      {type: 'break'},
      'f',
    ]);
  });

  it('are strong where no space stands behind them, as in Chinese', () => {
    assert.deepEqual(inline('**目的（重要）**本 a**“b”**c ** d'), [{type: 'strong', content: ['目的（重要）']}, '本 a', {type: 'strong', content: ['“b”']}, 'c ** d']);
    assert.deepEqual(inline('**Age *now*.**You, 2**3 and \\*\\*x.\\*\\*y'), [{type: 'strong', content: ['Age ', {type: 'emphasis', content: ['now']}, '.']}, 'You, 2**3 and **x.**y']);
  });

  it('link to https:, mailto: and tel: alone; any other target stays as it was written', () => {
    assert.deepEqual(inline('[a](https://a.example "T") [b](mailto:b@c.example) [c](tel:+1) <https://d.example> e@f.example'), [
      {type: 'link', href: 'https://a.example', title: 'T', content: ['a']},
      ' ',
      {type: 'link', href: 'mailto:b@c.example', content: ['b']},
      ' ',
      {type: 'link', href: 'tel:+1', content: ['c']},
      ' ',
      {type: 'link', href: 'https://d.example', content: ['https://d.example']},
      ' ',
      {type: 'link', href: 'mailto:e@f.example', content: ['e@f.example']},
    ]);
    for (const raw of ['[x](javascript:alert(1))', '[x](data:text/html,y)', '[x](http://a.example)', '[x](/terms "T")', '[](#y)', '[x](#)', 'www.a.example', '<ftp://a.example>', '![x](http://a.example)']) {
      assert.deepEqual(inline(`a ${raw} b`), [`a ${raw} b`]);
    }
    assert.deepEqual(inline('[**x**](/y)'), ['[', {type: 'strong', content: ['x']}, '](/y)']);
  });

  it('that lead to a place in the text are kept with it, and read as their words', () => {
    assert.deepEqual(inline('see [**x**](#y "T")'), ['see ', {type: 'link', href: '#y', title: 'T', content: [{type: 'strong', content: ['x']}]}]);
    assert.match(plainText(parse('# T\n\nSee [section 2](#two).', {format: 'markdown'})), /See section 2 \(#two\)\./);
  });

  it('take the place of images', () => {
    assert.deepEqual(inline('![A seal](https://a.example/b.png "T")'), [{type: 'link', href: 'https://a.example/b.png', title: 'T', content: ['A seal']}]);
    assert.deepEqual(inline('![](https://a.example/b.png)'), [{type: 'link', href: 'https://a.example/b.png', content: ['https://a.example/b.png']}]);
  });

  it('are kept in tables, quotes, code, footnotes, task lists and definitions', () => {
    assert.deepEqual(
      outline('| A | B |\n| - | :-: |\n| x | y | extra |\n\n> quote\n\n```js meta words\ncode\n```\n\n- [x] done\n- [ ] open\n\nNote[^1].\n\n[^1]: The note.\n\n[unused]: https://u.example "Title"\n\n[used][r] [bad][s]\n\n[r]: https://r.example\n[s]: http://s.example\n\n---'),
      [
        '| A | B',
        '| x | y | extra',
        '>',
        '  quote',
        '`js meta words` code',
        '*',
        '  [x] done',
        '*',
        '  [ ] open',
        'Note[^1].',
        '[^1]: The note.',
        '[unused]: https://u.example "Title"',
        'used [bad][s]',
        '[s]: http://s.example',
        '---',
      ],
    );
  });

  it('are text where they are HTML', () => {
    assert.deepEqual(outline('<script>alert(1)</script>\n\na <b onclick="x()">c</b><br> &lt;i&gt; &copy;\n\n<!-- words -->'), [
      '<script>alert(1)</script>',
      'a <b onclick="x()">c</b><br> <i> ©',
      '<!-- words -->',
    ]);
  });

  it('keep a link of a heading to itself, apart from its words', () => {
    const [clause] = parse('# T\n\n## [](#1-änderungen)1. Änderungen', {format: 'markdown'}).content;
    assert.deepEqual(clause, {type: 'clause', anchor: '1', level: 1, permalink: '[](#1-änderungen)', number: '1.', heading: ['Änderungen'], content: []});
    assert.deepEqual(outline('## [](#something-else)1. Änderungen'), ['#something-else-1-änderungen "[](#something-else)1. Änderungen"']);
  });
});

describe('the format', () => {
  it('is told by the text', () => {
    assert.deepEqual(outlineOf(parse('Terms\n\n    1. One\n\n    1.1 Two * three # four').content), ['#1 1. "One"', '  #1.1 1.1 "Two * three # four"']);
    assert.deepEqual(outlineOf(parse('Terms\n=====\n\nOne\n').content), ['One']);
    assert.deepEqual(outlineOf(parse('Terms\n\nSee [this](https://a.example).\n').content), ['See this.']);
    assert.equal(outlineOf(parse('Terms\n\nSigned __this day__.\n').content)[0], 'Signed this day.');
    assert.equal(outlineOf(parse('Terms\n\nBy ______. Day ______ of [____] the ___.\n').content)[0], 'By ______. Day ______ of [____] the ___.');
  });

  it('is what the publisher says', () => {
    assert.deepEqual(outlineOf(parse('Terms\n\n**bold**', {format: 'text'}).content), ['**bold**']);
  });
});
