import {expect} from 'chai';
import {AssentChangeEvent, type OutboxItem} from '../../src/client/assent.js';
import '../../src/define.js';
import type {AssentCheckbox} from '../../src/elements/assent-checkbox.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import type {AssentCloseEvent, AssentErrorEvent} from '../../src/elements/events.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, next, place, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {hashOf, PAST_ID, receiptOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

async function gate(script: Partial<Script> = {}, properties: Partial<AssentGate> = {}) {
  const client = new ScriptedAssent({documents: [sampleTerms], ...script});
  const element = await place<AssentGate>('assent-gate', {client, ...properties});
  return {client, element};
}

const dialogOf = (element: AssentGate) => element.shadowRoot!.querySelector<AssentDialog>('assent-dialog');
const press = (dialog: AssentDialog, part: string) =>
  until(() => dialog.shadowRoot!.querySelector<HTMLElement>(`[part~=${part}]:enabled`), part).then(button => button.click());

describe('assent-gate', () => {
  it('passes an accessibility audit while it asks', async () => {
    const {element} = await gate();
    const dialog = await until(() => dialogOf(element), 'the dialog');
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
    await atRest(dialog);
    await expectAccessible(element);
  });

  it('asks a person who owes an answer', async () => {
    const {element} = await gate();
    const dialog = await until(() => dialogOf(element), 'the dialog');
    expect(dialog.open).to.equal(true);
    expect(dialog.documents).to.deep.equal(['terms-of-service']);
  });

  for (const status of ['current', 'declined', 'notice'] as const) {
    it(`leaves alone a person whose status is "${status}"`, async () => {
      const {element} = await gate({status});
      expect(await element.check()).to.deep.equal([]);
      await element.updateComplete;
      expect(dialogOf(element)).to.equal(null);
    });
  }

  it('asks nothing for a client that was replaced before it answered, and listens to it no more', async () => {
    const element = await place<AssentGate>('assent-gate', {});
    const [first, second] = [new ScriptedAssent({documents: [sampleTerms]}), new ScriptedAssent({documents: [sampleTerms], status: 'current'})];
    const tell = first.delayAgreements();
    element.client = first;
    await element.updateComplete;
    element.client = second;
    await element.check();
    tell();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(dialogOf(element)).to.equal(null);
    let asked = 0;
    second.agreements = async () => (asked++, []);
    first.change();
    expect(asked).to.equal(0);
    second.change();
    expect(asked).to.equal(1);
  });

  it('is one of several that each have a client of their own: the first on the page gives it, and none that is gone', async () => {
    const clients = [1, 2, 3].map(() => new ScriptedAssent({documents: [sampleTerms], status: 'current'}));
    const [gone] = [await place<AssentGate>('assent-gate', {client: clients[0]!}), await place<AssentGate>('assent-gate', {client: clients[1]!}), await place<AssentGate>('assent-gate', {client: clients[2]!})];
    gone!.remove();
    const box = await place<AssentCheckbox>('assent-checkbox', {document: 'terms-of-service'});
    expect(clients.indexOf(box.client as ScriptedAssent)).to.equal(1);
  });

  it('hands its language and its words on to what it shows', async () => {
    const strings = {accept: 'Yes, I accept'};
    const {element} = await gate({}, {locale: 'de', strings});
    const dialog = await until(() => dialogOf(element), 'the dialog');
    expect([dialog.locale, dialog.strings]).to.deep.equal(['de', strings]);
    element.remove(); // while it asks, another one waits
    const told = await gate({status: 'notice', effectiveAt: '2126-12-01T00:00:00Z'}, {locale: 'de', strings});
    const banner = await until(() => told.element.shadowRoot!.querySelector('assent-banner'), 'the banner');
    expect([banner.locale, banner.strings]).to.deep.equal(['de', strings]);
  });

  it('watches only the documents that it is told to', async () => {
    const {element} = await gate({documents: [sampleTerms, consentTerms]}, {documents: ['privacy-policy']});
    const dialog = await until(() => dialogOf(element), 'the dialog');
    expect(dialog.documents).to.deep.equal(['privacy-policy']);
  });

  it('leaves to a box in a form of the page what the box asks for', async () => {
    await place('assent-checkbox', {document: 'terms-of-service'} as Partial<AssentGate>);
    const {element} = await gate({documents: [sampleTerms, consentTerms]});
    const dialog = await until(() => dialogOf(element), 'the dialog');
    expect(dialog.documents).to.deep.equal(['privacy-policy']);
  });

  it('lets the dialog finish, then goes away', async () => {
    const {element} = await gate();
    const dialog = await until(() => dialogOf(element), 'the dialog');
    const accepted = next(element, 'assent-accepted');
    await press(dialog, 'accept');
    await accepted;
    await until(() => dialog.shadowRoot!.querySelector('.outcome'), 'the outcome');
    inside(dialog, '.outcome .button').click();
    await until(() => !dialogOf(element), 'the dialog to go');
  });

  it('goes away when all that it asks was answered elsewhere, and not before', async () => {
    const {element, client} = await gate();
    const dialog = await until(() => dialogOf(element), 'the dialog');
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
    client.change();
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(dialog.open).to.equal(true);
    const closed = next<AssentCloseEvent>(element, 'assent-close');
    client.script.status = 'current';
    client.change();
    expect((await closed).reason).to.equal('answered');
    await until(() => !dialogOf(element), 'the dialog to go');
    client.script.status = 'due';
    client.change();
    await until(() => dialogOf(element), 'the next question');
  });

  it('does not ask again what was put off, until the page asks anew', async () => {
    const {element, client} = await gate({}, {dismissible: true});
    const dialog = await until(() => dialogOf(element), 'the dialog');
    await until(() => dialog.shadowRoot!.querySelector('[part~=close]'), 'the button');
    inside(dialog, '[part~=close]').click();
    await until(() => !dialogOf(element), 'the dialog to go');
    client.change();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(dialogOf(element)).to.equal(null);
    await element.check();
    await until(() => dialogOf(element), 'the dialog');
  });

  it('does not ask again what was put off where a template draws it anew with the same documents', async () => {
    const {element} = await gate({}, {dismissible: true, documents: ['terms-of-service']});
    const dialog = await until(() => dialogOf(element), 'the dialog');
    dialog.close('later');
    await until(() => !dialogOf(element), 'the dialog to go');
    element.documents = ['terms-of-service'];
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(dialogOf(element)).to.equal(null);
    element.documents = ['terms-of-service', 'another'];
    await until(() => dialogOf(element), 'the dialog');
  });

  it('waits for the dialog of another gate on the page, by a script tag say, and asks for what is left then', async () => {
    const one = await gate();
    const other = await gate({documents: [sampleTerms, consentTerms]});
    const dialog = await until(() => dialogOf(one.element) ?? dialogOf(other.element), 'a dialog');
    await press(dialog, 'accept');
    const [first, second] = dialogOf(one.element) ? [one, other] : [other, one];
    second.client.made.push(...first.client.made);
    second.client.change();
    await until(() => dialog.shadowRoot!.querySelector('.outcome'), 'the outcome');
    expect(!!dialogOf(second.element), 'one at a time').to.equal(false);
    inside(dialog, '.outcome .button').click();
    const next = await until(() => dialogOf(second.element), 'the other dialog');
    expect(!!dialogOf(first.element)).to.equal(false);
    expect(next.documents).to.deep.equal(['privacy-policy']);
    second.element.remove();
    first.client.made.length = 0;
    first.client.change();
    await until(() => dialogOf(first.element), 'a question once the other gate is gone');
  });

  it('waits no more for the dialog of another gate that is taken off the page', async () => {
    const one = await gate();
    await until(() => dialogOf(one.element), 'the first dialog');
    const other = await gate();
    await other.element.check();
    expect(!!dialogOf(other.element)).to.equal(false);
    one.element.remove();
    await until(() => dialogOf(other.element), 'the other dialog');
  });

  it('asks when something becomes due while the page is open', async () => {
    const {element, client} = await gate({status: 'current'});
    await element.check();
    expect(dialogOf(element)).to.equal(null);
    client.script.status = 'due';
    client.change();
    await until(() => dialogOf(element), 'the dialog');
  });

  it('tells the page when it cannot find out what is owed', async () => {
    const element = document.createElement('assent-gate');
    const failed = next<AssentErrorEvent>(element, 'assent-error');
    element.client = new ScriptedAssent({documents: [], agreementsError: new AssentError('offline', '')});
    document.body.append(element);
    expect((await failed).error.code).to.equal('offline');
    expect(dialogOf(element)).to.equal(null);
    element.remove();
  });

  it('tells whoever set the page up, in the console, why it asks nothing', async () => {
    const {warn} = console;
    const said = await new Promise<unknown[]>(resolve => {
      console.warn = (...words: unknown[]) => resolve(words);
      void gate({agreementsError: new AssentError('site_unknown', 'The key is not known.', {advice: 'Check it.'})});
    }).finally(() => (console.warn = warn));
    expect(said).to.deep.equal(['[assent]', 'The key is not known.', 'Check it.']);
  });

  for (const [what, wrong] of Object.entries({endpoint: {endpoint: 'http://'}, site: {site: 'sk_secret'}, subject: {subject: 'ada'}})) {
    it(`tells the page what is wrong with its ${what}`, async () => {
      const element = document.createElement('assent-gate');
      const failed = next<AssentErrorEvent>(element, 'assent-error');
      Object.assign(element, {endpoint: '/nowhere/', site: 'pk_example', ...wrong});
      document.body.append(element);
      const {error} = await failed;
      element.remove();
      expect(error.code).to.equal('invalid_options');
      expect(error.message).to.include(`\`${what}\``);
      expect(error.advice).to.not.equal('');
    });
  }

  it('goes on with the client that it made when it is moved, lets go of it when it is gone, and makes another when it is back', async () => {
    const element = await place<AssentGate>('assent-gate', {endpoint: '/nowhere/', site: 'pk_example'});
    const made = await until(() => element.client, 'the client');
    let closed = false;
    made.close = () => void (closed = true);
    document.body.prepend(element);
    await new Promise(resolve => setTimeout(resolve));
    expect([element.client === made, closed]).to.deep.equal([true, false]);
    element.remove();
    await until(() => closed && !element.client, 'the end of the client');
    document.body.append(element);
    const another = await until(() => element.client, 'another client');
    expect(another).to.not.equal(made);
  });

  it('passes what the page puts into its slots on to the dialog', async () => {
    const note = document.createElement('p');
    note.slot = 'statement';
    note.textContent = 'You can withdraw at any time.';
    const {element, client} = await gate();
    const [above, below] = ['header', 'footer'].map(slot => Object.assign(document.createElement('p'), {slot}));
    element.append(note, above!, below!);
    const dialog = await until(() => dialogOf(element), 'the dialog');
    await press(dialog, 'accept');
    await until(() => client.made[0], 'the act');
    expect([note, above, below].map(one => one!.assignedSlot?.name)).to.deep.equal(['statement', 'header', 'footer']);
    expect(client.made[0]!.options.shown!.statement).to.equal('By choosing Agree you accept the Terms of Service, version 3.1. You can withdraw at any time.');
  });

  it('is dark on a page that is dark without saying so', async () => {
    document.body.style.background = '#101214';
    try {
      const {element} = await gate();
      const dialog = await until(() => dialogOf(element), 'the dialog');
      await until(() => dialog.matches(':state(dark)'), 'a dark dialog');
      element.remove();
      const told = await gate({status: 'notice', effectiveAt: '2126-12-01T00:00:00Z'});
      await until(() => told.element.shadowRoot!.querySelector('assent-banner:state(dark)'), 'a dark banner');
    } finally {
      document.body.style.background = '';
    }
  });

  it('says of an act that an earlier page left that it is saved, then that it is recorded', async () => {
    const {id, version, locale} = sampleTerms;
    const item: OutboxItem = {id: PAST_ID, state: 'saved', type: 'accept', at: '2026-11-23T10:00:00Z', attempts: 1, document: {id, version, locale, hash: hashOf(sampleTerms)}};
    const {client, element} = await gate({status: 'current', outbox: [item]});
    const notice = await until(() => element.shadowRoot!.querySelector('.notice:not([data-empty])'), 'the notice');
    expect(notice.getAttribute('role')).to.equal('status');
    expect(text(notice)).to.equal('Saved on this device. It will be sent as soon as the service answers.');
    await expectAccessible(element);
    const receipt = receiptOf(sampleTerms, 'accept', '2026-11-23T10:00:01Z');
    Object.assign(client.script, {outbox: [], receipts: [{...receipt, entry: {...receipt.entry, id: PAST_ID}}]});
    client.dispatchEvent(new AssentChangeEvent('outbox'));
    await until(() => text(notice).includes('Recorded Reference 000000000001'), 'the receipt');
  });

  it('has no region of its own where nothing waits', async () => {
    const {client, element} = await gate({status: 'current'});
    client.dispatchEvent(new AssentChangeEvent('outbox'));
    await element.check();
    expect(element.shadowRoot!.querySelector('.notice')).to.equal(null);
  });
});
