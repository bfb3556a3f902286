import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import puppeteer from 'puppeteer-core';
import { findWebKit, engineCommands, webkitLauncher } from './test/runner/webkit-launcher.mjs';
import { ciReporter } from './test/runner/summary-reporter.mjs';
import { findChrome } from './test/runner/find-chrome.mjs';

const first = (...p) => p.find(x => x && existsSync(x));
const root = process.getuid?.() === 0;
const want = (process.env.BROWSERS ?? 'chromium').split(',').map(x => x.trim());
const firefox = first(process.env.FIREFOX_PATH, '/usr/bin/firefox', '/usr/bin/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox', 'C:/Program Files/Mozilla Firefox/firefox.exe');

const make = {
  async chromium() {
    const c = await findChrome();
    return c && chromeLauncher({ launchOptions: { executablePath: c.path, headless: c.headless ?? true,
      args: [...(c.args ?? []), ...(root || process.env.CI ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run', '--force-color-profile=srgb', '--lang=en-US'] } });
  },
  async firefox() {
    return firefox && chromeLauncher({ puppeteer, launchOptions: { browser: 'firefox', executablePath: firefox, headless: true, extraPrefsFirefox: { 'intl.accept_languages': 'en-US' } } });
  },
  async webkit() { const w = findWebKit(); return w && webkitLauncher(w); },
};
// esbuild/mocha ignore unhandled rejections: make them fail the file. Same line, so stack traces keep their line numbers.
const failOnUnhandled = () => ({ name: 'fail-on-unhandled', transform: ({ path, body }) => path.endsWith('.test.ts') ? { body: `import '/test/runner/setup.js';${body}` } : undefined });
const browsers = [];
for (const name of want) {
  const b = await make[name]?.();
  if (b) browsers.push(b);
  else throw new Error(`[tests] no ${name} found. Install it (apt-get install chromium | firefox-esr | webkit2gtk-driver xvfb) or set CHROME_PATH / FIREFOX_PATH / WEBKIT_DRIVER.`);
}

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'development'] },
  plugins: [engineCommands(), failOnUnhandled(), esbuildPlugin({ ts: true, tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)), target: 'es2022' })],
  browsers,
  concurrency: 2,
  testsFinishTimeout: 120_000,
  testFramework: { config: { timeout: 5000, forbidOnly: !!process.env.CI } },
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: process.stdout.isTTY }), ciReporter()],
  coverage: want.length === 1 && want[0] === 'chromium',
  coverageConfig: { include: ['src/**/*.ts'], reporters: ['text-summary', 'lcovonly', 'json-summary'], reportDir: 'coverage' },
};
