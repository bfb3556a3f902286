// Plain text as it is laid out in the wild: headings without a number, tables of contents, lines that go on.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {outlineOf, parse} from './outline-of.js';

const read = (source: string) => parse(source, {format: 'text'});
const outline = (source: string) => outlineOf(read(source).content);

describe('headings without a number', () => {
  it('are lines of their own before longer sentences, in a text without any numbers', () => {
    assert.deepEqual(outline('Terms of Use\n\nWelcome\n\nThank you for using our service, which we like.\n\nYour account\n\nYou keep your password safe from everybody.\n\nAcme Ltd\n\nLong Road\n'), [
      '#welcome "Welcome"', '  Thank you for using our service, which we like.',
      '#your-account "Your account"', '  You keep your password safe from everybody.', '  Acme Ltd', '  Long Road',
    ]);
  });

  it('are lines in capitals, and hold the numbers that stand right below them', () => {
    assert.deepEqual(outline('TERMS\n\nGENERAL\n\n1. These terms apply.\n\n2. They prevail.\n\nPAYMENT\n\n3. You pay.\n\nLIABILITY\nNobody is liable.\n\n4. But for intent.'), [
      '#general "GENERAL"', '  #1 1.', '    These terms apply.', '  #2 2.', '    They prevail.',
      '#payment "PAYMENT"', '  #3 3.', '    You pay.',
      '#liability "LIABILITY"', '  Nobody is liable.', '  #4 4.', '    But for intent.',
    ]);
  });

  it('do not end where a sentence cites an article', () => {
    assert.deepEqual(outline('TERMS\n\nWORDS\n\n1. One says, as does,\nSection 4. Of that law.\n\n1.1 Part.\n\n2. Two.').filter(line => line.includes('#')), ['#words "WORDS"', '  #1 1.', '    #1.1 1.1', '  #2 2.']);
  });

  it('are annexes with their names, with a number or without', () => {
    assert.deepEqual(outline('协议\n\n一、服务\n\n1、甲。\n\n附件一：价格\n\n1、每月十元。\n\n附件：名单\n\n甲方：某某\n\nExhibit - Attribution\n\nName us.'), [
      '#一 一、 "服务"', '  #一(1) 1、', '    甲。', '#附件一 附件一： "价格"', '  #附件一(1) 1、', '    每月十元。', '#附件-名单 "附件：名单"', '  甲方：某某', '#exhibit-attribution "Exhibit - Attribution"', '  Name us.',
    ]);
  });

  it('need no empty line above them where they are what such parts are called', () => {
    assert.deepEqual(outline('协议\n一、范围\n内容。\n附则\n本协议一式两份。'), ['#一 一、 "范围"', '  内容。', '#附则 "附则"', '  本协议一式两份。']);
  });

  it('are no long lines of Thai, whose sentences have no stop', () => {
    assert.deepEqual(outline('ข้อกำหนด\n\n1. ขอบเขต\n\n2. ผู้ใช้จะใช้บริการนี้ตามเงื่อนไขเหล่านี้และจะไม่ทำสิ่งอื่นใดทั้งสิ้น').map(line => line.trim().slice(0, 12)), ['#1 1. "ขอบเข', '#2 2.', 'ผู้ใช้จะใช้บ'.slice(0, 12)]);
  });

  it('end where a number follows what they introduced', () => {
    assert.deepEqual(outline('PRIVACY POLICY\n\nINTRODUCTION\n\nWe care.\n\n1. Who we are\n\nAcme.\n\n2. Data\n\nNone.\n\n附則\n\n本規約は施行します。'), [
      '#introduction "INTRODUCTION"', '  We care.', '#1 1. "Who we are"', '  Acme.', '#2 2. "Data"', '  None.', '#附則 "附則"', '  本規約は施行します。',
    ]);
  });

  it('are none where two parties sign beside each other', () => {
    assert.deepEqual(outline('LEASE\n\n1. Term\n\nOne year.\n\nACME INC            CUSTOMER\n\nBy: ____').slice(1), ['  One year.', '  ACME INC            CUSTOMER', '  By: ____']);
  });

  it('are none where a text is in capitals, or a line is a date', () => {
    assert.deepEqual(outline('Terms\n\n1. Warranty\n\nTHE SERVICE COMES AS IT IS\nWITHOUT ANY WARRANTY\n\nEFFECTIVE MAY 2026\n\nWords.'), [
      '#1 1. "Warranty"', '  THE SERVICE COMES AS IT IS / WITHOUT ANY WARRANTY', '  EFFECTIVE MAY 2026', '  Words.',
    ]);
  });

  it('may be a few words with a full stop above the parts of a section', () => {
    assert.deepEqual(outline('TERMS\n\n1. DEFINITIONS.\n\n1.1 One.\n\n2. We may change it.\n\nWords.\n\n3. Law of the U.S.\n\n3.1 One.'), ['#1 1. "DEFINITIONS."', '  #1.1 1.1', '    One.', '#2 2.', '  We may change it.', '  Words.', '#3 3.', '  Law of the U.S.', '  #3.1 3.1', '    One.']);
  });

  it('may have a full stop where they are in capitals', () => {
    assert.deepEqual(outline('TERMS\n\n1. NO WARRANTY.\n\nThere is none.\n\n2. YOU MAY NOT SELL IT TO ANYBODY ELSE.\n\n3. We may.'), ['#1 1. "NO WARRANTY."', '  There is none.', '#2 2.', '  YOU MAY NOT SELL IT TO ANYBODY ELSE.', '#3 3.', '  We may.']);
  });

  it('stand on the line below their number', () => {
    assert.deepEqual(outline('TERMS OF SALE\n\nARTICLE I\nDEFINITIONS\n\nSection 1.1 Words. These are words.\n\nARTICLE II\n\nSALE\n\nSection 2.1 Sale. You buy.'), [
      '#article-i ARTICLE I "DEFINITIONS"', '  #section-1.1 Section 1.1', '    Words. These are words.',
      '#article-ii ARTICLE II "SALE"', '  #section-2.1 Section 2.1', '    Sale. You buy.',
    ]);
  });
});

