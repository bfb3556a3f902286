import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {expectAccessible} from './audit.js';
import {inside, place, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

const rulesTerms = {...sampleTerms, id: 'house-rules', title: 'House Rules'};
const three = ['terms-of-service', 'privacy-policy', 'house-rules'];

async function reading(documents = three, script: Partial<Script> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms, consentTerms, rulesTerms], ...script});
  const reader = await place<AssentTerms>('assent-terms', {client, documents});
  reader.style.blockSize = '20rem';
  await shows(reader, 'Terms of Service');
  return {client, reader};
}

const shows = (reader: AssentTerms, title: string) => until(() => reader.terms?.title === title && inside(reader, '.column').textContent, title);
const tabs = (reader: AssentTerms) => [...reader.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')];
const tabsOf = (reader: AssentTerms) => until(() => tabs(reader).length > 1 && tabs(reader), 'the tabs');
const titles = (reader: AssentTerms) => tabs(reader).map(tab => tab.textContent!.trim());

describe('a reader of several documents', () => {
  it('passes an accessibility audit', async () => {
    const {reader} = await reading();
    await tabsOf(reader);
    await expectAccessible(reader);
  });

  it('shows the first, and a tab for each', async () => {
    const {reader} = await reading();
    await tabsOf(reader);
    expect(titles(reader)).to.deep.equal(['Terms of Service', 'Privacy Policy', 'House Rules']);
    expect(reader.document).to.equal('terms-of-service');
    expect(tabs(reader)[0]!.getAttribute('aria-controls')).to.equal(inside(reader, '[role=tabpanel]').id);
  });

  it('takes its documents from an attribute', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms, rulesTerms]});
    const reader = await place<AssentTerms>('assent-terms', {});
    reader.setAttribute('documents', 'house-rules terms-of-service');
    reader.client = client;
    await shows(reader, 'House Rules');
    await tabsOf(reader);
    expect(titles(reader)).to.deep.equal(['House Rules', 'Terms of Service']);
  });

  it('goes over to another by key, and back to where it was left', async () => {
    const {reader} = await reading();
    const [first] = await tabsOf(reader);
    inside(reader, '.scroll').scrollTop = 150;
    first!.focus();
    await sendKeys({press: 'ArrowRight'});
    await shows(reader, 'Privacy Policy');
    expect(inside(reader, '.scroll').scrollTop).to.equal(0);
    expect(reader.shadowRoot!.activeElement!.textContent!.trim()).to.equal('Privacy Policy');
    await sendKeys({press: 'ArrowLeft'});
    await shows(reader, 'Terms of Service');
    await until(() => inside(reader, '.scroll').scrollTop === 150, 'the place');
  });

  it('leaves out what is not offered', async () => {
    const {reader} = await reading(['terms-of-service', 'nowhere', 'house-rules']);
    await tabsOf(reader);
    expect(titles(reader)).to.deep.equal(['Terms of Service', 'House Rules']);
  });

  it('has no tabs for one', async () => {
    const {reader} = await reading(['terms-of-service']);
    await reader.updateComplete;
    expect(tabs(reader)).to.deep.equal([]);
  });
});
