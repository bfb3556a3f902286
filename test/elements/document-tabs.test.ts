import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, place, resizeTo, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Made, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const rulesTerms = {...sampleTerms, id: 'house-rules', title: 'House Rules'};

async function asking(locale = 'en', script: Partial<Script> = {}, documents?: readonly string[]) {
  const client = new ScriptedAssent({documents: [sampleTerms, consentTerms, rulesTerms], ...script}, locale);
  const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, locale, documents});
  await until(() => dialog.shadowRoot!.querySelector('[role=tablist]'), 'the tabs');
  await shows(dialog, 'Terms of Service');
  return {client, dialog};
}

const tabs = (dialog: AssentDialog) => [...dialog.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')];
const tab = (dialog: AssentDialog, title: string) => tabs(dialog).find(button => text(button).includes(title))!;
const reader = (dialog: AssentDialog) => inside<AssentTerms>(dialog, 'assent-terms:not([hidden])');
const shows = (dialog: AssentDialog, title: string) => until(
  () => reader(dialog).terms?.title === title && dialog.shadowRoot!.querySelector('[part~=accept]:enabled') && text(inside(dialog, '#title')) === title,
  title,
);

describe('tabs of several documents', () => {
  describe('pass an accessibility audit', () => {
    it('while nothing is answered, and after one is', async () => {
      const {dialog} = await asking();
      await atRest(dialog);
      await expectAccessible(dialog);
      inside(dialog, '[part~=accept]').click();
      await shows(dialog, 'Privacy Policy');
      await expectAccessible(dialog);
    });
  });

  it('say the title: it is not printed below them again, and still names the dialog', async () => {
    const {dialog} = await asking();
    const title = inside(dialog, '#title');
    expect(text(title)).to.equal('Terms of Service');
    expect(title.offsetHeight).to.equal(1);
    const [tab, meta] = [tabs(dialog)[0]!, inside(dialog, '[part=meta]')].map(one => one.getBoundingClientRect().left);
    expect(tab! + parseFloat(getComputedStyle(tabs(dialog)[0]!).paddingInlineStart), 'in line with what stands below').to.be.closeTo(meta!, 1);
  });

  it('name each document, and which one is shown', async () => {
    const {dialog} = await asking('en', {act: 'never'});
    expect(tabs(dialog).map(text)).to.deep.equal(['Terms of Service', 'Privacy Policy', 'House Rules']);
    expect(tabs(dialog).map(({ariaSelected, tabIndex}) => [ariaSelected, tabIndex])).to.deep.equal([['true', 0], ['false', -1], ['false', -1]]);
    const panel = inside(dialog, '[role=tabpanel]');
    expect(tab(dialog, 'Terms of Service').getAttribute('aria-controls')).to.equal(panel.id);
    expect(panel.getAttribute('aria-labelledby')).to.equal(tab(dialog, 'Terms of Service').id);
    inside(dialog, '[part~=accept]').click();
    tab(dialog, 'House Rules').click();
    await dialog.updateComplete;
    expect(tab(dialog, 'Terms of Service').ariaSelected, 'while its answer is being saved').to.equal('true');
  });

  it('are moved through by the arrow keys, Home and End, and keep the focus', async () => {
    const {dialog} = await asking();
    tab(dialog, 'Terms of Service').focus();
    for (const [key, title] of [['ArrowRight', 'Privacy Policy'], ['End', 'House Rules'], ['ArrowRight', 'Terms of Service'], ['ArrowLeft', 'House Rules'], ['Home', 'Terms of Service']] as const) {
      await sendKeys({press: key});
      await shows(dialog, title);
      expect(dialog.shadowRoot!.activeElement, key).to.equal(tab(dialog, title));
      expect(tab(dialog, title).ariaSelected).to.equal('true');
    }
    dialog.remove();
    const {dialog: mirrored} = await asking('ar');
    tab(mirrored, 'Terms of Service').focus();
    await sendKeys({press: 'ArrowLeft'});
    await shows(mirrored, 'Privacy Policy');
  });

  it('let any document be answered first, one act each', async () => {
    const {dialog, client} = await asking();
    tab(dialog, 'House Rules').click();
    await shows(dialog, 'House Rules');
    expect(text(inside(dialog, '#statement'))).to.contain('House Rules');
    inside(dialog, '[part~=accept]').click();
    await shows(dialog, 'Terms of Service');
    expect(tabs(dialog).map(text)).to.deep.equal(['Terms of Service', 'Privacy Policy', 'House Rules (Answered)']);
    tab(dialog, 'House Rules').click();
    await dialog.updateComplete;
    expect(text(inside(dialog, '#title'))).to.equal('Terms of Service');
    inside(dialog, '[part~=decline]').click();
    await shows(dialog, 'Privacy Policy');
    inside(dialog, '[part~=accept]').click();
    await until(() => dialog.shadowRoot!.querySelector('.outcome'), 'the outcome');
    expect(client.made.map(({type, document}) => [type, document])).to.deep.equal([['accept', 'house-rules'], ['decline', 'terms-of-service'], ['accept', 'privacy-policy']]);
  });

  it('lose what was answered in another tab of the browser, also where it is shown, and keep what the page asks for by its name', async () => {
    const {dialog, client} = await asking('en', {documents: [sampleTerms, consentTerms, rulesTerms, {...rulesTerms, id: 'cookies', title: 'Cookies'}]});
    const elsewhere = (document: string) => {
      client.made.push({type: 'accept', document, options: {}});
      client.change();
    };
    inside(dialog, '[part~=accept]').click();
    await shows(dialog, 'Privacy Policy');
    elsewhere('house-rules');
    await until(() => tabs(dialog).length === 3, 'a tab less');
    expect(text(inside(dialog, '#title'))).to.equal('Privacy Policy');
    elsewhere('privacy-policy');
    await shows(dialog, 'Cookies');
    expect(tabs(dialog).map(text)).to.deep.equal(['Terms of Service (Answered)', 'Cookies']);
    inside(dialog, '[part~=accept]').click();
    const outcome = await until(() => dialog.shadowRoot!.querySelector('.outcome'), 'the outcome');
    expect(text(outcome)).to.contain('Terms of Service').and.contain('Cookies').and.not.contain('House Rules');

    const named = await asking('en', {status: 'current', documents: [sampleTerms, rulesTerms]}, ['terms-of-service', 'house-rules']);
    named.client.change();
    await named.client.agreements();
    await named.dialog.updateComplete;
    expect(tabs(named.dialog).map(text)).to.deep.equal(['Terms of Service', 'House Rules']);
  });

  it('keep what was read of each document, and what was chosen in it', async () => {
    const {dialog, client} = await asking('en', {offer: {gates: {read: true}}});
    const first = reader(dialog);
    first.shadowRoot!.querySelector('.end')!.scrollIntoView();
    await until(() => first.endReached, 'the end');
    const left = inside(first, '.scroll').scrollTop;
    expect(left).to.be.above(0);
    tab(dialog, 'Privacy Policy').click();
    await shows(dialog, 'Privacy Policy');
    expect(reader(dialog).endReached, 'of another document').to.equal(false);
    (await until(() => dialog.shadowRoot!.querySelector<HTMLInputElement>('[role=switch]'), 'a switch')).click();
    tab(dialog, 'Terms of Service').click();
    await shows(dialog, 'Terms of Service');
    expect(reader(dialog)).to.equal(first);
    expect([inside(first, '.scroll').scrollTop, first.endReached]).to.deep.equal([left, true]);
    const openMs = first.openMs;
    inside(dialog, '[part~=accept]').click();
    await shows(dialog, 'Privacy Policy');
    expect(inside<HTMLInputElement>(dialog, '[role=switch]').checked).to.equal(true);
    const [{options}] = client.made as [Made];
    expect(options.shown!.endReached).to.equal(true);
    expect(options.shown!.openMs).to.be.at.least(openMs);
  });

  it('count the time of the document that is on screen alone', async () => {
    const {dialog} = await asking();
    const first = reader(dialog);
    await until(() => first.openMs > 0, 'its time to run');
    tab(dialog, 'House Rules').click();
    await shows(dialog, 'House Rules');
    await until(() => reader(dialog).openMs > 0, 'the other to run');
    const stood = first.openMs;
    await until(() => reader(dialog).openMs > 100, 'a tenth of a second');
    expect(first.openMs).to.equal(stood);
  });

  it('let each document be read in another language, and keep what was answered', async () => {
    const {dialog, client} = await asking('en', {translations: [{...rulesTerms, locale: 'de', title: 'Hausordnung'}]});
    inside(dialog, '[part~=accept]').click();
    await shows(dialog, 'Privacy Policy');
    tab(dialog, 'House Rules').click();
    await shows(dialog, 'House Rules');
    const choice = await until(() => dialog.shadowRoot!.querySelector('assent-language')?.shadowRoot?.querySelector('select'), 'the languages');
    choice.value = 'de';
    choice.dispatchEvent(new Event('change'));
    await shows(dialog, 'Hausordnung');
    expect(tabs(dialog).length).to.equal(3);
    expect(tab(dialog, 'Terms of Service').ariaDisabled).to.equal('true');
    inside(dialog, '[part~=accept]').click();
    await until(() => client.made[1], 'the act');
    expect(client.made.map(({document}) => document)).to.deep.equal(['terms-of-service', 'house-rules']);
  });

  it('stay in one row that scrolls where they are many, with the one that is shown in view', async () => {
    const many = Array.from({length: 12}, (_, n) => ({...sampleTerms, id: `rules-${n}`, title: `House Rules, Part ${n + 1}`}));
    await resizeTo(480, 700);
    for (const locale of ['en', 'ar']) {
      const {dialog} = await asking(locale, {documents: [sampleTerms, ...many]});
      const row = inside(dialog, '[role=tablist]');
      expect(row.offsetHeight, 'one row').to.be.below(2 * tabs(dialog)[0]!.offsetHeight);
      tabs(dialog)[0]!.focus();
      await sendKeys({press: 'End'});
      await shows(dialog, 'House Rules, Part 12');
      const inView = (title: string) => {
        const [at, around] = [tab(dialog, title), row].map(element => element.getBoundingClientRect());
        return at!.left > around!.left - 1 && at!.right < around!.right + 1;
      };
      await until(() => inView('House Rules, Part 12'), 'the last tab');
      inside(dialog, '[part~=accept]').click();
      await shows(dialog, 'Terms of Service');
      await until(() => inView('Terms of Service'), 'the tab of what is asked next');
      dialog.remove();
    }
    await resizeTo(1000, 700);
  });

  it('are not there for one document', async () => {
    const dialog = await place<AssentDialog>('assent-dialog', {client: new ScriptedAssent({documents: [sampleTerms]}), open: true});
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
    expect(dialog.shadowRoot!.querySelector('[role=tablist], [role=tabpanel]')).to.equal(null);
  });
});
