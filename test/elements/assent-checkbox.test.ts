import {sendKeys, sendMouse} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentCheckbox} from '../../src/elements/assent-checkbox.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import type {AssentAcceptedEvent, AssentBeforeAcceptEvent, AssentErrorEvent} from '../../src/elements/events.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, next, place, until} from './page.js';
import {chineseTerms, consentTerms, sampleTerms} from './sample-terms.js';
import {hashOf, PAST_ID, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

async function signUp(script: Partial<Script> = {}, locale = 'en') {
  const client = new ScriptedAssent({documents: [sampleTerms], ...script}, locale);
  const form = document.createElement('form');
  const fieldset = document.createElement('fieldset');
  const box = document.createElement('assent-checkbox') as AssentCheckbox;
  Object.assign(box, {name: 'assent', document: 'terms-of-service', client});
  const button = Object.assign(document.createElement('button'), {textContent: 'Create account', name: 'plan', value: 'small'});
  const style = document.createElement('style');
  style.textContent = 'form button{font-size:16px}';
  fieldset.append(style, box, button);
  form.append(fieldset);
  const sent: FormData[] = [];
  form.addEventListener('submit', event => {
    event.preventDefault();
    sent.push(new FormData(form, event.submitter));
  });
  document.body.append(form);
  forms.push(form);
  await until(() => box.shadowRoot!.querySelector('.box:enabled, .given, [part=alert]:not(:empty)'), 'the box');
  return {client, form, fieldset, box, button, sent};
}

const forms: HTMLFormElement[] = [];
afterEach(() => forms.splice(0).forEach(form => form.remove()));

const tick = (box: AssentCheckbox) => inside(box, '.box').click();

/** As a person does. */
const pressOn = (element: Element) => {
  const {left, top, height} = element.getBoundingClientRect();
  return sendMouse({type: 'click', position: [Math.round(left + 6), Math.round(top + height / 2)]});
};

describe('assent-checkbox', () => {
  describe('passes an accessibility audit', () => {
    it('before and after it is ticked', async () => {
      const {box} = await signUp();
      await expectAccessible(box);
      tick(box);
      await box.updateComplete;
      await expectAccessible(box);
    });

    it('with the terms open', async () => {
      const {box} = await signUp();
      inside(box, '.terms').click();
      await until(() => box.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
      await atRest(box);
      await expectAccessible(box);
    });

    it('when it could not be loaded, and when the person has accepted already', async () => {
      await expectAccessible((await signUp({agreementsError: new AssentError('offline', '')})).box);
      await expectAccessible((await signUp({status: 'current'})).box);
    });
  });

  it('says that it could not be loaded, and not that it is loading, with the way out below', async () => {
    const {box} = await signUp({agreementsError: new AssentError('offline', '')});
    const [said, alert, again] = ['#statement', '#problem', '.field > .button'].map(one => inside(box, one));
    expect(said!.textContent).to.equal('The text could not be loaded');
    expect(alert!.textContent).to.match(/^The text could not be loaded\. Please/);
    expect(again!.getBoundingClientRect().left).to.equal(alert!.getBoundingClientRect().left);
    expect(again!.getBoundingClientRect().top).to.be.at.least(alert!.getBoundingClientRect().bottom);
  });

  it('names the terms and their version, in the language of the page', async () => {
    expect(text(inside((await signUp()).box, '#statement'))).to.equal('I have read and accept the Terms of Service, version 3.1.');
    const {box} = await signUp({documents: [chineseTerms]}, 'zh-CN');
    expect(text(inside(box, '#statement'))).to.equal('我已阅读并接受《视频云服务条款》（版本 2026-11-01）。');
  });

  it('is not ticked by any attribute, property or history', async () => {
    const {box} = await signUp();
    box.setAttribute('checked', '');
    Object.assign(box, {value: 'on'});
    await box.updateComplete;
    expect([box.checked, inside<HTMLInputElement>(box, '.box').checked]).to.deep.equal([false, false]);
  });

  it('is ticked by its words, but not by the title that opens the terms', async () => {
    const {box} = await signUp();
    inside(box, '.terms').click();
    const dialog = await until(() => box.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]'), 'the window');
    expect(box.checked).to.equal(false);
    dialog.close();
    inside(box, 'label').click();
    expect(box.checked).to.equal(true);
  });

  it('keeps its form from being sent without it, and says why', async () => {
    const {box, form, sent, button} = await signUp();
    expect(form.checkValidity()).to.equal(false);
    expect(box.validity.valueMissing).to.equal(true);
    expect(box.validationMessage).to.contain('tick the box');
    button.click();
    expect(sent).to.have.length(0);
    tick(box);
    await box.updateComplete;
    expect(form.checkValidity()).to.equal(true);
  });

  it('records first, then lets the form go on as it was sent, with the id of the record', async () => {
    const {box, client, sent, button} = await signUp({act: 'saved'});
    tick(box);
    button.click();
    expect(sent).to.have.length(0);
    await until(() => sent[0], 'the form');
    expect(client.made).to.have.length(1);
    expect(Object.fromEntries(sent[0]!)).to.deep.equal({assent: '019350a4-7b1c-7d3e-9f2a-11c077de4b5f', plan: 'small'});
    const {shown} = client.made[0]!.options;
    expect(shown).to.include({mode: 'checkbox', statement: 'I have read and accept the Terms of Service, version 3.1.', button: 'Create account', endReached: false, openMs: 0});
    expect(shown!.screen!.warnings).to.deep.equal([]);
    expect(client.made[0]!.options).to.deep.include({hash: hashOf(sampleTerms), made: {by: 'ui', trusted: false}});
  });

  it('tells a real press from a made one, on the box and on its words', async () => {
    const presses: [string, boolean, (box: AssentCheckbox) => unknown][] = [
      ['a script clicks the box', false, box => tick(box)],
      ['a script clicks the words', false, box => inside(box, 'label').click()],
      ['a person clicks the words', true, box => pressOn(inside(box, 'label'))],
      ['a person clicks the box', true, box => pressOn(inside(box, '.box'))],
      ['a person, after a script', true, async box => (inside(box, 'label').click(), tick(box), pressOn(inside(box, '.box')))],
    ];
    for (const [what, trusted, press] of presses) {
      const {box, client, button, sent} = await signUp();
      await press(box);
      await until(() => box.checked, what);
      button.click();
      await until(() => sent[0], 'the form');
      expect(client.made[0]!.options.made, what).to.deep.equal({by: 'ui', trusted});
      box.closest('form')!.remove();
    }
  });

  it('tells the page of the act, and of its receipt', async () => {
    const {box, client, button} = await signUp({act: 'saved'});
    const [accepted, recorded] = [next<AssentAcceptedEvent>(box, 'assent-accepted'), next(box, 'assent-recorded')];
    tick(box);
    button.click();
    expect((await accepted).act.state).to.equal('saved');
    client.record();
    await recorded;
  });

  it('tells the page that the service refused it', async () => {
    const {box, button} = await signUp({act: 'refused'});
    const told = next<AssentErrorEvent>(box, 'assent-error');
    tick(box);
    button.click();
    expect((await told).error.code).to.equal('unknown_version');
  });

  it('is off while it saves, switches and all, and keeps the text that it was ticked for', async () => {
    const {box, client, button} = await signUp({documents: [{...consentTerms, id: 'terms-of-service'}], act: 'never'});
    await until(() => box.shadowRoot!.querySelector('[role=switch]'), 'the switches');
    tick(box);
    button.click();
    await box.updateComplete;
    expect([...box.shadowRoot!.querySelectorAll('input')].map(({disabled}) => disabled)).to.deep.equal([true, true, true]);
    client.script.documents = [{...consentTerms, id: 'terms-of-service', version: 'another'}];
    await box.load();
    await box.updateComplete;
    expect(text(inside(box, '#statement'))).to.contain('version 2026-11-01.');
    expect(box.checked).to.equal(true);
  });

  it('has no value before it is ticked', async () => {
    const {box, form} = await signUp();
    expect(new FormData(form).has('assent')).to.equal(false);
    tick(box);
    expect(new FormData(form).get('assent')).to.equal('on');
  });

  it('tells the page when it is ticked, and is in a state that a page can style', async () => {
    const {box} = await signUp();
    const changed = next(box, 'change');
    tick(box);
    await changed;
    await box.updateComplete;
    expect([box.matches(':state(checked)'), box.matches(':state(given)')]).to.deep.equal([true, false]);
    expect(inside<HTMLInputElement>(box, '.box').required).to.equal(true);
  });

  it('records nothing for a form that the page holds back', async () => {
    const {box, client, button} = await signUp();
    const hold = (event: Event) => event.preventDefault();
    addEventListener('submit', hold, {capture: true});
    tick(box);
    button.click();
    removeEventListener('submit', hold, {capture: true});
    await box.updateComplete;
    expect(client.made).to.deep.equal([]);
  });

  it('lets its form go without it where it is switched off', async () => {
    const {box, client, form, button, sent} = await signUp();
    tick(box);
    box.disabled = true;
    await box.updateComplete;
    expect([inside<HTMLInputElement>(box, '.box').disabled, form.checkValidity()]).to.deep.equal([true, true]);
    button.click();
    expect([sent.length, client.made.length]).to.deep.equal([1, 0]);
    expect(sent[0]!.has('assent')).to.equal(false);
  });

  it('holds back the form that it was moved to, and no longer the one that it was in', async () => {
    const {box, client, form, button, sent} = await signUp({act: 'saved'});
    tick(box);
    const other = document.createElement('form');
    other.append(Object.assign(document.createElement('button'), {textContent: 'Order'}));
    other.addEventListener('submit', event => event.preventDefault());
    document.body.append(other);
    forms.push(other);
    other.append(box);
    expect(box.form).to.equal(other);
    button.click();
    expect([form.checkValidity(), sent.length, client.made.length]).to.deep.equal([true, 1, 0]);
    other.requestSubmit();
    await until(() => client.made[0], 'the act');
  });

  it('names the words of a button that is an input', async () => {
    const {box, client, button, sent} = await signUp();
    const order = Object.assign(document.createElement('input'), {type: 'submit', value: 'Order now'});
    button.replaceWith(order);
    tick(box);
    order.click();
    await until(() => sent[0], 'the form');
    expect(client.made[0]!.options.shown!.button).to.equal('Order now');
  });

  it('keeps to the document that it was told of last', async () => {
    const {box, client} = await signUp({documents: [sampleTerms, {...sampleTerms, id: 'house-rules', title: 'House Rules'}]});
    const answer = client.holdAgreements();
    const late = box.load();
    box.document = 'house-rules';
    await until(() => answer.length === 2, 'the other question');
    await answer[1]!();
    await until(() => text(inside(box, '#statement')).includes('House Rules'), 'the other document');
    await answer[0]!();
    await late;
    await box.updateComplete;
    expect(text(inside(box, '#statement'))).to.contain('House Rules');
  });

  it('leaves one record when the button is pressed twice', async () => {
    const {box, client, sent, button} = await signUp({act: 'saved'});
    tick(box);
    button.click();
    button.click();
    await until(() => sent[0], 'the form');
    button.click();
    expect(client.made).to.have.length(1);
    expect(sent).to.have.length(2);
  });

  it('works with the keyboard alone', async () => {
    const {box, client, sent, button} = await signUp({act: 'saved'});
    inside(box, '.box').focus();
    await sendKeys({press: ' '});
    await until(() => box.checked, 'the tick');
    await sendKeys({press: 'Tab'});
    expect(box.shadowRoot!.activeElement?.className).to.equal('terms');
    await sendKeys({press: 'Tab'});
    expect(document.activeElement).to.equal(button);
    await sendKeys({press: 'Enter'});
    await until(() => sent[0], 'the form');
    expect(client.made[0]!.options.made).to.deep.equal({by: 'ui', trusted: true});
  });

  it('does not send the form when the act was not saved, and says so', async () => {
    const {box, client, sent, button} = await signUp({act: 'not_saved'});
    const failed = next(box, 'assent-error');
    tick(box);
    button.click();
    await failed;
    await until(() => text(inside(box, '[part=alert]')).includes('not saved'), 'the words');
    expect(sent).to.have.length(0);
    client.script.act = 'saved';
    button.click();
    await until(() => sent[0], 'the form');
  });

  it('does not send the form with an act that could not be kept', async () => {
    const {box, client, sent, button} = await signUp();
    const accept = client.accept.bind(client);
    client.accept = async (...given) => ({...(await accept(...given)), state: 'unsaved', error: new AssentError('not_saved', '')});
    tick(box);
    button.click();
    await until(() => text(inside(box, '[part=alert]')).includes('not saved'), 'the words');
    expect([sent.length, box.matches(':state(given)')]).to.deep.equal([0, false]);
  });

  it('says no more that it was not saved once its form is reset', async () => {
    const {box, form, button} = await signUp({act: 'not_saved'});
    tick(box);
    button.click();
    await until(() => text(inside(box, '[part=alert]')).includes('not saved'), 'the words');
    form.reset();
    await box.updateComplete;
    expect(text(inside(box, '[part=alert]'))).to.equal('');
  });

  it('can be loaded again, and says no more that it could not', async () => {
    const {box, client} = await signUp({agreementsError: new AssentError('offline', '')});
    delete client.script.agreementsError;
    inside(box, '.field > .button').click();
    await until(() => box.shadowRoot!.querySelector('.box:enabled'), 'the box');
    expect([text(inside(box, '[part=alert]')), box.shadowRoot!.querySelector('.field > .button')]).to.deep.equal(['', null]);
  });

  it('opens the terms by Enter and by Space', async () => {
    const {box} = await signUp();
    for (const key of ['Enter', ' ']) {
      inside(box, '.terms').focus();
      await sendKeys({press: key});
      const dialog = await until(() => box.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]'), key);
      expect(box.checked, key).to.equal(false);
      dialog.close();
    }
  });

  it('closes the terms by a button, and by a press beside the window', async () => {
    const {box} = await signUp();
    for (const outside of [false, true]) {
      inside(box, '.terms').click();
      const dialog = await until(() => box.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]'), 'the window');
      inside(box, '#window-title').click();
      expect(dialog.open).to.equal(true);
      (outside ? dialog : inside(box, '[part~=close]')).click();
      expect(dialog.open, outside ? 'beside' : 'by the button').to.equal(false);
    }
  });

  it('shows the terms in its own words', async () => {
    const {box} = await signUp();
    box.strings = {keyClause: 'Mind this'};
    inside(box, '.terms').click();
    const reader = await until(() => box.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
    await until(() => reader.shadowRoot!.querySelector('.badge'), 'the key clause');
    expect(text(inside(reader, '.badge'))).to.contain('Mind this');
  });

  it('records nothing where the page cancels', async () => {
    const {box, client, sent, button} = await signUp();
    box.addEventListener('assent-before-accept', event => event.preventDefault());
    tick(box);
    button.click();
    await box.updateComplete;
    expect([client.made, sent]).to.deep.equal([[], []]);
  });

  it('is unticked when its form is reset, and off in a disabled fieldset', async () => {
    const {box, form, fieldset} = await signUp();
    tick(box);
    form.reset();
    await box.updateComplete;
    expect([box.checked, box.validity.valueMissing]).to.deep.equal([false, true]);
    fieldset.disabled = true;
    await box.updateComplete;
    expect(inside<HTMLInputElement>(box, '.box').disabled).to.equal(true);
    expect(form.checkValidity()).to.equal(true);
  });

  it('says what is left to read before its form can be sent, where the publication asks for it', async () => {
    const {box, button, sent, client} = await signUp({offer: {gates: {opened: true}}});
    tick(box);
    button.click();
    expect([box.validity.customError, box.validationMessage, sent.length]).to.deep.equal([true, 'Please open the text before you accept.', 0]);
    inside(box, '.terms').click();
    const reader = await until(() => box.shadowRoot!.querySelector<AssentTerms>('assent-terms:state(ready)'), 'the text');
    await until(() => reader.openMs > 0, 'some reading');
    inside<HTMLDialogElement>(box, 'dialog').close();
    await until(() => box.validity.valid, 'the box to hold');
    button.click();
    await until(() => sent.length === 1, 'the form');
    expect(client.made[0]!.options.shown!.openMs).to.be.greaterThan(0);
  });

  it('asks nothing of a person who has accepted already', async () => {
    const {box, form} = await signUp({status: 'current'});
    expect(text(inside(box, '.given'))).to.equal('You accepted the Terms of Service');
    expect(form.checkValidity()).to.equal(true);
    expect(new FormData(form).get('assent'), 'the form names the record that holds').to.equal(PAST_ID);
    expect(box.matches(':state(given)')).to.equal(true);
  });

  it('asks no reading of a person who has accepted already', async () => {
    const {form} = await signUp({status: 'current', offer: {gates: {opened: true}}});
    expect(form.checkValidity()).to.equal(true);
  });

  it('is unticked when another text takes the place of the one that it named', async () => {
    const {box, client} = await signUp();
    tick(box);
    client.script.documents = [{...sampleTerms, version: '3.2'}];
    client.change();
    await until(() => text(inside(box, '#statement')).includes('3.2'), 'the new text');
    expect(box.checked).to.equal(false);
  });

  it('tells how long the text was on screen, and whether its end was', async () => {
    const {box, client, button, sent} = await signUp({act: 'saved'});
    const before = performance.now();
    inside(box, '.terms').click();
    const reader = await until(() => box.shadowRoot!.querySelector<AssentTerms>('assent-terms:state(ready)'), 'the text');
    await until(() => reader.openMs >= 50, 'some reading');
    inside<HTMLDialogElement>(box, 'dialog').close();
    tick(box);
    button.click();
    await until(() => sent[0], 'the form');
    expect(client.made[0]!.options.shown!.openMs).to.be.within(50, performance.now() - before + 1);
  });

  it('says in the window in which language the text is, where it is not the reader’s', async () => {
    const {box} = await signUp({}, 'de');
    inside(box, '.terms').click();
    await until(() => box.shadowRoot!.querySelector('dialog[open]'), 'the window');
    expect(text(inside(box, '[part=header]'))).to.contain('Dieser Text wird in folgender Sprache angezeigt: Englisch.');
    expect(inside(box, '#window-title').lang).to.equal('en');
  });

  it('tells the developer of a theme that breaks a rule, and puts it on record', async () => {
    const style = document.createElement('style');
    style.textContent = 'assent-checkbox{--assent-text:#bbb}';
    document.head.append(style);
    const warned: string[] = [];
    const {warn} = console;
    console.warn = (message: string) => warned.push(message);
    try {
      const {box, client, button, sent} = await signUp({act: 'saved'});
      await until(() => warned.length > 0, 'the warning');
      expect(warned.join()).to.contain('statement_low_contrast').and.contain('--assent-text');
      tick(box);
      button.click();
      await until(() => sent[0], 'the form');
      expect(client.made[0]!.options.shown!.screen!.warnings).to.include('statement_low_contrast');
    } finally {
      console.warn = warn;
      style.remove();
    }
  });

  it('gets its client from a gate on the page', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], status: 'current'});
    const box = await place<AssentCheckbox>('assent-checkbox', {document: 'terms-of-service'});
    expect(box.client).to.equal(undefined);
    const late = await place<AssentGate>('assent-gate', {});
    const second = await place<AssentCheckbox>('assent-checkbox', {document: 'terms-of-service'});
    late.client = client;
    await until(() => second.client === client, 'the client');
    expect(box.client, 'of a gate that came after it').to.equal(client);
  });

  it('goes over to another client with its gate, but keeps one that the page gave it', async () => {
    const [first, second] = [1, 2].map(() => new ScriptedAssent({documents: [sampleTerms], status: 'current'}));
    const gate = await place<AssentGate>('assent-gate', {client: first!});
    const box = await place<AssentCheckbox>('assent-checkbox', {document: 'terms-of-service'});
    const own = await place<AssentCheckbox>('assent-checkbox', {document: 'terms-of-service', client: first!});
    expect([box.client, own.client]).to.deep.equal([first, first]);
    gate.client = second!;
    await until(() => box.client === second, 'the other client');
    expect(own.client).to.equal(first);
  });

  describe('with separate consents in the text', () => {
    const asked = async (script: Partial<Script> = {}) => {
      const signed = await signUp({documents: [{...consentTerms, id: 'terms-of-service'}], ...script});
      await until(() => signed.box.shadowRoot!.querySelector('[role=switch]'), 'the switches');
      return signed;
    };
    const switches = (box: AssentCheckbox) => [...box.shadowRoot!.querySelectorAll<HTMLInputElement>('[role=switch]')];

    it('passes an accessibility audit', async () => {
      await expectAccessible((await asked()).box);
    });

    it('asks for each in the form, off, and the form goes without them', async () => {
      const {box, client, sent, button} = await asked();
      expect(switches(box).map(({checked}) => checked)).to.deep.equal([false, false]);
      tick(box);
      expect(switches(box).map(({checked}) => checked), 'the tick is for the text alone').to.deep.equal([false, false]);
      button.click();
      await until(() => sent[0], 'the form');
      expect(client.made[0]!.options.choices).to.deep.equal({'voice-prints': false, partners: false});
    });

    it('records those that were switched on, and tells the page of them before', async () => {
      const {box, client, sent, button} = await asked();
      const before = next<AssentBeforeAcceptEvent>(box, 'assent-before-accept');
      switches(box)[1]!.click();
      tick(box);
      button.click();
      expect((await before).choices).to.deep.equal({'voice-prints': false, partners: true});
      await until(() => sent[0], 'the form');
      expect(client.made[0]!.options.choices).to.deep.equal({'voice-prints': false, partners: true});
    });

    it('asks for none of a text that is no longer the one beside it', async () => {
      const {box, client} = await signUp();
      const terms = client.terms.bind(client);
      let arrive = () => {};
      client.terms = hash => new Promise(resolve => (arrive = () => resolve(terms(hash))));
      client.script.documents = [{...consentTerms, id: 'terms-of-service'}];
      await box.load();
      const late = arrive;
      client.terms = terms;
      client.script.documents.unshift({...sampleTerms, version: '4'});
      await box.load();
      late();
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(switches(box)).to.deep.equal([]);
    });

    it('switches all off again when the form is reset', async () => {
      const {box, form} = await asked();
      switches(box)[0]!.click();
      await box.updateComplete;
      form.reset();
      await box.updateComplete;
      expect(switches(box).map(({checked}) => checked)).to.deep.equal([false, false]);
    });

    it('asks anew, with nothing ticked or on, who withdrew on the same page', async () => {
      const {box, client, sent, button} = await asked();
      switches(box)[0]!.click();
      tick(box);
      button.click();
      await until(() => sent[0], 'the form');
      await until(() => box.shadowRoot!.querySelector('.given'), 'what was given');
      await client.withdraw('terms-of-service');
      client.change();
      await until(() => switches(box)[0], 'the switches');
      expect([box.checked, ...switches(box).map(({checked}) => checked)]).to.deep.equal([false, false, false]);
    });

    it('opens the text at the clause that asks', async () => {
      const {box} = await asked();
      inside(box, '.to-clause').click();
      const reader = await until(() => box.shadowRoot!.querySelector('dialog[open] assent-terms:state(ready)'), 'the text');
      await until(() => reader.shadowRoot!.querySelector('.found'), 'the clause');
    });

    it('asks for none where the text cannot be had, and records none', async () => {
      const {box, client, sent, button} = await signUp({documents: [{...consentTerms, id: 'terms-of-service'}], termsError: new AssentError('offline', '')});
      tick(box);
      button.click();
      await until(() => sent[0], 'the form');
      expect(switches(box)).to.deep.equal([]);
      expect(client.made[0]!.options).not.to.have.property('choices');
    });

    it('asks for none of who has accepted already', async () => {
      const {box} = await signUp({documents: [{...consentTerms, id: 'terms-of-service'}], status: 'current'});
      await new Promise(resolve => setTimeout(resolve, 100));
      expect(switches(box)).to.deep.equal([]);
    });
  });
});
