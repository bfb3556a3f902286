import type {AnyEntry} from '../../protocol/keeper-record.js';
import {chooseLocale} from '../choose-locale.js';

/** The words of a certificate. Functions take what is put into them. */
export interface CertificateWords {
  title: string;
  intro: (site: string) => string;
  acts: Record<AnyEntry['type'], string>;
  who: string;
  whoNote: string;
  what: string;
  whatNote: string;
  /** Of a publication that the log knows, and of one that is older than such records. */
  publishedNote: (record: string) => string;
  booksNote: string;
  when: string;
  how: string;
  choices: string;
  notAsked: string;
  proof: string;
  proofNote: string;
  check: string;
  appendix: string;
  words: string;
  labels: {
    record: string;
    subject: string;
    account: string;
    network: string;
    userAgent: string;
    vouched: string;
    title: string;
    document: string;
    version: string;
    locale: string;
    setOff: string;
    textHash: string;
    sourceHash: string;
    added: string;
    announced: string;
    effective: string;
    published: string;
    offered: string;
    claimed: string;
    recorded: string;
    flags: string;
    mode: string;
    statement: string;
    button: string;
    end: string;
    open: string;
    explained: string;
    measured: string;
    contrast: string;
    distance: string;
    rules: string;
    made: string;
    bodyHash: string;
    entryHash: string;
    chain: string;
    log: string;
    place: string;
    root: string;
    key: string;
  };
  yes: string;
  no: string;
  via: Record<AnyEntry['via'], string>;
  flags: Record<AnyEntry['flags'][number], string>;
  modes: Record<string, string>;
  rules: Record<string, string>;
  made: (by: string, trusted: boolean) => string;
  seconds: (count: string) => string;
  chain: (seq: number) => string;
  place: (index: number, size: number) => string;
  notLogged: string;
  dropped: string;
  alteredBody: string;
  alteredText: string;
  alteredPublication: string;
  claim: string;
  steps: string[];
  limits: string;
  receiptFile: string;
  publicationFile: string;
  keysFile: string;
  printed: (date: string) => string;
}

