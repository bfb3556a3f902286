import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium, type BrowserContext, type Page} from 'playwright-core';
import {CHROMIUM_ARGS} from '../runner/engines.mjs';
import {findChrome, findHeadlessShell} from '../runner/find-chrome.mjs';

/** Browsers are slow to start, and pages to draw, where two cores have much to do. */
export const PATIENCE_MS = 120_000;

/** A person's browser, and what went wrong on its pages. */
export interface Browser {
  context: BrowserContext;
  /** Violations of the content security policy, and errors that nobody caught. */
  violations: string[];
  open(url: string): Promise<Page>;
  close(): Promise<void>;
}

/** Starts Chromium, all of it, with a new profile on disk. */
export async function openBrowser(options: Parameters<typeof chromium.launchPersistentContext>[1] = {}): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'assent-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {...(await howToLaunch(findChrome)), ...options});
  return browserOf(context, () => rm(profile, {recursive: true, force: true}));
}

/** How Playwright starts the Chromium of this machine. */
export async function howToLaunch(find = findHeadlessShell) {
  const chrome = await find();
  if (!chrome) throw new Error('No Chromium here. Install it, or set CHROME_PATH.');
  return {executablePath: chrome.path, args: [...(chrome.args ?? []), ...CHROMIUM_ARGS], headless: true, timeout: PATIENCE_MS};
}

/** Listens to a context. */
export async function browserOf(context: BrowserContext, closed: () => Promise<void>): Promise<Browser> {
  context.setDefaultTimeout(PATIENCE_MS);
  const violations: string[] = [];
  await context.exposeFunction('reportViolation', (text: string) => violations.push(text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', event => {
      const report = (globalThis as unknown as {reportViolation(text: string): void}).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return {
    context,
    violations,
    async open(url) {
      const page = await context.newPage();
      page.on('pageerror', error => violations.push(String(error)));
      await page.goto(url);
      return page;
    },
    async close() {
      await context.close();
      await closed();
    },
  };
}

/** The page has found that its visitor owes nothing, and kept that for the next visit. */
export async function owesNothing(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.entries(localStorage).some(([key, hint]) => key.startsWith('assent:pk_') && hint !== 'seen'));
}
