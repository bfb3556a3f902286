// Notices on this device: whether they can come at all, what was consented to, and a trial.
import {el} from './dom.js';

/** Browsers may wait for a push service that they cannot reach without an end. */
const PATIENCE_MS = 20_000;
const SCOPE = '/app/';
// A worker is a script: a page with Trusted Types vouches for its address by a policy.
const policy = globalThis.trustedTypes?.createPolicy('demo-worker', {createScriptURL: () => '/app/worker.js'});

/** Draws how push stands here, with what can be done about it, and again whenever that changes. */
export async function showPush(place, {assent, words, button}) {
  const again = said => showPush(place, {assent, words, button}).then(() => (place.querySelector('[role=status]').textContent = said));
  const draw = (text, ...buttons) => {
    const had = place.contains(document.activeElement);
    place.replaceChildren(el('p', {}, text), el('div', {class: 'do'}, buttons.filter(Boolean)), el('p', {role: 'status'}));
    if (had) place.querySelector('button')?.focus();
  };
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis)) return draw(words.none);
  if (Notification.permission === 'denied') return draw(words.blocked);
  const subscribed = await pushOf(assent);
  if (!subscribed) return draw(words.off, button(words.subscribe, () => {
    place.querySelector('[role=status]').textContent = words.asking;
    return subscribe(assent, words).then(again);
  }));
  draw(words.on, button(words.trial, () => sendTrial(words).then(again)), button(words.stop, () => subscribed.unsubscribe().then(() => again(words.stopped))));
}

/** The push of this person where this device is subscribed. */
async function pushOf(assent) {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const push = registration && (await assent.push({registration}));
  return push && (await push.getSubscription()) ? push : undefined;
}

/** Asks for the consent and for the permission; resolves with what came of it, in words. */
async function subscribe(assent, words) {
  try {
    await navigator.serviceWorker.register(policy?.createScriptURL('') ?? '/app/worker.js', {scope: SCOPE, type: 'module'});
    const push = await assent.push({registration: await navigator.serviceWorker.ready});
    // `subscribe` asks for both by itself; here first, for people take their time and the push service must not.
    await assent.require(push.document);
    await Notification.requestPermission();
    await push.subscribe({signal: AbortSignal.timeout(PATIENCE_MS)});
    return '';
  } catch (error) {
    return words.failed[error.code] ?? `${words.failed.other} ${error.message}`;
  }
}

async function sendTrial(words) {
  const response = await fetch(`/demo/push?lang=${document.documentElement.lang}`, {method: 'POST'});
  const {state, reason} = await response.json();
  return state === 'sent' ? words.sent : `${words.notSent} ${reason ?? ''}`;
}