describe('a table of contents in plain text', () => {
  const entries = ['1. Acceptance', '2. Your account', '3. Fees'];
  const body = '1. ACCEPTANCE\n\nYou accept.\n\n2. Your account\n\n2.1 You keep it.\n\n3. Fees\n\nNone.';
  const clauses = ['#1 1. "ACCEPTANCE"', '  You accept.', '#2 2. "Your account"', '  #2.1 2.1', '    You keep it.', '#3 3. "Fees"', '  None.'];

  it('is a paragraph, and its numbers are those of the clauses', () => {
    assert.deepEqual(outline(`Terms\n\n${entries.join('\n')}\n\n${body}`), [entries.join(' / '), ...clauses]);
    assert.deepEqual(outline(`Terms\n\nTable of Contents\n\n${entries.join('\n\n')}\n\n${body}`), ['#table-of-contents "Table of Contents"', `  ${entries.join(' / ')}`, ...clauses]);
  });

  it('may lead to pages', () => {
    const pages = entries.map((entry, index) => `${entry} ${'.'.repeat(40 - entry.length)} ${index + 1}`);
    assert.deepEqual(outline(`Terms\n\nContents\n\n${pages.join('\n')}\n\n${body}`), ['#contents "Contents"', `  ${pages.join(' / ')}`, ...clauses]);
  });

  it('is not an address that is given twice', () => {
    const address = 'Acme Ltd\nLong Road\nLondon\nEngland';
    assert.equal(outline(`Terms\n\n1. Notices\n\nWrite to us:\n\n${address}\n\n2. Law\n\nCourts at:\n\n${address}`).filter(line => line.includes(' / ')).length, 2);
    assert.deepEqual(outline(`Terms\n\n1. Notices\n\n${address}\n\n2. Law\n\n${address}`).filter(line => line.startsWith('#')), ['#1 1. "Notices"', '#2 2. "Law"']);
  });
});

