// `/`: what can be tried here, and what the backend holds of it.
import {html, languages, page} from './layout.mjs';

const WORDS = {
  en: {
    title: 'Assent — try it',
    description: 'A demo of Assent: show terms, capture assent, keep it offline, prove it years later.',
    language: 'Language',
    lead: 'Show people your terms. Keep the proof.',
    intro: 'Everything here runs on your machine: pages that ask for assent, and the backend that records it in one SQLite file. Halcyon Relay, the video cloud whose terms you will read, is invented.',
    openSite: 'Open the site',
    openApp: 'Open the app',
    receipt: {heading: 'Receipt', act: 'Agreed', of: 'Halcyon Relay Terms of Service', rows: [['Version', '2026-11, English'], ['Words shown', 'sha256:5e3c…a41f'], ['Offered', '09:41:07'], ['Recorded', '09:41:52'], ['No. of this person', '1']], seal: 'Signature verified'},
    try: 'What to try',
    steps: [
      ['Read, and agree', 'Open the site as a new visitor. The terms come up at once: clauses, tables, key clauses with an explanation. Decline weighs as much as agree.', 'site'],
      ['Agree without a network', 'Begin again (7), open the site, and before you agree cut the backend off here. The dialog says “Saved on this device”, and not a word more than is true. Close the tab if you like.', 'cut'],
      ['Watch it arrive', 'Mend the connection, and open the site again. Within seconds the record stands below, exactly once, and a receipt is on your device.', 'mend'],
      ['Sign up', 'Begin again (7), and open the form. It cannot be sent without the box, works by the keyboard alone, and leaves one record however often you press the button.', 'signup'],
      ['Come back', 'Open the site once more. Nothing is owed: the page loads a script of less than 2 kB, asks the backend nothing, and stays quiet.', 'site'],
      ['Look inside', 'The app uses the SDK: what you owe, what waits in the outbox, and receipts that your browser has verified with the published key.', 'app'],
      ['Begin again', 'Forget what this browser keeps, and you are a new visitor. The records stay with the backend: that is the point of them.', 'forget'],
      ['Move the clock', 'What becomes of terms after the first click takes months. The time machine shows it in a minute: a change announced, refused, accepted by going on; a restriction, an appeal.', 'time'],
      ['Be told', 'Notices as web push, in the app: a document is consented to first, then the browser asks. Where this browser has no push service, it says so.', 'push'],
    ],
    actions: {site: 'Open the site', signup: 'Open the form', cut: 'Cut the backend off', mend: 'Mend the connection', app: 'Open the app', forget: 'Forget this browser', time: 'Open the time machine', push: 'Go to the notices'},
    holds: 'What the backend holds',
    holdsNote: 'Read from .assent/demo.db every two seconds. No name, no address, no IP: a subject is a random id behind a salted commitment.',
    footer: 'The pages run under a content security policy without anything inline, and with Trusted Types.',
  },
  'zh-CN': {
    title: 'Assent 演示',
    description: 'Assent 演示：展示条款，获取同意，离线保存，多年后仍可证明。',
    language: '语言',
    lead: '向用户展示条款，留存同意的证明。',
    intro: '这里的一切都在您的机器上运行：请求同意的页面，以及将同意记录到一个 SQLite 文件中的后端。您将读到其条款的“翠鸟视频云”纯属虚构。',
    openSite: '打开网站',
    openApp: '打开应用',
    receipt: {heading: '回执', act: '同意', of: '翠鸟视频云服务条款', rows: [['版本', '2026-11，简体中文'], ['所示文本', 'sha256:9b07…c2d8'], ['展示时间', '09:41:07'], ['记录时间', '09:41:52'], ['此人的第几条', '1']], seal: '签名已验证'},
    try: '可以尝试什么',
    steps: [
      ['阅读并同意', '以新访客身份打开网站。条款立即出现：条、款、表格，以及附有说明的重点条款。“不同意”与“同意”同等醒目。', 'site'],
      ['断网时同意', '重新开始（第 7 步）并打开网站，在点击同意之前先在这里切断后端。对话框显示“已保存在本设备上”，不多说一个不实的字。您也可以关闭标签页。', 'cut'],
      ['看着它送达', '恢复连接，再次打开网站。几秒之内，下方恰好出现一条记录，回执也已存到您的设备上。', 'mend'],
      ['注册账号', '重新开始（第 7 步）并打开表单。未勾选同意便无法提交；仅用键盘即可完成；无论按几次按钮，都只留下一条记录。', 'signup'],
      ['再次访问', '再打开一次网站。没有需要同意的内容：页面只加载不到 2 kB 的脚本，不向后端发出请求，也不打扰您。', 'site'],
      ['看看内部', '应用使用 SDK：您尚需同意什么，发件箱中有什么，以及由您的浏览器用公开密钥验证过的回执。', 'app'],
      ['重新开始', '清除本浏览器保存的内容，您就成为新访客。记录仍保存在后端：这正是记录的意义。', 'forget'],
      ['拨动时钟', '首次点击之后，条款的变迁以月计。时光机让您在一分钟内看完：变更的公告、拒绝、因继续使用而接受，以及限制与申诉。', 'time'],
      ['接收通知', '在应用中以网页推送接收通知：先同意一份文档，再由浏览器询问。若此浏览器没有推送服务，页面会如实说明。', 'push'],
    ],
    actions: {site: '打开网站', signup: '打开表单', cut: '切断后端', mend: '恢复连接', app: '打开应用', forget: '清除本浏览器', time: '打开时光机', push: '前往通知'},
    holds: '后端保存了什么',
    holdsNote: '每两秒读取一次 .assent/demo.db。没有姓名、地址或 IP：主体只是一个随机标识，以加盐承诺的形式保存。',
    footer: '这些页面在不允许任何内联内容的内容安全策略下运行，并启用了 Trusted Types。',
  },
};

