// The time machine's page: buttons that move a clock, and a look at what came of it.
import {el} from './dom.js';

const {lang} = document.documentElement;
const WORDS = {
  'en': {
    statuses: {none: 'Has not answered', current: 'Bound', notice: 'Told of a change', due: 'Has to answer', declined: 'Declined', withdrawn: 'Withdrew'},
    by: version => `by version ${version}`,
    acts: {accept: 'Accepted', decline: 'Declined', withdraw: 'Withdrew', notice: 'Was shown the change', continue: 'Went on after the date', restrict: 'Restricted', appeal: 'Appealed', review: 'Reviewed', lift: 'Lifted'},
    marks: {announced: 'announced', force: 'version 2', until: 'version 1 ends for those who declined'}, gone: 'The demo has stopped.',
  },
  'zh-CN': {
    statuses: {none: '尚未答复', current: '受约束', notice: '已获知变更', due: '须作出答复', declined: '不同意', withdrawn: '已撤回'},
    by: version => `版本 ${version}`,
    acts: {accept: '接受', decline: '不同意', withdraw: '撤回', notice: '已展示变更', continue: '生效后继续使用', restrict: '限制', appeal: '申诉', review: '复核', lift: '解除'},
    marks: {announced: '发布', force: '第二版生效', until: '不同意者的第一版终止'}, gone: '演示已停止。',
  },
};
const words = WORDS[lang];
const DAY_MS = 86_400_000;
const REFRESH_MS = 1_500;
const LEAST_SPAN_MS = 90 * DAY_MS;
const $ = id => document.getElementById(id);
const day = instant => new Date(instant).toLocaleDateString(lang, {dateStyle: 'medium'});
const room = $('room');
let lastStart;

for (const button of document.querySelectorAll('[data-act]')) button.addEventListener('click', () => act(button));
refresh();
setInterval(() => document.visibilityState === 'visible' && refresh(), REFRESH_MS);

async function act({dataset: {act: name, days = '0'}}) {
  const query = new URLSearchParams({lang, days, assent: $('assent').value});
  const response = await fetch(`/time/do/${name}?${query}`, {method: 'POST'});
  const answer = await response.json();
  $('problem').textContent = response.ok ? '' : `${answer.detail} ${answer.advice}`;
  if (!response.ok) return;
  await refresh();
  // The room goes through a door and comes back at the new time.
  room.contentWindow.location.reload();
}

async function refresh() {
  try {
    const state = await (await fetch('/time/state')).json();
    showClock(state);
    showChain(state);
    showMail(state);
    for (const name of ['uphold', 'reject']) enable(name, state.appeal);
    enable('announce', !state.second);
    enable('mail', !!state.second && state.records.length > 0);
    enable('restrict', state.records.some(({type, document}) => type === 'accept' && document === 'terms-of-service'));
    await showStanding();
  } catch {
    $('problem').textContent ||= words.gone;
  }
}

function enable(name, on) {
  document.querySelector(`[data-act=${name}]`).disabled = !on;
}

function showClock({start, now, second}) {
  $('now').textContent = new Date(now).toLocaleDateString(lang, {dateStyle: 'full'});
  $('now').dateTime = now;
  const [from, at] = [Date.parse(start), Date.parse(now)];
  const marks = second ? [['announced', second.announcedAt], ['force', second.effectiveAt], ['until', second.declineUntil]] : [];
  const to = Math.max(from + LEAST_SPAN_MS, at + 10 * DAY_MS, ...marks.map(([, instant]) => Date.parse(instant) + 10 * DAY_MS));
  const place = (element, instant) => {
    element.style.setProperty('--at', (Date.parse(instant) - from) / (to - from));
    return element;
  };
  const past = place(el('i', {class: 'past'}), now);
  $('line').replaceChildren(past, ...marks.map(([kind, instant]) => place(el('span', {class: `mark ${kind}`}, el('b', {}, day(instant)), words.marks[kind]), instant)), place(el('i', {class: 'hand'}), now));
  if (lastStart !== undefined && lastStart !== start) room.contentWindow.location.reload();
  lastStart = start;
}

function showChain({records}) {
  const items = records.map(({type, document, version, at}) => el('li', {class: type}, el('b', {}, words.acts[type] ?? type), el('span', {}, `${document} ${version}`), el('time', {}, day(at))));
  const {none} = $('chain').dataset;
  $('chain').replaceChildren(...(items.length > 0 ? items : [el('li', {class: 'none'}, none)]));
}

function showMail({mails}) {
  const {none, open: label} = $('mail').dataset;
  const unfolded = new Set([...document.querySelectorAll('#mail details[open]')].map(({id}) => id));
  const items = mails.map(({id, subject, text, link}) => el('details', {id: `m-${id}`, open: unfolded.has(`m-${id}`)},
    el('summary', {}, subject),
    link && el('p', {}, el('a', {href: link, target: '_blank'}, label)),
    el('pre', {}, text)));
  $('mail').replaceChildren(...(items.length > 0 ? items : [el('p', {class: 'none'}, none)]));
}

/** How the person in the room stands: their own client says it. */
async function showStanding() {
  const client = await room.contentWindow.assent?.ready;
  const agreement = (await client?.agreements())?.find(({document}) => document === 'terms-of-service');
  if (!agreement) return;
  const {status, acts} = agreement;
  const last = acts.findLast(({type}) => type === 'accept' || type === 'continue');
  $('standing').replaceChildren(el('p', {class: `status ${status}`}, words.statuses[status]), el('p', {class: 'none'}, last ? words.by(last.version) : ''));
}
