import {expect} from 'chai';
import '../../src/define.js';
import type {Restriction} from '../../src/client/assent.js';
import type {AssentAppealedEvent, AssentBeforeAppealEvent} from '../../src/elements/appeal-events.js';
import type {AssentStanding} from '../../src/elements/assent-standing.js';
import type {AssentErrorEvent} from '../../src/elements/events.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {atRest, brokenWords, inside, next, place, until, whileOffline} from './page.js';
import {appealOf, restrictionOf} from './sample-restrictions.js';
import {sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

const PNG = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), letter => letter.charCodeAt(0));
const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

async function standing(restrictions: Restriction[], script: Partial<Script> = {}, locale = 'en') {
  const client = new ScriptedAssent({documents: [sampleTerms], restrictions, ...script}, locale);
  const element = await place<AssentStanding>('assent-standing', {client, refresh: 0});
  await until(() => element.shadowRoot!.querySelector('.card h2, .none, .message'), 'the standing');
  return {client, element};
}

const all = <E extends HTMLElement>(element: AssentStanding, selector: string) => [...element.shadowRoot!.querySelectorAll<E>(selector)];
const open = async (element: AssentStanding) => {
  inside(element, '.button[part~=appeal]').click();
  await until(() => element.shadowRoot!.querySelector('form'), 'the form');
};
const write = (element: AssentStanding, words: string) => {
  const field = inside<HTMLTextAreaElement>(element, 'textarea');
  field.value = words;
  field.dispatchEvent(new Event('input'));
};
const drop = (element: AssentStanding, ...files: File[]) => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  inside(element, '.drop').dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true}));
};

