import type {Block, Clause, Inline, TermsDocument} from '../../src/document/model.js';

const paragraph = (...content: Inline[]): Block => ({type: 'paragraph', content});

const clause = (number: string, level: number, heading: string | undefined, ...content: Block[]): Clause => ({
  type: 'clause',
  anchor: number.replace(/\.$/, ''),
  number,
  level,
  ...(heading && {heading: [heading]}),
  content,
});

/** A short text with one of everything that the model knows. */
export const sampleTerms: TermsDocument = {
  format: 'assent-terms/1',
  id: 'terms-of-service',
  version: '3.1',
  locale: 'en',
  title: 'Terms of Service',
  preamble: [paragraph('Home > Help > Terms of Service')],
  content: [
    paragraph('These terms are between you and ', {type: 'strong', content: ['Lumen Cloud']}, '. Please read them with care.'),
    clause('1.', 1, 'Acceptance',
      clause('1.1', 2, undefined, paragraph('You accept these terms when you choose the button below.'),
        clause('(a)', 3, undefined, paragraph('A visitor accepts for themselves.')),
        clause('(b)', 3, undefined, paragraph('An employee accepts for the company that they act for, and says so.')),
        paragraph('Both have read what they accept.')),
      clause('1.2', 2, undefined, paragraph('We may change these terms. We announce every change thirty days ahead, by mail and on this page, and ask you again where the change is material.'))),
    clause('2.', 1, 'Price and payment',
      clause('2.1', 2, undefined, paragraph('These fees apply:'), {
        type: 'table',
        align: [null, 'right', null],
        rows: [[['Plan'], ['Per month'], ['Included']], [['Small'], ['€9'], ['100 hours of video']], [['Large'], ['€49'], ['1,000 hours of video, and a person to call']]],
      }),
      clause('2.2', 2, undefined, paragraph('You can pay by:'), {
        type: 'list',
        ordered: false,
        items: [[paragraph('card,')], [paragraph('bank transfer, or')], [paragraph('invoice, where agreed.')]],
      })),
    clause('3.', 1, 'Liability',
      clause('3.1', 2, undefined, paragraph('Our liability is limited to what you paid us in the last twelve months.')),
      clause('3.2', 2, undefined, {type: 'quote', content: [paragraph('Nothing in this clause limits liability for intent.')]}),
      clause('3.3', 2, undefined, {type: 'code', text: 'DELETE /v1/account\nauthorization: Bearer …'})),
    {type: 'rule'},
    clause('4.', 1, 'Contact',
      clause('4.1', 2, undefined, paragraph('Write to ', {type: 'link', href: 'mailto:legal@lumen.example', content: ['legal@lumen.example']},
        ' or read ', {type: 'link', href: 'https://lumen.example/help', content: ['our help pages']}, '.'))),
  ],
  keyClauses: [{clause: '3.1', explanation: 'If something goes wrong, you get back at most a year of fees.'}],
};

/** The same with two choices that are not bundled. */
export const consentTerms: TermsDocument = {
  ...sampleTerms,
  id: 'privacy-policy',
  title: 'Privacy Policy',
  version: '2026-11-01',
  consents: [
    {id: 'voice-prints', clause: '2.1', title: 'Recognise me by my voice', sensitive: true},
    {id: 'partners', clause: '2.2', title: 'Share my company name with partners', sensitive: false},
  ],
};

export const chineseTerms: TermsDocument = {
  format: 'assent-terms/1',
  id: 'terms-of-service',
  version: '2026-11-01',
  locale: 'zh-CN',
  title: '视频云服务条款',
  content: [
    paragraph('欢迎您使用流明视频云。请您在使用本服务之前，仔细阅读以下条款。'),
    clause('1.', 1, '接受条款',
      clause('1.1', 2, undefined, paragraph('您点击“同意”即表示您已阅读、理解并接受本条款的全部内容。')),
      clause('1.2', 2, undefined, paragraph('本条款如有重大变更，我们将提前三十日以邮件和网站公告的方式通知您，并再次征求您的同意。'))),
    clause('2.', 1, '责任限制', clause('2.1', 2, undefined, paragraph('我们的赔偿责任以您在最近十二个月内支付的费用为限。'))),
  ],
  keyClauses: [{clause: '2.1', explanation: '若发生问题，您最多可获得最近一年所付费用的赔偿。'}],
};

/** Written from right to left. */
export const arabicTerms: TermsDocument = {
  ...consentTerms,
  locale: 'ar',
  title: 'شروط الخدمة',
  content: [
    paragraph('هذه الشروط بينك وبين ', {type: 'strong', content: ['Lumen Cloud']}, '. يرجى قراءتها بعناية.'),
    clause('1.', 1, 'القبول',
      clause('1.1', 2, undefined, paragraph('أنت تقبل هذه الشروط عندما تختار الزر أدناه.')),
      clause('1.2', 2, undefined, paragraph('قد نغيّر هذه الشروط، ونعلن عن كل تغيير قبل ثلاثين يومًا بالبريد وعلى هذه الصفحة.'))),
    clause('2.', 1, 'المسؤولية', clause('2.1', 2, undefined, paragraph('تقتصر مسؤوليتنا على ما دفعته لنا خلال الاثني عشر شهرًا الماضية.'))),
  ],
  keyClauses: [{clause: '2.1'}],
};

/** Terms that would do harm if any of their words were taken for markup. */
export const hostileTerms: TermsDocument = {
  ...sampleTerms,
  title: '<img src=x onerror="harm()">',
  keyClauses: [],
  content: [
    paragraph('<script>harm()</script><img src=x onerror=harm()>'),
    paragraph({type: 'link', href: 'javascript:harm()', content: ['press me']}),
    paragraph({type: 'link', href: ' java\nscript:harm()', content: ['me too']}),
    paragraph({type: 'link', href: 'data:text/html,<script>harm()</script>', content: ['or me']}),
    clause('"><svg onload=harm()>', 1, '<b onclick=harm()>heading</b>', paragraph('${harm()} {{harm()}}')),
    {type: 'code', info: 'html', text: '<iframe srcdoc="<script>parent.harm()</script>">'},
  ],
};
