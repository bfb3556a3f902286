// `/time/`: a clock to move, and the whole life of terms in a minute.
import {html, languages, page} from './layout.mjs';

const WORDS = {
  'en': {
    title: 'Assent — the time machine', description: 'Move the clock, announce new terms, and see what becomes of a person who goes on.', language: 'Language', back: 'Demo',
    heading: 'The time machine',
    lead: 'What happens to terms after the first click takes months. Here it takes a minute: the clock below is that of a backend in memory, and of the room beside it.',
    frame: 'The service, at that time', clock: 'Clock', today: 'Today', move: 'Move the clock',
    moves: [['1', '1 day'], ['7', '1 week'], ['30', '30 days'], ['60', '60 days']],
    acts: 'What the operator does',
    steps: [
      ['announce', 'Announce version 2', 'In force in 30 days; who declines keeps version 1 for 60.'],
      ['mail', 'Send it by mail', 'The whole text, with a link that answers once. Reminders 7 and 2 days before.'],
      ['restrict', 'Suspend recording', 'With facts, the clause as it stands now, and the way to appeal.'],
      ['uphold', 'Uphold the appeal', 'The restriction is lifted in the same write.'],
      ['reject', 'Reject the appeal', 'With reasons.'],
      ['begin', 'Begin again', 'A new world, and you are new in it.'],
    ],
    kind: 'Assent by', kinds: [['continued-use', 'continued use'], ['explicit', 'a click']],
    how: 'Try', tries: [
      'Agree in the room. Announce version 2: a banner tells of it, and nothing is blocked.',
      'Put it off and join the room: use before the date means nothing. Move the clock by 30 days and join again: now it accepts, and the record quotes the notice, the date and the use.',
      'Or decline, or answer by the link in the mail. Begin again for each.',
      'Start a recording: its rules are asked for then, and not before. Suspend it, and appeal.',
    ],
    stands: 'How you stand', records: 'Your chain of records', mails: 'Mail', none: 'Nothing yet.', open: 'Open the link',
  },
  'zh-CN': {
    title: 'Assent 时光机', description: '拨动时钟，发布新条款，看看继续使用的人会怎样。', language: '语言', back: '演示',
    heading: '时光机',
    lead: '首次点击之后，条款的变迁以月计。在这里只需一分钟：下方的时钟属于一个内存中的后端，也属于旁边的房间。',
    frame: '此刻的服务', clock: '时钟', today: '现在是', move: '拨动时钟',
    moves: [['1', '1 天'], ['7', '1 周'], ['30', '30 天'], ['60', '60 天']],
    acts: '服务方可以做什么',
    steps: [
      ['announce', '发布第二版', '30 天后生效；不同意者可继续适用第一版，共 60 天。'],
      ['mail', '以邮件通知', '附全文，以及仅可答复一次的链接；生效前 7 天和 2 天各提醒一次。'],
      ['restrict', '暂停录制', '写明事实、现行条款，以及申诉途径。'],
      ['uphold', '支持申诉', '在同一次写入中解除限制。'],
      ['reject', '驳回申诉', '并说明理由。'],
      ['begin', '重新开始', '一个新的世界，您是其中的新人。'],
    ],
    kind: '同意方式', kinds: [['continued-use', '继续使用'], ['explicit', '点击']],
    how: '试一试', tries: [
      '在房间中点击同意。发布第二版：横幅会告知变更，不阻断任何功能。',
      '点击“暂不处理”并加入房间：生效日之前的使用不算同意。将时钟拨快 30 天再次加入：此时即为接受，记录中引用了通知、日期和使用行为。',
      '也可以选择不同意，或通过邮件中的链接答复。每次可重新开始。',
      '开始录制：此时才询问录制规则。随后可暂停录制，并提出申诉。',
    ],
    stands: '您的状态', records: '您的记录链', mails: '邮件', none: '尚无内容。', open: '打开链接',
  },
};

export function timePage({lang}) {
  const words = WORDS[lang];
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['time'],
    head: html`<script type="module" src="/public/time.js"></script>`,
    body: html`
<header class="top">
  <a class="brand" href="/?lang=${lang}"><img src="/public/assent.svg" alt="" width="28" height="28">${words.back}</a>
  ${languages(lang, words.language)}
</header>
<main>
  <section class="lead">
    <h1>${words.heading}</h1>
    <p>${words.lead}</p>
  </section>
  <section class="clock" aria-label="${words.clock}">
    <p class="now"><span>${words.today}</span><time id="now" role="status"></time></p>
    <div class="moves" role="group" aria-label="${words.move}">${words.moves.map(([days, label]) => html`<button type="button" data-act="move" data-days="${days}">+ ${label}</button>`)}</div>
    <div class="line" id="line" aria-hidden="true"></div>
  </section>
  <p class="problem" id="problem" role="alert"></p>
  <div class="two">
    <section class="operator" aria-labelledby="acts">
      <h2 id="acts">${words.acts}</h2>
      <ul>${words.steps.map(([act, label, note]) => html`<li><button type="button" data-act="${act}">${label}</button><span>${note}${act === 'announce' && html` <label>${words.kind} <select id="assent">${words.kinds.map(([value, name]) => html`<option value="${value}">${name}</option>`)}</select></label>`}</span></li>`)}</ul>
      <h2>${words.how}</h2>
      <ol class="tries">${words.tries.map(text => html`<li>${text}</li>`)}</ol>
    </section>
    <section class="window" aria-label="${words.frame}">
      <p class="bar"><i></i><i></i><i></i><span>${words.frame}</span></p>
      <iframe id="room" src="/time/room/?lang=${lang}" title="${words.frame}"></iframe>
    </section>
  </div>
  <div class="three">
    <section aria-labelledby="stands"><h2 id="stands">${words.stands}</h2><div id="standing"></div></section>
    <section aria-labelledby="records"><h2 id="records">${words.records}</h2><ol id="chain" data-none="${words.none}"></ol></section>
    <section aria-labelledby="mails"><h2 id="mails">${words.mails}</h2><div id="mail" data-none="${words.none}" data-open="${words.open}"></div></section>
  </div>
</main>`,
  });
}
