import {after} from 'node:test';
import {chromium, type Browser as Chromium, type BrowserContextOptions} from 'playwright-core';
import {browserOf, howToLaunch, type Browser} from './open-browser.js';

let shared: Promise<Chromium> | undefined;
after(async () => (await shared)?.close());

/** What is as good as a new browser, but for a profile on disk: one Chromium a test file has one for each person. It opens in a tenth of the time. */
export async function openContext(options: BrowserContextOptions = {}): Promise<Browser> {
  shared ??= howToLaunch().then(how => chromium.launch(how));
  return browserOf(await (await shared).newContext(options), async () => {});
}