describe('assent-standing', () => {
  it('breaks no word of its buttons and terms where there is little room, in any language', async () => {
    for (const locale of ['de', 'fr', 'es', 'pt', 'ar']) {
      const {element} = await standing([restrictionOf(sampleTerms, {scope: ['publishing and a good deal more']})], {}, locale);
      element.style.inlineSize = '288px';
      await open(element);
      expect([...all(element, 'form .button'), ...all(element, 'dt')].flatMap(brokenWords), locale).to.deep.equal([]);
      expect(inside(element, '.list').scrollWidth, locale).to.equal(inside(element, '.list').clientWidth);
      element.remove();
    }
  });

  describe('passes an accessibility audit', () => {
    it('with a restriction, its rule and its appeals', async () => {
      const {element} = await standing([
        restrictionOf(sampleTerms, {appeals: [appealOf({status: 'rejected', decidedAt: '2026-11-23T00:00:00Z', reasons: 'The session was yours.', by: 'appeals-board'})]}),
        restrictionOf(sampleTerms, {id: '019350a4-7b1c-7d3e-9f2a-0000000000ab', kind: 'freeze', state: 'lifted', appealable: false, lifted: {at: '2026-11-21T00:00:00Z', reasons: 'A mistake.'}}),
      ]);
      await until(() => element.shadowRoot!.querySelector('.cited'), 'the rule');
      await expectAccessible(element);
    });

    it('with the form, filled in and with what is wrong', async () => {
      const {element} = await standing([restrictionOf(sampleTerms)]);
      await open(element);
      inside(element, '[part~=send]').click();
      drop(element, new File([PNG], 'Ticket.png'), new File(['MZ\u0000'], 'photo.png'));
      await until(() => all(element, 'form .files li').length === 1, 'the file');
      await expectAccessible(element);
    });

    it('with nothing, with what could not be loaded, and with the text open', async () => {
      await expectAccessible((await standing([])).element);
      await expectAccessible((await standing([], {standingError: new AssentError('offline', '')})).element);
      const {element} = await standing([restrictionOf(sampleTerms)]);
      inside(element, '[part~=read]').click();
      await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
      await atRest(element);
      await expectAccessible(element);
    });
  });

  it('says what is restricted, since and until when, why, and how it was decided', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)]);
    const card = text(inside(element, '.card'));
    expect(card).to.contain('Your account is suspended').and.contain('In effect').and.contain('publishing and payments');
    expect(card).to.contain('November 20, 2026').and.contain('December 20, 2026').and.contain('posted 40 times');
    expect(card).to.contain('Found by automated means, decided by a person.').and.contain('until May 23, 2027').and.contain('certified body');
    expect(element.matches(':state(restricted)')).to.equal(true);
  });

  it('quotes the rule in the version in force then, and opens the text there', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)]);
    const cited = await until(() => element.shadowRoot!.querySelector('.cited'), 'the rule');
    expect(text(cited)).to.contain('1.1 You accept these terms when you choose the button below.');
    expect(text(inside(element, '[part=rule]'))).to.contain('Terms of Service, version 3.1, clause 1.1');
    inside(element, '[part~=read]').click();
    const reader = await until(() => element.shadowRoot!.querySelector('assent-terms:state(ready)'), 'the text');
    await until(() => reader.shadowRoot!.querySelector('.found')?.id === '1.1', 'the clause');
  });

  it('says how it was decided, from when and until when, whatever it is', async () => {
    const says = async (more: Partial<Restriction>) => text(inside((await standing([restrictionOf(sampleTerms, more)])).element, '.card'));
    expect(await says({automated: {detection: true, decision: true}})).to.contain('By automated means.');
    expect(await says({automated: {detection: false, decision: false}})).to.contain('Found and decided by people');
    const {until: _, ...open} = restrictionOf(sampleTerms);
    expect(text(inside((await standing([open])).element, '[part=extent]'))).to.contain('Further notice');
    expect(await says({state: 'coming'})).to.match(/^Suspension of your account Announced.* From\s?November 20, 2026/);
  });

  it('offers one more appeal after one that was rejected, and none where it was the last, or all is lifted', async () => {
    const rejected = appealOf({status: 'rejected', decidedAt: '2026-11-23T00:00:00Z', reasons: 'The session was yours.', by: 'appeals-board'});
    const {element} = await standing([restrictionOf(sampleTerms, {appeals: [rejected]})]);
    expect(text(inside(element, '.button[part~=appeal]'))).to.equal('Appeal once more');
    expect(text(inside(element, '.appeal'))).to.contain('The session was yours.');
    await open(element);
    expect(all(element, '.button[part~=appeal]'), 'while the form is open').to.deep.equal([]);
    const last = await standing([restrictionOf(sampleTerms, {appealable: false, appeals: [rejected]})]);
    expect(text(inside(last.element, '[part=remedies]'))).to.contain('No further appeal is possible here.');
    const lifted = await standing([restrictionOf(sampleTerms, {state: 'lifted', appealable: false, lifted: {at: '2026-11-23T00:00:00Z', reasons: 'A mistake.'}})]);
    expect(all(lifted.element, '[part=remedies]')).to.deep.equal([]);
  });

  it('says of each file whether the service has it, waits for it, or did not take it', async () => {
    const [first, second] = appealOf().attachments;
    const attachments = [first!, second!, {...second!, waiting: false, problem: 'attachment_refused'} as typeof first & object];
    const {element} = await standing([restrictionOf(sampleTerms, {appeals: [appealOf({attachments})]})]);
    expect(all(element, '.appeal [part=file]').map(one => text(one.lastElementChild!))).to.deep.equal(['received', 'to be sent', 'not taken by the service']);
  });

  it('says it when there is no restriction', async () => {
    expect(text(inside((await standing([])).element, '.none'))).to.contain('no restriction');
  });

  it('offers no appeal where none is possible, and says why', async () => {
    const {element} = await standing([restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf()]})]);
    expect(all(element, '.button[part~=appeal]')).to.deep.equal([]);
    expect(text(inside(element, '[part=remedies]'))).to.contain('under way');
    const over = await standing([restrictionOf(sampleTerms, {appealable: false})]);
    expect(text(inside(over.element, '[part=remedies]'))).to.contain('ended on May 23, 2027');
  });

  it('files an appeal with words, kinds of proof and files, and gives its number', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    await open(element);
    await until(() => element.shadowRoot!.activeElement?.id === 'form-title', 'the focus on the form');
    write(element, 'It was not me.');
    all<HTMLInputElement>(element, '.chip input')[0]!.click();
    drop(element, new File([PNG], 'Ticket.png'));
    await until(() => all(element, 'form .files li')[0], 'the file');
    const before = next<AssentBeforeAppealEvent>(element, 'assent-before-appeal');
    const appealed = next<AssentAppealedEvent>(element, 'assent-appealed');
    client.script.restrictions = [restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf({status: 'saved'})]})];
    inside(element, '[part~=send]').click();
    expect((await before).restriction).to.equal(restrictionOf(sampleTerms).id);
    expect((await appealed).act.reference).to.equal('7F3K-92QD');
    const {options} = client.appeals[0]!;
    expect(options).to.deep.include({statement: 'It was not me.', proof: ['identity'], made: {by: 'ui', trusted: false}});
    expect(options.attachments!.map(({name}) => name)).to.deep.equal(['Ticket.png']);
    expect(options.shown).to.include({mode: 'inline', button: 'Send the appeal'});
    expect(text(inside(element, '.appeal'))).to.contain('7F3K-92QD').and.contain('Waiting to be sent').and.contain('Saved on this device');
    expect(element.shadowRoot!.activeElement?.textContent).to.contain('7F3K-92QD');
    expect(all(element, 'form')).to.deep.equal([]);
  });

  it('asks the service anew once it has taken an appeal', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)], {act: 'saved'});
    const asked: (boolean | undefined)[] = [];
    client.standing = (async ({fresh}: {fresh?: boolean} = {}) => (asked.push(fresh), client.script.restrictions!)) as typeof client.standing;
    await open(element);
    write(element, 'It was not me.');
    const appealed = next(element, 'assent-appealed');
    inside(element, '[part~=send]').click();
    await appealed;
    expect(asked).to.deep.equal([undefined]);
    client.record();
    await until(() => asked.includes(true), 'the question');
  });

  it('begins with nothing entered when it is opened again, gives the focus back, and shows the next person nothing of it', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)]);
    const enter = async () => {
      write(element, 'It was not me.');
      inside(element, '.chip input').click();
      drop(element, new File([PNG], 'Ticket.png'));
      await until(() => all(element, 'form .files li')[0], 'the file');
    };
    const entered = () => [inside<HTMLTextAreaElement>(element, 'textarea').value, all<HTMLInputElement>(element, '.chip input:checked').length, all(element, 'form .files li').length];
    await open(element);
    await enter();
    inside(element, '[part~=cancel]').click();
    await until(() => element.shadowRoot!.activeElement?.matches('.button[part~=appeal]'), 'the focus on the button');
    await open(element);
    expect(entered()).to.deep.equal(['', 0, 0]);
    await enter();
    element.client = new ScriptedAssent({documents: [sampleTerms], restrictions: [restrictionOf(sampleTerms)]});
    await element.updateComplete;
    await until(() => !element.shadowRoot!.querySelector('form') && element.shadowRoot!.querySelector('.button[part~=appeal]'), 'what the next person sees');
    await open(element);
    expect(entered()).to.deep.equal(['', 0, 0]);
  });

  it('is busy until the appeal is safe, takes nothing more, and files it once', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)], {act: 'never'});
    await open(element);
    write(element, 'It was not me.');
    inside(element, '[part~=send]').click();
    inside<HTMLFormElement>(element, 'form').requestSubmit();
    await element.updateComplete;
    const fields = all<HTMLButtonElement>(element, 'form :is(textarea, .button, fieldset, [type=file])').filter(one => !one.matches('.pick'));
    expect(fields.map(({disabled}) => disabled)).to.deep.equal(fields.map(() => true));
    drop(element, new File([PNG], 'Ticket.png'));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect([client.appeals.length, all(element, 'form .files li').length]).to.deep.equal([1, 0]);
  });

  it('takes back a kind of proof, and no file twice', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    await open(element);
    write(element, 'It was not me.');
    const [first, second] = all<HTMLInputElement>(element, '.chip input');
    for (const chip of [first!, second!, first!]) chip.click();
    const file = new File([PNG], 'Ticket.png', {lastModified: 1});
    drop(element, file, file);
    await until(() => text(inside(element, '[part=attachments] [role=alert]')) !== '', 'the words');
    expect(text(inside(element, '[part=attachments] [role=alert]'))).to.equal('“Ticket.png” is there already.');
    inside(element, '[part~=send]').click();
    await until(() => client.appeals[0], 'the appeal');
    const {proof, attachments} = client.appeals[0]!.options;
    expect([proof!.length, attachments!.length]).to.deep.equal([1, 1]);
  });

  it('tells the page, and the person, what else went wrong', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    client.appeal = async () => Promise.reject(new TypeError('Broken.'));
    await open(element);
    write(element, 'It was not me.');
    const told = next<AssentErrorEvent>(element, 'assent-error');
    inside(element, '[part~=send]').click();
    expect((await told).error.message).to.equal('The appeal could not be filed.');
    await until(() => text(inside(element, 'form > [role=alert]')) === 'The appeal was not saved. Nothing you entered is lost. Please try again.', 'the words');
  });

  it('keeps what was entered when the appeal was not saved', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)], {act: 'not_saved'});
    const frame = () => new Promise(requestAnimationFrame);
    client.appeal = async () => {
      await frame(); // the button is off, and a browser takes the focus from it
      await frame();
      throw new AssentError('not_saved', '');
    };
    await open(element);
    write(element, 'It was not me.');
    drop(element, new File([PNG], 'Ticket.png'));
    await until(() => all(element, 'form .files li')[0], 'the file');
    inside(element, '[part~=send]').focus();
    inside(element, '[part~=send]').click();
    await until(() => text(inside(element, 'form > [role=alert]')) !== '', 'the alert');
    await until(() => element.shadowRoot!.activeElement === inside(element, '[part~=send]'), 'the focus back on the button');
    expect(text(inside(element, 'form > [role=alert]'))).to.contain('Nothing you entered is lost');
    expect(inside<HTMLTextAreaElement>(element, 'textarea').value).to.equal('It was not me.');
    expect(all(element, 'form .files li')).to.have.lengthOf(1);
  });

  it('says which file is not taken and why, and takes the others', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)]);
    await open(element);
    drop(element, new File([new Uint8Array(6 * 1024 * 1024)], 'Film.png'), new File(['MZ\u0000\u0003'], 'photo.png'), new File([], 'empty.txt'), new File(['I was away.'], 'Letter.txt'));
    await until(() => all(element, 'form .files li')[0], 'the file');
    const errors = text(inside(element, '[part=attachments] [role=alert]'));
    expect(errors).to.contain('“Film.png” is larger than 5 MB').and.contain('“photo.png” is not a PNG').and.contain('“empty.txt” is empty');
    drop(element, ...Array.from({length: 5}, (_, at) => new File([`Page ${at}`], `${at}.txt`)));
    await until(() => all(element, 'form .files li').length === 5, 'five files');
    expect(text(inside(element, '[part=attachments] [role=alert]'))).to.equal('“4.txt” was left out: 5 files are the most.');
    inside(element, '.remove').click();
    await until(() => all(element, 'form .files li').length === 4, 'four files');
  });

  it('keeps the focus where a file was taken away, and gives it back to the choice of files after the last one', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)]);
    await open(element);
    drop(element, new File(['one'], '1.txt'), new File(['two'], '2.txt'), new File(['three'], '3.txt'));
    await until(() => all(element, '.remove').length === 3, 'three files');
    for (const at of [0, 1, 0]) {
      const button = all(element, '.remove')[at] as HTMLElement;
      button.focus();
      button.click();
      await element.updateComplete;
      const left = all(element, '.remove');
      const focused = () => element.shadowRoot!.activeElement;
      await until(() => focused() && (left.length ? left.includes(focused() as HTMLElement) : focused() === inside(element, '[type=file]')), `the focus, with ${left.length} left`);
    }
  });

  it('asks for words before it sends', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    await open(element);
    inside(element, '[part~=send]').click();
    await until(() => text(inside(element, '#statement-error')) !== '', 'the error');
    expect(element.shadowRoot!.activeElement?.id).to.equal('statement');
    expect(client.appeals).to.deep.equal([]);
    const field = inside(element, 'textarea');
    expect(field.ariaInvalid).to.equal('true');
    write(element, 'It');
    await element.updateComplete;
    expect([text(inside(element, '#statement-error')), field.ariaInvalid]).to.deep.equal(['', null]);
    expect(text(inside(element, '.under'))).to.match(/^[\d,]+98 characters left$/);
  });

  it('records nothing where the page refuses', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    element.addEventListener('assent-before-appeal', event => event.preventDefault());
    await open(element);
    write(element, 'It was not me.');
    inside(element, '[part~=send]').click();
    await element.updateComplete;
    expect(client.appeals).to.deep.equal([]);
    expect(all(element, 'form')).to.have.lengthOf(1);
  });

  it('announces what changes, once, by one live region', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf()]})]);
    expect(text(inside(element, '[role=status]'))).to.equal('');
    client.script.restrictions = [restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf({status: 'under_review'})]})];
    client.change();
    await until(() => text(inside(element, '[role=status]')) === 'Appeal 7F3K-92QD: Under review.', 'the review');
    client.script.restrictions = [restrictionOf(sampleTerms, {
      appealable: false, state: 'lifted', lifted: {at: '2026-11-23T00:00:00Z', reasons: 'You were right.'},
      appeals: [appealOf({status: 'upheld', decidedAt: '2026-11-23T00:00:00Z', reasons: 'You were right.', by: 'appeals-board'})],
    })];
    client.change();
    await until(() => text(inside(element, '[role=status]')).includes('The restriction was lifted: Suspension of your account.'), 'the lifting');
    expect(all(element, '[role=status]')).to.have.lengthOf(1);
    expect(text(inside(element, '.card'))).to.contain('Lifted on November 23, 2026').and.contain('by appeals board');
    expect(element.matches(':state(restricted)')).to.equal(false);
  });

  it('says and shows the next person nothing of the one before, though theirs cannot be had', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf()]})]);
    client.script.restrictions = [restrictionOf(sampleTerms, {appealable: false, appeals: [appealOf({status: 'under_review'})]})];
    client.change();
    await until(() => text(inside(element, '[role=status]')) !== '', 'the review');
    element.client = new ScriptedAssent({documents: [sampleTerms], standingError: new AssentError('offline', '')});
    await until(() => element.shadowRoot!.querySelector('.message'), 'what failed');
    expect(text(inside(element, '[role=status]'))).to.equal('');
    expect(all(element, '.card')).to.have.lengthOf(0);
  });

  it('says what is new since the last look', async () => {
    const {element, client} = await standing([]);
    client.script.restrictions = [restrictionOf(sampleTerms)];
    client.change();
    await until(() => text(inside(element, '[role=status]')) === 'There is a new restriction: Your account is suspended.', 'the restriction');
  });

  it('keeps what it shows when a later look fails, or an earlier one comes late', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms)]);
    client.script.standingError = new AssentError('offline', '');
    await element.load();
    await element.updateComplete;
    expect(all(element, '.card')).to.have.lengthOf(1);
    delete client.script.standingError;
    const ask = client.standing.bind(client);
    const calls: (() => void)[] = [];
    client.standing = () => new Promise(resolve => calls.push(() => resolve(ask())));
    const [late, last] = [element.load(), element.load()];
    calls[1]!();
    await last;
    client.script.restrictions = [];
    calls[0]!();
    await late;
    await element.updateComplete;
    expect(all(element, '.card')).to.have.lengthOf(1);
  });

  it('says that it is offline where it is', async () => {
    for (const code of ['offline', 'subject_required', 'unavailable'] as const) {
      const message = async () => text(inside((await standing([], {standingError: new AssentError(code, '')})).element, '.message'));
      expect(await message()).to.contain('Please try again in a moment.');
      await whileOffline(async () => void expect(await message()).to.contain('You are offline. Connect to the internet and try again.'));
    }
  });

  it('looks by itself no more where nothing can change, the page is hidden, or it is gone', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], restrictions: [restrictionOf(sampleTerms)]});
    let looks = 0;
    const ask = client.standing.bind(client);
    client.standing = () => (looks++, ask());
    const element = await place<AssentStanding>('assent-standing', {client, refresh: 0});
    const moment = async () => {
      await new Promise(resolve => setTimeout(resolve, 60));
      const before = looks;
      await new Promise(resolve => setTimeout(resolve, 120));
      return looks > before;
    };
    expect(await moment(), 'told not to').to.equal(false);
    element.refresh = 0.02;
    await until(() => looks > 2, 'the looks');
    Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
    expect(await moment(), 'hidden').to.equal(false);
    delete (document as {visibilityState?: string}).visibilityState;
    await until(moment, 'the looks');
    element.remove();
    expect(await moment(), 'gone').to.equal(false);
    document.body.append(element);
    await until(moment, 'the looks');
    client.script.restrictions = [restrictionOf(sampleTerms, {state: 'lifted', lifted: {at: '2026-11-23T00:00:00Z', reasons: 'A mistake.'}})];
    await until(() => element.shadowRoot!.querySelector('.lifted'), 'the lifting');
    expect(await moment(), 'lifted').to.equal(false);
  });

  it('looks by itself while a restriction is in effect', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], restrictions: [restrictionOf(sampleTerms)]});
    const element = await place<AssentStanding>('assent-standing', {client, refresh: 0.05});
    await until(() => element.shadowRoot!.querySelector('.card h2'), 'the standing');
    client.script.restrictions = [restrictionOf(sampleTerms, {state: 'lifted', lifted: {at: '2026-11-23T00:00:00Z', reasons: 'A mistake.'}})];
    await until(() => element.shadowRoot!.querySelector('.lifted'), 'the lifting');
  });

  it('removes an appeal that was not taken when the person says so', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms, {appeals: [appealOf({status: 'refused'})]})]);
    let discarded = '';
    client.outbox.discard = async (id?: string) => {
      discarded = id!;
      client.script.restrictions = [restrictionOf(sampleTerms, {appealable: false})];
    };
    expect(text(inside(element, '.appeal'))).to.contain('Your words are kept here');
    inside(element, '.appeal [part~=remove]').focus();
    inside(element, '.appeal [part~=remove]').click();
    await until(() => discarded === appealOf().id, 'the removal');
    await until(() => !element.shadowRoot!.querySelector('.appeal') && element.shadowRoot!.activeElement, 'the focus in its card');
  });

  it('tells of a removal that could not be', async () => {
    const {element, client} = await standing([restrictionOf(sampleTerms, {appeals: [appealOf({status: 'refused'})]})]);
    client.outbox.discard = async () => {
      throw new DOMException('No room.', 'QuotaExceededError');
    };
    const told = next<AssentErrorEvent>(element, 'assent-error');
    inside(element, '.appeal [part~=remove]').click();
    expect((await told).error).to.include({code: 'unavailable', message: 'The appeal could not be removed.'});
  });

  it('speaks Chinese', async () => {
    const {element} = await standing([restrictionOf(sampleTerms)], {}, 'zh-CN');
    await until(() => text(inside(element, '.card')).includes('您的账户已被暂停'), 'the words');
  });
});
