import {expect} from 'chai';
import '../../src/define.js';
import {announced, type AssentBanner} from '../../src/elements/assent-banner.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import type {AssentCloseEvent} from '../../src/elements/events.js';
import type {Offer} from '../../src/protocol/agreement.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, next, place, until} from './page.js';
import {sampleTerms} from './sample-terms.js';
import {hashOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const notice: Partial<Script> = {status: 'notice', effectiveAt: '2126-12-01T00:00:00Z', summary: 'Recordings are kept for 30 days.'};

async function banner(script: Partial<Script> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms], ...notice, ...script});
  const element = await place<AssentBanner>('assent-banner', {client, document: 'terms-of-service'});
  await until(() => element.shadowRoot!.querySelector('.banner'), 'the banner');
  return {client, element};
}

const press = (element: AssentBanner, part: string) => inside(element, `[part~=${part}]`).click();

describe('assent-banner', () => {
  describe('passes an accessibility audit', () => {
    it('while it announces', async () => {
      await expectAccessible((await banner()).element);
    });

    it('with the text open, and after an answer', async () => {
      const {element} = await banner();
      press(element, 'read');
      await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
      await atRest(element);
      await expectAccessible(element);
      inside<HTMLDialogElement>(element, 'dialog').close();
      press(element, 'accept');
      await until(() => text(inside(element, '.banner')).includes('You accepted'), 'the outcome');
      await expectAccessible(element);
    });
  });

  it('says what changes, when, and in the publisher’s words', async () => {
    const {element} = await banner();
    expect(text(inside(element, 'h2'))).to.equal('The Terms of Service will change on December 1, 2126');
    expect(text(inside(element, '[part=summary]'))).to.equal('Recordings are kept for 30 days.');
  });

  it('shows nothing where nothing is announced', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], status: 'current'});
    const element = await place<AssentBanner>('assent-banner', {client, document: 'terms-of-service'});
    await element.load();
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.banner')).to.equal(null);
  });

  it('shows what changes to someone who accepted an earlier version', async () => {
    const {element} = await banner({earlier: [{...sampleTerms, version: '2.0', content: sampleTerms.content.slice(1)}]});
    expect(text(inside(element, '[part~=read]'))).to.equal('See changes');
    press(element, 'read');
    const reader = await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
    await until(() => reader.shadowRoot!.querySelector('.changed'), 'the list of changes');
  });

  it('takes the next version that is not in force', () => {
    const offer = (version: string, effectiveAt: string) => ({version, effectiveAt}) as Offer;
    const offers = [offer('1', '2020-01-01T00:00:00Z'), offer('2', '2030-01-01T00:00:00Z'), offer('3', '2040-01-01T00:00:00Z')];
    expect(announced(offers, Date.parse('2025-01-01'))?.version).to.equal('2');
    expect(announced(offers, Date.parse('2050-01-01'))).to.equal(undefined);
  });

  it('names the button’s own words, and gives every button the same weight', async () => {
    const {element} = await banner();
    expect(text(inside(element, '#statement'))).to.equal('By choosing Accept now you accept the Terms of Service, version 3.1.');
    const sizes = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.row .button')].map(({offsetHeight, offsetWidth}) => [offsetWidth, offsetHeight]);
    expect(sizes).to.have.length(4);
    for (const [width, height] of sizes) {
      expect(Math.abs(width! - sizes[0]![0]!)).to.be.lessThan(2);
      expect(height).to.equal(sizes[0]![1]);
    }
  });

  for (const [part, type] of [['accept', 'accept'], ['decline', 'decline']] as const) {
    it(`records that the person chose to ${type}, with what was shown`, async () => {
      const {element, client} = await banner();
      const told = next(element, `assent-${type}${type === 'accept' ? 'ed' : 'd'}`);
      press(element, part);
      await told;
      const {options} = client.made[0]!;
      expect([client.made[0]!.type, options.hash, options.shown!.mode, options.shown!.screen!.warnings]).to.deep.equal([type, hashOf(sampleTerms), 'banner', []]);
      await until(() => text(inside(element, '.banner')).includes('Recorded'), '"recorded"');
    });
  }

  it('goes back to the question when the answer was not saved', async () => {
    const {element} = await banner({act: 'not_saved'});
    press(element, 'accept');
    await until(() => text(inside(element, '[part=alert]')).includes('not saved'), 'the words');
    expect(inside<HTMLButtonElement>(element, '[part~=accept]').disabled).to.equal(false);
  });

  it('records nothing when it is left for later', async () => {
    const {element, client} = await banner();
    const closed = next<AssentCloseEvent>(element, 'assent-close');
    press(element, 'later');
    expect((await closed).reason).to.equal('later');
    await element.updateComplete;
    expect([client.made, element.shadowRoot!.querySelector('.banner')]).to.deep.equal([[], null]);
  });

  describe('by the gate', () => {
    const bannerOf = (gate: AssentGate) => gate.shadowRoot!.querySelector<AssentBanner>('assent-banner');

    it('is shown for a change, and not again when it was left for later', async () => {
      const client = new ScriptedAssent({documents: [sampleTerms], ...notice});
      const gate = await place<AssentGate>('assent-gate', {client});
      const element = await until(() => bannerOf(gate), 'the banner');
      await until(() => element.shadowRoot!.querySelector('.banner'), 'its words');
      press(element, 'later');
      await until(() => !bannerOf(gate), 'the banner to go');
      client.change();
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(bannerOf(gate)).to.equal(null);
    });

    it('stays with the answer until the person has seen it', async () => {
      const client = new ScriptedAssent({documents: [sampleTerms], ...notice});
      const gate = await place<AssentGate>('assent-gate', {client});
      const element = await until(() => bannerOf(gate), 'the banner');
      await until(() => element.shadowRoot!.querySelector('.banner'), 'its words');
      press(element, 'accept');
      await until(() => text(inside(element, '.banner')).includes('You accepted'), 'the outcome');
      client.change();
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(bannerOf(gate)).to.equal(element);
      inside(element, '.button').click();
      await until(() => !bannerOf(gate), 'the banner to go');
    });
  });
});
