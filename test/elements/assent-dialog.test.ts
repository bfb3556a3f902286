import {sendKeys} from '@web/test-runner-commands';
import 'axe-core';
import type {AxeResults, RunOptions} from 'axe-core';
import {expect} from 'chai';
import '../../src/define.js';
import {questionsIn} from '../../src/elements/assent-flow.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import type {AssentAcceptedEvent, AssentBeforeAcceptEvent, AssentCloseEvent, AssentErrorEvent} from '../../src/elements/events.js';
import {backgroundOf, contrast, over, parseSrgb} from '../../src/elements/measure.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {atRest, brokenWords, inside, next, place, resizeTo, until, whileOffline} from './page.js';
import {chineseTerms, consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

declare const axe: {run(context: Document, options: RunOptions): Promise<AxeResults>};

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const button = (dialog: AssentDialog, part: string) => inside<HTMLButtonElement>(dialog, `[part~=${part}]`);

async function open(script: Partial<Script> = {}, properties: Partial<AssentDialog> = {}, locale = 'en') {
  const client = new ScriptedAssent({documents: [sampleTerms], ...script}, locale);
  const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, ...properties});
  return {client, dialog};
}

/** Open, with its text on screen and at rest. */
async function ready(...args: Parameters<typeof open>) {
  const opened = await open(...args);
  await until(() => opened.dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
  await atRest(opened.dialog);
  return opened;
}

const answered = (dialog: AssentDialog) => until(() => dialog.shadowRoot!.querySelector('.outcome'), 'the outcome');

describe('assent-dialog', () => {
  it('says in which language it shows a text, and calls that the only one nowhere', async () => {
    const {dialog} = await ready({translations: [chineseTerms]}, {}, 'ar');
    expect(text(inside(dialog, 'header'))).to.contain('هذا النص معروض باللغة التالية: الإنجليزية.').and.not.contain('فقط');
  });

  it('asks for what is in force by the backend, on a device whose clock is ahead of it', async () => {
    const day = 86_400_000;
    const announced = new Date(Date.now() - 10 * day).toISOString();
    const {dialog} = await open({earlier: [{...sampleTerms, version: '3.0'}], effectiveAt: announced, aheadMs: -20 * day});
    const meta = await until(() => dialog.shadowRoot!.querySelector('.meta'), 'the version');
    expect(text(meta)).to.contain('Version 3.0');
  });

  it('says "takes effect" until it does, by the backend’s clock', async () => {
    const effectiveAt = new Date(Date.now() + 86_400_000).toISOString();
    const meta = async (aheadMs: number) => text(inside((await ready({effectiveAt, aheadMs})).dialog, '[part=meta]'));
    expect(await meta(0)).to.contain('Takes effect on');
    expect(await meta(2 * 86_400_000)).to.contain('Effective');
  });

  it('asks in its own language, whatever its client’s is', async () => {
    const {dialog} = await ready({translations: [{...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'}]}, {locale: 'de'});
    const title = inside(dialog, '#title');
    expect([text(title), title.lang]).to.deep.equal(['Nutzungsbedingungen', 'de']);
    expect(text(inside(inside(dialog, 'assent-terms'), '.badge')), 'and so does the reader').to.not.contain('Important');
  });

  it('hands the page’s own words on to the reader', async () => {
    const {dialog} = await ready({}, {strings: {keyClause: 'Mind this'}});
    expect(text(inside(inside(dialog, 'assent-terms'), '.badge'))).to.contain('Mind this');
  });

  it('says of a document that has no version to offer that it is not offered', () => {
    const agreement = {document: 'terms-of-service', status: 'none' as const, offers: [], acts: []};
    expect(() => questionsIn([agreement], new Date(), ['terms-of-service'])).to.throw(AssentError).with.property('code', 'not_offered');
  });

  describe('passes an accessibility audit', () => {
    it('while it asks', async () => {
      await expectAccessible((await ready()).dialog);
    });

    it('with separate consents', async () => {
      await expectAccessible((await ready({documents: [consentTerms]}, {dismissible: true})).dialog);
    });

    it('in Chinese', async () => {
      await expectAccessible((await ready({documents: [chineseTerms]}, {}, 'zh-CN')).dialog);
    });

    it('while the text loads', async () => {
      const {dialog} = await open({termsNever: true});
      await until(() => dialog.shadowRoot!.querySelector('assent-terms:state(loading)'), 'the reader');
      await atRest(dialog);
      await expectAccessible(dialog);
    });

    it('while an answer is being saved', async () => {
      const {dialog} = await ready({act: 'never'});
      button(dialog, 'accept').click();
      await until(() => dialog.matches(':state(busy)'), 'the busy state');
      await expectAccessible(dialog);
    });

    for (const act of ['saved', 'recorded', 'refused', 'not_saved'] as const) {
      it(`when an answer was ${act.replace('_', ' ')}`, async () => {
        const {dialog} = await ready({act});
        button(dialog, 'accept').click();
        await until(() => dialog.shadowRoot!.querySelector('.outcome, [part~=alert]'), 'what became of it');
        await atRest(dialog);
        await expectAccessible(dialog);
      });
    }

    it('without a text', async () => {
      const {dialog} = await open({termsError: new AssentError('hash_mismatch', '')});
      const reader = await until(() => dialog.shadowRoot!.querySelector('assent-terms:state(error)'), 'the error');
      await atRest(dialog);
      await expectAccessible(dialog);
      expect(reader).to.not.equal(null);
    });

    it('without anything to ask', async () => {
      const {dialog} = await open({agreementsError: new AssentError('offline', '')});
      await until(() => dialog.matches(':state(failed)'), 'the failure');
      await atRest(dialog);
      await expectAccessible(dialog);
    });
  });

  it('names the button’s own words in the statement, whatever they are', async () => {
    const {dialog} = await ready({}, {strings: {accept: 'Yes, I accept'}});
    expect(text(button(dialog, 'accept'))).to.equal('Yes, I accept');
    expect(text(inside(dialog, '#statement'))).to.equal('By choosing Yes, I accept you accept the Terms of Service, version 3.1.');
    expect(button(dialog, 'accept').getAttribute('aria-describedby')).to.equal('statement');
  });

  it('speaks Chinese to those who read it', async () => {
    const {dialog} = await ready({documents: [chineseTerms]}, {}, 'zh-CN');
    expect(text(inside(dialog, '#statement'))).to.equal('点击“同意”，即表示您接受《视频云服务条款》（版本 2026-11-01）。');
    await until(() => text(inside(dialog, '[part=meta]')).includes('2026年11月1日起生效'), 'the date');
  });

  it('says in which language a text is, where it is not the reader’s', async () => {
    const {dialog} = await ready({documents: [sampleTerms]}, {}, 'zh-CN');
    expect(text(inside(dialog, 'header'))).to.contain('本文本以英语显示');
  });

  it('marks the language of a title in the statement, where it is another', async () => {
    const {dialog} = await ready({documents: [chineseTerms]});
    expect([...dialog.shadowRoot!.querySelectorAll<HTMLElement>('#statement strong')].map(({lang}) => lang)).to.deep.equal(['', 'zh-CN']);
  });

  it('names the button that closes once', async () => {
    const {dialog} = await ready({}, {dismissible: true});
    const {title, ariaLabel} = button(dialog, 'close');
    expect([title, ariaLabel], 'a label beside the title would be read as well').to.deep.equal(['Not now', null]);
  });

  it('says when a text was published, where that was not the day of its effect', async () => {
    const {dialog} = await ready({effectiveAt: '2026-11-01T00:00:00Z', offer: {announcedAt: '2026-10-15T00:00:00Z'}});
    const meta = (one: AssentDialog) => until(() => /2026/.test(text(inside(one, '[part=meta]'))) && text(inside(one, '[part=meta]')), 'the dates');
    expect(await meta(dialog)).to.contain('Effective November 1, 2026').and.contain('Last updated October 15, 2026');
    const {dialog: same} = await ready({effectiveAt: '2026-11-01T00:00:00Z'});
    expect(await meta(same)).not.to.contain('updated');
  });

  it('shows the text before it writes out a date', async () => {
    const {dialog} = await open();
    await next(dialog, 'assent-text-shown');
    const meta = () => text(inside(dialog, '[part=meta]'));
    expect(meta()).to.contain('Effective').and.not.contain('2026');
    await until(() => meta().includes('November 1, 2026'), 'the dates');
  });

  it('writes out dates also where the text cannot be had', async () => {
    const {dialog} = await open({termsError: new AssentError('unavailable', '')});
    await until(() => text(inside(dialog, 'header')).includes('November 1, 2026'), 'the dates');
  });

  it('gives accept and decline the same size, font and colours', async () => {
    const {dialog} = await ready();
    const look = (part: string) => {
      const {width, height} = button(dialog, part).getBoundingClientRect();
      const {color, backgroundColor, fontSize, fontWeight, borderColor} = getComputedStyle(button(dialog, part));
      return {width: Math.round(width), height: Math.round(height), color, backgroundColor, fontSize, fontWeight, borderColor};
    };
    expect(look('accept')).to.deep.equal(look('decline'));
  });

  it('ticks nothing in advance, and sends each choice as it was left', async () => {
    const {dialog, client} = await ready({documents: [consentTerms]});
    const switches = [...dialog.shadowRoot!.querySelectorAll<HTMLInputElement>('input')];
    expect(switches.map(({checked}) => checked)).to.deep.equal([false, false]);
    expect(text(dialog.shadowRoot!.getElementById(switches[0]!.getAttribute('aria-describedby')!)!)).to.equal('Sensitive data');
    expect(switches[1]!.hasAttribute('aria-describedby')).to.equal(false);
    switches[1]!.click();
    const before = next<AssentBeforeAcceptEvent>(dialog, 'assent-before-accept');
    button(dialog, 'accept').click();
    expect((await before).choices).to.deep.equal({'voice-prints': false, partners: true});
    await answered(dialog);
    expect(client.made[0]!.options.choices).to.deep.equal({'voice-prints': false, partners: true});
  });

  it('takes back a choice that was switched off again', async () => {
    const {dialog, client} = await ready({documents: [consentTerms]});
    const first = inside(dialog, '[role=switch]');
    for (let presses = 0; presses < 2; presses++) {
      first.click();
      await dialog.updateComplete;
    }
    button(dialog, 'accept').click();
    await answered(dialog);
    expect(client.made[0]!.options.choices).to.deep.equal({'voice-prints': false, partners: false});
  });

  it('lets nothing be chosen while an answer is being saved', async () => {
    const {dialog} = await ready({documents: [consentTerms], act: 'never'});
    button(dialog, 'accept').click();
    await dialog.updateComplete;
    const switches = [...dialog.shadowRoot!.querySelectorAll<HTMLInputElement>('[role=switch]')];
    expect(switches.map(({disabled}) => disabled)).to.deep.equal([true, true]);
  });

  it('begins with nothing chosen and nothing read when it is opened again, or asks again', async () => {
    const {dialog, client} = await ready({documents: [consentTerms]});
    const switches = () => [...dialog.shadowRoot!.querySelectorAll<HTMLInputElement>('[role=switch]')];
    const opened = inside<AssentTerms>(dialog, 'assent-terms');
    switches()[0]!.click();
    dialog.close();
    await dialog.updateComplete;
    dialog.show();
    const again = () => until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question').then(() => switches().map(({checked}) => checked));
    await dialog.updateComplete;
    expect(await again()).to.deep.equal([false, false]);
    expect(inside(dialog, 'assent-terms'), 'another reader').to.not.equal(opened);
    client.script.act = 'refused';
    switches()[1]!.click();
    button(dialog, 'accept').click();
    await answered(dialog);
    inside(dialog, '.outcome .button').click();
    expect(await again()).to.deep.equal([false, false]);
  });

  it('marks the language of a choice, where it is not the reader’s', async () => {
    const {dialog} = await ready({documents: [consentTerms]}, {}, 'de');
    expect(inside(dialog, '.consent label span').lang).to.equal('en');
  });

  it('keeps the choices where a template draws it anew with the same documents', async () => {
    const {dialog} = await ready({documents: [consentTerms]}, {documents: ['privacy-policy']});
    dialog.shadowRoot!.querySelectorAll<HTMLInputElement>('input')[1]!.click();
    dialog.documents = ['privacy-policy'];
    await dialog.updateComplete;
    const switches = [...dialog.shadowRoot!.querySelectorAll<HTMLInputElement>('input')];
    expect(switches.map(({checked}) => checked)).to.deep.equal([false, true]);
  });

  it('shows the clause that a choice is about', async () => {
    const {dialog} = await ready({documents: [consentTerms]});
    inside(dialog, '.to-clause').click();
    const reader = inside(dialog, 'assent-terms');
    const row = inside(reader, `#${CSS.escape('2.1')}`).getBoundingClientRect();
    const box = reader.getBoundingClientRect();
    expect(row.top).to.be.within(box.top - 1, box.bottom);
  });

  it('records nothing where the page cancels', async () => {
    const {dialog, client} = await ready();
    for (const part of ['accept', 'decline']) {
      dialog.addEventListener(`assent-before-${part}`, event => event.preventDefault(), {once: true});
      button(dialog, part).click();
    }
    await dialog.updateComplete;
    expect(client.made).to.deep.equal([]);
    expect(dialog.open).to.equal(true);
  });

  it('tells the page before which text it is about', async () => {
    const {dialog} = await ready({act: 'never'});
    const about = {document: 'terms-of-service', version: '3.1', hash: 'sha256:terms-of-service-3.1-en'};
    for (const part of ['decline', 'accept']) {
      const before = next<AssentBeforeAcceptEvent>(dialog, `assent-before-${part}`);
      dialog.addEventListener(`assent-before-${part}`, event => event.preventDefault(), {once: true});
      button(dialog, part).click();
      expect((await before).text).to.deep.equal(about);
    }
  });

  it('hands over which explanations were asked for', async () => {
    const {dialog, client} = await ready();
    const reader = inside<AssentTerms>(dialog, 'assent-terms');
    inside<HTMLDetailsElement>(reader, 'details').open = true;
    await until(() => reader.explained.length > 0, 'the request');
    button(dialog, 'accept').click();
    await answered(dialog);
    expect(client.made[0]!.options.shown!.explained).to.deep.equal(['3.1']);
  });

  it('hands over what was shown, measured at the act', async () => {
    const {dialog, client} = await ready();
    await until(() => inside<AssentTerms>(dialog, 'assent-terms').openMs > 0, 'some reading');
    button(dialog, 'accept').click();
    await answered(dialog);
    const {shown, made, hash} = client.made[0]!.options;
    expect(hash).to.equal('sha256:terms-of-service-3.1-en');
    expect(made).to.deep.equal({by: 'ui', trusted: false});
    expect(shown).to.include({mode: 'dialog', button: 'Agree', statement: 'By choosing Agree you accept the Terms of Service, version 3.1.'});
    expect(shown!.openMs).to.be.greaterThan(0);
    const {screen} = shown!;
    expect(screen).to.include({statementFontSize: 15, buttonFontSize: 16, inView: true, covered: false});
    expect(screen!.statementContrast).to.be.within(15, 21);
    expect(screen!.buttonContrast).to.be.within(15, 21);
    expect(screen!.distance).to.be.lessThan(200);
    expect(screen!.warnings).to.deep.equal([]);
  });

  it('tells a real press from a made one', async () => {
    const {dialog, client} = await ready();
    button(dialog, 'accept').focus();
    await sendKeys({press: 'Enter'});
    await answered(dialog);
    expect(client.made[0]!.options.made).to.deep.equal({by: 'ui', trusted: true});
  });

  it('makes no more of a refusal that no person pressed', async () => {
    const {dialog, client} = await ready();
    button(dialog, 'decline').click();
    await answered(dialog);
    expect(client.made[0]!.options.made).to.deep.equal({by: 'ui', trusted: false});
  });

  it('does not block a page that hides it, and says so', async () => {
    const warned: string[] = [];
    const {warn} = console;
    const [outside, hiding] = [document.createElement('button'), document.createElement('div')];
    hiding.hidden = true;
    document.body.append(outside, hiding);
    console.warn = (message: string) => warned.push(message);
    try {
      const {dialog} = await open({}, {open: false});
      hiding.append(dialog);
      const closed = next<AssentCloseEvent>(dialog, 'assent-close');
      dialog.show();
      expect((await closed).reason).to.equal('later');
      outside.focus();
      expect(document.activeElement).to.equal(outside);
      await until(() => warned.length > 0, 'the warning');
      expect(warned.join()).to.contain('hidden').and.not.contain('contrast');
    } finally {
      console.warn = warn;
      outside.remove();
      hiding.remove();
    }
  });

  it('warns of a theme that breaks a rule, and puts it on record', async () => {
    const style = document.createElement('style');
    style.textContent = '.faint{--assent-text:#aaa;--assent-font-size:12px}';
    document.head.append(style);
    const warned: string[] = [];
    const {warn} = console;
    console.warn = (message: string) => warned.push(message);
    try {
      const client = new ScriptedAssent({documents: [sampleTerms]});
      const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, className: 'faint'});
      await until(() => warned.length >= 3, 'the warnings');
      expect(warned.join()).to.contain('statement_too_small').and.contain('statement_low_contrast').and.contain('--assent-font-size');
      button(dialog, 'accept').click();
      await answered(dialog);
      expect(client.made[0]!.options.shown!.screen!.warnings).to.include.members(['statement_too_small', 'statement_low_contrast', 'button_too_small']);
    } finally {
      console.warn = warn;
      style.remove();
    }
  });

  for (const dismissible of [false, true]) {
    it(`stays open where a template closes it and opens it again while it still rises, ${dismissible ? 'and may be left' : 'and asks'}`, async () => {
      const {dialog} = await open({}, {dismissible});
      const button = () => dialog.shadowRoot!.querySelector('[part~=accept]:enabled');
      for (let times = 0; times < 5; times += 1) {
        await until(button, 'the buttons');
        // It is measured once it is at rest, and waits for that by now.
        await new Promise(resolve => setTimeout(resolve, 60));
        dialog.open = false;
        await dialog.updateComplete;
        dialog.open = true;
      }
      await until(button, 'the buttons');
      await atRest(dialog);
      expect(dialog.open).to.equal(true);
    });
  }

  it('records one act when the button is pressed twice', async () => {
    const {dialog, client} = await ready({act: 'saved'});
    button(dialog, 'accept').click();
    button(dialog, 'accept').click();
    await answered(dialog);
    expect(client.made).to.have.length(1);
  });

  it('is busy until the client has answered', async () => {
    const {dialog} = await ready({act: 'never'});
    button(dialog, 'accept').click();
    await dialog.updateComplete;
    expect(dialog.matches(':state(busy)')).to.equal(true);
    expect([button(dialog, 'accept').disabled, button(dialog, 'decline').disabled]).to.deep.equal([true, true]);
    expect(text(dialog.shadowRoot!.querySelector('[role=status]')!)).to.equal('');
  });

  it('says "saved" while it is only saved, then "recorded" with the reference', async () => {
    const {dialog, client} = await ready({act: 'saved'});
    const accepted = next<AssentAcceptedEvent>(dialog, 'assent-accepted');
    button(dialog, 'accept').click();
    expect((await accepted).act.state).to.equal('saved');
    const outcome = await answered(dialog);
    const saved = 'Saved on this device. It will be sent as soon as the service answers.';
    expect(text(outcome)).to.contain(`You accepted the Terms of Service`).and.contain(saved);
    expect(text(inside(dialog, '[role=status]'))).to.equal(`You accepted the Terms of Service. ${saved}`);
    const recorded = next(dialog, 'assent-recorded');
    client.record();
    await recorded;
    await until(() => text(inside(dialog, '.outcome')).includes('Recorded'), '"recorded"');
    expect(text(inside(dialog, '.outcome'))).to.contain('Reference 11c077de4b5f').and.not.contain(saved);
    expect(text(inside(dialog, '[role=status]'))).to.contain('Recorded. Reference 11c077de4b5f');
  });

  it('says it aloud in sentences of its language', async () => {
    const {dialog} = await ready({documents: [chineseTerms, {...chineseTerms, id: 'privacy-policy', title: '隐私政策'}]}, {}, 'zh-CN');
    button(dialog, 'accept').click();
    await until(() => text(inside(dialog, '[role=status]')), 'the second document');
    expect(text(inside(dialog, '[role=status]'))).to.equal('第 2 份，共 2 份。隐私政策');
    dialog.remove();
    const one = await ready({documents: [chineseTerms]}, {}, 'zh-CN');
    button(one.dialog, 'accept').click();
    await answered(one.dialog);
    expect(text(inside(one.dialog, '[role=status]'))).to.equal('您已接受《视频云服务条款》。已记录。编号 11c077de4b5f');
  });

  it('says what a saved answer waits for: the network, or a service that does not answer', async () => {
    const {dialog} = await ready({act: 'saved'});
    await whileOffline(async () => {
      button(dialog, 'accept').click();
      expect(text(await answered(dialog))).to.contain('Saved on this device. It will be sent when you are back online.');
    });
    dialog.requestUpdate();
    await dialog.updateComplete;
    expect(text(inside(dialog, '.outcome'))).to.contain('It will be sent as soon as the service answers.');
  });

  it('records a refusal as readily, and tells the page', async () => {
    const {dialog, client} = await ready();
    const declined = next(dialog, 'assent-declined');
    button(dialog, 'decline').click();
    await declined;
    expect(text(await answered(dialog))).to.contain('You declined the Terms of Service');
    expect(client.made[0]).to.include({type: 'decline', document: 'terms-of-service'});
    expect(client.made[0]!.options.shown!.button).to.equal('Decline');
  });

  it('says that an answer was not saved, and lets the person choose again', async () => {
    const {dialog, client} = await ready({act: 'not_saved'});
    const failed = next<AssentErrorEvent>(dialog, 'assent-error');
    button(dialog, 'accept').click();
    expect((await failed).error.code).to.equal('not_saved');
    const alert = await until(() => dialog.shadowRoot!.querySelector('[part~=alert]'), 'the alert');
    expect(text(alert)).to.contain('not saved');
    expect(text(inside(dialog, '[role=status]'))).to.equal(text(alert));
    await until(() => dialog.shadowRoot!.activeElement === button(dialog, 'accept'), 'the focus back on the button');
    client.script.act = 'recorded';
    button(dialog, 'accept').click();
    expect(text(await answered(dialog))).to.contain('Recorded');
  });

  it('says that an answer was not saved because too many wait', async () => {
    const {dialog, client} = await ready();
    client.accept = () => Promise.reject(new AssentError('outbox_full', ''));
    button(dialog, 'accept').click();
    const alert = await until(() => dialog.shadowRoot!.querySelector('[part~=alert]'), 'the alert');
    expect(text(alert)).to.contain('too many answers wait on this device');
  });

  it('says what the service refused, and asks again', async () => {
    const {dialog, client} = await ready({act: 'refused'});
    const told = next<AssentErrorEvent>(dialog, 'assent-error');
    button(dialog, 'accept').click();
    expect((await told).error.code).to.equal('unknown_version');
    const outcome = await answered(dialog);
    expect(text(outcome)).to.contain('Not recorded: Terms of Service').and.contain('Please read the text once more and answer again.');
    expect(text(outcome), 'what the backend tells a developer').not.to.contain('Reload the page');
    client.script.act = 'recorded';
    inside(dialog, '.outcome .button').click();
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    button(dialog, 'accept').click();
    expect(text(await answered(dialog))).to.contain('Recorded');
  });

  it('neither shows nor accepts a text that is not the one that was published', async () => {
    const {dialog} = await open({termsError: new AssentError('hash_mismatch', '')});
    const reader = await until(() => dialog.shadowRoot!.querySelector('assent-terms:state(error)'), 'the error');
    await until(() => !dialog.shadowRoot!.querySelector('[part~=accept]'), 'the buttons to go');
    expect(text(inside(reader, '.message'))).to.contain('neither shown nor can it be accepted');
    expect(inside(reader, '.scroll').ariaLabel, 'what has the focus').to.equal('This is not the text that was published');
  });

  it('says that it is offline where it is, else that the text could not be loaded; and tries again', async () => {
    const {dialog, client} = await open({agreementsError: new AssentError('offline', '')});
    const message = () => until(() => dialog.shadowRoot!.querySelector('.message'), 'the message');
    expect(text(await message())).to.contain('The text could not be loaded').and.contain('try again');
    expect((await message()).getAttribute('role'), 'it is read out').to.equal('alert');
    await whileOffline(async () => {
      dialog.requestUpdate();
      await dialog.updateComplete;
      expect(text(await message())).to.contain('You are offline');
      for (const code of ['offline', 'subject_required'] as const) {
        client.script.agreementsError = new AssentError(code, '');
        dialog.open = false;
        await dialog.updateComplete;
        dialog.open = true;
        expect(text(await message()), code).to.contain('You are offline');
      }
    });
    delete client.script.agreementsError;
    button(dialog, 'retry').click();
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
  });

  describe('lets go of whom it cannot ask', () => {
    const LOST: [string, Partial<Script>][] = [
      ['without a text that matches', {termsError: new AssentError('hash_mismatch', '')}],
      ['without a text at all', {termsError: new AssentError('offline', '')}],
      ['without anything to ask', {agreementsError: new AssentError('offline', '')}],
    ];
    for (const [name, script] of LOST) {
      it(`${name}, by a button and by Escape`, async () => {
        for (const leave of [(dialog: AssentDialog) => button(dialog, 'close').click(), () => sendKeys({press: 'Escape'})]) {
          const {dialog, client} = await open(script);
          await until(() => dialog.shadowRoot!.querySelector('[part~=close]'), 'the way out');
          const closed = next<AssentCloseEvent>(dialog, 'assent-close');
          await leave(dialog);
          expect((await closed).reason).to.equal('later');
          expect(client.made).to.deep.equal([]);
          dialog.remove();
        }
      });
    }

    it('and of nobody whom it can', async () => {
      const {dialog} = await ready();
      expect(dialog.shadowRoot!.querySelector('[part~=close]')).to.equal(null);
    });
  });

  it('shows what is to be decided all at once, when the text is there', async () => {
    const {dialog} = await open({documents: [consentTerms], termsNever: true});
    await until(() => dialog.shadowRoot!.querySelector('assent-terms:state(loading)'), 'the reader');
    await dialog.updateComplete;
    expect(dialog.shadowRoot!.querySelector('footer')).to.equal(null);
    const {dialog: other} = await open({documents: [consentTerms]});
    const seen = new Set<string>();
    new MutationObserver(() => {
      const [footer, consents] = ['footer', 'fieldset'].map(selector => !!other.shadowRoot!.querySelector(selector));
      if (footer) seen.add(consents ? 'with its choices' : 'without its choices');
    }).observe(other.shadowRoot!, {childList: true, subtree: true});
    await until(() => other.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
    expect([...seen]).to.deep.equal(['with its choices']);
  });

  it('makes no landmarks of its own beside those of the page', async () => {
    const page = document.createElement('div');
    page.append(document.createElement('header'), document.createElement('footer'));
    document.body.append(page);
    await ready();
    const {violations} = await axe.run(document, {runOnly: {type: 'rule', values: ['landmark-no-duplicate-banner', 'landmark-no-duplicate-contentinfo', 'landmark-unique']}});
    page.remove();
    expect(violations.map(({id}) => id)).to.deep.equal([]);
  });

  it('asks for one document after the other, and sums up at the end', async () => {
    const {dialog, client} = await ready({documents: [sampleTerms, consentTerms]});
    expect(text(inside(dialog, 'header h2'))).to.equal('Terms of Service');
    button(dialog, 'accept').click();
    await until(() => text(inside(dialog, '.unseen[role=status]')).includes('Document 2 of 2'), 'the second document');
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'its buttons');
    expect(text(inside(dialog, '#statement'))).to.contain('Privacy Policy');
    expect(text(inside(dialog, '[role=status]'))).to.equal('Document 2 of 2. Privacy Policy');
    button(dialog, 'decline').click();
    const outcome = text(await answered(dialog));
    expect(outcome).to.contain('You accepted the Terms of Service').and.contain('You declined the Privacy Policy');
    expect(client.made.map(({type, document}) => [type, document])).to.deep.equal([['accept', 'terms-of-service'], ['decline', 'privacy-policy']]);
  });

  it('lets no document be answered before its own text is there', async () => {
    const {dialog, client} = await ready({documents: [sampleTerms, consentTerms]});
    const terms = client.terms.bind(client);
    let arrive = () => {};
    client.terms = hash => new Promise(resolve => (arrive = () => resolve(terms(hash))));
    button(dialog, 'accept').click();
    await until(() => text(inside(dialog, '#statement')).includes('Privacy Policy'), 'the second document');
    await until(() => dialog.shadowRoot!.querySelector('#text:state(loading)'), 'its reader');
    expect([button(dialog, 'accept').disabled, button(dialog, 'decline').disabled]).to.deep.equal([true, true]);
    arrive();
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'its buttons');
    expect(dialog.shadowRoot!.querySelectorAll('[role=switch]')).to.have.length(2);
  });

  it('asks another person, or for other documents, where the page says so', async () => {
    const {dialog} = await ready({documents: [sampleTerms, consentTerms]}, {documents: ['terms-of-service']});
    dialog.documents = ['privacy-policy'];
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled') && text(inside(dialog, '#title')) === 'Privacy Policy', 'the other document');
    const other = new ScriptedAssent({documents: [{...consentTerms, version: '2'}]});
    dialog.client = other;
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled') && text(inside(dialog, '#statement')).includes('version 2.'), 'what is asked of the other');
    button(dialog, 'accept').click();
    await answered(dialog);
    expect(other.made.map(({document}) => document)).to.deep.equal(['privacy-policy']);
  });

  it('is closed where it was taken off the page, and stays so when it is back', async () => {
    const {dialog} = await ready();
    dialog.remove();
    expect(dialog.open).to.equal(false);
    await dialog.updateComplete;
    document.body.append(dialog);
    await dialog.updateComplete;
    expect(inside<HTMLDialogElement>(dialog, 'dialog').open).to.equal(false);
    dialog.remove();
    dialog.show();
    await dialog.updateComplete;
    document.body.append(dialog);
    await dialog.updateComplete;
    expect(inside<HTMLDialogElement>(dialog, 'dialog').open, 'but opens where it was told so meanwhile').to.equal(true);
  });

  it('is in no state once it is closed, and says anew why it closes', async () => {
    const {dialog} = await ready({}, {dismissible: true});
    const reasons: string[] = [];
    dialog.addEventListener('assent-close', event => reasons.push((event as AssentCloseEvent).reason));
    button(dialog, 'close').click();
    await until(() => reasons[0], 'the first time');
    await dialog.updateComplete;
    expect(['loading', 'asking', 'answered'].some(state => dialog.matches(`:state(${state})`))).to.equal(false);
    dialog.open = true;
    await dialog.updateComplete;
    dialog.open = false;
    await until(() => reasons[1], 'the second time');
    // Opened again before it could be told, or before it was even closed.
    for (const isClosed of [true, false]) {
      dialog.open = true;
      await dialog.updateComplete;
      dialog.close('later');
      if (isClosed) await dialog.updateComplete;
      dialog.open = true;
    }
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the question');
    dialog.open = false;
    await until(() => reasons[2], 'the third time');
    expect(reasons).to.deep.equal(['later', 'page', 'page']);
  });

  describe('closes by a press beside the window', () => {
    const beside = (dialog: AssentDialog) => inside(dialog, 'dialog').click();

    it('where the question may be put off', async () => {
      const {dialog} = await ready({}, {dismissible: true});
      inside(dialog, '#title').click();
      expect(dialog.open, 'in the window').to.equal(true);
      const closed = next<AssentCloseEvent>(dialog, 'assent-close');
      beside(dialog);
      expect((await closed).reason).to.equal('later');
    });

    it('and not where it may not', async () => {
      const {dialog} = await ready();
      beside(dialog);
      expect(dialog.open).to.equal(true);
    });
  });

  it('leaves a request to close something else alone, such as a choice of files in a slot', async () => {
    const {dialog} = await ready({}, {dismissible: true});
    const field = Object.assign(document.createElement('input'), {type: 'file', slot: 'footer'});
    dialog.append(field);
    const cancelled = new Event('cancel', {bubbles: true, cancelable: true});
    field.dispatchEvent(cancelled);
    expect([dialog.open, cancelled.defaultPrevented]).to.deep.equal([true, false]);
  });

  describe('with the keyboard', () => {
    it('puts the focus on the text, not on a button, and reaches both buttons', async () => {
      const {dialog} = await ready();
      await until(() => dialog.shadowRoot!.activeElement?.localName === 'assent-terms', 'the focus on the text');
      const seen: string[] = [];
      for (let steps = 0; steps < 20 && !seen.includes('button accept'); steps++) {
        await sendKeys({press: 'Tab'});
        seen.push(dialog.shadowRoot!.activeElement?.getAttribute('part') ?? '');
      }
      expect(seen).to.include('button decline').and.include('button accept');
    });

    it('gives the focus back when it closes', async () => {
      const opener = document.createElement('button');
      document.body.append(opener);
      opener.focus();
      const {dialog} = await ready();
      button(dialog, 'accept').focus();
      await sendKeys({press: 'Enter'});
      await answered(dialog);
      await until(() => text(dialog.shadowRoot!.activeElement ?? document.body) === 'Continue', 'the focus on "Continue"');
      const closed = next<AssentCloseEvent>(dialog, 'assent-close');
      await sendKeys({press: 'Enter'});
      expect((await closed).reason).to.equal('answered');
      expect(document.activeElement).to.equal(opener);
      opener.remove();
    });

    it('stays open on Escape, however often it is pressed', async () => {
      const {dialog} = await ready();
      for (let times = 0; times < 3; times++) await sendKeys({press: 'Escape'});
      expect(dialog.open).to.equal(true);
      expect(inside<HTMLDialogElement>(dialog, 'dialog').open).to.equal(true);
    });

    it('stays open on Escape while an answer is being saved', async () => {
      const {dialog} = await ready({act: 'never'}, {dismissible: true});
      button(dialog, 'accept').click();
      await sendKeys({press: 'Escape'});
      expect(dialog.open).to.equal(true);
    });

    it('closes as answered on Escape once it was', async () => {
      const {dialog} = await ready();
      button(dialog, 'accept').click();
      await answered(dialog);
      const closed = next<AssentCloseEvent>(dialog, 'assent-close');
      await sendKeys({press: 'Escape'});
      expect((await closed).reason).to.equal('answered');
    });

    it('has the focus on the way on where nothing can be asked', async () => {
      const {dialog} = await open({agreementsError: new AssentError('offline', '')});
      await until(() => dialog.shadowRoot!.activeElement?.matches('[part~=retry]'), 'the focus on the button');
    });

    it('closes on Escape where the question may be put off', async () => {
      const {dialog, client} = await ready({}, {dismissible: true});
      const closed = next<AssentCloseEvent>(dialog, 'assent-close');
      await sendKeys({press: 'Escape'});
      expect((await closed).reason).to.equal('later');
      expect(client.made).to.deep.equal([]);
    });
  });

  it('opens again when the browser closes it against its will', async () => {
    const {dialog} = await ready();
    const native = inside<HTMLDialogElement>(dialog, 'dialog');
    native.close();
    await until(() => native.open, 'the dialog');
  });

  it('is a sheet at the bottom of a narrow window, and stands in the middle of a wide one', async () => {
    const {dialog} = await ready();
    const panel = inside(dialog, '.panel');
    await resizeTo(480, 700);
    await atRest(dialog);
    await until(() => Math.abs(panel.getBoundingClientRect().bottom - innerHeight) < 1, 'the sheet');
    expect(panel.getBoundingClientRect().width).to.equal(innerWidth);
    await resizeTo(1100, 700);
    await until(() => panel.getBoundingClientRect().bottom < innerHeight - 20, 'the window');
    const {left, right} = panel.getBoundingClientRect();
    expect(Math.abs(left - (innerWidth - right))).to.be.lessThan(2);
  });

  it('gives each date a line of its own on a phone: one that is written later moves nothing', async () => {
    await resizeTo(480, 700);
    const {dialog} = await ready({offer: {announcedAt: '2026-10-01T00:00:00Z'}});
    const lines = [...inside(dialog, '.meta').children].map(span => Math.round(span.getBoundingClientRect().top));
    expect(lines).to.have.length(3);
    expect(new Set(lines).size).to.equal(3);
    await resizeTo(1000, 700);
  });

  it('keeps what is below the words of a choice in line with them, however large', async () => {
    await resizeTo(480, 700);
    const wide = document.createElement('style');
    wide.textContent = 'assent-dialog{--assent-font-size:36px}';
    document.head.append(wide);
    const {dialog} = await ready({documents: [consentTerms]});
    const left = (selector: string) => Math.round(inside(dialog, selector).getBoundingClientRect().left);
    expect([left('.badge'), left('.to-clause')]).to.deep.equal([left('.consent label span'), left('.consent label span')]);
    wide.remove();
    await resizeTo(1000, 700);
  });

  it('has its buttons in view, and some lines of text, on a phone held sideways', async () => {
    await resizeTo(667, 375);
    for (const documents of [[sampleTerms], [sampleTerms, {...consentTerms, consents: []}]]) {
      const {dialog} = await ready({documents, offer: {gates: {seconds: 30}}}, {dismissible: true});
      await until(() => documents.length === 1 || dialog.shadowRoot!.querySelector('[role=tab]'), 'the tabs');
      const panel = inside(dialog, '.panel');
      expect(panel.scrollHeight, 'nothing of it is cut off').to.be.at.most(panel.clientHeight);
      expect(inside(inside(dialog, '#text'), '.scroll').clientHeight, 'lines').to.be.at.least(100);
      dialog.remove();
    }
  });

  it('breaks no word of its buttons, and gives both the same width, in any language', async () => {
    await resizeTo(1000, 700);
    for (const locale of ['en', 'zh-CN', 'ja', 'ko', 'es', 'fr', 'de', 'pt', 'ar']) {
      const {dialog} = await ready({}, {strings: {}}, locale);
      const [accept, decline] = [button(dialog, 'accept'), button(dialog, 'decline')];
      expect([...brokenWords(accept), ...brokenWords(decline)], locale).to.deep.equal([]);
      expect(Math.abs(accept.offsetWidth - decline.offsetWidth), locale).to.be.at.most(1);
      dialog.remove();
    }
    const {dialog} = await ready({}, {strings: {accept: 'Accept and continue', decline: 'No'}});
    expect(brokenWords(button(dialog, 'accept'))).to.deep.equal([]);
    expect(button(dialog, 'accept').offsetWidth).to.equal(button(dialog, 'decline').offsetWidth);
  });

  it('shows where the focus is, also where the text has it', async () => {
    const {dialog} = await ready();
    const region = inside(inside(dialog, 'assent-terms'), '.scroll');
    await sendKeys({press: 'Tab'});
    region.focus();
    const paper = backgroundOf(inside(dialog, '.panel'))!;
    region.style.color = `color-mix(in srgb, ${getComputedStyle(region).outlineColor} 100%, transparent)`;
    const ring = getComputedStyle(region).color;
    expect(contrast(over(parseSrgb(ring)!, paper), paper), ring).to.be.at.least(3);
    expect(getComputedStyle(region).clipPath, 'a line above and one below').to.equal('inset(0px 2px)');
  });

  it('fits 320 CSS pixels without scrolling sideways', async () => {
    const style = document.createElement('style');
    style.textContent = 'assent-dialog::part(dialog){inline-size:320px}';
    document.head.append(style);
    const {dialog} = await ready({documents: [consentTerms]}, {dismissible: true});
    const panel = inside(dialog, '.panel');
    const region = inside(inside(dialog, 'assent-terms'), '.scroll');
    expect(panel.getBoundingClientRect().width).to.equal(320);
    expect([panel.scrollWidth, region.scrollWidth]).to.deep.equal([panel.clientWidth, region.clientWidth]);
    style.remove();
  });

  describe('in a window of the smallest phones', () => {
    const style = document.createElement('style');
    style.textContent = 'assent-dialog::part(dialog){inline-size:320px;block-size:568px}';
    beforeEach(() => document.head.append(style));
    afterEach(() => style.remove());
    const earlier = [{...consentTerms, version: '1', content: consentTerms.content.slice(1)}];

    it('keeps statement and buttons in view, whatever else is to be chosen', async () => {
      const {dialog} = await ready({documents: [consentTerms], earlier}, {dismissible: true});
      const window = inside(dialog, 'dialog').getBoundingClientRect();
      for (const part of ['#statement', '[part~=decline]', '[part~=accept]']) {
        const {top, bottom} = inside(dialog, part).getBoundingClientRect();
        expect(top >= window.top && bottom <= window.bottom, part).to.equal(true);
      }
      const panel = inside(dialog, '.panel');
      panel.scrollTop = panel.scrollHeight;
      const switches = [...dialog.shadowRoot!.querySelectorAll('[role=switch]')].map(one => one.getBoundingClientRect().bottom);
      expect(Math.max(...switches), 'every choice can be scrolled to').to.be.lessThan(inside(dialog, '.ask').getBoundingClientRect().top);
    });

    it('lets the marks of what changed run into nothing else', async () => {
      const {dialog} = await ready({documents: [consentTerms], earlier});
      const reader = inside<AssentTerms>(dialog, 'assent-terms');
      await until(() => reader.shadowRoot!.querySelector('.since')?.childElementCount, 'the marks');
      expect(inside(reader, '.scroll').getBoundingClientRect().bottom).to.be.at.most(reader.getBoundingClientRect().bottom + 0.5);
      expect(inside(reader, '.since').offsetHeight, 'in one line').to.be.lessThan(60);
    });

    it('breaks no word of a button', async () => {
      const {dialog} = await ready({documents: [{...sampleTerms, locale: 'de'}]}, {}, 'de');
      expect(text(button(dialog, 'accept'))).to.equal('Zustimmen');
      expect(brokenWords(button(dialog, 'accept'))).to.deep.equal([]);
    });

    it('cuts nothing off when text is twice as large', async () => {
      const large = document.createElement('style');
      large.textContent = ':root{font-size:200%}';
      document.head.append(large);
      const {dialog} = await ready({documents: [consentTerms], earlier});
      const panel = inside(dialog, '.panel').getBoundingClientRect();
      for (const part of ['decline', 'accept']) {
        expect(button(dialog, part).getBoundingClientRect().right, part).to.be.at.most(panel.right);
        expect(brokenWords(button(dialog, part))).to.deep.equal([]);
      }
      const reader = inside<AssentTerms>(dialog, 'assent-terms');
      await until(() => reader.shadowRoot!.querySelector('.since')?.childElementCount, 'the marks');
      expect(inside(reader, '.scroll').getBoundingClientRect().bottom).to.be.at.most(reader.getBoundingClientRect().bottom + 0.5);
      large.remove();
    });
  });

  it('keeps the buttons within reach when text is twice as large', async () => {
    const style = document.createElement('style');
    style.textContent = ':root{--assent-font-size:32px}';
    document.head.append(style);
    await resizeTo(1000, 700);
    const {dialog} = await ready();
    const accept = button(dialog, 'accept');
    accept.focus();
    accept.scrollIntoView();
    const {bottom, right} = accept.getBoundingClientRect();
    expect([bottom <= innerHeight, right <= innerWidth]).to.deep.equal([true, true]);
    style.remove();
  });

  describe('of a text in several languages', () => {
    const german = {...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'};
    const several = () => ready({translations: [german, {...chineseTerms, id: sampleTerms.id}]});
    const choice = async (dialog: AssentDialog) => {
      const host = await until(() => dialog.shadowRoot!.querySelector('assent-language'), 'the languages');
      return until(() => host.shadowRoot!.querySelector('select'), 'the choice');
    };

    it('passes an accessibility audit, and names each language in itself', async () => {
      const {dialog} = await several();
      const select = await choice(dialog);
      await expectAccessible(dialog);
      const host = inside(dialog, 'assent-language');
      expect(inside(host, '.root').getBoundingClientRect().bottom, 'in the place that was kept for it').to.be.at.most(host.getBoundingClientRect().top + parseFloat(getComputedStyle(host).minBlockSize));
      expect([...select.options].map(text)).to.deep.equal(['English', 'Deutsch', '中文（中国）']);
      expect(select.value).to.equal('en');
    });

    it('goes over to the language that is chosen, and records the text in it', async () => {
      const {dialog, client} = await several();
      const select = await choice(dialog);
      select.focus();
      select.value = 'de';
      select.dispatchEvent(new Event('change', {bubbles: true}));
      await until(() => text(inside(dialog, '#title')) === 'Nutzungsbedingungen' && text(inside(dialog, '[part=meta]')).includes('Fassung'), 'German');
      await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
      expect(dialog.shadowRoot!.activeElement?.localName, 'the focus stays on the choice').to.equal('assent-language');
      button(dialog, 'accept').click();
      await answered(dialog);
      expect(client.made[0]!.options.hash).to.equal('sha256:terms-of-service-3.1-de');
      expect(client.made[0]!.options.shown).to.include({button: 'Zustimmen', statement: 'Mit „Zustimmen“ nehmen Sie „Nutzungsbedingungen“ in der Fassung 3.1 an.'});
    });

    it('offers no choice where there is none', async () => {
      const {dialog} = await ready();
      const [header, meta] = ['header', '[part=meta]'].map(selector => inside(dialog, selector).getBoundingClientRect().bottom);
      expect(header! - meta!, 'and no room for one').to.be.lessThan(24);
    });
  });

  it('mirrors itself for those who read from right to left', async () => {
    const {dialog} = await ready({documents: [{...consentTerms, locale: 'ar'}]}, {dismissible: true}, 'ar');
    const place = (selector: string) => inside(dialog, selector).getBoundingClientRect();
    await resizeTo(1000, 700);
    await atRest(dialog);
    expect(place('[part~=accept]').left, 'accept comes after decline, to the left').to.be.lessThan(place('[part~=decline]').left);
    expect(place('#statement').left, 'the statement comes first').to.be.greaterThan(place('[part~=decline]').left);
    expect(place('.close').left, 'the cross stands at the end of the line').to.be.lessThan(place('#title').right);
    expect(place('[role=switch]').left).to.be.greaterThan(place('.consent span').left);
  });
});
