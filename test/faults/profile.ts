import {mkdtemp, readlink, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {chromium, type BrowserContext} from 'playwright-core';
import {howToLaunch, PATIENCE_MS} from '../e2e/open-browser.js';
import {findChrome} from '../runner/find-chrome.mjs';
import type {Told} from './judge.js';

/** Takes in what a page on a host was told. */
export type Hear = (host: string, told: Told) => void;

/** A profile of Chromium on the disk, that a browser may be started on again. */
export interface Profile {
  context: BrowserContext;
  /** SIGKILL, as when the device loses power, but for its disk. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openProfile(hear: Hear): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-profile-'));
  const start = async () => listening(await chromium.launchPersistentContext(folder, await launchOptions()), hear);
  const profile: Profile = {
    context: await start(),
    async kill() {
      // Chromium's own note of who holds the profile: <machine>-<process>.
      const pid = Number((await readlink(join(folder, 'SingletonLock'))).split('-').at(-1));
      const closed = new Promise(resolve => profile.context.once('close', resolve));
      process.kill(pid, 'SIGKILL');
      await closed;
      while (isAlive(pid)) await sleep(20);
    },
    async restart() {
      profile.context = await start();
    },
    async close() {
      await profile.context.close();
      await rm(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
    },
  };
  return profile;
}

/** A private window, in a browser of its own: nothing of it is on the disk. */
export async function openPrivate(hear: Hear): Promise<BrowserContext> {
  const browser = await chromium.launch(await launchOptions());
  const context = await listening(await browser.newContext(), hear);
  context.once('close', () => void browser.close());
  return context;
}

/** People's browsers have a back/forward cache. */
const launchOptions = async () => ({...(await howToLaunch(findChrome)), ignoreDefaultArgs: ['--disable-back-forward-cache']});

async function listening(context: BrowserContext, hear: Hear): Promise<BrowserContext> {
  context.setDefaultTimeout(PATIENCE_MS);
  // What tsx wraps functions in; those that run on pages have it too.
  await context.addInitScript('globalThis.__name = value => value');
  await context.exposeBinding('report', ({frame}, text: string) => hear(new URL(frame.url()).host, JSON.parse(text) as Told));
  return context;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
