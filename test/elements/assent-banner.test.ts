import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentBanner} from '../../src/elements/assent-banner.js';
import type {AssentGate} from '../../src/elements/assent-gate.js';
import type {AssentCloseEvent, AssentErrorEvent} from '../../src/elements/events.js';
import {putOff} from '../../src/elements/put-off.js';
import {AssentUseEvent} from '../../src/client/going-on.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {atRest, brokenWords, inside, next, place, resizeTo, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {hashOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const earlier = [{...sampleTerms, version: '3.0'}];
const notice: Partial<Script> = {earlier, status: 'notice', effectiveAt: '2126-12-01T00:00:00Z', summary: 'Recordings are kept for 30 days.'};

const DAY = 86_400_000;
/** In force since yesterday, and accepted by going on. */
const byUse: Partial<Script> = {effectiveAt: new Date(Date.now() - DAY).toISOString(), offer: {assent: 'continued-use'}, noticedAt: new Date(Date.now() - 10 * DAY).toISOString()};

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

async function banner(script: Partial<Script> = {}, css = '') {
  const client = new ScriptedAssent({documents: [sampleTerms], ...notice, ...script});
  const element = await place<AssentBanner>('assent-banner', {client, document: 'terms-of-service'});
  if (css) element.style.cssText = css;
  await until(() => element.shadowRoot!.querySelector('.banner'), 'the banner');
  return {client, element};
}

const press = (element: AssentBanner, part: string) => inside(element, `[part~=${part}]`).click();