const EN: CertificateWords = {
  title: 'Certificate of a record',
  intro: site => `What the consent log of ${site} holds about one act, and how anyone can check it.`,
  acts: {
    accept: 'Accepted', decline: 'Declined', withdraw: 'Withdrawn', notice: 'Notice of a change', continue: 'Continued use after a notice', appeal: 'Appeal', link: 'Visitor linked to an account',
    restrict: 'Restriction', lift: 'Restriction lifted', review: 'Decision on an appeal',
    erase: 'Person erased', hold: 'Legal hold placed', release: 'Legal hold released', retain: 'Old bodies dropped', keys: 'Signing keys', publish: 'Terms published',
  },
  who: 'Who',
  whoNote: 'The log names people by a reference only. Which person it stands for is known to the service, and to nobody once that was erased. Account, network and browser, where they stand here, are from its own books: the signature does not cover them.',
  what: 'What text',
  whatNote: 'SHA-256 is a fingerprint: were one character of the text another, it would be another number.',
  publishedNote: record => `When it was announced, in force or added, and the fingerprint of its source, stand in another record of the same log, ${record}, with a signature of its own.`,
  booksNote: 'When it was announced, in force or added, and the fingerprint of its source, are from the service’s own books: the signature does not cover them.',
  when: 'When',
  how: 'How it was shown',
  choices: 'Separate choices',
  notAsked: 'This act says nothing of them: it neither gave a separate consent nor took one back.',
  proof: 'Proof',
  proofNote: 'The service signed the fingerprints below with its key, and wrote them into a log that only grows. Whoever without that key changed the record, or took it out, would break both.',
  check: 'How to check it',
  appendix: 'The files to check it with',
  words: 'The text in full',
  labels: {
    record: 'Record', subject: 'Reference', account: 'Account', network: 'Network', userAgent: 'Browser', vouched: 'Vouched for by',
    title: 'Title', document: 'Document', version: 'Version', locale: 'Language', setOff: 'Marked as important', textHash: 'SHA-256 of the text', sourceHash: 'SHA-256 of its source', announced: 'Announced', effective: 'In force from', published: 'In the log since', added: 'This language added',
    offered: 'Offered', claimed: 'Done, by the device’s clock', recorded: 'Recorded, by the service’s clock', flags: 'Noticed',
    mode: 'Shown in', statement: 'Statement', button: 'Button', end: 'End of the text reached', open: 'Text on screen', explained: 'Explanations asked for', measured: 'Measured', contrast: 'contrast', distance: 'distance of the two', rules: 'Shortcomings of the page', made: 'Made by',
    bodyHash: 'SHA-256 of the record', entryHash: 'SHA-256 of the entry', chain: 'Chain', log: 'Log', place: 'Place', root: 'Signed root', key: 'Signing key',
  },
  yes: 'yes',
  no: 'no',
  via: {
    token: 'a token of the host, for a signed-in account', anonymous: 'the random id of this visitor’s device', presentation: 'the service’s own offer, which only this subject’s device was given', link: 'a link that was sent to this person', operator: 'the service itself',
  },
  flags: {late: 'arrived more than ten minutes after the act', clock_skew: 'the device’s clock was more than five minutes off', before_presentation: 'claims to be older than the offer', superseded: 'a newer version was in force on arrival', gate_unmet: 'the terms asked for more reading first than the device tells of'},
  modes: {dialog: 'a dialog', inline: 'the page', checkbox: 'a checkbox of a form', banner: 'a banner', link: 'a page behind a mailed link', host: 'the host’s own page'},
  rules: {
    statement_too_small: 'statement smaller than 14 px', statement_low_contrast: 'statement with less than 4.5:1 contrast', statement_far: 'statement far from the button', button_too_small: 'button smaller than 14 px',
    button_low_contrast: 'button with less than 4.5:1 contrast', button_not_named: 'statement did not name the button', buttons_unequal: 'accept and decline of different size', not_in_view: 'not wholly on the screen', covered: 'covered by something', framed: 'in a frame of another origin',
  },
  made: (by, trusted) => (by === 'ui' ? (trusted ? 'a press of the person, which the browser vouches for' : 'the interface') : by === 'api' ? 'a call of the page' : 'the service'),
  seconds: count => `${count} s`,
  chain: seq => (seq === 1 ? 'the first record of this subject' : `record ${seq} of this subject, linked to the one before`),
  place: (index, size) => `${index}, counted from 0, of ${size}`,
  notLogged: 'The log has not given this record its place yet. Print this again in a few seconds.',
  dropped: 'The body of this record was dropped, by an erasure or at the end of its retention. Its hash, and with it every proof, still stands; how it was shown can no longer be told.',
  alteredBody: 'What the service keeps of this record no longer has its fingerprint: somebody has altered it. It is not shown.',
  alteredText: 'What the service keeps of this text no longer has its fingerprint: somebody has altered it. It is not shown.',
  alteredPublication: 'What the service keeps of the publication is not what it told its log: somebody has altered it. It is not shown.',
  claim: 'As the person’s device told it.',
  steps: [
    'Save the files at the end of this page under their names. Better: take the keys from the service itself, or from a copy of your own.',
    'Run: npx assent verify receipt.json --keys keys.json — offline, without the service. The same for publication.json, where there is one.',
    'Or by hand: the receipt is a JSON Web Signature (RFC 7515); its payload is the entry. The entry holds the SHA-256 of the record and of the text. SHA-256 of 0x00 and the entry is the leaf of a Merkle tree (RFC 6962) whose root is signed in the checkpoint (C2SP tlog-checkpoint).',
  ],
  limits: 'It proves that whoever holds the signing key recorded this, and that nobody else changed it. That they did not write it later, or otherwise at first, is proved by what they cannot take back: a receipt that the person kept, or a checkpoint that was left with others at the time. What the device said of itself is its claim.',
  receiptFile: 'receipt.json',
  publicationFile: 'publication.json',
  keysFile: 'keys.json',
  printed: date => `Made on ${date}.`,
};

