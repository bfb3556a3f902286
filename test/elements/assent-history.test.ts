import {expect} from 'chai';
import '../../src/define.js';
import type {OutboxItem} from '../../src/client/assent.js';
import type {AssentHistory} from '../../src/elements/assent-history.js';
import type {AssentAcceptedEvent, AssentWithdrawnEvent} from '../../src/elements/events.js';
import {historyOf} from '../../src/elements/history-of.js';
import {AssentError} from '../../src/protocol/errors.js';
import {encodeBase64url} from '../../src/protocol/base64url.js';
import {RECEIPT_TYPE} from '../../src/protocol/receipt.js';
import {Backend, closeClients} from '../client/backend.js';
import {expectAccessible} from './audit.js';
import {atRest, brokenWords, inside, next, place, until, whileOffline} from './page.js';
import {chineseTerms, consentTerms, sampleTerms} from './sample-terms.js';
import {hashOf, PAST_ID, receiptOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

function waiting(terms: typeof sampleTerms, state: OutboxItem['state'] = 'saved', at = '2026-11-23T10:00:00Z'): OutboxItem {
  const {id, version, locale} = terms;
  return {id: '019350a4-7b1c-7d3e-9f2a-11c077de4b5f', state, type: 'accept', at, attempts: 1, document: {id, version, locale, hash: hashOf(terms)}};
}

async function history(script: Partial<Script> = {}, locale = 'en') {
  const client = new ScriptedAssent({
    documents: [sampleTerms, consentTerms],
    status: 'current',
    receipts: [receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z'), receiptOf(consentTerms, 'accept', '2026-11-03T10:00:00Z')],
    ...script,
  }, locale);
  const element = await place<AssentHistory>('assent-history', {client});
  await until(() => element.shadowRoot!.querySelector('.card h2, .none, .message'), 'the history');
  return {client, element};
}

const card = (element: AssentHistory, title: string) =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('.card')].find(one => text(one.querySelector('h2') ?? one) === title)!;
const button = (one: HTMLElement, words: string) => [...one.querySelectorAll<HTMLElement>('button')].find(each => text(each) === words)!;

describe('assent-history', () => {
  it('breaks no word of its buttons where there is little room, in any language', async () => {
    for (const locale of ['de', 'fr', 'es', 'pt', 'ar']) {
      const {element} = await history({}, locale);
      element.style.inlineSize = '288px';
      const buttons = [...element.shadowRoot!.querySelectorAll('.tools .button')];
      expect(buttons.length).to.be.greaterThan(3);
      expect(buttons.flatMap(brokenWords), locale).to.deep.equal([]);
      expect(inside(element, '.list').scrollWidth, locale).to.equal(inside(element, '.list').clientWidth);
      element.remove();
    }
  });

  describe('passes an accessibility audit', () => {
    it('with agreements, choices and a check', async () => {
      const {element} = await history();
      await until(() => element.shadowRoot!.querySelector('[role=switch]'), 'the choices');
      element.shadowRoot!.querySelectorAll('details').forEach(details => (details.open = true));
      await expectAccessible(element);
    });

    it('with nothing in it, and when it could not be loaded', async () => {
      await expectAccessible((await history({receipts: [], status: 'none'})).element);
      await whileOffline(async () => {
        const {element} = await history({agreementsError: new AssentError('offline', '')});
        await expectAccessible(element);
        expect(text(inside(element, '.message'))).to.contain('Your agreements could not be loaded You are offline. Connect to the internet and try again.');
      });
    });

    it('with a text open', async () => {
      const {element} = await history();
      button(card(element, 'Terms of Service'), 'Read what you accepted').click();
      await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
      await atRest(element);
      await expectAccessible(element);
    });
  });

  it('has room for its words in a page that gives it no more than they need', async () => {
    const row = document.createElement('div');
    row.style.cssText = 'display: flex; inline-size: 700px';
    document.body.append(row);
    const {element} = await history();
    row.append(element);
    expect(element.offsetWidth).to.be.at.least(384);
    row.remove();
  });

  it('puts receipts and what waits together, latest first, each act once', () => {
    const receipts = [receiptOf(sampleTerms, 'accept', '2026-03-01T00:00:00Z'), receiptOf(sampleTerms, 'withdraw', '2026-05-01T00:00:00Z')];
    const again = {...waiting(sampleTerms), id: receipts[0]!.entry.id};
    const [one] = historyOf([], receipts, [waiting(sampleTerms), again]);
    expect(one!.acts.map(({type, at}) => [type, at])).to.deep.equal([
      ['accept', '2026-11-23T10:00:00Z'], ['withdraw', '2026-05-01T00:00:00Z'], ['accept', '2026-03-01T00:00:00Z'],
    ]);
    expect(one!.accepted?.waiting).to.equal('saved');
    expect(historyOf([], receipts, [])[0]!.accepted).to.equal(undefined);
    expect(historyOf([], receipts, [waiting(sampleTerms, 'dead')])[0]!.accepted).to.equal(undefined);
  });

  it('keeps the latest document first, and one whose only act was refused for good', () => {
    const receipts = [receiptOf(sampleTerms, 'accept', '2026-03-01T00:00:00Z')];
    const history = historyOf([], receipts, [waiting(consentTerms, 'dead')]);
    expect(history.map(({document, answer: {waiting}}) => [document, waiting])).to.deep.equal([['privacy-policy', 'dead'], ['terms-of-service', undefined]]);
  });

  it('takes the choices that were given last, and none once it was withdrawn', async () => {
    const [agreement] = await new ScriptedAssent({documents: [consentTerms], status: 'current', choices: {partners: true}}).agreements();
    const acts = [{...agreement!.acts[0]!, id: 'earlier', choices: {'voice-prints': true}}, ...agreement!.acts];
    const choices = (...receipts: Parameters<typeof historyOf>[1]) => historyOf([{...agreement!, acts}], receipts, [])[0]!.choices;
    expect(choices()).to.deep.equal({partners: true});
    expect(choices(receiptOf(consentTerms, 'withdraw', '2026-11-20T00:00:00Z'))).to.deep.equal({});
  });

  it('keeps a consent through an acceptance that did not ask for it, and ends it with a text that does not', async () => {
    const [agreement] = await new ScriptedAssent({documents: [consentTerms], status: 'current', choices: {partners: true}}).agreements();
    const {choices: _, ...mailed} = agreement!.acts[0]!;
    const acts = [...agreement!.acts, {...mailed, id: 'by-mail', hash: 'sha256:later' as const, at: new Date().toISOString()}];
    const [one] = historyOf([{...agreement!, acts}], [], []);
    expect([one!.choices, one!.needs]).to.deep.equal([{partners: true}, ['sha256:later']]);
    const asks = (consents: (typeof consentTerms)['consents']) => historyOf([{...agreement!, acts}], [], [], new Map([['sha256:later', {...consentTerms, consents: consents!}]]))[0]!.choices;
    expect(asks(consentTerms.consents)).to.deep.equal({partners: true});
    expect(asks([])).to.deep.equal({});
  });

  it('brings back no consent that a withdrawal has ended', async () => {
    const [agreement] = await new ScriptedAssent({documents: [consentTerms], status: 'current', choices: {partners: true}}).agreements();
    const [given] = agreement!.acts;
    const {choices: _, ...again} = given!;
    const acts = [given!, {...again, id: 'b', type: 'withdraw' as const}, {...again, id: 'c', at: new Date().toISOString()}];
    expect(historyOf([{...agreement!, acts}], [], [])[0]!.choices).to.deep.equal({});
  });

  it('says what was withdrawn, what needs an answer, and what was never recorded', async () => {
    const status = async (script: Partial<Script>) => text(inside((await history({documents: [sampleTerms], ...script})).element, '.pill'));
    const receipts = [receiptOf(sampleTerms, 'withdraw', '2026-11-20T00:00:00Z')];
    expect(await status({receipts, status: 'withdrawn'})).to.equal('Withdrawn');
    expect(await status({receipts, status: 'due'})).to.equal('Needs your answer');
    const {element} = await history({documents: [sampleTerms], receipts: [], outbox: [waiting(sampleTerms, 'dead')], status: 'none'});
    expect(text(inside(element, '.pill'))).to.equal('Needs your answer');
    expect(text(inside(element, '[part=acts]'))).to.contain('not recorded').and.not.contain('Waiting');
  });

  it('says what was accepted, in which version and when', async () => {
    const {element} = await history();
    expect(text(card(element, 'Terms of Service'))).to.contain('Accepted').and.contain('Version 3.1, accepted on November 2, 2026');
  });

  it('asks anew in another language: a text that cannot be had is called as the service calls it there', async () => {
    const {element} = await history({documents: [sampleTerms], translations: [chineseTerms], termsError: new AssentError('offline', ''), receipts: [receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z')]});
    await until(() => card(element, 'Terms of Service'), 'the title');
    element.locale = 'zh-CN';
    await until(() => card(element, '视频云服务条款'), 'the other title');
  });

  it('says it when nothing was', async () => {
    expect(text(inside((await history({receipts: [], status: 'none'})).element, '.none'))).to.contain('not answered any terms');
  });

  it('tells what was done on another device, which has its receipt', async () => {
    const {element} = await history({documents: [sampleTerms], receipts: []});
    const one = card(element, 'Terms of Service');
    expect(text(one)).to.contain('Accepted').and.contain('Version 3.1, accepted on November 1, 2026');
    expect(button(one, 'Withdraw')).to.not.equal(undefined);
    expect(button(one, 'Check receipt')).to.equal(undefined);
  });

  it('brings the receipt of what was done on another device', async () => {
    const elsewhere = [receiptOf(sampleTerms, 'accept', '2026-11-01T00:00:00Z', PAST_ID)];
    const {element} = await history({documents: [sampleTerms], receipts: [], elsewhere});
    await until(() => button(card(element, 'Terms of Service'), 'Check receipt'), 'the receipt');
    expect(element.shadowRoot!.querySelectorAll('[part=acts] li')).to.have.lengthOf(1);
  });

  it('says nothing of terms under which somebody appealed, and which they have not answered', async () => {
    const {element} = await history({status: 'none', receipts: [receiptOf(sampleTerms, 'appeal', '2026-11-02T10:00:00Z')]});
    expect(text(inside(element, '.none'))).to.contain('not answered any terms');
  });

  it('calls what went by use accepted, and what was declined nothing of the kind', async () => {
    const {element} = await history({receipts: [receiptOf(sampleTerms, 'continue', '2026-11-02T10:00:00Z'), receiptOf(consentTerms, 'decline', '2026-11-03T10:00:00Z')]});
    const went = card(element, 'Terms of Service');
    expect(text(went)).to.contain('Accepted').and.contain('Version 3.1, accepted on November 2, 2026');
    expect(button(went, 'Withdraw')).to.not.equal(undefined);
    const declined = card(element, consentTerms.title);
    expect(text(declined)).to.contain('Declined');
    expect(button(declined, 'Full text')).to.not.equal(undefined);
    expect(button(declined, 'Read what you accepted')).to.equal(undefined);
  });

  it('shows the next person nothing of the one before, though theirs cannot be had', async () => {
    const {element} = await history();
    element.client = new ScriptedAssent({documents: [sampleTerms], agreementsError: new AssentError('offline', '')});
    await until(() => element.shadowRoot!.querySelector('.message'), 'what failed');
    expect(element.shadowRoot!.querySelectorAll('.card')).to.have.lengthOf(0);
  });

  it('nor what failed for the one before, or what it was told', async () => {
    const {element} = await history({act: 'not_saved'});
    button(card(element, 'Terms of Service'), 'Check receipt').click();
    button(card(element, 'Terms of Service'), 'Withdraw').click();
    await until(() => element.shadowRoot!.querySelector('[part=alert]'), 'the alert');
    const check = () => text(card(element, 'Terms of Service').querySelector('.checked')!);
    await until(() => !['', 'Checking…'].includes(check()), 'the check');
    element.client = new ScriptedAssent({documents: [sampleTerms], status: 'current', receipts: [receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z')]});
    await element.updateComplete;
    await until(() => element.shadowRoot!.querySelector('.card h2'), 'what the next person answered');
    expect([element.shadowRoot!.querySelector('[part=alert]'), check()]).to.deep.equal([null, '']);
  });

  it('shows what it asked for last, whichever answer comes last, and no failure of an earlier question', async () => {
    const {element, client} = await history({documents: [sampleTerms], receipts: []});
    const calls = client.holdAgreements();
    const [late, failing, last] = [element.load(), element.load(), element.load()];
    void calls[2]!();
    await last;
    client.script.status = 'due';
    void calls[0]!();
    await late;
    client.script.agreementsError = new AssentError('offline', '');
    void calls[1]!();
    await failing;
    await element.updateComplete;
    expect(text(inside(element, '.pill'))).to.equal('Accepted');
    expect(element.shadowRoot!.querySelector('.message')).to.equal(null);
  });

  it('shows the text as it was accepted', async () => {
    const {element} = await history();
    button(card(element, 'Terms of Service'), 'Read what you accepted').click();
    const reader = await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
    expect(text(inside(reader, '.body'))).to.contain('Our liability is limited');
  });

  it('withdraws in one press, and records the words that were shown', async () => {
    const {element, client} = await history();
    const withdrawn = next<AssentWithdrawnEvent>(element, 'assent-withdrawn');
    button(card(element, 'Terms of Service'), 'Withdraw').click();
    expect((await withdrawn).act.type).to.equal('withdraw');
    const {type, document, options} = client.made[0]!;
    expect([type, document, options.hash]).to.deep.equal(['withdraw', 'terms-of-service', hashOf(sampleTerms)]);
    expect(options.shown).to.include({mode: 'inline', button: 'Withdraw'});
    expect(options.shown!.statement).to.contain('“Withdraw” takes one press');
    expect(options.shown!.screen!.warnings).to.deep.equal([]);
    expect(options.made).to.deep.equal({by: 'ui', trusted: false});
  });

  it('withdraws, and switches a consent, of what was accepted in another language than the page’s', async () => {
    const backend = await Backend.open({publish: false});
    const texts = ['en', 'zh-CN'].map(locale => ({
      locale,
      source: `---\ntitle: Terms ${locale}\nconsents:\n  - {id: news, clause: '1', title: News ${locale}, sensitive: false}\n---\n\n## 1. Use\n\nBe kind.\n`,
    }));
    await backend.publish('1', {texts});
    await (await backend.client({locale: 'zh-CN'}).accept('terms-of-service')).recorded;
    const element = await place<AssentHistory>('assent-history', {client: backend.client()});
    const input = await until(() => element.shadowRoot!.querySelector<HTMLInputElement>('[role=switch]'), 'the choice');
    const accepted = next<AssentAcceptedEvent>(element, 'assent-accepted');
    input.click();
    expect((await (await accepted).act.recorded).entry.document.locale).to.equal('zh-CN');
    const withdrawn = next<AssentWithdrawnEvent>(element, 'assent-withdrawn');
    await until(() => inside(element, '[part~=withdraw]').ariaDisabled === 'false', 'the end of the switching');
    button(card(element, 'Terms zh-CN'), 'Withdraw').click();
    expect((await (await withdrawn).act.recorded).entry.document.locale).to.equal('zh-CN');
    closeClients();
  });

  it('withdraws once, however often the button is pressed', async () => {
    const {element, client} = await history();
    const pressed = button(card(element, 'Terms of Service'), 'Withdraw');
    pressed.click();
    pressed.click();
    await until(() => client.made[0], 'the act');
    await element.updateComplete;
    expect(client.made.map(({type}) => type)).to.deep.equal(['withdraw']);
  });

  it('is busy until the client has answered', async () => {
    const {element} = await history({act: 'never'});
    const pressed = button(card(element, 'Terms of Service'), 'Withdraw');
    pressed.click();
    await element.updateComplete;
    expect([pressed.ariaDisabled, button(card(element, 'Privacy Policy'), 'Withdraw').ariaDisabled]).to.deep.equal(['true', 'false']);
  });

  it('says so when a withdrawal was not saved', async () => {
    const {element} = await history({act: 'not_saved'});
    button(card(element, 'Terms of Service'), 'Withdraw').click();
    const alert = await until(() => card(element, 'Terms of Service').querySelector('[part=alert]'), 'the alert');
    expect(text(alert)).to.contain('not saved');
    expect(alert.role, 'it is read out').to.equal('alert');
  });

  it('says no more that it was not saved while it tries again', async () => {
    const {element, client} = await history({act: 'not_saved'});
    const again = () => button(card(element, 'Terms of Service'), 'Withdraw').click();
    again();
    await until(() => card(element, 'Terms of Service').querySelector('[part=alert]'), 'the alert');
    client.script.act = 'never';
    again();
    await element.updateComplete;
    expect(card(element, 'Terms of Service').querySelector('[part=alert]')).to.equal(null);
  });

  it('saves a receipt as the service signed it', async () => {
    let link: HTMLAnchorElement | undefined;
    const {click} = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      link = this as HTMLAnchorElement;
    };
    const receipt = receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z');
    try {
      const {element} = await history({receipts: [receipt]});
      button(card(element, 'Terms of Service'), 'Save receipt').click();
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(link!.download).to.equal(`receipt-${receipt.entry.id}.jws`);
    expect(await (await fetch(link!.href)).text()).to.equal(receipt.jws);
  });

  it('switches one separate consent and leaves the others', async () => {
    const {element, client} = await history({choices: {partners: true}});
    await until(() => element.shadowRoot!.querySelector('[role=switch]'), 'the choices');
    const switches = [...card(element, 'Privacy Policy').querySelectorAll<HTMLInputElement>('[role=switch]')];
    expect(switches.map(({checked}) => checked)).to.deep.equal([false, true]);
    const accepted = next<AssentAcceptedEvent>(element, 'assent-accepted');
    expect(text(element.shadowRoot!.getElementById(switches[0]!.getAttribute('aria-describedby')!)!)).to.equal('Sensitive data');
    switches[0]!.click();
    expect((await accepted).act.type).to.equal('accept');
    const {options} = client.made[0]!;
    expect(options.choices).to.deep.equal({partners: true, 'voice-prints': true});
    expect([options.hash, options.made], 'a browser vouches for the change, and not for who pressed').to.deep.equal([hashOf(consentTerms), {by: 'ui', trusted: false}]);
    expect(client.made[0]!.options.shown!.statement).to.contain('Recognise me by my voice');
  });

  it('shows what the service signed, and passes an audit with it open', async () => {
    const {element} = await history();
    const details = card(element, 'Terms of Service').querySelector<HTMLDetailsElement>('[part=receipt]')!;
    details.open = true;
    const {jws, entry} = receiptOf(sampleTerms, 'accept', '2026-11-02T10:00:00Z');
    expect(jws).to.contain(entry.id);
    expect(JSON.parse(details.querySelector('pre')!.textContent!)).to.deep.equal(entry);
    expect(text(details)).to.contain(`Reference ${entry.id}`);
    await expectAccessible(element);
  });

  it('leads from a separate consent to the clause that it is tied to', async () => {
    const {element} = await history();
    (await until(() => element.shadowRoot!.querySelector<HTMLElement>('.to-clause'), 'the consents')).click();
    const reader = await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
    const row = await until(() => reader.shadowRoot!.querySelector(`#${CSS.escape('2.1')}`), 'the clause');
    await until(() => row.classList.contains('found'), 'its mark');
    await until(() => {
      const [{top}, box] = [row.getBoundingClientRect(), reader.getBoundingClientRect()];
      return top >= box.top - 1 && top <= box.bottom;
    }, 'the clause in view');
  });

  it('puts a switch back where the change was not saved', async () => {
    const {element} = await history({act: 'not_saved'});
    const input = await until(() => element.shadowRoot!.querySelector<HTMLInputElement>('[role=switch]'), 'the choices');
    input.click();
    await until(() => !input.checked, 'the switch to go back');
  });

  it('checks a receipt in this browser, against the published keys', async () => {
    const pair = await crypto.subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign', 'verify']);
    const {x, y} = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const receipt = receiptOf(sampleTerms, 'accept', '2026-11-02T00:00:00Z');
    const json = (value: unknown) => encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));
    const entry = {...receipt.entry, document: {...receipt.entry.document, hash: `sha256:${'1'.repeat(64)}`}};
    const signed = `${json({alg: 'ES256', kid: 'k', typ: RECEIPT_TYPE})}.${json(entry)}`;
    const signature = await crypto.subtle.sign({name: 'ECDSA', hash: 'SHA-256'}, pair.privateKey, new TextEncoder().encode(signed));
    const genuine = {...receipt, jws: `${signed}.${encodeBase64url(new Uint8Array(signature))}`};
    const {element, client} = await history({receipts: [genuine]});
    client.keys = async () => ({keys: [{kid: 'k', kty: 'EC' as const, crv: 'P-256' as const, alg: 'ES256' as const, use: 'sig' as const, x: x!, y: y!}]});
    button(card(element, 'Terms of Service'), 'Check receipt').click();
    await until(() => !['', 'Checking…'].includes(text(inside(element, '.checked'))), 'the check');
    expect(text(inside(element, '.checked'))).to.contain('genuine');
    expect(text(inside(element, '.checked'))).to.contain('version 3.1, on November 2, 2026');
    client.keys = async () => ({keys: []});
    button(card(element, 'Terms of Service'), 'Check receipt').click();
    await until(() => text(inside(element, '.checked')).includes('could not be confirmed'), 'the check');
  });

  it('never calls a receipt genuine that was changed', async () => {
    const {element} = await history();
    button(card(element, 'Terms of Service'), 'Check receipt').click();
    await until(() => !['', 'Checking…'].includes(text(card(element, 'Terms of Service').querySelector('.checked')!)), 'the check');
    expect(text(card(element, 'Terms of Service').querySelector('.checked')!)).to.contain('could not be confirmed').and.not.contain('genuine');
  });

  it('follows what the client says', async () => {
    const {element, client} = await history({receipts: [], outbox: [waiting(sampleTerms)]});
    expect(text(card(element, 'Terms of Service'))).to.contain('Waiting to be sent');
    Object.assign(client.script, {outbox: [], receipts: [receiptOf(sampleTerms, 'accept', '2026-11-23T10:00:01Z')]});
    client.change();
    await until(() => text(inside(element, '.pill')) === 'Accepted', 'the new status');
  });
});
