import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import type {AssentInline} from '../../src/elements/assent-inline.js';
import type {AssentCloseEvent} from '../../src/elements/events.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {inside, next, place, resizeTo, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const button = (block: AssentInline, part: string) => inside<HTMLButtonElement>(block, `[part~=${part}]`);

async function open(script: Partial<Script> = {}, properties: Partial<AssentInline> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms], ...script});
  const block = await place<AssentInline>('assent-inline', {client, ...properties});
  return {client, block};
}

async function ready(...args: Parameters<typeof open>) {
  const opened = await open(...args);
  await until(() => opened.block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
  return opened;
}

describe('assent-inline', () => {
  describe('passes an accessibility audit', () => {
    it('while it asks, with separate consents', async () => {
      await expectAccessible((await ready({documents: [consentTerms]})).block);
    });

    it('when it was answered, and when there is nothing to ask', async () => {
      const {block} = await ready();
      button(block, 'accept').click();
      await until(() => block.shadowRoot!.querySelector('.outcome'), 'the outcome');
      await expectAccessible(block);
      const failed = await open({agreementsError: new AssentError('offline', '')});
      await until(() => failed.block.matches(':state(failed)'), 'the failure');
      await expectAccessible(failed.block);
    });
  });

  it('stands in the line of the page, as wide as its place, and what is below it comes after', async () => {
    const {block} = await ready();
    const after = Object.assign(document.createElement('p'), {textContent: 'After'});
    block.after(after);
    const box = block.getBoundingClientRect();
    expect(box.width).to.equal(document.body.clientWidth);
    expect(box.height).to.be.greaterThan(200);
    expect(inside(block, '.panel').getBoundingClientRect().bottom).to.be.at.most(after.getBoundingClientRect().top);
    expect(inside<HTMLDialogElement>(block, 'dialog').matches(':modal')).to.equal(false);
    after.remove();
  });

  it('goes when what it asks was answered in another tab, and stays with what it says of its own answer', async () => {
    const {block, client} = await ready();
    const closed = next<AssentCloseEvent>(block, 'assent-close');
    client.made.push({type: 'accept', document: 'terms-of-service', options: {}});
    client.change();
    expect((await closed).reason).to.equal('answered');
    expect(block.offsetHeight).to.equal(0);
    const own = await ready();
    button(own.block, 'accept').click();
    await until(() => own.block.shadowRoot!.querySelector('.outcome'), 'the outcome');
    own.client.change();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(own.block.shadowRoot!.querySelector('.outcome')).not.to.equal(null);
  });

  it('leaves the focus where the page has it', async () => {
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    await ready();
    expect(document.activeElement).to.equal(field);
    field.remove();
  });

  it('leaves it there too when an answer was not saved', async () => {
    const {block} = await ready({act: 'not_saved'});
    const field = document.createElement('input');
    document.body.append(field);
    field.focus();
    button(block, 'accept').click();
    await until(() => block.shadowRoot!.querySelector('[part~=alert]'), 'the alert');
    await block.updateComplete;
    expect(document.activeElement).to.equal(field);
    field.remove();
  });

  it('says in the record that it stood in the page', async () => {
    const {block, client} = await ready();
    button(block, 'accept').click();
    await until(() => client.made[0], 'the act');
    expect(client.made[0]!.options.shown).to.include({mode: 'inline', button: 'Agree'});
  });

  it('is answered with the keyboard, and hands the focus on to what is next', async () => {
    const {block, client} = await ready();
    button(block, 'decline').focus();
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Enter'});
    await until(() => block.shadowRoot!.querySelector('.outcome'), 'the outcome');
    expect(client.made[0]).to.include({type: 'accept'});
    await until(() => text(block.shadowRoot!.activeElement ?? document.body) === 'Continue', 'the focus on "Continue"');
    const closed = next<AssentCloseEvent>(block, 'assent-close');
    await sendKeys({press: 'Enter'});
    expect((await closed).reason).to.equal('answered');
    await block.updateComplete;
    expect(block.getBoundingClientRect().height).to.equal(0);
  });

  it('takes no room where nothing is owed, and comes when something is', async () => {
    const {block, client} = await open({status: 'current'});
    await until(() => !block.open, 'nothing');
    await block.updateComplete;
    expect(block.getBoundingClientRect().height).to.equal(0);
    client.script.status = 'due';
    client.change();
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
  });

  it('does not come back by itself where it was put off', async () => {
    const {block, client} = await ready({}, {dismissible: true});
    const closed = next<AssentCloseEvent>(block, 'assent-close');
    button(block, 'close').click();
    expect((await closed).reason).to.equal('later');
    client.change();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(block.open).to.equal(false);
    document.body.append(block);
    await block.updateComplete;
    expect(block.open, 'nor where it was moved').to.equal(false);
    block.show();
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    document.body.append(block);
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question, where it was moved to');
  });

  it('shows nothing to be answered while it finds out what the next person owes', async () => {
    const {block} = await ready();
    const other = new ScriptedAssent({documents: [consentTerms]});
    const tell = other.delayAgreements();
    block.client = other;
    await block.updateComplete;
    expect(block.shadowRoot!.querySelector('[part~=accept]')).to.equal(null);
    tell();
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    expect(text(inside(block, 'h2'))).to.equal('Privacy Policy');
  });

  it('keeps to what the next person owes, also where it learns of the one before later', async () => {
    const {block} = await open({status: 'current'});
    const first = new ScriptedAssent({documents: [sampleTerms], status: 'current'});
    const tell = first.delayAgreements();
    block.client = first;
    block.show();
    await block.updateComplete;
    first.change();
    block.client = new ScriptedAssent({documents: [consentTerms]});
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    tell();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect([block.open, text(inside(block, 'h2'))]).to.deep.equal([true, 'Privacy Policy']);
  });

  it('asks in its own language, whatever its client’s is', async () => {
    const {block} = await ready({translations: [{...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'}]}, {locale: 'de'});
    expect(text(inside(block, 'h2'))).to.equal('Nutzungsbedingungen');
  });

  it('says that it could not be found out what is owed, and offers no way to put that off', async () => {
    const {block} = await open({agreementsError: new AssentError('unavailable', '')});
    await until(() => block.shadowRoot!.querySelector('.message'), 'the message');
    expect(block.shadowRoot!.querySelector('[part~=close]')).to.equal(null);
  });

  it('comes into view, and takes the focus, where it is brought up', async () => {
    const high = document.createElement('div');
    high.style.blockSize = '3000px';
    document.body.append(high);
    const {block} = await ready();
    block.close('later');
    await block.updateComplete;
    await block.bringUp('terms-of-service');
    await until(() => block.getBoundingClientRect().top < innerHeight, 'the block in view');
    await until(() => document.activeElement === block, 'the focus');
    high.remove();
  });

  it('asks only for what it is told to, and a gate leaves that to it', async () => {
    const {block, client} = await ready({documents: [sampleTerms, consentTerms]}, {documents: ['privacy-policy']});
    block.setAttribute('documents', 'privacy-policy');
    expect(text(inside(block, 'h2'))).to.equal('Privacy Policy');
    const gate = await place<AssentGate>('assent-gate', {client});
    const dialog = await until(() => gate.shadowRoot!.querySelector('assent-dialog'), 'the dialog of the gate');
    expect(dialog.documents).to.deep.equal(['terms-of-service']);
  });

  it('gets its client from a gate on the page', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms]});
    const gate = await place<AssentGate>('assent-gate', {});
    const block = await place<AssentInline>('assent-inline', {});
    gate.client = client;
    await until(() => block.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    expect(gate.shadowRoot!.querySelector('assent-dialog'), 'it asks for all: the gate for nothing').to.equal(null);
  });

  it('fits a phone, with its buttons below the statement', async () => {
    await resizeTo(450, 800);
    const {block} = await ready();
    const [statement, accept] = [inside(block, '#statement'), button(block, 'accept')].map(one => one.getBoundingClientRect());
    expect(accept!.top).to.be.at.least(statement!.bottom);
    expect(document.documentElement.scrollWidth).to.equal(innerWidth);
    await resizeTo(1000, 800);
  });

  const narrow = navigator.userAgent.includes('Chrome/') ? it : it.skip;
  narrow('keeps what has the focus in view at 400 %, whatever else is to be chosen (only Chromium opens so narrow a window)', async () => {
    await resizeTo(320, 256);
    const {block} = await ready({documents: [consentTerms]});
    document.body.style.padding = '120px 32px 0';
    inside(block, '#text').focus();
    for (let focused: Element | null = null; !focused?.matches('[part~=accept]'); ) {
      await sendKeys({press: 'Tab'});
      focused = block.shadowRoot!.activeElement!;
      if (focused.localName === 'assent-terms') continue;
      const {top, bottom, left, width, height} = focused.getBoundingClientRect();
      expect(top >= -1 && bottom <= innerHeight + 1, `${text(focused)} from ${top} to ${bottom}`).to.equal(true);
      const above = block.shadowRoot!.elementFromPoint(left + width / 2, top + height / 2);
      expect(above && focused.contains(above), `nothing stands over ${text(focused)}`).to.equal(true);
    }
    document.body.style.padding = '';
    await resizeTo(1000, 800);
  });
});
