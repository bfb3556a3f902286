// Which browsers are on this machine, and how to start each.
import {existsSync} from 'node:fs';
import {chromeLauncher} from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import {findHeadlessShell} from './find-chrome.mjs';
import {findWebKit, webkitLauncher} from './webkit-launcher.mjs';

export const ENGINES = ['chromium', 'firefox', 'webkit'];

const FIREFOX_PATHS = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox',
  '/usr/bin/firefox-esr',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:/Program Files/Mozilla Firefox/firefox.exe',
];
const firefoxPath = FIREFOX_PATHS.find(path => path && existsSync(path));

/** Chromium as root, or in a container, has no sandbox to start. */
const noSandbox = process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : [];

/** Browsers are slow to start where several do so on two cores. */
const START_MS = 120_000;

/** Flags of every Chromium that a test starts. */
export const CHROMIUM_ARGS = [
  ...noSandbox,
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
  '--force-color-profile=srgb',
  '--lang=en-US',
];

export async function availableEngines() {
  const here = {chromium: await findHeadlessShell(), firefox: firefoxPath, webkit: findWebKit()};
  return ENGINES.filter(engine => here[engine]);
}

/** A launcher for @web/test-runner. Throws, naming what to install, where the browser is missing. */
export async function launcher(engine) {
  const made = await LAUNCHERS[engine]?.();
  if (made) return made;
  throw new Error(
    `No ${engine} here. Install it (chromium, firefox-esr, or webkit2gtk-driver and xvfb) or set CHROME_PATH, FIREFOX_PATH or WEBKIT_DRIVER.`,
  );
}

const LAUNCHERS = {
  async chromium() {
    const chrome = await findHeadlessShell();
    if (!chrome) return undefined;
    const args = [...(chrome.args ?? []), ...CHROMIUM_ARGS];
    return chromeLauncher({
      launchOptions: {executablePath: chrome.path, headless: chrome.headless ?? true, args, timeout: START_MS, networkEnabled: false},
      async createPage({context, config: {protocol, hostname, port}}) {
        // What a browser allows a page in front by itself, its shell does not.
        await context.overridePermissions(`${protocol}//${hostname}:${port}`, ['clipboard-sanitized-write']);
        return context.newPage();
      },
    });
  },
  async firefox() {
    if (!firefoxPath) return undefined;
    // Fewer frames: without a graphics card each one is drawn by the processor.
    const preferences = {'intl.accept_languages': 'en-US', 'layout.frame_rate': 20};
    return chromeLauncher({
      puppeteer,
      launchOptions: {browser: 'firefox', executablePath: firefoxPath, headless: true, extraPrefsFirefox: preferences, timeout: START_MS, networkEnabled: false},
    });
  },
  async webkit() {
    const webkit = findWebKit();
    return webkit && webkitLauncher(webkit);
  },
};
