// `/app/`: an app that uses the SDK by its package name. The import map is what a bundler would do otherwise.
import {html, languages, page, raw} from './layout.mjs';

/** Where the packages are, by their names. */
export const MODULES = {
  'assent': '/modules/assent/index.js',
  'assent/define': '/modules/assent/define.js',
  'idb-keyval': '/modules/idb-keyval/dist/index.js',
  'ky': '/modules/ky/distribution/index.js',
  'valibot': '/modules/valibot/dist/index.mjs',
  'lit': '/modules/lit/index.js',
  'lit/': '/modules/lit/',
  'lit-html': '/modules/lit-html/lit-html.js',
  'lit-html/': '/modules/lit-html/',
  'lit-element/': '/modules/lit-element/',
  '@lit/reactive-element': '/modules/@lit/reactive-element/reactive-element.js',
  '@lit/reactive-element/': '/modules/@lit/reactive-element/',
};

/** Exactly as it stands in the page: its hash is in the content security policy. */
export const IMPORT_MAP = JSON.stringify({imports: MODULES});

const WORDS = {
  en: {
    title: 'Account — an app with the Assent SDK',
    description: 'What you agreed to, what waits to be sent, and your receipts.',
    language: 'Language',
    heading: 'Your agreements',
    lead: 'This page is an app of its own. It imports the SDK by its package name, and every line of it is yours to read: demo/public/app.js.',
    back: 'Demo',
    agreements: 'Documents',
    outbox: 'Outbox',
    outboxNote: 'What was done on this device, and has no receipt yet. Nothing leaves before one was seen.',
    receipts: 'Receipts',
    receiptsNote: 'Signed by the backend, kept on this device, verified here with the published key.',
    push: 'Notices on this device',
    pushNote: 'Web push takes two yeses: one to a document that says what for, with a record and a receipt, and one to the browser.',
    trace: 'What the client does',
    close: 'Close',
  },
  'zh-CN': {
    title: '账号 — 使用 Assent SDK 的应用',
    description: '您同意了什么，什么在等待发送，以及您的回执。',
    language: '语言',
    heading: '您的协议',
    lead: '这个页面是一个独立的应用。它按包名导入 SDK，每一行代码都可以阅读：demo/public/app.js。',
    back: '演示',
    agreements: '文档',
    outbox: '发件箱',
    outboxNote: '在本设备上作出、尚未收到回执的行为。在看到回执之前，任何内容都不会移除。',
    receipts: '回执',
    receiptsNote: '由后端签名，保存在本设备上，并在此处用公开密钥验证。',
    push: '本设备上的通知',
    pushNote: '网页推送需要两次同意：一次是对说明用途的文档，留有记录和回执；一次是在浏览器中。',
    trace: '客户端在做什么',
    close: '关闭',
  },
};

export function appPage({lang, site}) {
  const words = WORDS[lang];
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['app'],
    head: html`<script type="importmap">${raw(IMPORT_MAP)}</script>
  <script type="module" src="/public/app.js" data-site="${site}"></script>`,
    body: html`
<header class="top">
  <a class="brand" href="/?lang=${lang}"><img src="/public/assent.svg" alt="" width="28" height="28">${words.back}</a>
  <div id="network" role="status"></div>
  ${languages(lang, words.language)}
</header>
<main>
  <h1>${words.heading}</h1>
  <p class="lead">${words.lead}</p>
  <p id="message" class="message" role="alert"></p>
  <section aria-labelledby="agreements-heading"><h2 id="agreements-heading">${words.agreements}</h2><div id="agreements"></div></section>
  <section aria-labelledby="outbox-heading"><h2 id="outbox-heading">${words.outbox}</h2><p class="note">${words.outboxNote}</p><div id="outbox"></div></section>
  <section aria-labelledby="receipts-heading"><h2 id="receipts-heading">${words.receipts}</h2><p class="note">${words.receiptsNote}</p><div id="receipts"></div></section>
  <section aria-labelledby="push-heading"><h2 id="push-heading">${words.push}</h2><p class="note">${words.pushNote}</p><div id="push"></div></section>
  <details><summary>${words.trace}</summary><pre id="trace"></pre></details>
</main>
<assent-dialog id="dialog" dismissible></assent-dialog>
<dialog id="reader" class="reader"><form method="dialog"><button>${words.close}</button></form><assent-terms id="terms"></assent-terms></dialog>`,
  });
}
