import {expect} from 'chai';
import '../../src/define.js';
import type {AssentCheckbox} from '../../src/elements/assent-checkbox.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentHistory} from '../../src/elements/assent-history.js';
import type {AssentStanding} from '../../src/elements/assent-standing.js';
import {contrast, luminance, over, parseSrgb, type Colour} from '../../src/elements/measure.js';
import {tokens} from '../../src/elements/theme/tokens.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, place, until} from './page.js';
import {restrictionOf} from './sample-restrictions.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {receiptOf, ScriptedAssent} from './scripted-assent.js';

const PRESETS = ['plain', 'rounded', 'compact', 'high-contrast', 'dark'] as const;

/** Puts a preset on the page, as a `<link>` would. */
async function wear(preset: string): Promise<void> {
  const css = await (await fetch(new URL(`../../src/elements/theme/presets/${preset}.css`, import.meta.url))).text();
  const style = document.createElement('style');
  style.textContent = css;
  document.head.prepend(style);
  worn.push(style);
}

const worn: HTMLStyleElement[] = [];
afterEach(() => {
  worn.splice(0).forEach(style => style.remove());
  document.documentElement.style.colorScheme = '';
});

async function dialog(): Promise<AssentDialog> {
  const client = new ScriptedAssent({documents: [consentTerms]});
  const element = await place<AssentDialog>('assent-dialog', {client, open: true, dismissible: true});
  await until(() => element.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
  await atRest(element);
  return element;
}

/** What the record says of the screen, at a press. */
async function screenOf(element: AssentDialog) {
  inside(element, '[part~=accept]').click();
  const client = element.client as ScriptedAssent;
  await until(() => client.made[0], 'the act');
  return client.made[0]!.options.shown!.screen!;
}

const srgb = (colour: string, near: Element): Colour => {
  const probe = document.createElement('i');
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  (near.shadowRoot ?? near).querySelector('.root')!.append(probe);
  const read = parseSrgb(getComputedStyle(probe).color)!;
  probe.remove();
  return read;
};

describe('themes', () => {
  for (const preset of PRESETS) {
    for (const scheme of ['light', 'dark']) {
      it(`${preset} passes an accessibility audit on a ${scheme} page, and breaks no rule of assent`, async () => {
        document.documentElement.style.colorScheme = scheme;
        await wear(preset);
        const element = await dialog();
        await expectAccessible(element);
        expect((await screenOf(element)).warnings).to.deep.equal([]);
      });
    }

    it(`${preset} dresses the box and the history as well`, async () => {
      await wear(preset);
      const client = new ScriptedAssent({documents: [sampleTerms], receipts: [receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z')]});
      const box = await place<AssentCheckbox>('assent-checkbox', {client, document: 'terms-of-service'});
      const history = await place<AssentHistory>('assent-history', {client});
      await until(() => history.shadowRoot!.querySelector('.tools') && box.shadowRoot!.querySelector('.box:enabled'), 'both');
      await expectAccessible(box);
      await expectAccessible(history);
    });
  }

  it('high-contrast gives every colour of words 7:1', async () => {
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      await wear('high-contrast');
      const element = await dialog();
      const paper = srgb('var(--_surface)', element);
      for (const name of ['text', 'muted', 'link', 'danger', 'success', 'notice', 'button-text']) {
        expect(contrast(over(srgb(`var(--_${name})`, element), paper), paper), `${name}, ${scheme}`).to.be.at.least(7);
      }
      element.remove();
    }
  });

  it('gives quiet words and edges the colour of words to who asks for more contrast', async () => {
    const element = await dialog();
    const asked = [...tokens.styleSheet!.cssRules].find(rule => rule instanceof CSSMediaRule && rule.conditionText === '(prefers-contrast: more)');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync((asked as CSSMediaRule).cssRules[0]!.cssText);
    element.shadowRoot!.adoptedStyleSheets.push(sheet);
    for (const name of ['muted', 'border', 'control']) expect(srgb(`var(--_${name})`, element), name).to.deep.equal(srgb('var(--_text)', element));
  });

  it('one radius rounds windows and buttons alike', async () => {
    for (const [radius, panel, button] of [['0', '0px', '0px'], ['4px', '4px', '4px'], ['2em', '32px', '8px']] as const) {
      const style = document.createElement('style');
      style.textContent = `:root{--assent-radius:${radius}}`;
      document.head.append(style);
      worn.push(style);
      const element = await dialog();
      const corner = (selector: string) => getComputedStyle(inside(element, selector)).borderStartStartRadius;
      expect([corner('.panel'), corner('[part~=accept]')], radius).to.deep.equal([panel, button]);
      element.remove();
    }
  });

  it('rounded makes pills of buttons, and cuts no word of what is higher', async () => {
    await wear('rounded');
    const client = new ScriptedAssent({documents: [sampleTerms], restrictions: [restrictionOf(sampleTerms, {})]});
    const standing = await place<AssentStanding>('assent-standing', {client, refresh: 0});
    const button = await until(() => standing.shadowRoot!.querySelector<HTMLElement>('.button[part~=appeal]'), 'the button');
    expect(getComputedStyle(button).borderTopColor).to.equal('rgba(0, 0, 0, 0)');
    const radius = (element: Element) => parseFloat(getComputedStyle(element).borderTopLeftRadius);
    expect(radius(button)).to.be.above(100);
    button.click();
    const field = await until(() => standing.shadowRoot!.querySelector('textarea'), 'the form');
    expect(radius(field)).to.be.at.most(16);
    const element = await dialog();
    for (const box of ['.table', 'pre']) expect(radius(inside(inside(element, 'assent-terms'), box)), box).to.be.at.most(16);
  });

  it('dark stays dark on a page that is light', async () => {
    document.documentElement.style.colorScheme = 'light';
    await wear('dark');
    expect(luminance(srgb('var(--_surface)', await dialog()))).to.be.lessThan(0.05);
  });

  it('compact shows more of a text, and no word under 14 px', async () => {
    const lines = async () => {
      const element = await dialog();
      const {height} = inside(inside(element, 'assent-terms'), `#${CSS.escape('1.1')}`).getBoundingClientRect();
      const {statementFontSize, buttonFontSize} = await screenOf(element);
      element.remove();
      return {height, least: Math.min(statementFontSize!, buttonFontSize!)};
    };
    const usual = await lines();
    await wear('compact');
    const compact = await lines();
    expect(compact.height).to.be.lessThan(usual.height * 0.9);
    expect(compact.least).to.be.at.least(14);
  });

  it('a rule of the page wins over a preset, wherever it stands', async () => {
    const style = document.createElement('style');
    style.textContent = ':root{--assent-radius:3px}assent-dialog::part(button){border-width:5px}';
    document.head.prepend(style);
    worn.push(style);
    await wear('rounded');
    const element = await dialog();
    expect(getComputedStyle(inside(element, '.panel')).borderStartStartRadius).to.equal('3px');
    expect(getComputedStyle(inside(element, '[part~=accept]')).borderTopWidth).to.equal('5px');
  });
});
