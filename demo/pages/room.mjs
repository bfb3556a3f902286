// `/time/room/`: the service itself, small, in the time machine's frame. Of its clock it knows by one script.
import {html, page, scriptTag} from './layout.mjs';

const WORDS = {
  'en': {
    title: 'Harbour Room', description: 'A room of Halcyon Relay.', name: 'Halcyon Relay', room: 'Harbour Room', people: 'Ada, Ben and four others are here',
    join: 'Join the room', joined: 'You are in the room.', use: 'Joined the Harbour Room', record: 'Start recording', stop: 'Stop recording', recording: 'Recording', restricted: 'Recording is suspended; see below.', standing: 'Your standing',
  },
  'zh-CN': {
    title: '海港厅', description: '翠鸟视频云的一个房间。', name: '翠鸟视频云', room: '海港厅', people: '李明、小雨等六人在此',
    join: '加入房间', joined: '您已在房间中。', use: '加入海港厅', record: '开始录制', stop: '停止录制', recording: '正在录制', restricted: '录制已被暂停，详见下方。', standing: '您的账户状态',
  },
};

export function roomPage({lang, integrity, site, shiftMs}) {
  const words = WORDS[lang];
  return page({
    lang,
    title: words.title,
    description: words.description,
    styles: ['halcyon', 'room'],
    head: html`<script src="/public/clock.js" data-shift-ms="${shiftMs}"></script>
  ${scriptTag({lang, integrity, site, endpoint: '/time/assent/'})}
  <script type="module" src="/public/room.js"></script>`,
    body: html`
<header><img src="/public/halcyon.svg" alt="" width="24" height="24"><b>${words.name}</b></header>
<main>
  <section class="stage" aria-labelledby="room">
    <div class="faces" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i><i></i></div>
    <h1 id="room">${words.room}</h1>
    <p id="said" role="status">${words.people}</p>
    <p class="buttons">
      <button class="primary" id="join" type="button" data-assent-use="${words.use}" data-done="${words.joined}">${words.join}</button>
      <button class="secondary" id="record" type="button" data-on="${words.stop}" data-off="${words.record}" data-done="${words.recording}" data-restricted="${words.restricted}">${words.record}</button>
    </p>
  </section>
  <section aria-label="${words.standing}"><assent-standing></assent-standing></section>
</main>`,
  });
}
