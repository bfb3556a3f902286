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
await sheetOfThemes();
await browser.close();
await demo.stop();
rmSync(folder, {recursive: true, force: true});

/** One picture of the dialog in each preset, side by side. */
async function sheetOfThemes() {
  const context = await browser.newContext({viewport: {width: 760, height: 640}});
  const shots = [];
  for (const theme of ['plain', 'rounded', 'compact', 'high-contrast', 'dark']) {
    const page = await context.newPage();
    await page.goto(`${demo.address}/site/?lang=en&theme=${theme}`);
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(600);
    shots.push({theme, picture: (await page.screenshot()).toString('base64')});
    await page.close();
  }
  await context.close();
  const sheet = await browser.newPage({viewport: {width: 1200, height: 720}});
  await sheet.setContent(`<body style="margin:0;display:grid;grid-template-columns:repeat(3,1fr);gap:16px;padding:16px;font:16px system-ui">
    ${shots.map(({theme, picture}) => `<figure style="margin:0"><img style="width:100%" src="data:image/png;base64,${picture}"><figcaption>${theme}</figcaption></figure>`).join('')}`);
  await sheet.screenshot({path: `${images}themes.jpg`, type: 'jpeg', quality: 80, fullPage: true});
  await sheet.close();
  console.log('docs/images/themes.jpg');
}
