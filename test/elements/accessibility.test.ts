// What every element owes to people who read by ear, by keyboard, from right to left, in large type or on a small
// screen. Each element's own file audits its states; here all of them go through the same.
import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import type {LitElement} from 'lit';
import '../../src/define.js';
import type {TermsDocument} from '../../src/document/model.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, place, until} from './page.js';
import {restrictionOf} from './sample-restrictions.js';
import {arabicTerms, consentTerms, sampleTerms} from './sample-terms.js';
import {receiptOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const one = (host: Element, selector: string) => () => host.shadowRoot!.querySelector<HTMLElement>(selector);

/** Each element, at work on a text: how to put it on the page, and when it is there. */
const ELEMENTS: Record<string, {properties?: object; script?: Partial<Script>; there: string; opens?: string; act?: string}> = {
  'assent-terms': {properties: {document: 'terms-of-service'}, there: '.row'},
  'assent-dialog': {properties: {open: true, dismissible: true}, there: '[part~=accept]:enabled', act: '[part~=accept]'},
  'assent-inline': {there: '[part~=accept]:enabled', act: '[part~=accept]'},
  'assent-checkbox': {properties: {document: 'terms-of-service'}, there: '.box:enabled', opens: '.terms'},
  'assent-banner': {
    properties: {document: 'terms-of-service'}, there: '.banner', opens: '[part~=read]', act: '[part~=accept]',
    script: {status: 'notice', effectiveAt: '2126-12-01T00:00:00Z', summary: 'Recordings are kept for 30 days.'},
  },
  'assent-history': {
    script: {status: 'current', receipts: [receiptOf({...consentTerms, id: 'terms-of-service'}, 'accept', '2026-11-03T10:00:00Z')], choices: {partners: true}},
    there: '.tools', opens: '.tools .button', act: '[part~=withdraw]',
  },
  'assent-standing': {script: {restrictions: [restrictionOf(sampleTerms)]}, properties: {refresh: 0}, there: '.card h2'},
};

async function show(tag: string, terms: TermsDocument = consentTerms, locale = 'en', into: Element = document.body): Promise<LitElement> {
  const {properties = {}, script = {}, there} = ELEMENTS[tag]!;
  const client = new ScriptedAssent({documents: [{...terms, id: 'terms-of-service'}], ...script}, locale);
  const element = await place<LitElement>(tag, {client, ...properties} as Partial<LitElement>);
  if (into !== document.body) into.append(element); // as a page may move it, at any time
  if (tag === 'assent-dialog') Object.assign(element, {open: true});
  await until(one(element, there), tag);
  await atRest(element);
  return element;
}

function page(css: string): void {
  const style = document.createElement('style');
  style.textContent = css;
  document.head.append(style);
  styles.push(style);
}

const styles: HTMLStyleElement[] = [];
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  styles.splice(0).forEach(style => style.remove());
  document.documentElement.dir = '';
});

/** Boxes in a shadow root, and in those inside of it, that reach out of a width; what scrolls by itself is let be. */
function outOf(width: {left: number; right: number}, root: ParentNode): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap(element => {
    const {left, right, width: wide} = element.getBoundingClientRect();
    if (element.closest('.unseen, .table, pre') || element.localName === 'dialog') return [];
    const found = wide > 0 && (left < width.left - 1 || right > width.right + 1) && !element.matches('.chunk') ? [`${element.localName}.${element.className} ${left}..${right}`] : [];
    return [...found, ...(element.shadowRoot ? outOf(width, element.shadowRoot) : [])];
  });
}

/** Words that are cut off: a button that is smaller than what it says. */
const cut = (host: Element) => [...host.shadowRoot!.querySelectorAll<HTMLElement>('.button')].filter(({scrollWidth, clientWidth, scrollHeight, clientHeight}) => scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1).map(text);

