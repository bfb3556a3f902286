// The start page: the switch, and the look into the backend.
import {el, time} from './dom.js';

const WORDS = {
  en: {
    up: 'Backend within reach', cut: 'Backend cut off', records: 'Records', inAll: 'in all', version: 'version',
    columns: ['Recorded', 'Act', 'Document', 'Language', 'Separate consents', 'Subject', 'No.', 'Noticed'],
    acts: {accept: 'accepted', decline: 'declined', withdraw: 'withdrew', notice: 'was told', continue: 'went on using', appeal: 'appealed', link: 'signed in', restrict: 'restricted', lift: 'lifted', review: 'reviewed'},
    none: 'No records yet. Open the site, and agree or decline.', flags: {late: 'late', clock_skew: 'clock off', before_presentation: 'before it was offered', superseded: 'newer version in force', gate_unmet: 'not read as asked'},
    forgot: 'Forgotten. You are a new visitor.', still: 'An open page still uses it. Close the site and the app, and try again.', gone: 'The demo has stopped. Start it with npm start.',
  },
  'zh-CN': {
    up: '后端可以连接', cut: '后端已切断', records: '记录', inAll: '共计', version: '版本',
    columns: ['记录时间', '行为', '文档', '语言', '单独同意', '主体', '序号', '备注'],
    acts: {accept: '同意', decline: '不同意', withdraw: '撤回', notice: '已获通知', continue: '继续使用', appeal: '申诉', link: '登录关联', restrict: '限制', lift: '解除限制', review: '复审'},
    none: '尚无记录。请打开网站，选择同意或不同意。', flags: {late: '迟到', clock_skew: '时钟偏差', before_presentation: '早于展示', superseded: '已有更新版本', gate_unmet: '未按要求阅读'},
    forgot: '已清除。您现在是新访客。', still: '仍有页面在使用。请关闭网站和应用页面后重试。', gone: '演示已停止。请用 npm start 启动。',
  },
};
const words = WORDS[document.documentElement.lang];
const REFRESH_MS = 2_000;
const BLOCKED_MS = 3_000;
const seen = new Set();
let first = true;
let shown = '';

for (const button of document.querySelectorAll('[data-action]')) {
  const {action} = button.dataset;
  button.addEventListener('click', () => (action === 'forget' ? forget(button) : refresh(action)));
}
refresh();
setInterval(() => document.visibilityState === 'visible' && refresh(), REFRESH_MS);

async function refresh(action) {
  const link = document.querySelector('#link');
  try {
    const response = await (action ? fetch(`/demo/${action}`, {method: 'POST'}) : fetch('/demo/holdings'));
    const holdings = await response.json();
    link.textContent = holdings.cut ? words.cut : words.up;
    link.classList.toggle('cut', holdings.cut);
    document.querySelector('[data-action=cut]').setAttribute('aria-pressed', holdings.cut);
    show(holdings);
  } catch {
    link.textContent = words.gone;
    link.classList.add('cut');
  }
}

function show({publications, records, count}) {
  const news = JSON.stringify([publications, records, count]);
  // What has not changed is left alone: somebody may be reading or scrolling it.
  if (news === shown) return;
  shown = news;
  const facts = el('ul', {class: 'facts'},
    publications.map(({document, version, texts}) => el('li', {}, el('b', {}, document), el('span', {}, `${words.version} ${version} · ${texts.map(({locale}) => locale).join(', ')}`))),
    el('li', {}, el('b', {}, words.records), el('span', {}, `${count} ${words.inAll}`)));
  const table = records.length === 0
    ? el('p', {class: 'empty'}, words.none)
    : el('table', {},
        el('thead', {}, el('tr', {}, words.columns.map(column => el('th', {scope: 'col'}, column)))),
        el('tbody', {}, records.map(row)));
  document.querySelector('#holdings').replaceChildren(facts, el('div', {class: 'table', ...(records.length > 0 && {role: 'region', 'aria-label': words.records, tabindex: '0'})}, table));
  first = false;
}

function row({id, type, document, sub, seq, recordedAt, choices, flags}) {
  const isNew = !first && !seen.has(id);
  seen.add(id);
  const given = Object.entries(choices).filter(([, yes]) => yes).map(([name]) => name);
  return el('tr', {class: isNew && 'new'},
    el('td', {}, time(recordedAt)),
    el('td', {}, words.acts[type] ?? type),
    el('td', {}, `${document.id} ${document.version}`),
    el('td', {}, document.locale),
    el('td', {}, given.join(', ') || '–'),
    el('td', {class: 'mono', title: sub}, `${sub.slice(0, 9)}…`),
    el('td', {}, String(seq)),
    el('td', {}, flags.map(flag => el('span', {class: 'flag'}, words.flags[flag]))));
}

async function forget(button) {
  localStorage.clear();
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map(worker => worker.unregister()));
  const databases = await indexedDB.databases();
  const outcomes = await Promise.all(databases.map(({name}) => remove(name)));
  button.textContent = outcomes.every(Boolean) ? words.forgot : words.still;
}

function remove(name) {
  return new Promise(resolve => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
    // A page that is just closing lets go in a moment.
    request.onblocked = () => setTimeout(resolve, BLOCKED_MS, false);
  });
}