export function homePage({lang}) {
  const words = WORDS[lang];
  const open = {site: `/site/?lang=${lang}`, signup: `/signup/?lang=${lang}`, app: `/app/?lang=${lang}`, time: `/time/?lang=${lang}`, push: `/app/?lang=${lang}#push-heading`};
  const action = kind => {
    if (kind in open) return html`<a class="action" href="${open[kind]}" target="_blank">${words.actions[kind]}</a>`;
    return html`<button class="action" type="button" data-action="${kind}">${words.actions[kind]}</button>`;
  };
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['home'],
    head: html`<script type="module" src="/public/home.js"></script>`,
    body: html`
<header class="top">
  <a class="brand" href="/?lang=${lang}"><img src="/public/assent.svg" alt="" width="28" height="28">Assent</a>
  <p class="link" id="link" role="status"></p>
  ${languages(lang, words.language)}
</header>
<main>
  <section class="hero">
    <div>
    <h1>${words.lead}</h1>
    <p>${words.intro}</p>
    <p class="buttons"><a class="primary" href="${open.site}" target="_blank">${words.openSite}</a><a class="secondary" href="${open.app}" target="_blank">${words.openApp}</a></p>
    </div>
    ${receipt(words.receipt)}
  </section>
  <section aria-labelledby="try">
    <h2 id="try">${words.try}</h2>
    <ol class="steps">
      ${words.steps.map(([heading, text, kind]) => html`<li><h3>${heading}</h3><p>${text}</p>${action(kind)}</li>`)}
    </ol>
  </section>
  <section class="holdings" aria-labelledby="holds">
    <h2 id="holds">${words.holds}</h2>
    <p class="note">${words.holdsNote}</p>
    <div id="holdings"></div>
  </section>
</main>
<footer class="foot"><p>${words.footer}</p></footer>`,
  });
}

/** What a receipt says, as a picture: the page explains nothing that the words beside it do not. */
function receipt({heading, act, of, rows, seal}) {
  return html`<div class="receipt" aria-hidden="true">
      <p class="kind">${heading}</p>
      <p class="act">${act}</p>
      <p>${of}</p>
      <dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
      <p class="seal">${seal}</p>
    </div>`;
}