describe('lines without an empty one between them', () => {
  it('go back to what introduced an enumeration where it has ended', () => {
    assert.deepEqual(outline('规则\n1. 禁止\n您不得:\n(1)发布违法内容；\n(2)侵犯权益。\n如有违反，我们将处理。\n2. 其他'), [
      '#1 1. "禁止"', '  您不得:', '  #1(1) (1)', '    发布违法内容；', '  #1(2) (2)', '    侵犯权益。', '  如有违反，我们将处理。', '#2 2. "其他"',
    ]);
  });

  it('are joined where they were wrapped, though a line sticks out and another is short', () => {
    const rows = ['Nobody may use the service without having read these terms first,', 'and whoever does so all the same is held to have read each of them', 'with care, and in full, from the first word of', 'the first to the last word of the last, where all has been explained', 'once more.'];
    const address = 'https://terms.example/a/very/long/address/that/nobody/would/break/into/two/lines/of/a/page/by/hand';
    const clauses = Array.from({length: 9}, (_, index) => `${index + 1}. ${rows.join('\n   ')}\n\n`);
    const source = `TERMS\n\n${clauses.join('')}Read more at\n${address}\nAcme Ltd\nLondon`;
    const [clause] = read(source).content;
    assert.deepEqual(clause?.type === 'clause' && clause.content, [{type: 'paragraph', content: [rows.join(' ')]}]);
    const last = read(source).content.at(-1);
    assert.equal(last?.type === 'clause' && JSON.stringify(last.content).endsWith('Acme Ltd",{"type":"break"},"London"]}]'), true);
  });

  it('are joined where the widths of letters set them, as in a text that comes out of a PDF', () => {
    const rows = [
      '— The Work: the work or software that is distributed or communicated', 'under this licence, available as source code and also as code that can', 'be run, as the case may be, and whatever is derived from any of it by', 'those who have it.',
      '— The Licensor: the natural or legal person that distributes the', 'work under this licence or makes it available to others.', 'Anyone who has it may pass it on to whomever they wish, and may ask', 'for money for it.', 'Nobody has to.',
    ];
    const words = (from: number, to: number) => rows.slice(from, to).join(' ').replace('— ', '');
    assert.deepEqual(outline(`LICENCE\n\n1. Definitions\n${rows.join('\n')}`), ['#1 1. "Definitions"', '  *', `    ${words(0, 4)}`, '  *', `    ${words(4, 6)}`, `  ${words(6, 8)} / ${rows[8]}`]);
  });

  it('go on below a number whose words only say what it is about', () => {
    assert.deepEqual(outline('T\n\n1. Licence.\n\n   1.1. Grant.\nYou may:\n\n      (a) use it; and\n\n      (b) sell it.\n\n2. Law'), ['#1 1. "Licence."', '  #1.1 1.1.', '    Grant. / You may:', '    #1.1(a) (a)', '      use it; and', '    #1.1(b) (b)', '      sell it.', '#2 2. "Law"']);
  });

  it('make no heading of a line that goes on on the next one', () => {
    assert.deepEqual(outline('T\n\n1. Term\n\n1.1 The term starts on\n1.1.2026 and ends soon.\n\n1.2 Keys change every\n90 days.\n\n1.3 Notices'), [
      '#1 1. "Term"', '  #1.1 1.1', '    The term starts on / 1.1.2026 and ends soon.', '  #1.2 1.2', '    Keys change every / 90 days.', '  #1.3 1.3 "Notices"',
    ]);
  });

  it('end with a page, and with what word processors end lines and paragraphs with', () => {
    for (const end of ['\f', '\v', '\u2028', '\r']) assert.deepEqual(outline(`T${end}${end}1. One${end}Words here.${end}2. Two`), ['#1 1. "One"', '  Words here.', '#2 2. "Two"'], JSON.stringify(end));
    assert.deepEqual(outline('T\u20291. One\u2029Words,\u2029and more.'), ['#1 1. "One"', '  Words,', '  and more.']);
  });

  it('are words of a page where they are its number', () => {
    assert.deepEqual(outline('T\n\n1. One\n\nWords.\n\n- 1 -\n\n2. Two'), ['#1 1. "One"', '  Words.', '  - 1 -', '#2 2. "Two"']);
  });

  it('are items where they have bullets, with or without a space', () => {
    assert.deepEqual(outline('規約\n\n第1条（禁止）\n次の行為です。\n・違反する行為\n・犯罪行為\n\n第2条（他）'), ['#第1条 第1条 "（禁止）"', '  次の行為です。', '  *', '    違反する行為', '  *', '    犯罪行為', '#第2条 第2条 "（他）"']);
  });

  it('are items where they have the bullets of Word', () => {
    assert.deepEqual(outline('T\n\n1. You may not:\n\uf0b7\tcopy;\no\ttwice;\n➢ sell;\n\n2. o and § stand here.'), ['#1 1.', '  You may not:', '  *', '    copy;', '  *', '    twice;', '  *', '    sell;', '#2 2.', '  o and § stand here.']);
  });

  it('have headings where 1) is how the text is numbered, not where it lists', () => {
    assert.deepEqual(outline('Hausordnung\n\n1) Allgemeines\n\nDie Ordnung gilt.\n\n2) Ruhe\n\na) Nachtruhe ab 22 Uhr\nb) Mittagsruhe'), ['#1 1) "Allgemeines"', '  Die Ordnung gilt.', '#2 2) "Ruhe"', '  #2(a) a)', '    Nachtruhe ab 22 Uhr', '  #2(b) b)', '    Mittagsruhe']);
    assert.deepEqual(outline('Policy\n\nWe collect:\n1) Name\n2) Address'), ['We collect:', '#1 1)', '  Name', '#2 2)', '  Address']);
  });
});

