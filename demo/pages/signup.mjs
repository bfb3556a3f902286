// `/signup/`: an ordinary form with one box of Assent in it. It is sent by the browser, and works by the keyboard.
import {html, languages, page, raw, scriptTag} from './layout.mjs';

const WORDS = {
  en: {
    title: 'Create an account — Halcyon Relay',
    description: 'A sign-up form that cannot be sent without assent to the terms.',
    name: 'Halcyon Relay',
    language: 'Language',
    ribbon: 'A page of the Assent demo. Halcyon Relay is invented, and keeps nothing of what you type.',
    back: 'Back to the demo',
    heading: 'Create an account',
    lead: 'Ten thousand minutes a month are free. No card is needed.',
    email: 'Work email',
    team: 'Team',
    room: 'First room',
    rooms: ['A meeting', 'A class', 'A broadcast'],
    create: 'Create account',
    refused: 'The form came without an acceptance of the terms, so no account was made. Please read them, and tick the box.',
    welcome: 'Welcome to Halcyon Relay',
    made: 'Your account is made.',
    record: 'You accepted the terms. The id of that record:',
    again: 'Back to the form',
  },
  'zh-CN': {
    title: '创建账号 — 翠鸟视频云',
    description: '未同意条款便无法提交的注册表单。',
    name: '翠鸟视频云',
    language: '语言',
    ribbon: '这是 Assent 演示中的页面。翠鸟视频云纯属虚构，不会保存您输入的内容。',
    back: '返回演示',
    heading: '创建账号',
    lead: '每月前一万分钟免费，无需银行卡。',
    email: '工作邮箱',
    team: '团队名称',
    room: '第一个房间',
    rooms: ['会议', '课堂', '直播'],
    create: '创建账号',
    refused: '提交的表单中没有对条款的同意，因此未创建账号。请阅读条款并勾选。',
    welcome: '欢迎使用翠鸟视频云',
    made: '您的账号已创建。',
    record: '您已接受条款，该记录的编号：',
    again: '返回表单',
  },
};

/** The form; what was refused about it, where it was; or the welcome after it, with the id of the record. */
export function signupPage({lang, integrity, site, refused = false, record}) {
  const words = WORDS[lang];
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['halcyon', 'site', 'signup'],
    head: scriptTag({lang, integrity, site}),
    body: html`
<aside class="ribbon">${words.ribbon} <a href="/?lang=${lang}">${words.back}</a></aside>
<header class="bar">
  <a class="brand" href="/site/?lang=${lang}"><img src="/public/halcyon.svg" alt="" width="32" height="32">${words.name}</a>
  ${languages(lang, words.language)}
</header>
<main class="signup">
  ${record ? welcome(words, {lang, record}) : form(words, {lang, refused})}
</main>`,
  });
}

function form(words, {lang, refused}) {
  const field = (name, label, attributes) =>
    html`<label class="field"><span>${label}</span><input name="${name}" ${raw(attributes)}></label>`;
  return html`<h1>${words.heading}</h1>
  <p class="lead">${words.lead}</p>
  ${refused && html`<p class="refused" role="alert">${words.refused}</p>`}
  <form class="card" method="post" action="/signup/?lang=${lang}">
    ${field('email', words.email, 'type="email" autocomplete="email" required')}
    ${field('team', words.team, 'autocomplete="organization" required')}
    <label class="field"><span>${words.room}</span><select name="room">${words.rooms.map((name, index) => html`<option value="${index}">${name}</option>`)}</select></label>
    <assent-checkbox name="assent" document="terms-of-service"></assent-checkbox>
    <button class="primary">${words.create}</button>
  </form>`;
}

function welcome(words, {lang, record}) {
  return html`<h1>${words.welcome}</h1>
  <p class="lead">${words.made}</p>
  <div class="card"><p>${words.record}</p><p class="mono" id="record">${record}</p></div>
  <p class="buttons"><a class="secondary" href="/signup/?lang=${lang}">${words.again}</a></p>`;
}