const ZH: CertificateWords = {
  title: '记录证明书',
  intro: site => `本页载明 ${site} 的同意日志中关于一次操作的内容，以及任何人核验它的方法。`,
  acts: {
    accept: '同意', decline: '不同意', withdraw: '撤回', notice: '变更通知', continue: '通知后继续使用', appeal: '申诉', link: '访客并入账户',
    restrict: '限制', lift: '解除限制', review: '申诉决定',
    erase: '删除个人信息', hold: '法律保全', release: '解除法律保全', retain: '到期内容清除', keys: '签名密钥', publish: '条款公布',
  },
  who: '当事人',
  whoNote: '日志仅以编号指代个人。编号对应何人由服务方知悉；个人信息删除后，无人知悉。账户、网络与浏览器（如有载明）出自服务方自己的登记，不在签名范围之内。',
  what: '文本',
  whatNote: 'SHA-256 如同文本的指纹：文本改动一字，该值即不同。',
  publishedNote: record => `公布、生效与加入的时间及源文指纹载于同一日志的另一条记录 ${record}，该记录另有签名。`,
  booksNote: '公布、生效与加入的时间及源文指纹出自服务方自己的登记，不在签名范围之内。',
  when: '时间',
  how: '展示方式',
  choices: '单独同意',
  notAsked: '本次操作未涉及单独同意：既未作出，也未撤回。',
  proof: '证明',
  proofNote: '服务方以其密钥对下列指纹签名，并写入只增不改的日志。无该密钥者改动或抽去该记录，签名与日志即不相符。',
  check: '核验方法',
  appendix: '核验所需文件',
  words: '文本全文',
  labels: {
    record: '记录编号', subject: '当事人编号', account: '账户', network: '网络', userAgent: '浏览器', vouched: '身份依据',
    title: '标题', document: '文件', version: '版本', locale: '语言', setOff: '重点提示条款', textHash: '文本 SHA-256', sourceHash: '源文 SHA-256', announced: '公布时间', effective: '生效时间', published: '载入日志时间', added: '本语言文本加入时间',
    offered: '提供时间', claimed: '操作时间（设备时钟）', recorded: '记录时间（服务器时钟）', flags: '备注',
    mode: '展示于', statement: '声明', button: '按钮', end: '是否到达文末', open: '文本展示时长', explained: '查看的说明', measured: '测量值', contrast: '对比度', distance: '两者间距', rules: '页面的不足', made: '操作方式',
    bodyHash: '记录 SHA-256', entryHash: '条目 SHA-256', chain: '记录链', log: '日志', place: '位置', root: '已签名的根', key: '签名密钥',
  },
  yes: '是',
  no: '否',
  via: {token: '宿主网站为已登录账户签发的令牌', anonymous: '访客设备上的随机编号', presentation: '服务方仅向该当事人设备提供的签名凭据', link: '发送给本人的链接', operator: '服务方'},
  flags: {late: '操作后逾十分钟才送达', clock_skew: '设备时钟偏差超过五分钟', before_presentation: '自称早于提供时间', superseded: '送达时已有新版本生效', gate_unmet: '设备所述的阅读未达到条款要求'},
  modes: {dialog: '对话框', inline: '页面', checkbox: '表单复选框', banner: '横幅', link: '邮件链接打开的页面', host: '宿主网站自有页面'},
  rules: {
    statement_too_small: '声明小于 14 px', statement_low_contrast: '声明对比度低于 4.5:1', statement_far: '声明距按钮过远', button_too_small: '按钮文字小于 14 px',
    button_low_contrast: '按钮对比度低于 4.5:1', button_not_named: '声明未提及按钮文字', buttons_unequal: '同意与不同意按钮大小不一', not_in_view: '未完整显示于屏幕', covered: '被其他内容遮挡', framed: '位于其他来源的框架内',
  },
  made: (by, trusted) => (by === 'ui' ? (trusted ? '本人点按，由浏览器证实' : '界面') : by === 'api' ? '页面调用' : '服务方'),
  seconds: count => `${count} 秒`,
  chain: seq => (seq === 1 ? '该当事人的第一条记录' : `该当事人的第 ${seq} 条记录，与前一条相连`),
  place: (index, size) => `${index}（自 0 起计，共 ${size} 条）`,
  notLogged: '该记录尚未写入日志，请数秒后重新打印。',
  dropped: '该记录的内容已因删除或保存期满而清除。其哈希值及全部证明仍然有效，但展示方式已无从得知。',
  alteredBody: '服务方留存的该记录内容与其指纹不符，已遭改动，故不予显示。',
  alteredText: '服务方留存的该文本与其指纹不符，已遭改动，故不予显示。',
  alteredPublication: '服务方留存的公布信息与其写入日志的不符，已遭改动，故不予显示。',
  claim: '以上由当事人的设备所述。',
  steps: [
    '将本页末尾的文件按所示名称分别保存。更稳妥的做法是从服务方或自行留存的副本取得密钥。',
    '离线运行：npx assent verify receipt.json --keys keys.json，无需服务方参与；如有 publication.json，亦同。',
    '亦可手工核验：回执为 JSON Web Signature（RFC 7515），其载荷即条目，条目中含记录与文本的 SHA-256；0x00 与条目相连后的 SHA-256 为默克尔树（RFC 6962）的叶，树根由检查点签名（C2SP tlog-checkpoint）。',
  ],
  limits: '本证明书证明该记录由持有签名密钥者作出，且他人未予更改。该持有者是否事后补作或另作，须以其无法收回之物为证：当事人留存的回执，或当时留存于他处的检查点。设备关于自身的陈述仅为其声称。',
  receiptFile: 'receipt.json',
  publicationFile: 'publication.json',
  keysFile: 'keys.json',
  printed: date => `制作时间：${date}。`,
};

const WORDS: Record<string, CertificateWords> = {en: EN, 'zh-CN': ZH};

/** The words in the language that fits best, and which that is. */
export function certificateWords(wanted: string | undefined): {locale: string; words: CertificateWords} {
  const locale = chooseLocale(wanted, Object.keys(WORDS));
  return {locale, words: WORDS[locale]!};
}
