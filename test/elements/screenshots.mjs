// Pictures of the elements, to look at: `node --import tsx test/elements/screenshots.mjs OUT [name-filter]`.
// Never part of the tests; the page that is shown runs under the strict policy that the elements promise to bear.
import {mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {chromium} from 'playwright-core';
import {findChrome} from '../runner/find-chrome.mjs';
import {serveScenes} from './scene-server.mjs';

const [out = `${tmpdir()}/assent-screenshots`, filter = ''] = process.argv.slice(2);
mkdirSync(out, {recursive: true});

const {parseTerms} = await import('../../src/document/parse.ts').catch(error => ({parseTerms: () => { throw error; }}));
const corpus = new URL('../../../shared/corpus/', import.meta.url);
function fromCorpus(prefix, locale, version = '2026-11-01') {
  try {
    const file = readdirSync(corpus).find(name => name.startsWith(prefix));
    return parseTerms(readFileSync(new URL(file, corpus), 'utf8'), {id: 'terms-of-service', version, locale});
  } catch (error) {
    console.warn(`no ${prefix}: ${error.message}`);
    return undefined;
  }
}

const long = {zh: fromCorpus('anychat', 'zh-CN'), en: fromCorpus('spotify.terms-of-service.2025', 'en'), x: fromCorpus('x.developer', 'en'), wechat: fromCorpus('wechat', 'en')};
const demo = (name, version, locale) => parseTerms(readFileSync(new URL(`../../demo/terms/${name}.md`, import.meta.url), 'utf8'), {id: 'terms-of-service', version, locale});
const changed = (name, locale) => ({text: '', locale, terms: demo(`terms-of-service.v2.${name}`, '2026-11-01', locale), earlier: demo(`terms-of-service.${name}`, '2026-03-01', locale)});
const spotify = fromCorpus('spotify.terms-of-service.2024', 'en', '2024-03-23');
const snapchat = {terms: fromCorpus('snapchat.terms-of-service.2026', 'en'), earlier: fromCorpus('snapchat.terms-of-service.2025', 'en', '2025-10-03')};
const banners = (end, locale, summary) => {
  const scene = {...changed(end ? 'zh-CN' : 'en', locale), element: 'banner'};
  const byUse = {summary, effectiveAt: '2026-11-01T00:00:00Z', noticedAt: '2026-10-01T00:00:00Z', offer: {assent: 'continued-use'}};
  return {
    [`banner${end}`]: {...scene, script: {summary}},
    [`banner-use${end}`]: {...scene, script: byUse},
    [`banner-folded${end}`]: {...scene, script: byUse, press: 'later'},
    [`banner-used${end}`]: {...scene, script: byUse, press: 'use'},
    [`banner-accepted${end}`]: {...scene, script: {summary}, press: 'accept'},
    [`banner-window${end}`]: {...scene, script: {summary, offer: {assent: 'continued-use', declineUntil: '2027-03-31T00:00:00Z'}}, press: 'read'},
    [`banner-newcomer${end}`]: {...scene, earlier: undefined, script: {...byUse, offer: {assent: 'continued-use', audience: 'new'}}},
  };
};
const scenes = {
  gate: {text: '', terms: long.en, locale: 'en', script: {offer: {gates: {read: true, seconds: 30}}}},
  'gate-zh': {text: '', terms: long.zh, locale: 'zh-CN', script: {offer: {gates: {read: true, seconds: 30}}}, press: 'accept'},
  changes: changed('en', 'en'),
  'changes-zh': changed('zh-CN', 'zh-CN'),
  'changes-deep': {...changed('en', 'en'), step: 2},
  'changes-deep-zh': {...changed('zh-CN', 'zh-CN'), step: 2},
  'changes-long': {text: '', locale: 'en', terms: long.en, earlier: spotify},
  'changes-long-deep': {text: '', locale: 'en', terms: long.en, earlier: spotify, step: 4},
  'changes-long-contents': {text: '', locale: 'en', terms: long.en, earlier: spotify, tool: 'contents'},
  'changes-snapchat': {text: '', locale: 'en', ...snapchat, step: 8},
  sample: {text: 'sample', locale: 'en'},
  key: {text: 'sample', locale: 'en', scrollTo: '2.2'},
  consents: {text: 'consents', locale: 'en', dismissible: true},
  both: {text: 'both', locale: 'en'},
  chinese: {text: 'chinese', locale: 'zh-CN'},
  'long-zh': {text: '', terms: long.zh, locale: 'zh-CN'},
  'deep-zh': {text: '', terms: long.zh, locale: 'zh-CN', scrollTo: '2.7.2'},
  'long-en': {text: '', terms: long.en, locale: 'en'},
  'deep-en': {text: '', terms: long.en, locale: 'en', scrollTo: '3'},
  wechat: {text: '', terms: long.wechat, locale: 'en'},
  x: {text: '', terms: long.x, locale: 'en'},
  'other-language': {text: 'sample', locale: 'zh-CN'},
  loading: {text: 'sample', locale: 'en', script: {termsNever: true}},
  offline: {text: 'sample', locale: 'en', script: {termsError: 'offline'}},
  failed: {text: 'sample', locale: 'en', dismissible: true, script: {agreementsError: 'offline'}},
  mismatch: {text: 'sample', locale: 'en', script: {termsError: 'hash_mismatch'}},
  busy: {text: 'sample', locale: 'en', script: {act: 'never'}, press: 'accept'},
  'not-saved': {text: 'sample', locale: 'en', script: {act: 'not_saved'}, press: 'accept'},
  saved: {text: 'sample', locale: 'en', script: {act: 'saved'}, press: 'accept'},
  recorded: {text: 'sample', locale: 'en', press: 'accept'},
  'recorded-zh': {text: 'chinese', locale: 'zh-CN', press: 'accept'},
  declined: {text: 'sample', locale: 'en', press: 'decline'},
  refused: {text: 'sample', locale: 'en', script: {act: 'refused'}, press: 'accept'},
  hostile: {text: 'hostile', locale: 'en'},
  reader: {text: 'sample', locale: 'en', element: 'terms'},
  contents: {text: '', terms: long.en, locale: 'en', tool: 'contents', scrollTo: '3'},
  'contents-zh': {text: '', terms: long.zh, locale: 'zh-CN', tool: 'contents', scrollTo: '2'},
  search: {text: '', terms: long.en, locale: 'en', tool: 'search', look: 'spotify service'},
  'search-zh': {text: '', terms: long.zh, locale: 'zh-CN', tool: 'search', look: '佰锐科技'},
  'reader-contents': {text: '', terms: long.en, locale: 'en', element: 'terms', tool: 'contents'},
  inline: {text: 'consents', locale: 'en', element: 'inline'},
  'inline-recorded': {text: 'sample', locale: 'en', element: 'inline', press: 'accept'},
  'inline-ar': {text: 'arabic', locale: 'ar', element: 'inline'},
  checkbox: {text: 'sample', locale: 'en', element: 'checkbox'},
  'checkbox-zh': {text: 'chinese', locale: 'zh-CN', element: 'checkbox'},
  'checkbox-given': {text: 'sample', locale: 'en', element: 'checkbox', script: {status: 'current'}},
  history: {text: 'both', locale: 'en', element: 'history'},
  'history-zh': {text: 'both', locale: 'zh-CN', element: 'history'},
  standing: {text: 'sample', locale: 'en', element: 'standing'},
  'standing-zh': {text: 'chinese', locale: 'zh-CN', element: 'standing'},
  'standing-form': {text: 'sample', locale: 'en', element: 'standing', look: 'form'},
  'standing-form-zh': {text: 'chinese', locale: 'zh-CN', element: 'standing', look: 'form'},
  'standing-saved': {text: 'sample', locale: 'en', element: 'standing', look: 'saved'},
  'standing-review-rtl': {text: 'arabic', locale: 'ar', element: 'standing', look: 'review'},
  'standing-lifted': {text: 'sample', locale: 'en', element: 'standing', look: 'lifted'},
  'standing-none': {text: 'sample', locale: 'en', element: 'standing', look: 'none'},
  ...banners('', 'en', 'Prices may go up with 45 days of notice instead of 30, and transcripts can be translated.'),
  ...banners('-zh', 'zh-CN', '涨价须提前 45 日通知（原为 30 日），并新增转写文本的翻译。'),
  rtl: {text: 'arabic', locale: 'ar', dismissible: true},
  'rtl-recorded': {text: 'arabic', locale: 'ar', press: 'accept'},
  'checkbox-ar': {text: 'arabic', locale: 'ar', element: 'checkbox'},
  'history-ar': {text: 'both', locale: 'ar', element: 'history'},
  'banner-ar': {text: 'arabic', locale: 'ar', element: 'banner', script: {summary: 'تُحفظ التسجيلات 30 يومًا بدلًا من 90.'}},
  german: {text: 'consents', locale: 'de', dismissible: true},
  japanese: {text: 'consents', locale: 'ja', dismissible: true},
};

const {base, close} = await serveScenes();
const {path, args = []} = await findChrome();
const browser = await chromium.launch({executablePath: path, args: [...args, '--no-sandbox', '--force-color-profile=srgb']});
const sizes = {small: {width: 800, height: 600}, wide: {width: 1280, height: 820}, phone: {width: 390, height: 844}, tiny: {width: 320, height: 568}};
for (const [name, scene] of Object.entries(scenes)) {
  if (scene.text === '' && !scene.terms) continue;
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      const title = `${name}-${size}-${colorScheme}`;
      if (!new RegExp(filter || '(wide|phone)-').test(title)) continue;
      const context = await browser.newContext({viewport, colorScheme, locale: scene.locale, deviceScaleFactor: size === 'wide' ? 1 : 2});
      const tab = await context.newPage();
      tab.on('console', message => console.log(`${title}: ${message.text()}`));
      tab.on('pageerror', error => console.log(`${title}: ${error.message}`));
      await tab.goto(base);
      await tab.waitForFunction(() => window.show);
      await tab.evaluate(what => window.show(what), scene);
      await tab.waitForTimeout(scene.press ? 1100 : 500);
      await tab.screenshot({path: `${out}/${title}.png`, fullPage: scene.element === 'standing'});
      await context.close();
    }
  }
}
await browser.close();
close();
