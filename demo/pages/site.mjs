// `/site/`: somebody else's product page. Of Assent it knows one script tag, and nothing more.
import {html, languages, page, scriptTag} from './layout.mjs';

const WORDS = {
  en: {
    title: 'Halcyon Relay — the video cloud',
    description: 'Calls, broadcasts and recordings for your own product.',
    name: 'Halcyon Relay',
    language: 'Language',
    ribbon: 'A page of the Assent demo. Halcyon Relay is invented.',
    back: 'Back to the demo',
    nav: [['#calls', 'Product'], ['#prices', 'Prices'], ['#contact', 'Contact']],
    heading: 'Video that arrives.',
    lead: 'Calls, broadcasts and recordings inside your own product. Ten lines to begin, one bill a month, and the nearest of nineteen relays for every person in the room.',
    begin: 'See prices',
    talk: 'Talk to us',
    picture: 'A call with six people, one of them speaking.',
    figures: [['38 ms', 'median delay to the nearest relay'], ['99.98 %', 'availability in the last year'], ['19', 'relays on five continents']],
    featuresHeading: 'Made for rooms full of people',
    features: [
      ['Calls that hold', 'When a line gets thin we send less picture, never less voice. A call that breaks is back within a second, in the same room.'],
      ['Broadcast to everyone', 'From a classroom to a stadium with the same three lines. Viewers join by a link, without an account.'],
      ['Recordings with words', 'Every recording comes with a transcript. Labels say who speaks, for those who have consented to it.'],
    ],
    pricesHeading: 'Prices without a footnote',
    prices: [['Live calls', '$0.90', 'per 1,000 participant minutes'], ['Broadcast', '$0.04', 'per gigabyte delivered'], ['Recording', '$0.60', 'per hour recorded'], ['Transcripts', '$0.35', 'per hour transcribed']],
    pricesNote: 'The first 10,000 minutes of a month are free.',
    contact: 'Halcyon Relay Pte. Ltd., 8 Kingfisher Quay, Singapore',
  },
  'zh-CN': {
    title: '翠鸟视频云',
    description: '为您自己的产品提供通话、直播和录制。',
    name: '翠鸟视频云',
    language: '语言',
    ribbon: '这是 Assent 演示中的页面。翠鸟视频云纯属虚构。',
    back: '返回演示',
    nav: [['#calls', '产品'], ['#prices', '价格'], ['#contact', '联系我们']],
    heading: '画面，准时抵达。',
    lead: '在您自己的产品里通话、直播和录制。十行代码即可开始，每月一张账单，房间里的每个人都接入十九个中继节点中最近的一个。',
    begin: '查看价格',
    talk: '联系我们',
    picture: '六人通话，其中一人正在发言。',
    figures: [['38 毫秒', '到最近中继节点的延迟中位数'], ['99.98 %', '过去一年的可用性'], ['19 个', '遍布五大洲的中继节点']],
    featuresHeading: '为坐满人的房间而生',
    features: [
      ['不掉线的通话', '线路变窄时，我们少传画面，绝不少传声音。通话中断后一秒之内，就能回到原来的房间。'],
      ['直播给所有人', '从一间教室到一座体育场，同样只需三行代码。观众点击链接即可加入，无需账号。'],
      ['有文字的录制', '每段录制都附有文字记录。经本人同意后，标注会显示发言人是谁。'],
    ],
    pricesHeading: '价格没有脚注',
    prices: [['实时通话', '$0.90', '每 1,000 参与者分钟'], ['直播', '$0.04', '每 GB 传送量'], ['录制', '$0.60', '每小时录制'], ['文字记录', '$0.35', '每小时转写']],
    pricesNote: '每月前 10,000 分钟免费。',
    contact: 'Halcyon Relay Pte. Ltd.，新加坡翠鸟码头 8 号',
  },
};

/** The page; with one of the presets of dist/themes where one is named (`?theme=rounded`). */
export function sitePage({lang, integrity, site, theme}) {
  const words = WORDS[lang];
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['halcyon', 'site'],
    head: html`${theme && html`<link rel="stylesheet" href="/themes/${encodeURIComponent(theme)}.css">`}
  ${scriptTag({lang, integrity, site})}`,
    body: html`
<aside class="ribbon">${words.ribbon} <a href="/?lang=${lang}">${words.back}</a></aside>
<header class="bar">
  <a class="brand" href="?lang=${lang}"><img src="/public/halcyon.svg" alt="" width="32" height="32">${words.name}</a>
  <nav class="menu">${words.nav.map(([href, name]) => html`<a href="${href}">${name}</a>`)}</nav>
  ${languages(lang, words.language)}
</header>
<main>
  <section class="hero">
    <div>
      <h1>${words.heading}</h1>
      <p class="lead">${words.lead}</p>
      <p class="buttons"><a class="primary" href="#prices">${words.begin}</a><a class="secondary" href="#contact">${words.talk}</a></p>
    </div>
    ${picture(words.picture)}
  </section>
  <dl class="figures">${words.figures.map(([figure, meaning]) => html`<div><dt>${figure}</dt><dd>${meaning}</dd></div>`)}</dl>
  <section id="calls">
    <h2>${words.featuresHeading}</h2>
    <div class="features">${words.features.map(([heading, text]) => html`<article><h3>${heading}</h3><p>${text}</p></article>`)}</div>
  </section>
  <section id="prices">
    <h2>${words.pricesHeading}</h2>
    <div class="prices">${words.prices.map(([item, price, unit]) => html`<div><h3>${item}</h3><p class="price">${price}</p><p>${unit}</p></div>`)}</div>
    <p class="note">${words.pricesNote}</p>
  </section>
</main>
<footer id="contact"><p>${words.contact}</p></footer>`,
  });
}

const PEOPLE = [
  ['tile-a', 'M62 118c0-26 18-40 38-40s38 14 38 40z', 100, 52],
  ['tile-b', 'M62 118c0-26 18-40 38-40s38 14 38 40z', 100, 52],
  ['tile-c', 'M56 118c2-24 20-36 44-36s42 12 44 36z', 100, 54],
  ['tile-d', 'M60 118c0-28 16-42 40-42s40 14 40 42z', 100, 50],
  ['tile-e', 'M62 118c0-26 18-40 38-40s38 14 38 40z', 100, 52],
  ['tile-f', 'M56 118c2-24 20-36 44-36s42 12 44 36z', 100, 54],
];

/** A call, drawn by hand: six tiles in a room, one of them speaking. */
function picture(label) {
  return html`<svg class="picture" viewBox="0 0 660 300" role="img" aria-label="${label}">
    ${PEOPLE.map(([tile, shoulders, x, y], index) => {
      const column = index % 3;
      const left = 10 + column * 216;
      const top = 10 + Math.floor(index / 3) * 142;
      return html`<svg x="${left}" y="${top}" width="206" height="132" viewBox="0 0 200 128" preserveAspectRatio="none" class="${tile}">
        <rect width="200" height="128" rx="12" class="room"/><circle cx="${x}" cy="${y}" r="22" class="head"/><path d="${shoulders}" class="body"/>
      </svg>`;
    })}
    <rect x="226" y="10" width="206" height="132" rx="13" class="speaking"/>
    <g class="voice"><path d="M250 118v-8M258 122v-16M266 126v-24M274 122v-16M282 118v-8"/></g>
  </svg>`;
}