it('a list of short items has no headings, and a paragraph number that a sentence cites is none', () => {
  assert.deepEqual(outline('規約\n\n第1条（禁止）\n次の行為を禁止します。\n\n1. 違法な行為\n2. 犯罪行為\n3. 妨害行為\n\n第2条（他）\n１．定義\n用語です。\n２．範囲\n全てです。').slice(2), [
    '  #第1条(1) 1.', '    違法な行為', '  #第1条(2) 2.', '    犯罪行為', '  #第1条(3) 3.', '    妨害行為', '#第2条 第2条 "（他）"', '  #第2条(1) １． "定義"', '    用語です。', '  #第2条(2) ２． "範囲"', '    全てです。',
  ]);
  assert.deepEqual(outline('AGB\n\n§ 1 Geltung\n\nDas gilt (siehe\n§ 2 Abs. 2) auch hier.\n\n§ 2 Preise\n\nKeine.').filter(line => line.startsWith('#')), ['#§1 § 1 "Geltung"', '#§2 § 2 "Preise"']);
});

it('clauses stand on one line where a page lost its line breaks', () => {
  assert.deepEqual(outline('协议\n\n5、规范\n5.1 行为规范 5.1.1 不得干扰。 5.1.2 不得恶意注册，见 5.1.1 的规定。 5.1.3 其他。 5.2 信息规范 5.2.1 遵守 3.5 倍。\n5.3 本条见 5.4 条。 5.5 无。\n\n6、其他').filter(line => line.includes('#')), [
    '#5 5、 "规范"', '  #5.1 5.1 "行为规范"', '    #5.1.1 5.1.1', '    #5.1.2 5.1.2', '    #5.1.3 5.1.3', '  #5.2 5.2 "信息规范"', '    #5.2.1 5.2.1', '  #5.3 5.3', '#6 6、 "其他"',
  ]);
  assert.equal(outline('T\n\n1. One\n\n1.1 You pay as in 1.2 below. Version 1.2 is current.').length, 3);
});