describe('assent-banner', () => {
  it('announces what takes effect later by the backend, on a device whose clock is ahead of it', async () => {
    const {element} = await banner({effectiveAt: new Date(Date.now() - 10 * DAY).toISOString(), aheadMs: -20 * DAY});
    expect(text(inside(element, 'h2'))).to.contain('will change on');
  });

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

    it('folded to its line', async () => {
      const {element} = await banner(byUse);
      press(element, 'later');
      await until(() => element.shadowRoot!.querySelector('.folded'), 'the line');
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

  it('names the button’s own words, and gives every button the same weight', async () => {
    const {element} = await banner();
    expect(text(inside(element, '.banner [part~=statement]'))).to.equal('By choosing Accept now you accept the Terms of Service, version 3.1.');
    const sizes = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.banner .row .button')].map(({offsetHeight, offsetWidth}) => [offsetWidth, offsetHeight]);
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

  it('tells the page of the receipt, and makes no person’s press of a script’s', async () => {
    const {element, client} = await banner({act: 'saved'});
    const recorded = next(element, 'assent-recorded');
    press(element, 'decline');
    const act = await until(() => client.made.find(({type}) => type === 'decline'), 'the act');
    expect(act.options.made).to.deep.equal({by: 'ui', trusted: false});
    client.record();
    await recorded;
    const closed = next<AssentCloseEvent>(element, 'assent-close');
    press(element, 'done');
    expect((await closed).reason).to.equal('answered');
  });

  it('records one answer, however often a button is pressed', async () => {
    for (const part of ['decline', 'accept']) {
      const {element, client} = await banner({act: 'saved'});
      press(element, part);
      press(element, part);
      await until(() => element.shadowRoot!.querySelector('[part~=done]'), 'the outcome');
      expect(client.made.filter(({type}) => type === part)).to.have.length(1);
      element.remove();
    }
  });

  it('is off while an answer is being saved', async () => {
    const {element} = await banner({act: 'never'});
    press(element, 'decline');
    await element.updateComplete;
    const buttons = [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>('.banner .button')];
    expect(buttons.map(({disabled}) => disabled)).to.deep.equal([true, true, true, true]);
  });

  it('goes back to the question when the service refused the answer, and says so', async () => {
    const {element, client} = await banner({act: 'refused'});
    const told = next<AssentErrorEvent>(element, 'assent-error');
    press(element, 'accept');
    expect((await told).error.code).to.equal('unknown_version');
    await until(() => element.shadowRoot!.querySelector('[part~=accept]:enabled') && text(inside(element, '[part=alert]')) !== '', 'the question');
    client.script.act = 'never';
    press(element, 'decline');
    await element.updateComplete;
    expect(text(inside(element, '[part=alert]')), 'of the answer before').to.equal('');
  });

  it('takes an act that could not be kept for no answer', async () => {
    const {element, client} = await banner();
    const accept = client.accept.bind(client);
    client.accept = async (...given) => ({...(await accept(...given)), state: 'unsaved', error: new AssentError('not_saved', '')});
    press(element, 'accept');
    await until(() => text(inside(element, '[part=alert]')).includes('not saved'), 'the words');
  });

  it('notes that one of the two answers was made larger than the other', async () => {
    const style = document.createElement('style');
    style.textContent = 'assent-banner::part(accept){padding-block:60px} assent-banner::part(decline){align-self:start}';
    document.head.append(style);
    const {element, client} = await banner();
    press(element, 'decline');
    const act = await until(() => client.made.find(({type}) => type === 'decline'), 'the act');
    style.remove();
    expect(act.options.shown!.screen!.warnings).to.include('buttons_unequal');
  });

  it('says in which language the publisher’s words are, and asks in its own', async () => {
    const {element} = await banner({translations: [{...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'}]});
    expect([inside(element, '[part=summary]').lang, element.matches(':state(shown)')]).to.deep.equal(['en', true]);
    element.locale = 'de';
    await until(() => element.shadowRoot!.querySelector('h2')?.textContent?.includes('Nutzungsbedingungen'), 'German');
  });

  it('announces nothing of the client, or the document, that it was told of before', async () => {
    const other = {...sampleTerms, id: 'house-rules', title: 'House Rules'};
    const {element, client} = await banner({documents: [sampleTerms, other], earlier: [...earlier, {...other, version: '3.0'}]});
    const calls = client.holdAgreements();
    const late = element.load();
    element.document = 'house-rules';
    await until(() => calls.length === 2, 'the other question');
    await calls[1]!();
    await until(() => text(inside(element, 'h2')).includes('House Rules'), 'the other document');
    const last = element.load();
    element.client = new ScriptedAssent({documents: [other], status: 'current'});
    await until(() => !element.shadowRoot!.querySelector('.banner'), 'nothing for the next person');
    await Promise.all([calls[0]!(), calls[2]!(), late, last]);
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.banner')).to.equal(null);
  });

  it('goes, and says that the page took it away, when what it announces is asked for instead', async () => {
    const {element, client} = await banner();
    const closed = next<AssentCloseEvent>(element, 'assent-close');
    client.script.status = 'due';
    client.change();
    expect((await closed).reason).to.equal('page');
  });

  it('goes back to the question when the answer was not saved', async () => {
    const {element} = await banner({act: 'not_saved'});
    press(element, 'accept');
    await until(() => text(inside(element, '[part=alert]')).includes('not saved'), 'the words');
    expect(inside<HTMLButtonElement>(element, '[part~=accept]').disabled).to.equal(false);
  });

  it('records that it was seen when it was left for later, and nothing else', async () => {
    const {element, client} = await banner();
    const closed = next<AssentCloseEvent>(element, 'assent-close');
    press(element, 'later');
    expect((await closed).reason).to.equal('later');
    await element.updateComplete;
    expect([client.made.map(({type}) => type), element.shadowRoot!.querySelector('.banner')]).to.deep.equal([['notice'], null]);
  });

  describe('that it was shown', () => {
    it('is recorded after a second in view, once, with its words and measures', async () => {
      const {element, client} = await banner();
      await until(() => client.notices[0], 'the notice');
      const [{document, options}] = client.notices as [typeof client.notices[0] & object];
      expect([document, options.hash, options.channel]).to.deep.equal(['terms-of-service', hashOf(sampleTerms), 'banner']);
      expect(options.shown.statement).to.match(/^The Terms of Service will change on December 1, 2126 Recordings are kept for 30 days\. By choosing Accept now .* If you choose Decline/);
      expect([options.shown.button, options.shown.screen!.inView, options.shown.screen!.warnings]).to.deep.equal(['Decline', true, []]);
      client.change();
      await element.updateComplete;
      await new Promise(resolve => setTimeout(resolve, 1300));
      expect(client.notices).to.have.length(1);
    });

    it('is recorded once more where it could not be', async () => {
      const {element, client} = await banner();
      const noticed = client.noticed.bind(client);
      client.noticed = async () => Promise.reject(new AssentError('not_saved', ''));
      const failed = element.load();
      press(element, 'later');
      await failed;
      await until(() => !element.shadowRoot!.querySelector('.banner'), 'the banner to go');
      client.noticed = noticed;
      localStorage.clear();
      sessionStorage.clear();
      await element.load();
      await until(() => client.notices[0], 'the notice');
    });

    it('is recorded of the window, where the text is open over it', async () => {
      const {element, client} = await banner({}, 'position: absolute; inset-block-start: 5000px');
      press(element, 'read');
      await until(() => element.shadowRoot!.querySelector('dialog[open] assent-terms:state(ready)'), 'the text');
      await atRest(element);
      element.removeAttribute('style');
      const {options} = await until(() => client.notices[0], 'the notice');
      expect([options.channel, options.shown.mode, options.shown.button]).to.deep.equal(['dialog', 'dialog', 'Decline']);
    });

    it('waits for a window in front', async () => {
      Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
      const {client} = await banner();
      await new Promise(resolve => setTimeout(resolve, 1400));
      expect(client.notices).to.deep.equal([]);
      delete (document as {visibilityState?: string}).visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
      await until(() => client.notices[0], 'the notice');
    });

    it('waits for most of it, and finds it where it was moved to', async () => {
      const {element, client} = await banner({}, 'position: fixed; inset-block-start: calc(100vh - 60px); inset-inline: 0');
      await new Promise(resolve => setTimeout(resolve, 1400));
      expect(client.notices).to.deep.equal([]);
      document.body.append(element);
      element.removeAttribute('style');
      await until(() => client.notices[0], 'the notice');
    });

    it('is recorded of one that is higher than the window, once it fills it', async () => {
      const style = document.createElement('style');
      style.textContent = 'assent-banner::part(banner){padding-block-start:200vh}';
      document.head.append(style);
      const {client, element} = await banner();
      element.scrollIntoView({block: 'end'});
      await until(() => client.notices[0], 'the notice');
      style.remove();
    });

    it('is not recorded of a banner that nobody can see', async () => {
      const client = new ScriptedAssent({documents: [sampleTerms], ...notice});
      const below = document.createElement('div');
      below.style.cssText = 'position: absolute; inset-block-start: 5000px';
      document.body.append(below);
      const element = document.createElement('assent-banner');
      Object.assign(element, {client, document: 'terms-of-service'});
      below.append(element);
      await until(() => element.shadowRoot?.querySelector('.banner'), 'the banner');
      await new Promise(resolve => setTimeout(resolve, 1400));
      below.remove();
      expect(client.notices).to.deep.equal([]);
    });

    it('waits until what covers it is gone', async () => {
      const cover = document.createElement('div');
      cover.style.cssText = 'position: fixed; inset: 0; z-index: 2000; background: white';
      document.body.append(cover);
      const {client} = await banner();
      await new Promise(resolve => setTimeout(resolve, 1400));
      expect(client.notices).to.deep.equal([]);
      cover.remove();
      await until(() => client.notices[0], 'the notice');
    });
  });

  it('says what declining means: the old terms go on until a date, or the service decides', async () => {
    const said = async (script: Partial<Script>) => text(inside((await banner(script)).element, '[part=decline-means]'));
    expect(await said({})).to.match(/applies to you until December 1, 2126\.$/);
    expect(await said({offer: {declineUntil: '2127-03-01T00:00:00Z'}})).to.match(/applies to you until March 1, 2127\.$/);
    expect(await said(byUse)).to.match(/you are not bound by this version/);
    const {element} = await banner();
    const named = ['statement', 'decline-means'].map(part => text(inside(element, `[part=${part}] strong`)));
    expect(named, 'both buttons are named alike').to.deep.equal(['Accept now', 'Decline']);
  });

  describe('of terms that use accepts', () => {
    const use = (client: ScriptedAssent) => {
      const event = new AssentUseEvent('terms-of-service', sampleTerms.version);
      client.dispatchEvent(event);
      return event;
    };

    it('tells the client which text it shows, where its language is not the client’s', async () => {
      const german = {...sampleTerms, locale: 'de', title: 'Nutzungsbedingungen'};
      const {client, element} = await banner({...byUse, translations: [german]});
      element.locale = 'de';
      await until(() => element.shadowRoot!.querySelector('h2')?.textContent?.includes(german.title), 'the other language');
      expect(use(client).hash).to.equal(hashOf(german));
    });

    it('says so, and from when on: a day after it was seen, at the soonest', async () => {
      const noticed = Date.now();
      const {element} = await banner({...byUse, noticedAt: new Date(noticed).toISOString()});
      expect(text(inside(element, 'h2'))).to.match(/^The Terms of Service changed on /);
      const tomorrow = new Intl.DateTimeFormat('en', {dateStyle: 'long'}).format(noticed + DAY);
      expect(text(inside(element, '.banner [part~=statement]'))).to.include(`Going on using the service from ${tomorrow} on means the same, unless you choose Decline.`);
    });

    it('answers a use with what is on the screen, and says what came of it', async () => {
      const {client, element} = await banner(byUse);
      const event = use(client);
      expect([event.shown!.mode, event.shown!.button]).to.deep.equal(['banner', 'Decline']);
      expect(event.shown!.statement).to.include('Going on using the service');
      event.made!({...(await client.accept('terms-of-service')), type: 'continue'});
      await until(() => text(inside(element, 'h2')) === 'You accepted the Terms of Service by going on using the service', 'the outcome');
      press(element, 'decline');
      await until(() => text(inside(element, 'h2')) === 'You declined the Terms of Service', 'the decline');
      expect(client.made.at(-1)!.options.shown!.statement).to.include('You can still choose Decline.');
    });

    it('folds to a line when it is put off, from which it opens: it can always be refused', async () => {
      const {client, element} = await banner(byUse);
      press(element, 'later');
      const line = await until(() => element.shadowRoot!.querySelector<HTMLElement>('.folded'), 'the line');
      expect(element.matches(':state(folded)')).to.equal(true);
      expect(use(client).shown!.button).to.equal('Terms of Service: read, accept or decline');
      client.change();
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(element.shadowRoot!.querySelector('.banner')).to.equal(null);
      line.click();
      await until(() => element.shadowRoot!.querySelector('.banner'), 'the banner');
      expect(element.shadowRoot!.activeElement?.matches('[part~=read]')).to.equal(true);
      client.change();
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(element.shadowRoot!.querySelector('.banner'), 'what was unfolded stays so').not.to.equal(null);
      press(element, 'later');
      await until(() => element.shadowRoot!.activeElement?.matches('.folded'), 'the focus on the line');
      client.change();
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(element.shadowRoot!.querySelector('.banner'), 'and what was folded again').to.equal(null);
    });

    it('is not accepted in its window before the text is there, also once it was folded', async () => {
      const {client, element} = await banner(byUse);
      press(element, 'read');
      await until(() => element.shadowRoot!.querySelector('dialog [part~=accept]:enabled'), 'the text');
      inside<HTMLDialogElement>(element, 'dialog').close();
      press(element, 'later');
      const line = await until(() => element.shadowRoot!.querySelector<HTMLElement>('.folded'), 'the line');
      client.script.termsNever = true;
      line.click();
      await until(() => element.shadowRoot!.querySelector('.banner'), 'the banner');
      press(element, 'read');
      await until(() => element.shadowRoot!.querySelector('dialog[open]'), 'the window');
      expect(inside<HTMLButtonElement>(element, 'dialog [part~=accept]').disabled).to.equal(true);
    });

    it('says that declining ends what is in force, where the old terms go on no longer', async () => {
      const {element} = await banner({...byUse, offer: {assent: 'continued-use', declineUntil: new Date(Date.now() - DAY / 2).toISOString()}});
      expect(text(inside(element, '[part=decline-means]'))).to.match(/you are not bound by this version/);
    });

    it('tells of a use that a person makes on a marked control, and no longer once it is gone', async () => {
      const {client, element} = await banner(byUse);
      const control = document.createElement('button');
      control.dataset['assentUse'] = '';
      control.append('Join ', Object.assign(document.createElement('b'), {textContent: ' the room'}));
      document.body.append(control);
      control.focus();
      await sendKeys({press: 'Enter'});
      await until(() => client.uses[0], 'the use');
      element.remove();
      control.focus();
      await sendKeys({press: 'Enter'});
      control.remove();
      expect(client.uses).to.deep.equal(['Join the room']);
    });

    it('keeps its line in view at the foot of the window', async () => {
      const {client, element} = await banner(byUse);
      element.floating = true;
      press(element, 'later');
      const line = await until(() => element.shadowRoot!.querySelector<HTMLElement>('.folded'), 'the line');
      const {left, right, bottom} = line.getBoundingClientRect();
      expect(left).to.be.at.least(0);
      expect(right).to.be.at.most(innerWidth);
      expect(bottom).to.be.at.most(innerHeight);
      expect(use(client).shown!.screen!.covered).to.equal(false);
    });

    it('answers nothing where it is out of sight, or another version is meant', async () => {
      const {client, element} = await banner(byUse);
      const another = [new AssentUseEvent('terms-of-service', 'another'), new AssentUseEvent('house-rules', sampleTerms.version)];
      for (const event of another) client.dispatchEvent(event);
      expect(another.map(({shown}) => shown)).to.deep.equal([undefined, undefined]);
      const cover = document.createElement('div');
      cover.style.cssText = 'position: fixed; inset: 0; z-index: 2000; background: white';
      document.body.append(cover);
      expect(use(client).shown, 'what covers it').to.equal(undefined);
      cover.remove();
      element.style.cssText = 'position: absolute; inset-block-start: 5000px';
      expect(use(client).shown).to.equal(undefined);
    });

    it('takes no click on a marked control that the browser does not vouch for', async () => {
      const {client} = await banner(byUse);
      const control = document.createElement('button');
      control.dataset['assentUse'] = 'Joined a room';
      document.body.append(control);
      control.click();
      control.remove();
      expect(client.uses).to.deep.equal([]);
    });

    it('tells a newcomer what using the service is subject to', async () => {
      const {element} = await banner({earlier: [], effectiveAt: byUse.effectiveAt!, offer: {assent: 'continued-use', audience: 'new'}});
      expect(text(inside(element, 'h2'))).to.equal('Using this service is subject to the Terms of Service');
      expect(element.shadowRoot!.querySelector('[part=summary]')).to.equal(null);
    });
  });

  it('can be answered in the window of the text, with what is shown there', async () => {
    const {client, element} = await banner();
    press(element, 'read');
    const button = await until(() => element.shadowRoot!.querySelector<HTMLElement>('dialog[open] footer [part~=accept]:enabled'), 'the button');
    await atRest(element);
    button.click();
    await until(() => client.made.find(({type}) => type === 'accept'), 'the act');
    const {shown} = client.made.find(({type}) => type === 'accept')!.options;
    expect([shown!.mode, shown!.screen!.warnings]).to.deep.equal(['dialog', []]);
    await until(() => text(inside(element, '.banner')).includes('You accepted'), 'the outcome');
    expect(element.shadowRoot!.querySelector('dialog[open]')).to.equal(null);
  });

  describe('of a text that asks for more', () => {
    const asking = () => banner({documents: [{...consentTerms, id: 'terms-of-service'}], earlier: [{...consentTerms, id: 'terms-of-service', version: '1'}]});
    const switches = (element: AssentBanner) => [...element.shadowRoot!.querySelectorAll<HTMLInputElement>('dialog[open] [role=switch]')];

    it('leads from the card to its switches, and accepts nothing before', async () => {
      const {client, element} = await asking();
      press(element, 'accept');
      await until(() => switches(element).length === 2 && element.shadowRoot!.activeElement === switches(element)[0], 'the focus on the first switch');
      await atRest(element);
      await expectAccessible(element);
      expect(client.made.filter(({type}) => type === 'accept')).to.deep.equal([]);
      expect(switches(element).map(({checked}) => checked)).to.deep.equal([false, false]);
    });

    it('records what was switched on, and what was left off', async () => {
      const {client, element} = await asking();
      press(element, 'accept');
      await until(() => switches(element).length === 2, 'the switches');
      switches(element)[1]!.click();
      inside(element, 'dialog [part~=accept]').click();
      const act = await until(() => client.made.find(({type}) => type === 'accept'), 'the act');
      const [first, second] = consentTerms.consents!;
      expect([act.options.choices, act.options.shown!.mode]).to.deep.equal([{[first!.id]: false, [second!.id]: true}, 'dialog']);
      await until(() => text(inside(element, '.banner')).includes('You accepted'), 'the outcome');
    });

    it('asks anew for a text that takes the place of the one that is open, and accepts nothing meanwhile', async () => {
      const {client, element} = await asking();
      press(element, 'read');
      await until(() => switches(element).length === 2, 'the switches');
      switches(element)[0]!.click();
      const terms = client.terms.bind(client);
      let arrive = () => {};
      client.terms = hash => new Promise(resolve => (arrive = () => resolve(terms(hash))));
      client.script.documents = [{...consentTerms, id: 'terms-of-service', version: '4'}];
      client.change();
      await until(() => text(inside(element, 'dialog [part~=statement]')).includes('version 4'), 'the new text');
      expect([switches(element).length, inside<HTMLButtonElement>(element, 'dialog [part~=accept]').disabled]).to.deep.equal([0, true]);
      arrive();
      await until(() => switches(element).length === 2, 'its switches');
      expect(switches(element).map(({checked}) => checked)).to.deep.equal([false, false]);
    });

    it('asks for them in the window as well, however it was opened', async () => {
      const {element} = await asking();
      press(element, 'read');
      await until(() => switches(element).length === 2, 'the switches');
      expect(element.shadowRoot!.activeElement?.localName, 'the focus stays on the text').to.equal('assent-terms');
    });
  });

  describe('of a text that asks for a reading', () => {
    const asking = () => banner({offer: {gates: {read: true, seconds: 600}}});
    const gate = (element: AssentBanner) => element.shadowRoot!.querySelector('dialog [part~=gate]');

    it('leads from the card to its text, and accepts nothing before it was read', async () => {
      const {client, element} = await asking();
      press(element, 'accept');
      await until(() => gate(element), 'what is left to read');
      await atRest(element);
      await expectAccessible(element);
      let asked = false;
      element.addEventListener('assent-before-accept', () => (asked = true));
      inside(element, 'dialog [part~=accept]').click();
      await element.updateComplete;
      expect(text(inside(element, 'dialog .says [role=status]'))).to.match(/Please keep reading for \d+ s\.$/);
      expect([asked, client.made.filter(({type}) => type !== 'notice')]).to.deep.equal([false, []]);
    });

    it('is accepted in its window once it was read', async () => {
      const {client, element} = await banner({offer: {gates: {read: true, seconds: 1}}});
      press(element, 'accept');
      await until(() => gate(element), 'what is left to read');
      element.shadowRoot!.querySelector<HTMLElement>('dialog .gate button')?.click();
      await until(() => !gate(element), 'the words to go');
      inside(element, 'dialog [part~=accept]').click();
      const {options: {shown}} = await until(() => client.made.find(({type}) => type === 'accept'), 'the act');
      expect([shown!.mode, shown!.endReached, shown!.openMs >= 1000]).to.deep.equal(['dialog', true, true]);
    });

    it('can be declined on the card all the same', async () => {
      const {client, element} = await asking();
      press(element, 'decline');
      await until(() => client.made.find(({type}) => type === 'decline'), 'the act');
    });
  });

  it('accepts no text that cannot be had, or is not the one that was published: it says so', async () => {
    const {client, element} = await banner({termsError: new AssentError('hash_mismatch', '')});
    press(element, 'accept');
    const reader = await until(() => element.shadowRoot!.querySelector('dialog[open] assent-terms:state(error)'), 'the window');
    await until(() => text(inside(reader, '.message')).includes('nor can it be accepted'), 'the words');
    expect(inside<HTMLButtonElement>(element, 'dialog [part~=accept]').disabled).to.equal(true);
    expect(client.made.filter(({type}) => type === 'accept')).to.deep.equal([]);
    inside(element, 'dialog [part~=decline]').click();
    await until(() => client.made.find(({type}) => type === 'decline'), 'the decline');
  });

  it('breaks no word of a button on a phone, nor when text is twice as large there', async () => {
    const style = document.createElement('style');
    document.head.append(style);
    for (const css of ['', ':root{font-size:200%}']) {
      style.textContent = `${css} assent-banner{inline-size:358px}`;
      const {element} = await banner();
      const buttons = [...element.shadowRoot!.querySelectorAll('.banner .row .button')];
      expect(buttons.flatMap(brokenWords), css).to.deep.equal([]);
      const widths = buttons.map(one => one.getBoundingClientRect().width);
      expect(Math.max(...widths) - Math.min(...widths), `all are as wide: ${widths.join()}`).to.be.lessThan(2);
      element.remove();
    }
    style.remove();
  });

  it('keeps its buttons in view in a phone that lies on its side', async () => {
    const style = document.createElement('style');
    style.textContent = 'assent-banner::part(dialog){inline-size:844px;block-size:390px}';
    document.head.append(style);
    await resizeTo(1000, 600);
    const {element} = await banner({documents: [{...consentTerms, id: 'terms-of-service'}], earlier: [{...consentTerms, id: 'terms-of-service', version: '1'}]});
    press(element, 'accept');
    const button = await until(() => element.shadowRoot!.querySelector('dialog [part~=accept]:enabled'), 'the button');
    await atRest(element);
    expect(button.getBoundingClientRect().bottom).to.be.at.most(inside(element, 'dialog').getBoundingClientRect().bottom);
    style.remove();
  });

  it('hides nothing that is in the page behind it, at the foot of the window', async () => {
    const {element} = await banner();
    const field = document.createElement('input');
    const high = Object.assign(document.createElement('div'), {id: 'high'});
    const style = Object.assign(document.createElement('style'), {textContent: '#high{block-size:5000px} #high+input{display:block}'});
    document.body.append(style, high, field, high.cloneNode());
    element.floating = true;
    await until(() => element.getBoundingClientRect().bottom <= innerHeight, 'the foot of the window');
    await atRest(element);
    field.focus();
    await until(() => field.getBoundingClientRect().top < innerHeight, 'the field');
    expect(field.getBoundingClientRect().bottom).to.be.at.most(element.getBoundingClientRect().top);
    const padding = () => parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
    expect(padding()).to.be.above(50);
    const last = document.body.lastElementChild!;
    scrollTo(0, document.documentElement.scrollHeight);
    expect(last.getBoundingClientRect().bottom, 'the end of the page').to.be.at.most(element.getBoundingClientRect().top);
    press(element, 'later');
    await until(() => padding() === 0, 'the page as it was');
    element.remove();
    expect(document.adoptedStyleSheets).to.deep.equal([]);
    for (const one of document.querySelectorAll('#high, #high + input')) one.remove();
    style.remove();
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

    it('is not shown on the next page of this session or day when it was left for later, and comes back after both', async () => {
      const script = {documents: [sampleTerms], ...notice, noticedAt: '2026-01-01T00:00:00Z'};
      const visit = async (look: (gate: AssentGate) => Promise<void>) => {
        const gate = await place<AssentGate>('assent-gate', {client: new ScriptedAssent(script)});
        await look(gate);
        gate.remove();
      };
      const shows = async (gate: AssentGate) => void (await until(() => bannerOf(gate), 'the banner'));
      const showsNothing = async (gate: AssentGate) => {
        await new Promise(resolve => setTimeout(resolve, 150));
        expect(bannerOf(gate)).to.equal(null);
      };
      await visit(shows);
      putOff('notice-2026-01-01T00:00:00Z', Date.now() - 2 * DAY);
      await visit(showsNothing);
      sessionStorage.clear();
      await visit(shows);
      putOff('notice-2026-01-01T00:00:00Z', Date.now());
      sessionStorage.clear();
      await visit(showsNothing);
    });

    it('makes room for the next one when it was answered in another tab, also while its text is open', async () => {
      const other = {...sampleTerms, id: 'house-rules', title: 'House Rules'};
      const client = new ScriptedAssent({documents: [sampleTerms, other], ...notice, earlier: [...earlier, {...other, version: '3.0'}]});
      const gate = await place<AssentGate>('assent-gate', {client});
      const element = await until(() => bannerOf(gate), 'the banner');
      await until(() => element.shadowRoot!.querySelector('.banner'), 'its words');
      press(element, 'read');
      await until(() => element.shadowRoot!.querySelector('dialog[open]'), 'the window');
      const closed = next<AssentCloseEvent>(gate, 'assent-close');
      client.made.push({type: 'accept', document: 'terms-of-service', options: {}});
      client.change();
      expect((await closed).reason).to.equal('answered');
      const following = await until(() => bannerOf(gate)?.document === 'house-rules' && bannerOf(gate), 'the next banner');
      await until(() => text(following.shadowRoot!.querySelector('h2')!).includes('House Rules'), 'its words');
      expect(following.shadowRoot!.querySelector('dialog[open]')).to.equal(null);
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
