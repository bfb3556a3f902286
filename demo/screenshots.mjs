// Makes the README's pictures from the running demo: node demo/screenshots.mjs, after a build.
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';
import {findChrome} from '../test/runner/find-chrome.mjs';
import {startDemo} from './server.mjs';

const images = fileURLToPath(new URL('../docs/images/', import.meta.url));
const SHOTS = [
  {file: 'dialog-light.png', path: '/site/?lang=en', colorScheme: 'light', viewport: {width: 1280, height: 820}},
  {
    file: 'dialog-phone-zh-dark.png',
    path: '/site/?lang=zh-CN',
    colorScheme: 'dark',
    viewport: {width: 390, height: 820},
    deviceScaleFactor: 2,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'assent-shots-'));
const demo = await startDemo({port: 0, folder: pathToFileURL(`${folder}/`)});
const chrome = await findChrome();
if (!chrome) throw new Error('No Chromium here. Install it, or set CHROME_PATH.');
const browser = await chromium.launch({executablePath: chrome.path, args: ['--no-sandbox', ...(chrome.args ?? [])]});
mkdirSync(images, {recursive: true});
for (const {file, path, ...options} of SHOTS) {
  const page = await browser.newPage(options);
  await page.goto(demo.address + path);
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(600); // the dialog's motion has come to rest
  await page.screenshot({path: images + file});
  await page.close();
  console.log(`docs/images/${file}`);
}
await browser.close();
await demo.stop();
rmSync(folder, {recursive: true, force: true});