describe('the title of a plain text in the wild', () => {
  it('is what says what it is, also with a year', () => {
    assert.equal(read('某某软件许可协议（2026年版）\n更新日期 2026年5月1日\n\n一、范围').title, '某某软件许可协议（2026年版）');
    assert.equal(read('Acme Public License\n\nTHIS COMES UNDER THE TERMS OF THIS\nLICENSE TO WHICH YOU AGREE.\n\n1. Scope').title, 'Acme Public License');
  });

  it('is not what runs along the head of each page', () => {
    const document = read('Acme Software License Agreement            Page 1\n\nSOFTWARE LICENSE AGREEMENT\n\nYou agree.');
    assert.equal(document.title, 'SOFTWARE LICENSE AGREEMENT');
    assert.equal(document.preamble?.length, 1);
  });

  it('is no line of a sentence, and no heading below it', () => {
    assert.equal(read('MASTER SERVICES AGREEMENT\n\nThis Agreement is made as of\n1 January 2026 between us.\n\n1. Scope').title, 'MASTER SERVICES AGREEMENT');
    const document = read('TERMS OF SERVICE\n\nACCEPTANCE OF TERMS\n\nYou accept.');
    assert.equal(document.title, 'TERMS OF SERVICE');
    assert.equal(document.preamble, undefined);
  });
});

describe('a text behind another one', () => {
  it('is a part of its own, with its title', () => {
    assert.deepEqual(outline('Acme Terms of Service\n\n1. Scope\nThis applies.\n\n2. Law\nIt is French.\n\nAcme Privacy Policy\n\nWe keep little.\n\n1. Names\nWe keep yours.\n\n2. Uses\nThere are some.'), [
      '#1 1. "Scope"', '  This applies.', '#2 2. "Law"', '  It is French.',
      '#acme-privacy-policy "Acme Privacy Policy"', '  We keep little.', '  #1~2 1. "Names"', '    We keep yours.', '  #2~2 2. "Uses"', '    There are some.',
    ]);
    assert.deepEqual(outline('示例协议\n\n第一条 范围\n适用于此。\n\n第二条 法律\n适用中国法律。\n\n示例隐私政策\n\n第一条 收集\n收集姓名。').slice(-3), ['#示例隐私政策 "示例隐私政策"', '  #示例隐私政策第一条 第一条 "收集"', '    收集姓名。']);
  });

  it('is none where the numbers go on, or a sentence speaks of a text', () => {
    assert.deepEqual(outline('Terms\n\n1. Scope\nThis applies.\n\n2. Data\nSee below.\n\nPrivacy Policy\n\n3. Law\nIt is French.'), ['#1 1. "Scope"', '  This applies.', '#2 2. "Data"', '  See below.', '  Privacy Policy', '#3 3. "Law"', '  It is French.']);
    assert.equal(outline('Terms\n\n1. Scope\nThis applies.\n\n2. Data\nSee below.\n\nFor all the words of the policy see the page of the policy at Acme\n\n1. One\n\n2. Two').filter(line => line.includes('"For')).length, 0);
  });
});

describe('a number on a line of its own', () => {
  it('has the heading below it, where a longer sentence follows', () => {
    assert.deepEqual(outline('Terms\n1.\nDefinitions\nIn these terms we mean ourselves.\n2.\nFees\nFees are due in advance.\n3.\nThis is all.'), ['#1 1. "Definitions"', '  In these terms we mean ourselves.', '#2 2. "Fees"', '  Fees are due in advance.', '#3 3.', '  This is all.']);
  });

  it('has no heading in an address, or in a sentence that goes on', () => {
    assert.deepEqual(outline('Terms\n1.\nAcme Limited\nLong Road\n2.\nThe fees of Acme\nare due in advance.'), ['#1 1.', '  Acme Limited / Long Road', '#2 2.', '  The fees of Acme / are due in advance.']);
  });
});
