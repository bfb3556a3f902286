// Numbers as they are printed in many languages and scripts, those that were put in later, and what only looks like one.
import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {outlineOf, parse} from './outline-of.js';

const outline = (source: string) => outlineOf(parse(source, {format: 'text'}).content);
const clauses = (source: string) => outline(source).filter(line => line.includes('#')).map(line => line.replace(/^( *)#(\S+).*$/, '$1$2'));

describe('numbers of many languages', () => {
  const ARTICLES: Record<string, [source: string, expected: string[]]> = {
    Japanese: ['規約\n\n第1条（目的）\nこれを定めます。\n\n第2条（禁止）\n１　これは禁止です。\n２　前項に同じです。\n\n第2条の2（排除）\n（ア）甲です。\n（イ）乙です。\n\n第3条（他）', ['第1条', '第2条', '  第2条(1)', '  第2条(2)', '第2条の2', '  第2条の2（ア）', '  第2条の2（イ）', '第3条']],
    Korean: ['약관\n\n제1장 총칙\n\n제1조(목적)\n\n① 다음과 같습니다.\n1. 회원\n가. 개인\n나. 기업\n2. 포인트\n② 그 밖에.\n\n제2장 계약\n\n제2조(체결)\n\n제2조의2(철회)\n\n제3조(해지)', ['제1장', '  제1조', '    제1조①', '      제1조①(1)', '        제1조①(1)(가)', '        제1조①(1)(나)', '      제1조①(2)', '    제1조②', '제2장', '  제2조', '  제2조의2', '  제3조']],
    'traditional Chinese': ['條款\n\n第一條（目的）\n為此訂定。\n\n第一條之一（增訂）\n準用之。\n\n第二條 壹佰元。', ['第一條', '第一條之一', '第二條']],
    Arabic: ['شروط\n\nالمادة 1: التعريفات\n\n١. هذا نص.\n٢. هذا نص آخر:\nأ) أول؛\nب) ثان.\n\nالمادة (2) المسؤولية\n\nنص.\n\nالمادة الثالثة: القانون\n\nنص.', ['المادة-1', '  المادة-1(1)', '  المادة-1(2)', '    المادة-1(2)(أ)', '    المادة-1(2)(ب)', 'المادة-2', 'المادة-الثالثة']],
    French: ["CONDITIONS\n\nArticle 1er – Objet\n\nTexte.\n\nArticle 2 : Durée\n\n1° La première.\n2° La seconde.\n\nArticle 2 bis - Prix\n\nTexte.\n\nAnnexe 1 – Tarifs\n\nTexte.", ['article-1er', 'article-2', '  article-2(1°)', '  article-2(2°)', 'article-2-bis', 'annexe-1']],
    Spanish: ['CONTRATO\n\nPRIMERA.- OBJETO\n\nTexto.\n\nSEGUNDA.- PRECIO\n\na) uno;\nb) dos.\n\nCLÁUSULA TERCERA.- PLAZO\n\nTexto.\n\nDÉCIMA PRIMERA.- FUERO', ['primera', 'segunda', '  segunda(a)', '  segunda(b)', 'cláusula-tercera', 'décima-primera']],
    German: ['AGB\n\n§ 1 Geltung\n\n(1) Erstens.\n(2) Zweitens.\n\n§ 1a Widerruf\n\nSie haben ein Recht.\n\n§ 2 Preise\n\nArt. 1 Anhang', ['§1', '  §1(1)', '  §1(2)', '§1a', '§2', '  art-1']],
    Russian: ['Условия\n\nСтатья 1. Предмет\n\nа) первое;\nб) второе.\n\nСтатья 2. Цена\n\nПриложение № 1\nТарифы', ['статья-1', '  статья-1(а)', '  статья-1(б)', 'статья-2', 'приложение-1']],
    Polish: ['Regulamin\n\n§ 1\nUsługi\n\n1. Ceny są podane w\n§ 5 ust. 1 tego.\n\n§ 2\nSkargi\n\nZAŁĄCZNIK NR 1\nWzór', ['§1', '  §1(1)', '§2', 'załącznik-1']],
    'Arabic in words': ['شروط\n\nأولاً: التعريفات\n\n1- الموقع:\nأ- أول؛\nب- ثان.\n\n2- المستخدم.\n\nثانيًا: الخدمات', ['أولاً', '  أولاً(1)', '    أولاً(1)(أ)', '    أولاً(1)(ب)', '  أولاً(2)', 'ثانيًا']],
    Persian: ['شرایط\n\nماده ۱: تعاریف\n\nالف) یک؛\nب) دو؛\nج) سه.\n\nتبصره ۱: چهار.\n\nماده ۲: تعهدات', ['ماده-1', '  ماده-1(الف)', '  ماده-1(ب)', '  ماده-1(ج)', '  تبصره-1', 'ماده-2']],
    Greek: ['ΟΡΟΙ\n\nΑΡΘΡΟ 1: ΟΡΙΣΜΟΙ\n\nα) πρώτο,\nβ) δεύτερο.\n\nΑΡΘΡΟ 2 – ΤΙΜΗ', ['αρθρο-1', '  αρθρο-1(α)', '  αρθρο-1(β)', 'αρθρο-2']],
    'Spanish with dashes': ['CONTRATO\n\nPRIMERA. - FUERO: Madrid.\n\nSEGUNDA.- OTROS\n\na).- uno;\n\nb).- dos.\n\nANEXO I\n\nI.- Una\n\nII.- Otra\n\n1º.- Primero.\n\n2º.- Segundo.', ['primera', 'segunda', '  segunda(a)', '  segunda(b)', 'anexo-i', '  anexo-i(I)', '  anexo-i(II)', '    anexo-i(II)(1º)', '    anexo-i(II)(2º)']],
    'Portuguese laws': ['CONTRATO\n\nArt. 1º - Objeto do contrato.\n\n§ 1º São serviços:\n\nI - consultoria;\nII - suporte:\na) remoto;\nb) local.\n\n§ 2º - Não há outros.\n\nArt. 2º. Um ano.', ['art-1º', '  §1º', '    §1º(I)', '    §1º(II)', '      §1º(II)(a)', '      §1º(II)(b)', '  §2º', 'art-2º']],
    'French with dashes': ["CONDITIONS\n\n1 - Objet\n\nTexte.\n\n1.1 – Accès\n\na- premier ;\nb- second.\n\n2 - Prix\n\nLivré en\n3 - 4 jours.\n\nAnnexe n° 1 : Tarifs", ['1', '  1.1', '    1.1(a)', '    1.1(b)', '2', 'annexe-1']],
    'Japanese laws': ['規約\n\n第１章　総則\n（目的）\n第１条　定める。\n２　次のとおりとする：\n　一　甲\n　二　乙\n\n（禁止）\n第２条　禁止する。\n\n附　則\n施行する。\n\n別表第一（第２条関係）\n料金', ['第1章', '  第1条', '    第1条(2)', '      第1条(2)(一)', '      第1条(2)(二)', '  第2条', '附-則', '別表第一']],
    Turkish: ['Sözleşme\n\nMADDE 1 – Konu\n\nMetin.\n\nMADDE 2 – Süre', ['madde-1', 'madde-2']],
    Thai: ['ข้อกำหนด\n\nหมวด ๑ ทั่วไป\n\nข้อ ๑ ขอบเขต\n\nก. แรก\n\nข. สอง\n\nหมวด ๒ ทั่วไป\n\nมาตรา ๑ ไทย', ['หมวด-1', '  ข้อ-1', '    ข้อ-1(ก)', '    ข้อ-1(ข)', 'หมวด-2', '  มาตรา-1']],
    Vietnamese: ['Điều khoản\n\nCHƯƠNG I\nCHUNG\n\nMục 1. Phạm vi\n\nĐiều 1. Quyền\n\na) một;\nb) hai;\nc) ba;\nd) bốn;\nđ) năm;\ne) sáu.\n\nPHỤ LỤC 01\nGiá', ['chương-i', '  mục-1', '    điều-1', '      điều-1(a)', '      điều-1(b)', '      điều-1(c)', '      điều-1(d)', '      điều-1(đ)', '      điều-1(e)', 'phụ-lục-01']],
    'Swiss German': ['AGB\n\nI. Allgemeines\n\nArt. 1 Geltung\n\nSie gelten. Es gilt auch\nArt. 2 Abs. 3 sinngemäss.\n\nArt. 2 Vertrag\n\nJa.\n\nII. Haftung\n\nArt. 3 Umfang', ['I', '  art-1', '  art-2', 'II', '  art-3']],
    Swedish: ['Villkor\n\n1 § Omfattning\n\nDetta gäller enligt\n2 § nedan.\n\n2 § Pris\n\nBilaga 1 Priser', ['1§', '2§', 'bilaga-1']],
    Hebrew: ['תנאי שימוש\n\nסעיף 1: הגדרות\n\nא. ראשון.\nב. שני.\n\nסעיף 2: תחולה', ['סעיף-1', '  סעיף-1(א)', '  סעיף-1(ב)', 'סעיף-2']],
    'Chinese of contracts': ['租赁合同\n\n甲、乙双方约定如下。\n\n一、范围\n1，甲方交付。\n2，乙方付款：\n甲、现金；\n乙、转账。\n二、其他', ['一', '  一(1)', '  一(2)', '    一(2)(甲)', '    一(2)(乙)', '二']],
    Hindi: ['नियम\n\n१. पहला\n\n१.१ यह पहला है।\n\n२. दूसरा', ['1', '  1.1', '2']],
    'words for numbers': ['TERMS\n\nPART ONE: GENERAL\n\n1. These apply.\n\nPART TWO: SPECIAL\n\n2. Those apply.', ['part-one', '  1', 'part-two', '  2']],
  };

  for (const [language, [source, expected]] of Object.entries(ARTICLES)) {
    it(`are anchors at their depth: ${language}`, () => {
      assert.deepEqual(clauses(source), expected);
    });
  }

  it('stand below what a law prints above them', () => {
    assert.deepEqual(outline('規約\n\n第１章　総則\n\n（目的）\n第１条　定める。\n\n（禁止）\n第２条　禁止する。'), ['#第1章 第１章 "総則"', '  （目的）', '  #第1条 第１条', '    定める。', '  （禁止）', '  #第2条 第２条', '    禁止する。']);
  });

  it('leave their dashes behind', () => {
    assert.deepEqual(outline('T\n\n1 - One\n\n1.1 – Part\n\nWords.\n\n2 - Two'), ['#1 1 - "One"', '  #1.1 1.1 – "Part"', '    Words.', '#2 2 - "Two"']);
  });

  it('are read behind marks without width, as editors and pages leave them', () => {
    assert.deepEqual(clauses('T\n\n\u200b1.\u00a0One\n\n\u200f\u2067\u200b1.1\u2003First.\n\n\ufeff2. Two'), ['1', '  1.1', '2']);
  });

  it('end where their mark ends', () => {
    assert.deepEqual(outline('协议\n\n1、说明\n(1)、遵守；\n(2)、不得；\n2、免责\na、甲；\nb、乙。'), ['#1 1、 "说明"', '  #1(1) (1)、', '    遵守；', '  #1(2) (2)、', '    不得；', '#2 2、 "免责"', '  #2(a) a、', '    甲；', '  #2(b) b、', '    乙。']);
  });
});

describe('numbers below others of another kind', () => {
  it('are 1.1 below 一、 and II.', () => {
    assert.deepEqual(clauses('协议\n\n一、范围\n\n1.1 甲。\n\n1.1.1 丙。\n\n二、费用\n\n2.1 乙。'), ['一', '  1.1', '    1.1.1', '二', '  2.1']);
    assert.deepEqual(clauses('T\n\nI. Scope\n\n1.1 One.\n\nII. Fees\n\n1.1 One of them.\n\n1.2 Two of them.'), ['I', '  1.1', 'II', '  1.1~2', '  1.2']);
  });

  it('are 1.3 beside 1.2, though its last part is A.', () => {
    assert.deepEqual(clauses('T\n\n1. Words\n\n1.1 One.\n\n1.2 Two:\n\nA. This.\n\n1.3 Three.\n\n2. End'), ['1', '  1.1', '  1.2', '    1.2(A)', '  1.3', '2']);
  });

  it('are A.1 below A. and below Annex A', () => {
    assert.deepEqual(clauses('T\n\n1. Scope\n\n1.1 One.\n\nAnnex A: Service\n\nA.1 Hours\n\nAll of them.\n\nA.1.1 Nights. Some, as in\nA.1 above.\n\nA.2 Days\n\nAnnex B\n\nB.1 Data. None.'), ['1', '  1.1', 'annex-a', '  A.1', '    A.1.1', '  A.2', 'annex-b', '  B.1']);
    assert.deepEqual(clauses('T\n\n1. Trust\n\n1.1 All of it.\n\nA. Votes\n\nA.1 Calls. One calls.\n\nB. Words'), ['1', '  1.1', 'A', '  A.1', 'B']);
  });

  it('are part of no clause that stands further in', () => {
    assert.deepEqual(clauses('T\n\n1. Scope\n\n  1.1. Parts\n\n    1. One is here.\n    2. Two is there.\n\nA. Votes\n\n  A.0. Calls\n\n    1. One calls.\n\nB. Words'), ['1', '  1.1', '    1.1(1)', '    1.1(2)', 'A', '  A.0', '    A.0(1)', 'B']);
  });

  it('are bare below an article, where they stand below each other', () => {
    assert.deepEqual(clauses('AGB\n\nArt. 1 Geltung\n1 Diese Bedingungen gelten.\n2 Andere gelten nur\n3 Tage lang.\n3 Das gilt immer.\n\nArt. 2 Frist\n30 Tage sind genug.\n\nArt. 3 Preise\n\n1 Sie zahlen.\n\n2 Wir liefern.'), ['art-1', '  art-1(1)', '  art-1(2)', '  art-1(3)', 'art-2', 'art-3', '  art-3(1)', '  art-3(2)']);
  });

  it('are II.1 below II.', () => {
    assert.deepEqual(clauses('T\n\nI. Scope\n\nI.1 One.\n\nII. Fees\n\nII.1 Two.\n\nII.2 Three.'), ['I', '  I.1', 'II', '  II.1', '  II.2']);
  });

  it('are sections beside recitals, and schedules are below none of them', () => {
    assert.deepEqual(clauses('LEASE\n\nRECITALS\n\nA. We own it.\n\nB. You want it.\n\nWe agree:\n\n1. Term\n\n(a) One year.\n\n2. Rent\n\nSCHEDULE 1\n\nPART A – Things\n\n1. Table\n\nPART B – Keys\n\n1. Door'), ['recitals', '  A', '  B', '1', '  1(a)', '2', 'schedule-1', '  part-a', '    1~2', '  part-b', '    1~3']);
    assert.deepEqual(clauses('LEASE\n\nA. We own it.\n\nB. You want it.\n\n1. Term\n\nOne year.\n\n2. Rent'), ['A', 'B', '1', '2']);
    assert.deepEqual(clauses('TERMS\n\nGENERAL\n\n1. They apply.\n\nPAYMENT\n\n2. You pay.\n\nSCHEDULE 1 Rates\n\nLow.').at(-1), 'schedule-1');
  });

  it('are no sections below the items of an introduction', () => {
    assert.deepEqual(clauses('T\n\nThis covers\n\n(a) the software;\n\n(b) its documentation.\n\n1. Licence\n\n1.1 One.\n\n2. Fees'), ['a', 'b', '1', '  1.1', '2']);
  });

  it('are a list below 4.2 where a colon introduces them', () => {
    assert.deepEqual(clauses('T\n\n4. Terms\n\nWords.\n\n4.2 Licences\n\nThese are compatible:\n\n1 First Public Licence\n\n2 Second Public Licence\n\n3 Third Public Licence\n\n5. Law'), ['4', '  4.2', '    4.2(1)', '    4.2(2)', '    4.2(3)', '5']);
  });

  it('begin again beside a heading that counted the same way and has words of its own', () => {
    assert.deepEqual(clauses('T\n\n1. Scope\n\nWords.\n\n2. Contact\n\nWords.\n\nOther terms follow.\n\n1. Scope\n\nWords.\n\n2. Contact'), ['1', '2', '1~2', '2~2']);
  });

  it('are 1.1 below 1.0', () => {
    assert.deepEqual(clauses('T\n\n1.0 Scope\n\n1.1 One.\n\n1.2 It needs version\n2.0 or later of it.\n\n2.0 Fees. You pay.\n\n2.1 One.\n\n3.0\n\n3.1 One.'), ['1.0', '  1.1', '  1.2', '2.0', '  2.1', '3.0', '  3.1']);
  });

  it('say the level of their own depth where no clause above them is printed', () => {
    const document = parse('T\n\n1. One\n\n1.1 Words.\n\n2.1 Words.\n\n2.2 Words.', {format: 'text'});
    assert.deepEqual(document.content.map(block => (block.type === 'clause' ? `${block.anchor} ${block.level}` : '')), ['1 1', '2.1 2', '2.2 2']);
  });
});

describe('numbers out of order', () => {
  it('are kept where they were put in, printed twice, or go on after a gap', () => {
    assert.deepEqual(clauses('T\n\n1. One.\n\n1A. Put in.\n\n2. Two.\n\n2. Again.\n\n4. Four.\n\n19. Much later.\n\n20. And on.'), ['1', '1A', '2', '2~2', '4', '19', '20']);
    assert.deepEqual(clauses('协议\n\n一、甲\n\n内容。\n\n十、附则\n\n10.1 解释。'), ['一', '十', '  10.1']);
  });

  it('are left out rather than begun anew below another one', () => {
    assert.deepEqual(outlineOf(parse('# T\n\n**1.** Scope is:\n\n(a) here;\n\n(b) there.\n\n**3.** Fees are:\n\n(a) low.').content).filter(line => line.includes('#')), ['#1 1.', '  #1(a) (a)', '  #1(b) (b)', '#3 3.', '  #3(a) (a)']);
  });

  it('go on where others are printed with other marks, or with two', () => {
    assert.deepEqual(clauses('T\n\n1- Objet\n\nUn.\n\n2. Prix\n\n2.1 Deux.\n\n3. Fin'), ['1', '2', '  2.1', '3']);
    assert.deepEqual(clauses('协议\n\n一、说明\n1.甲。\n2、乙。\n3．丙：\n（1）丁；\n2）戊。\n4.己：\n1）. 庚\n2）. 辛\n五、其他'), ['一', '  一(1)', '  一(2)', '  一(3)', '    一(3)（1）', '    一(3)(2)', '  一(4)', '    一(4)(1)', '    一(4)(2)', '五']);
  });

  it('are kept where 2.2 is printed twice, but not where a sentence begins with it', () => {
    assert.deepEqual(clauses('T\n\n2. Rights\n\n2.1 One.\n\n2.2 Covered:\n\na. this; and\n\nb. that.\n\n2.2 Rights not covered:\n\na. these; and\n\nb. those.\n\n2.3 Facts as in\n2.3 above are free.\n\n3. End'), ['2', '  2.1', '  2.2', '    2.2(a)', '    2.2(b)', '  2.2~2', '    2.2~2(a)', '    2.2~2(b)', '  2.3', '3']);
  });

  it('are none where they would take the next number away from its clause', () => {
    assert.deepEqual(clauses('T\n\n1. One\n\n1.1 Words as in\n\n2. above, which are these.\n\n1.2 Words.\n\n2. Two'), ['1', '  1.1', '  1.2', '2']);
  });

  it('are none where a sentence cites a part of one', () => {
    assert.deepEqual(clauses('T\n\n1. One\n\n1.1 Words.\n\n1.2 As said in\n1.3(a) and\n1.3(b).\n\n1.3 Words:\n\n(a) one; and\n\n(b) two.'), ['1', '  1.1', '  1.2', '  1.3', '    1.3(a)', '    1.3(b)']);
  });

  it('are none where they are versions and addresses of machines', () => {
    assert.deepEqual(clauses('T\n\n1. One\n\n1.1 It runs at version\n2.0.1 or later, on\n192.168.1.10 or\n10.0.0.1.\n\n1.2 Words.'), ['1', '  1.1', '  1.2']);
  });
});

it('letters are the same whether their accents are written with them or apart, as some systems do', () => {
  for (const source of ['CONDICIONES\n\nArtículo 1. Objeto é\n\nTexto.\n\nArtículo 2. Precio', 'Điều khoản\n\nĐiều 1: Quyền\n\nMột.\n\nĐiều 2: Giá', 'Regulamin\n\nCzęść I. Usługi\n\nTak.\n\nCzęść II. Ceny']) {
    const apart = outline(source.normalize('NFD'));
    assert.deepEqual(apart.map(line => line.normalize('NFC')), outline(source));
    assert.match(apart[0]!, /^#\S+ .* "/);
  }
});

it('words in capitals have no accents, and are the same words', () => {
  assert.deepEqual(outline('TERMINOS DE USO\n\nINDICE\n\nARTICULO 1. OBJETO\nARTÍCULO 2. PRECIO\n\nPREAMBULO\n\nEs asi.\n\nARTICULO 1. OBJETO\n\nTexto.\n\nARTÍCULO 2. PRECIO\n\nTexto.'), [
    '#indice "INDICE"', '  ARTICULO 1. OBJETO / ARTÍCULO 2. PRECIO', '#preambulo "PREAMBULO"', '  Es asi.', '#articulo-1 ARTICULO 1. "OBJETO"', '  Texto.', '#artículo-2 ARTÍCULO 2. "PRECIO"', '  Texto.',
  ]);
  assert.deepEqual(outline('CONTRATO\n\nCAPITULO I. A\n\nCLAUSULA PRIMERA. Objeto\n\nTexto.\n\nSEGUNDA.- Precio\n\nTexto.\n\nCAPITULO II. B\n\nCLÁUSULA TERCERA. Ley\n\nTexto.').filter(line => line.includes('#')), [
    '#capitulo-i CAPITULO I. "A"', '  #clausula-primera CLAUSULA PRIMERA. "Objeto"', '  #segunda SEGUNDA.- "Precio"', '#capitulo-ii CAPITULO II. "B"', '  #cláusula-tercera CLÁUSULA TERCERA. "Ley"',
  ]);
  assert.deepEqual(outline('CONTRATO\n\nSEPTIMA.- Ley\n\nTexto.\n\nOCTAVA.- X\n\nTexto.\n\nNOVENA.- X\n\nTexto.\n\nDECIMA.- X\n\nTexto.\n\nDÉCIMO PRIMERA.- X\n\nTexto.').filter(line => line.includes('#')).at(-1), '#décimo-primera DÉCIMO PRIMERA.- "X"');
  assert.deepEqual(outline('Όροι\n\nΆρθρο 1 Σκοπός\n\nΚείμενο.\n\nΑΡΘΡΟ 2 ΤΕΛΗ\n\nΚείμενο.').filter(line => line.includes('#')), ['#άρθρο-1 Άρθρο 1 "Σκοπός"', '#αρθρο-2 ΑΡΘΡΟ 2 "ΤΕΛΗ"']);
});

describe('parts that a text names in a language of its own', () => {
  const named = (words: readonly string[]) => clauses(`${words[0]}\n\n${words.slice(1).map(name => `${name}\n\nWords.\n\n`).join('')}`);

  it('are known by the same word and 1, 2, 3 on lines of their own, before the number or behind it', () => {
    assert.deepEqual(named(['Kushtet', 'Neni 1.', 'Neni 2.', 'Neni 3.']), ['neni-1', 'neni-2', 'neni-3']);
    assert.deepEqual(named(['Sąlygos', '1 straipsnis. Sąvokos', '2 straipsnis. Teisės', '3 straipsnis. Pabaiga']), ['1-straipsnis', '2-straipsnis', '3-straipsnis']);
    assert.deepEqual(named(['நிபந்தனைகள்', 'உறுப்புரை 1', 'உறுப்புரை 2', 'உறுப்புரை 3']), ['உறுப்புரை-1', 'உறுப்புரை-2', 'உறுப்புரை-3']);
    assert.deepEqual(named(['لائحہ', 'دفعہ ۱۔', 'دفعہ ۲۔', 'دفعہ ۳۔']), ['دفعہ-1', 'دفعہ-2', 'دفعہ-3']);
    assert.deepEqual(named(['პირობები', 'მუხლი 1. საგანი', 'მუხლი 2. ფასი', 'მუხლი 3. ვადა']), ['მუხლი-1', 'მუხლი-2', 'მუხლი-3']);
  });

  it('hold the numbers that stand below them, and stand in those of another name', () => {
    assert.deepEqual(clauses('Kushtet\n\nKapitulli I\n\nNeni 1\n\n1. Një.\n\n2. Dy.\n\nKapitulli II\n\nNeni 2\n\nTre.\n\nKapitulli III\n\nNeni 3\n\nKatër.'), [
      'kapitulli-i', '  neni-1', '    neni-1(1)', '    neni-1(2)', 'kapitulli-ii', '  neni-2', 'kapitulli-iii', '  neni-3',
    ]);
  });

  it('are none where they are two, or stand in what is numbered otherwise', () => {
    assert.deepEqual(named(['Terms', 'Option 1', 'Option 2']), []);
    assert.deepEqual(named(['Terms', 'Page 1', 'Page 2', 'Page 3']), []);
    assert.deepEqual(clauses('Terms\n\n1. Fees\n\nTier 1\n\nLow.\n\nTier 2\n\nHigh.\n\nTier 3\n\nHighest.\n\n2. Law'), ['1', '2']);
  });
});

describe('numbers that are seldom', () => {
  it('have a letter without a stop, where they go on from one that has none', () => {
    assert.deepEqual(clauses('Terms\n\n1 Scope\n\nWords.\n\n2 Fees\n\nWords.\n\n2A Late fees\n\nWords.\n\n2B Refunds\n\nWords.\n\n3 Law\n\nWords.'), ['1', '2', '2A', '2B', '3']);
    assert.deepEqual(clauses('Terms\n\n1. Scope\n\nWords.\n\n2. Prints\n\n3D Printing\n\nWords.\n\n3. Law\n\nWords.'), ['1', '2', '3']);
  });

  it('have a nought before the last of their numbers, with a stop', () => {
    assert.deepEqual(outline('Terms\n\n1. Definitions.\n\n1.0.1. "Use" means to use.\n\n1.1. "Code" means code.\n\n2. Law. It is French.'), [
      '#1 1. "Definitions."', '  #1.0.1 1.0.1.', '    "Use" means to use.', '  #1.1 1.1.', '    "Code" means code.', '#2 2.', '  Law. It is French.',
    ]);
  });

  it('end with a letter: B.2.a and 2.1.a', () => {
    assert.deepEqual(clauses('Terms\n\nA. Words\n\nA.1. One.\n\nA.2. We will not:\n\nA.2.a. sell it; or\n\nA.2.b. lend it.\n\nA.3. Three.'), ['A', '  A.1', '  A.2', '    A.2.a', '    A.2.b', '  A.3']);
    assert.deepEqual(clauses('Terms\n\n2. Words\n\n2.1 We will not:\n\n2.1.a) sell it; or\n\n2.1.b) lend it.\n\n2.2 More.'), ['2', '  2.1', '    2.1.a', '    2.1.b', '  2.2']);
  });

  it('are no versions that a sentence goes on with', () => {
    assert.deepEqual(clauses('ACME TERMS\n\nTHE TERMS OF ACME\n\nWHAT FOLLOWS\n\n1. This is by Acme.\n\n2. ACME IS NOT LIABLE TO USERS OF ACME\n1.6.1 FOR ANY DAMAGES.\n\n3. This ends.'), ['the-terms-of-acme', 'what-follows', '  1', '  2', '  3']);
  });

  it('are words for an order: in Spanish, Portuguese and German, and in capitals in English', () => {
    assert.deepEqual(outline('Condiciones\n\nPrimero.- Objeto\nRegula el servicio.\n\nSegundo.- Precio\nEs de diez.'), ['#primero Primero.- "Objeto"', '  Regula el servicio.', '#segundo Segundo.- "Precio"', '  Es de diez.']);
    assert.deepEqual(clauses('Vertrag\n\nErstens: Er zahlt.\n\nZweitens: Sie liefert.'), ['erstens', 'zweitens']);
    assert.deepEqual(clauses('CERTIFICATE\n\nFIRST: The name is Acme.\n\nSECOND: The address is here.'), ['first', 'second']);
  });

  it('are no such words in a list that a clause introduces', () => {
    assert.deepEqual(clauses('Condiciones\n\n1. Pasos\nSiga estos pasos:\nPrimero: abra.\nSegundo: cierre.\n\n2. Ley\nEs otra.'), ['1', '2']);
    assert.deepEqual(clauses('Terms\n\n1. Steps\nDo this:\nFirst: open.\nSecond: close.\n\n2. Law\nIt is French.'), ['1', '2']);
  });
});
