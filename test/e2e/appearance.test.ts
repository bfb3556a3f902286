// What a person asks of their whole system (forced colours, less motion, large zoom) and only a browser can play.
import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {chromium, type Browser, type BrowserContextOptions, type Page} from 'playwright-core';
import {until} from '../contracts/until.js';
import type {Scene} from '../elements/screenshot-page.js';
import {howToLaunch, PATIENCE_MS} from './open-browser.js';

const SCENES: Record<string, Scene> = {
  'assent-dialog': {text: 'consents', locale: 'en', dismissible: true},
  'assent-inline': {text: 'consents', locale: 'en', element: 'inline'},
  'assent-checkbox': {text: 'sample', locale: 'en', element: 'checkbox'},
  'assent-history': {text: 'both', locale: 'en', element: 'history'},
  'assent-banner': {text: 'sample', locale: 'en', element: 'banner', script: {summary: 'Recordings are kept for 30 days.'}},
  'assent-terms': {text: 'sample', locale: 'en', element: 'terms'},
};

let browser: Browser;
let scenes: {base: string; close(): void};

before(async () => {
  browser = await chromium.launch(await howToLaunch());
  const {serveScenes} = await import(new URL('../elements/scene-server.mjs', import.meta.url).href);
  scenes = await serveScenes();
});

after(async () => {
  await browser?.close();
  scenes?.close();
});

async function show(tag: string, options: BrowserContextOptions): Promise<Page> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(scenes.base);
  await page.waitForFunction(() => 'show' in window);
  await page.evaluate(scene => window.show(scene), SCENES[tag]!);
  // In the dialog of a gate or in the page: Playwright looks through shadow roots.
  await page.locator(`${tag} .button:enabled, ${tag} .box:enabled, ${tag} .row`).first().waitFor();
  return page;
}

/** Runs in the page: every element of ours with all that is inside of it. */
const EVERYTHING = `(() => {
  const all = root => [...root.querySelectorAll('*')].flatMap(element => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
  return all(document.querySelector('#stage'));
})()`;

describe('who asks for less motion', () => {
  for (const tag of Object.keys(SCENES)) {
    it(`sees nothing move in ${tag}`, async () => {
      const page = await show(tag, {reducedMotion: 'reduce'});
      const moving = await page.evaluate(`${EVERYTHING}.flatMap(element => element.getAnimations().filter(({playState}) => playState === 'running').map(() => element.className))`);
      assert.deepEqual(moving, []);
      const timed = await page.evaluate(`${EVERYTHING}.filter(element => { const {animationName, transitionDuration} = getComputedStyle(element); return animationName !== 'none' || parseFloat(transitionDuration) > 0; }).map(element => element.className)`);
      assert.deepEqual(timed, []);
      await page.close();
    });
  }

  it('and without that wish the dialog does move, so that these tests can fail', async () => {
    const page = await show('assent-dialog', {reducedMotion: 'no-preference'});
    assert.notEqual(await page.evaluate(`${EVERYTHING}.filter(element => getComputedStyle(element).animationName !== 'none').length`), 0);
    await page.close();
  });
});

describe('who forces colours', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const tag of Object.keys(SCENES)) {
      it(`finds every control and the focus in ${tag}, ${colorScheme}`, async () => {
        const page = await show(tag, {forcedColors: 'active', colorScheme});
        const unseen = await page.evaluate(`${EVERYTHING}.filter(element => element.matches('.button, .box, [role=switch]') && element.checkVisibility()).filter(element => {
          const {borderTopStyle, borderTopWidth, borderTopColor} = getComputedStyle(element);
          const behind = getComputedStyle(document.body).backgroundColor;
          return borderTopStyle === 'none' || parseFloat(borderTopWidth) < 1 || borderTopColor === behind;
        }).map(element => element.className)`);
        assert.deepEqual(unseen, [], 'each has an edge');
        for (let steps = 0; steps < 4; steps++) await page.keyboard.press('Tab');
        const outline = await page.evaluate(() => {
          let focused = document.activeElement;
          while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
          const {outlineStyle, outlineWidth} = getComputedStyle(focused!);
          return {outlineStyle, wide: parseFloat(outlineWidth) >= 2, inside: focused !== document.body};
        });
        if (outline.inside) assert.deepEqual(outline, {outlineStyle: 'solid', wide: true, inside: true});
        await page.close();
      });
    }
  }

  it('tells a ticked box and a switch that is on from those that are not', async () => {
    const looks = (page: Page, selector: string) => page.locator(selector).evaluateAll(all => all.map(one => getComputedStyle(one).backgroundColor));
    const differ = (page: Page, selector: string) => until(async () => {
      const [off, on] = await looks(page, selector);
      return !!off && !!on && off !== on;
    });
    const form = await show('assent-checkbox', {forcedColors: 'active'});
    await differ(form, 'assent-checkbox .box');
    await form.close();
    const history = await show('assent-history', {forcedColors: 'active', reducedMotion: 'reduce'});
    await differ(history, '[role=switch]');
    await history.close();
  });

  it('sees the mark of a key clause by its edge, not by its colour', async () => {
    const page = await show('assent-terms', {forcedColors: 'active'});
    const marked = await page.locator('[part~=key]').first().evaluate(row => {
      const edges = [row, ...row.querySelectorAll('*')].map(one => getComputedStyle(one, '::before')).concat(getComputedStyle(row));
      return edges.some(style => ['Left', 'Right', 'Top'].some(side => style.getPropertyValue(`border-${side.toLowerCase()}-style`) !== 'none' && parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) > 0)) || row.textContent!.includes('Important');
    });
    assert.equal(marked, true);
    await page.close();
  });
});

describe('who enlarges a page to 400 %', () => {
  for (const tag of Object.keys(SCENES)) {
    it(`scrolls ${tag} in one direction only`, async () => {
      // 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10).
      const page = await show(tag, {viewport: {width: 320, height: 256}, deviceScaleFactor: 4, reducedMotion: 'reduce'});
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
      const cut = await page.evaluate(`${EVERYTHING}.filter(element => element.matches('.panel, .scroll, .root') && element.scrollWidth > element.clientWidth + 1).map(element => element.className)`);
      assert.deepEqual(cut, []);
      await page.close();
    });
  }

  it('reads the words of the banner, which its buttons do not cover', async () => {
    const page = await show('assent-banner', {viewport: {width: 320, height: 256}, deviceScaleFactor: 4, reducedMotion: 'reduce'});
    const [words, buttons] = await Promise.all(['.banner [part~=decline-means]', '.banner > .row'].map(one => page.locator(`assent-banner ${one}`).boundingBox()));
    assert.ok(words!.y + words!.height <= buttons!.y, `${JSON.stringify(words)} over ${JSON.stringify(buttons)}`);
    await page.close();
  });

  it('reaches both buttons of the dialog', async () => {
    const page = await show('assent-dialog', {viewport: {width: 320, height: 256}, deviceScaleFactor: 4, reducedMotion: 'reduce'});
    for (const name of ['Decline', 'Agree']) {
      const button = page.getByRole('button', {name, exact: true});
      await button.scrollIntoViewIfNeeded();
      const box = (await button.boundingBox())!;
      assert.ok(box.y >= 0 && box.y + box.height <= 256 && box.x >= 0 && box.x + box.width <= 320, `${name} at ${JSON.stringify(box)}`);
    }
    await page.close();
  });
});
