import {fileURLToPath} from 'node:url';
import type {BrowserContext, Page} from 'playwright-core';

/** What a person would feel of a page, in ms on a CPU slowed four times. */
export interface Measured {
  /** From the request of the page to the first clause on the screen. */
  firstClause: number;
  /** The longest task until all of the text was there. */
  longestTask: number;
  /** Tasks that blocked for 50 ms or longer. */
  longTasks: number;
  /** Until all of the text was there. */
  whole: number;
}

interface Probe {
  probe: {tasks: number[]; first: number};
}

export const SLOWED = 4;

/**
 * Opens a page on a slowed CPU and waits for its whole text. In the page: the first clause counts when it has been
 * painted, tasks as the Long Tasks API tells them (those of 50 ms and more).
 */
export async function openSlowed(context: BrowserContext, url: string, {whole}: {whole: () => boolean}): Promise<{page: Page; measured: Measured}> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', {rate: SLOWED});
  await page.addInitScript({path: fileURLToPath(new URL('probe.js', import.meta.url))});
  await page.goto(url, {waitUntil: 'commit'});
  await page.waitForFunction(() => (globalThis as unknown as Probe).probe?.first, undefined, {timeout: 60_000, polling: 100});
  await page.waitForFunction(whole, undefined, {timeout: 300_000, polling: 500});
  const end = await page.evaluate(() => performance.now());
  const {tasks, first} = await tasksOf(page);
  return {page, measured: {firstClause: Math.round(first), longestTask: Math.round(Math.max(0, ...tasks)), longTasks: tasks.length, whole: Math.round(end)}};
}

/** The longest task while something is done to a page. */
export async function longestWhile(page: Page, work: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => void (globalThis as unknown as Probe).probe.tasks.splice(0));
  await work();
  const {tasks} = await tasksOf(page);
  return Math.round(Math.max(0, ...tasks));
}

async function tasksOf(page: Page): Promise<Probe['probe']> {
  // Long tasks are reported a little later.
  await page.waitForTimeout(500);
  return page.evaluate(() => (globalThis as unknown as Probe).probe);
}
