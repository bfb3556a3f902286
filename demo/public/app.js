// The whole app: what is owed, what waits, what is proved. A bundler would resolve the same two imports.
import {createAssent, owesAnswer} from 'assent';
import 'assent/define';
import {showPush} from './app-push.js';
import {WORDS} from './app-words.js';
import {el, time} from './dom.js';

const words = WORDS[document.documentElement.lang];
const $ = id => document.getElementById(id);
const {site} = document.querySelector('script[data-site]').dataset;

const assent = createAssent({endpoint: '/assent/', site, locale: document.documentElement.lang, debug: trace});

assent.addEventListener('change', ({what}) => {
  trace(`change: ${what}`);
  show();
});
// Push is consented to by a document: what the client requires, the dialog asks.
assent.addEventListener('require', event => event.respondWith(() => asked(event.document)));
for (const event of ['online', 'offline']) addEventListener(event, showNetwork);
$('dialog').client = assent;
$('reader').addEventListener('click', event => event.target === $('reader') && $('reader').close());
showNetwork();
show();
showPush($('push'), {assent, words: words.push, button}).catch(explain);

async function show() {
  await Promise.all([showAgreements(), showOutbox(), showReceipts()].map(part => part.catch(explain)));
}

async function showAgreements() {
  const agreements = await assent.agreements();
  $('message').textContent = '';
  $('agreements').replaceChildren(el('ul', {class: 'list'}, agreements.map(agreementItem)));
}

function agreementItem(agreement) {
  const {document, status, offers, acts} = agreement;
  const {text, version, effectiveAt} = offers[0];
  const last = acts.at(-1);
  const given = Object.entries(last?.choices ?? {}).filter(([, yes]) => yes).map(([name]) => name);
  const facts = [`${words.version} ${version}`, `${words.since} ${time(effectiveAt)}`, last && `${words.acts[last.type]} ${time(last.at)}`, given.length > 0 && given.join(', ')];
  return el('li', {},
    el('h3', {}, text.title),
    el('span', {class: `status ${status === 'current' ? 'good' : owesAnswer(status) ? 'warn' : ''}`}, words.statuses[status]),
    el('p', {class: 'facts'}, facts.filter(Boolean).join(' · ')),
    el('div', {class: 'do'},
      button(words.read, () => read(text.hash)),
      status !== 'current' && button(words.ask, () => ask(document)),
      status !== 'current' && button(words.accept, () => assent.accept(document)),
      owesAnswer(status) && button(words.decline, () => assent.decline(document)),
      status === 'current' && button(words.withdraw, () => assent.withdraw(document))));
}

/** The reader alone: no question asked. */
function read(hash) {
  const terms = $('terms');
  terms.client = assent;
  terms.hash = hash;
  $('reader').showModal();
}

/** The gate, for one document. */
function ask(document) {
  const dialog = $('dialog');
  dialog.documents = [document];
  dialog.show();
}

/** Resolves when the person is done with it, whatever they chose. */
function asked(document) {
  ask(document);
  return new Promise(resolve => $('dialog').addEventListener('assent-close', resolve, {once: true}));
}

async function showOutbox() {
  const items = await assent.outbox.list();
  const list = el('ul', {class: 'list'}, items.map(outboxItem));
  const send = el('button', {class: 'send', type: 'button', onclick: flush}, words.send);
  $('outbox').replaceChildren(...(items.length > 0 ? [list, send] : [el('p', {class: 'empty'}, words.nothingWaits)]));
}

function outboxItem({id, state, type, document, at, attempts, problem}) {
  return el('li', {},
    el('h3', {}, `${words.acts[type]}: ${document.id} ${document.version}`),
    el('span', {class: 'status warn'}, words.states[state]),
    el('p', {class: 'facts'}, [time(at), `${words.attempts} ${attempts}`, problem?.detail].filter(Boolean).join(' · ')),
    el('div', {class: 'do'},
      state !== 'saved' && button(words.retry, () => assent.outbox.retry(id)),
      button(words.save, async () => download(`${id}.json`, await assent.outbox.export(id))),
      state === 'dead' && button(words.discard, () => assent.outbox.discard(id))));
}

async function flush() {
  const {recorded, left, error} = await assent.flush();
  if (left.length > 0) explain(error ?? new Error(`${words.left} ${left.length}`));
  else trace(`flush: ${recorded} recorded`);
}

async function showReceipts() {
  const receipts = await assent.receipts();
  const items = receipts.toReversed().map(receiptItem);
  $('receipts').replaceChildren(items.length > 0 ? el('ul', {class: 'list'}, items) : el('p', {class: 'empty'}, words.noReceipts));
}

function receiptItem({jws, entry, verified}) {
  const {id, type, document, recordedAt, seq, flags} = entry;
  return el('li', {},
    el('h3', {}, `${words.acts[type]}: ${document.id} ${document.version} (${document.locale})`),
    el('span', {class: `status ${verified ? 'good' : 'warn'}`}, verified ? words.verified : words.unverified),
    el('p', {class: 'facts'}, [`${words.recordedAt} ${time(recordedAt)}`, `${words.number} ${seq}`, ...flags].join(' · ')),
    el('p', {class: 'facts mono'}, `${words.reference} ${id}`),
    el('div', {class: 'do'}, button(words.saveReceipt, () => download(`receipt-${id}.jws`, jws))));
}

function showNetwork() {
  // Only a hint: a browser that believes itself online may still reach nobody.
  $('network').textContent = navigator.onLine ? '' : words.offline;
}

function button(label, act) {
  const onclick = async () => {
    try {
      await act();
    } catch (error) {
      explain(error);
    }
  };
  return el('button', {type: 'button', onclick}, label);
}

function explain(error) {
  trace(`error: ${error.code ?? error.name}`);
  $('message').textContent = [error.message, error.advice].filter(Boolean).join(' ');
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/plain'}));
  el('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function trace(line) {
  $('trace').textContent += `${new Date().toLocaleTimeString()}  ${line}\n`;
}
