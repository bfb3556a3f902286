import {setTimeout as sleep} from 'node:timers/promises';
import type {Page} from 'playwright-core';
import {until, type Fault, type Trial} from './trial.js';

/** A frozen tab loses its turn after a minute; whoever waits looks every five seconds. */
const FROZEN_RECOVERY_MS = 150_000;
const FROZEN_FOR_MS = 90_000;
const BFCACHE_MS = 60_000;

/** Tabs, pages and whole browsers that end, freeze or are many. */
export const tabFaults: Fault[] = [
  {name: 'tab killed between write and send', quick: true, run: killedBeforeSending},
  {name: 'tab closed in mid-send', quick: true, run: closedWhileSending},
  {name: 'tab killed in mid-send, committed', quick: true, run: killedAfterCommit},
  {name: 'tab killed between receipt and removal', quick: true, run: killedBeforeRemoval},
  {name: 'browser killed (SIGKILL)', run: browserKilled},
  {name: 'two tabs', quick: true, run: trial => manyTabs(trial, 2)},
  {name: 'five tabs', run: trial => manyTabs(trial, 5)},
  {name: 'frozen tab holds the lock', recoveryMs: FROZEN_RECOVERY_MS, run: frozen},
  {name: 'back/forward cache', run: backForward},
];

async function killedBeforeSending(trial: Trial): Promise<void> {
  const page = await trial.open();
  await trial.acts(page, 1);
  await trial.lastAct(page);
  await trial.crash(page);
  trial.heal();
}

async function closedWhileSending(trial: Trial): Promise<void> {
  const page = await trial.open();
  trial.bad({kind: 'hang'});
  await trial.acts(page, 2);
  await until(() => trial.line.posts > 0);
  await page.close();
  trial.heal();
}

async function killedAfterCommit(trial: Trial): Promise<void> {
  const page = await trial.open();
  trial.bad({kind: 'hang-after'});
  await trial.acts(page, 2);
  await until(async () => (await trial.stored()) > 0);
  await trial.crash(page);
  trial.heal();
}

/** The tab is stopped at the first write of the transaction that keeps the receipt and removes the record. */
async function killedBeforeRemoval(trial: Trial): Promise<void> {
  const page = await trial.open({before: stopAtReceipt});
  const stopped = page.waitForRequest(/\/hang$/);
  await trial.lastAct(page);
  await stopped;
  // Its process does not answer any more: the browser ends it.
  await page.close();
  trial.heal();
}

function stopAtReceipt(): void {
  const {put} = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    const request = put.call(this, value, key);
    if (String(key).startsWith('receipt/')) {
      const forever = new XMLHttpRequest();
      forever.open('GET', '/hang', false);
      forever.send();
    }
    return request;
  };
}

async function browserKilled(trial: Trial): Promise<Page> {
  const profile = await trial.ownProfile();
  const page = await trial.open({context: profile.context});
  trial.bad(trial.index % 2 === 0 ? {kind: 'cut-before'} : {kind: 'hang-after'});
  await trial.acts(page, 2);
  await trial.lastAct(page);
  await profile.kill();
  await profile.restart();
  trial.heal();
  return trial.open({context: profile.context, ready: false});
}

async function manyTabs(trial: Trial, count: number): Promise<Page> {
  const pages = await Promise.all(Array.from({length: count}, () => trial.open()));
  trial.bad({kind: 'answer', status: 503});
  await Promise.all(pages.map(page => trial.acts(page, 1)));
  trial.heal();
  // Each believes that now is the moment.
  await Promise.all(pages.map(page => page.evaluate(() => dispatchEvent(new Event('online')))));
  return pages[0]!;
}

/** The tab that sends is frozen in the midst of it, and thaws when another has done its work. */
async function frozen(trial: Trial): Promise<Page> {
  const [holder, other] = [await trial.open(), await trial.open()];
  trial.bad({kind: 'hang'});
  await trial.acts(holder!, 1);
  await until(() => trial.line.posts > 0);
  // Chromium's own freezing, as far as it can be asked for, lets timeouts of requests run. Here nothing runs.
  holder!.evaluate(ms => {
    const frozen = new XMLHttpRequest();
    frozen.open('GET', `/hang?ms=${ms}`, false);
    frozen.send();
  }, FROZEN_FOR_MS).catch(() => {});
  trial.heal();
  const from = performance.now();
  await trial.acts(other!, 2);
  await until(async () => (await trial.stored()) >= 3, FROZEN_RECOVERY_MS);
  const ms = performance.now() - from;
  trial.notes.push(ms < FROZEN_FOR_MS - 1000 ? `sent by another tab after ${Math.round(ms / 1000)} s` : 'sent only when the tab had thawed');
  // It comes back to life with a turn that is not its own any more.
  await holder!.evaluate(() => {});
  return other!;
}

/** The page comes back as it was left, and nothing but coming back tells it to send. */
async function backForward(trial: Trial): Promise<void> {
  const page = await trial.open();
  trial.bad({kind: 'answer', status: 503});
  await trial.acts(page, 2);
  let restored = false;
  page.on('console', message => (restored ||= message.text() === 'restored'));
  await page.evaluate(() => addEventListener('pageshow', ({persisted}) => persisted && console.log('restored')));
  await page.goto(`${trial.origin}/elsewhere`);
  trial.heal();
  await page.goBack({waitUntil: 'commit', timeout: 5000}).catch(() => {});
  await until(async () => (await trial.stored()) === 2, BFCACHE_MS);
  await sleep(200);
  if (!restored) throw new Error('The page was loaded anew.');
}
