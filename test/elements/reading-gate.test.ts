import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {Block, TermsDocument} from '../../src/document/model.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {expectAccessible} from './audit.js';
import {atRest, inside, place, until} from './page.js';
import {chineseTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Longer than any window. */
function longTerms(): TermsDocument {
  const content = Array.from({length: 120}, (_, index): Block => ({
    type: 'clause', anchor: `${index + 1}`, number: `${index + 1}.`, level: 1,
    content: [{type: 'paragraph', content: [`Clause ${index + 1} says something that takes a line or two to say. `.repeat(3)]}],
  }));
  return {...sampleTerms, content, keyClauses: []};
}

async function asking(script: Partial<Script>, locale = 'en') {
  const client = new ScriptedAssent({documents: [longTerms()], ...script}, locale);
  const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, locale});
  await until(() => dialog.shadowRoot!.querySelector('[part~=accept]:enabled'), 'the buttons');
  return {client, dialog, reader: inside<AssentTerms>(dialog, 'assent-terms')};
}

const press = (dialog: AssentDialog, part: string) => inside(dialog, `[part~=${part}]`).click();
const gate = (dialog: AssentDialog) => dialog.shadowRoot!.querySelector('.gate');
const said = (dialog: AssentDialog) => text(inside(dialog, '.says [role=status]'));

describe('a gate of reading', () => {
  describe('passes an accessibility audit', () => {
    it('while something is left', async () => {
      const {dialog} = await asking({offer: {gates: {read: true, seconds: 60}}});
      press(dialog, 'accept');
      await dialog.updateComplete;
      await atRest(dialog);
      await expectAccessible(dialog);
    });

    it('in Chinese', async () => {
      const before = performance.now();
      const {dialog} = await asking({documents: [chineseTerms], offer: {gates: {seconds: 60}}}, 'zh-CN');
      const [, left] = /^请再阅读 (\d+) 秒。$/.exec(text(gate(dialog)!))!;
      expect(Number(left)).to.be.within(Math.floor(60 - (performance.now() - before) / 1000), 60);
      await atRest(dialog);
      await expectAccessible(dialog);
    });
  });

  it('says from the beginning what is left, and leaves every button usable', async () => {
    const {dialog} = await asking({offer: {gates: {read: true}}});
    expect(text(gate(dialog)!)).to.equal('Please read to the end before you accept. Go to the end');
    expect(said(dialog)).to.equal('');
    expect(inside<HTMLButtonElement>(dialog, '[part~=accept]').disabled).to.equal(false);
  });

  it('accepts nothing before, and says why to a screen reader', async () => {
    const {dialog, client} = await asking({offer: {gates: {read: true}}});
    let asked = false;
    dialog.addEventListener('assent-before-accept', () => (asked = true));
    press(dialog, 'accept');
    await dialog.updateComplete;
    expect(said(dialog)).to.equal('Please read to the end before you accept.');
    expect([asked, client.made]).to.deep.equal([false, []]);
  });

  it('is passed at the end of the text, which the keyboard reaches', async () => {
    const {dialog, client, reader} = await asking({offer: {gates: {read: true}}});
    inside(dialog, '.gate button').focus();
    await sendKeys({press: 'Enter'});
    await until(() => reader.endReached, 'the end');
    await until(() => !gate(dialog), 'the words to go');
    press(dialog, 'accept');
    await until(() => client.made[0], 'the act');
    expect(client.made[0]!.options.shown!.endReached).to.equal(true);
  });

  it('is passed at once by a text that fits', async () => {
    const {dialog} = await asking({documents: [{...sampleTerms, content: sampleTerms.content.slice(0, 1), keyClauses: []}], offer: {gates: {opened: true, read: true}}});
    await until(() => !gate(dialog), 'the words to go');
  });

  it('counts the seconds down', async () => {
    const {dialog} = await asking({offer: {gates: {seconds: 600}}});
    const left = () => Number(/for (\d+) s/.exec(text(gate(dialog)!))![1]);
    const first = left();
    expect(first).to.be.at.most(600);
    await until(() => left() < first, 'fewer seconds');
  });

  it('is passed when the seconds are over', async () => {
    const {dialog, client} = await asking({offer: {gates: {seconds: 2}}});
    await until(() => !gate(dialog), 'the time');
    press(dialog, 'accept');
    await until(() => client.made[0], 'the act');
    expect(client.made[0]!.options.shown!.openMs).to.be.at.least(2000);
  });

  it('looks no further once another document is turned to', async () => {
    const intervals = new Set<unknown>();
    const {setInterval, clearInterval} = window;
    window.setInterval = ((...given: Parameters<typeof setInterval>) => {
      const id = setInterval(...given);
      intervals.add(id);
      return id;
    }) as typeof setInterval;
    window.clearInterval = id => {
      intervals.delete(id);
      clearInterval(id);
    };
    try {
      const other = {...longTerms(), id: 'privacy', title: 'Privacy'};
      const {dialog} = await asking({documents: [longTerms(), other], offer: {gates: {seconds: 600}}});
      const tabs = () => [...dialog.shadowRoot!.querySelectorAll<HTMLElement>('[role=tab]')];
      await until(() => tabs()[1], 'the tabs');
      for (const turn of [1, 0, 1, 0]) {
        tabs()[turn]!.click();
        await until(() => tabs()[turn]!.ariaSelected === 'true' && gate(dialog), 'the gate of the other');
        await until(() => intervals.size <= 1, 'the gate before to end');
      }
    } finally {
      Object.assign(window, {setInterval, clearInterval});
    }
  });

  it('never stands before a decline', async () => {
    const {dialog, client} = await asking({offer: {gates: {read: true, seconds: 600}}});
    press(dialog, 'decline');
    await until(() => client.made[0], 'the act');
    expect(client.made[0]!.type).to.equal('decline');
  });

  it('is not there where a publication asks for none', async () => {
    expect(gate((await asking({})).dialog)).to.equal(null);
  });
});