/** Targets below the size that WCAG 2.2 asks for (2.5.8): what stands in a line of words, and a box with its words, are not meant. */
function small(root: ParentNode): string[] {
  return [...root.querySelectorAll<HTMLElement>('*')].flatMap(element => {
    const {width, height} = element.getBoundingClientRect();
    const target = element.matches('button, summary, select, .box, label:has([role=switch])') && width > 1;
    const found = target && (width < 24 || height < 24) ? [`${element.localName}.${element.className} ${width} × ${height}`] : [];
    return [...found, ...(element.shadowRoot ? small(element.shadowRoot) : [])];
  });
}

for (const [tag, {opens, act}] of Object.entries(ELEMENTS)) {
  describe(`${tag}, for everyone`, () => {
    it('is audited in Arabic, and runs from right to left', async () => {
      const element = await show(tag, arabicTerms, 'ar');
      expect(getComputedStyle(inside(element, '.root')).direction).to.equal('rtl');
      await expectAccessible(element);
    });

    for (const scheme of ['light', 'dark']) {
      it(`is audited on a ${scheme} page`, async () => {
        page(`:root{color-scheme:${scheme};background:Canvas}`);
        await expectAccessible(await show(tag));
      });
    }

    it('fits 320 CSS pixels without scrolling sideways', async () => {
      page('assent-dialog::part(dialog){inline-size:320px}#narrow{inline-size:320px}');
      const narrow = Object.assign(document.createElement('div'), {id: 'narrow'});
      document.body.append(narrow);
      const element = await show(tag, consentTerms, 'de', narrow);
      const {left, right} = tag === 'assent-dialog' ? inside(element, '.panel').getBoundingClientRect() : narrow.getBoundingClientRect();
      expect(right - left).to.equal(320);
      expect(outOf({left, right}, element.shadowRoot!)).to.deep.equal([]);
      expect(cut(element)).to.deep.equal([]);
      element.remove();
      narrow.remove();
    });

    it('has targets of 24 pixels at least', async () => {
      const element = await show(tag);
      element.shadowRoot!.querySelectorAll('details').forEach(details => (details.open = true));
      expect(small(element.shadowRoot!)).to.deep.equal([]);
    });

    it('keeps every word when text is twice as large', async () => {
      page(':root{font-size:200%}');
      const element = await show(tag);
      expect(parseFloat(getComputedStyle(inside(element, '.root')).fontSize)).to.equal(32);
      expect(outOf({left: 0, right: document.documentElement.clientWidth}, element.shadowRoot!)).to.deep.equal([]);
      expect(cut(element)).to.deep.equal([]);
    });

    if (opens) {
      it('gives the focus back to what opened the text', async () => {
        const element = await show(tag);
        const opener = inside(element, opens);
        opener.focus();
        await sendKeys({press: 'Enter'});
        const dialog = await until(() => element.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]'), 'the text');
        await until(() => element.shadowRoot!.activeElement?.localName === 'assent-terms', 'the focus on the text: it can be read at once');
        await sendKeys({press: 'Escape'});
        await until(() => !dialog.open, 'the end');
        await until(() => element.shadowRoot!.activeElement === opener, 'the focus on what opened it');
      });
    }

    if (act) {
      it('keeps the focus after an answer, and says once what became of it', async () => {
        // A banner of a text that asks for more than assent leads to its switches first.
        const element = await show(tag, tag === 'assent-banner' ? sampleTerms : consentTerms);
        const said: string[] = [];
        const listen = () => {
          const now = [...element.shadowRoot!.querySelectorAll('[role=status], [role=alert]')].map(text).filter(Boolean).join(' ');
          if (now && now !== said.at(-1)) said.push(now);
        };
        const regions = [...element.shadowRoot!.querySelectorAll('[role=status], [role=alert]')];
        new MutationObserver(listen).observe(element.shadowRoot!, {subtree: true, childList: true, characterData: true});
        inside(element, act).focus();
        await sendKeys({press: 'Enter'});
        await until(() => said.length > 0, 'what was said');
        await new Promise(resolve => setTimeout(resolve, 150));
        expect(said, said.join(' | ')).to.have.length(1);
        const speaking = regions.find(region => text(region) !== '');
        expect(speaking?.isConnected, 'by a region that was there before').to.equal(true);
        await until(() => element.shadowRoot!.activeElement, 'the focus: it is not lost');
      });
    }
  });
}
