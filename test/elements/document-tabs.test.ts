import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, place, until} from './page.js';
import {consentTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const rulesTerms = {...sampleTerms, id: 'house-rules', title: 'House Rules'};

async function asking(locale = 'en') {
  const client = new ScriptedAssent({documents: [sampleTerms, consentTerms, rulesTerms]}, locale);
  const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, locale});
  await until(() => dialog.shadowRoot!.querySelector('[role=tablist]'), 'the tabs');
  await shows(dialog, 'Terms of Service');
  return {client, dialog};
}

const tabs = (dialog: AssentDialog) => [...dialog.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')];
const tab = (dialog: AssentDialog, title: string) => tabs(dialog).find(button => text(button).includes(title))!;
const shows = (dialog: AssentDialog, title: string) => until(
  () => inside<AssentTerms>(dialog, 'assent-terms').terms?.title === title && dialog.shadowRoot!.querySelector('[part~=accept]:enabled') && text(inside(dialog, '#title')) === title,
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

  it('name each document, and which one is shown', async () => {
    const {dialog} = await asking();
    expect(tabs(dialog).map(text)).to.deep.equal(['Terms of Service', 'Privacy Policy', 'House Rules']);
    expect(tabs(dialog).map(({ariaSelected, tabIndex}) => [ariaSelected, tabIndex])).to.deep.equal([['true', 0], ['false', -1], ['false', -1]]);
    const panel = inside(dialog, '[role=tabpanel]');
    expect(tab(dialog, 'Terms of Service').getAttribute('aria-controls')).to.equal(panel.id);
    expect(panel.getAttribute('aria-labelledby')).to.equal(tab(dialog, 'Terms of Service').id);
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

  it('are not there for one document', async () => {
    const dialog = await place<AssentDialog>('assent-dialog', {client: new ScriptedAssent({documents: [sampleTerms]}), open: true});
    await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
    expect(dialog.shadowRoot!.querySelector('[role=tablist], [role=tabpanel]')).to.equal(null);
  });
});
