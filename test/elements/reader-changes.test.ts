import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import {rebuild} from '../../src/document/changes.js';
import {diffTerms} from '../../src/document/diff.js';
import {inPieces} from '../../src/document/in-pieces.js';
import type {Block, Clause, TermsDocument} from '../../src/document/model.js';
import {AssentError} from '../../src/protocol/errors.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {changedRowsOf} from '../../src/elements/changed-rows.js';
import {patternOf, rangesIn} from '../../src/elements/row-search.js';
import {expectAccessible} from './audit.js';
import {hitsOf} from './hits-of.js';
import {atRest, inside, place, until} from './page.js';
import {chineseTerms, sampleTerms} from './sample-terms.js';
import {hashOf, ScriptedAssent, type Script} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const paragraph = (words: string): Block => ({type: 'paragraph', content: [words]});
const clause = (number: string, level: number, heading: string | undefined, ...content: Block[]): Clause =>
  ({type: 'clause', anchor: number.replace(/\.$/, ''), number, level, ...(heading && {heading: [heading]}), content});

/** The same text in its next version: a price, a word, a clause more, one less, one elsewhere. */
function nextVersion(): TermsDocument {
  const [intro, acceptance, price, liability, rule, contact] = structuredClone(sampleTerms.content) as [Block, Clause, Clause, Clause, Block, Clause];
  const words = JSON.stringify(price).replace('€49', '€59').replace('bank transfer, or', 'bank transfer or cheque, or');
  const moved = acceptance.content.pop() as Clause;
  contact.content.push({...moved, anchor: '4.2', number: '4.2'});
  liability.content.pop();
  liability.content.push(clause('3.3', 2, undefined, paragraph('Claims fall under the law of Ireland.')));
  return {...sampleTerms, version: '2027-01-01', content: [intro, acceptance, JSON.parse(words) as Clause, liability, rule, contact]};
}

const chineseNext: TermsDocument = {
  ...chineseTerms,
  version: '2027-01-01',
  content: JSON.parse(JSON.stringify(chineseTerms.content).replace('提前三十日', '提前四十五日')) as Block[],
};

async function reader(earlier: TermsDocument, terms: TermsDocument, script: Partial<Script> = {}): Promise<AssentTerms> {
  const client = new ScriptedAssent({documents: [terms], earlier: [earlier], ...script}, terms.locale);
  return place<AssentTerms>('assent-terms', {client, locale: terms.locale, hash: hashOf(terms), since: hashOf(earlier)});
}

const card = (element: AssentTerms) => until(() => element.shadowRoot!.querySelector('.changed'), 'the list of changes');
const marks = (element: AssentTerms, tag: 'ins' | 'del') => [...element.shadowRoot!.querySelectorAll(`.body ${tag}`)].map(mark => {
  const copy = mark.cloneNode(true) as Element;
  copy.querySelectorAll('.unseen').forEach(unseen => unseen.remove());
  return text(copy);
});
const listed = (element: AssentTerms) => [...element.shadowRoot!.querySelectorAll('.changed li')].map(text);
const press = (element: AssentTerms, words: string) =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('.since button')].find(button => (text(button) || button.title).includes(words))!.click();

describe('what changed, in the reader', () => {
  describe('passes an accessibility audit', () => {
    it('with marks in English', async () => {
      const element = await reader(sampleTerms, nextVersion());
      await card(element);
      await expectAccessible(element);
    });

    it('with marks in Chinese', async () => {
      const element = await reader(chineseTerms, chineseNext);
      await card(element);
      await expectAccessible(element);
    });

    it('where it could not be loaded', async () => {
      const element = await reader(sampleTerms, nextVersion(), {changesError: new AssentError('offline', '')});
      await until(() => element.shadowRoot!.querySelector('.again'), 'the error');
      await expectAccessible(element);
    });
  });

  it('lists each clause that is new, gone, elsewhere or has other words', async () => {
    const element = await reader(sampleTerms, nextVersion());
    expect(text(await card(element))).to.contain(`What changed since version ${sampleTerms.version}`);
    expect(listed(element)).to.deep.equal([
      '2.1 These fees apply: Reworded',
      '2.2 You can pay by: Reworded',
      '3.3 Removed',
      '3.3 Claims fall under the law of Ireland. Added',
      '4.2 We may change these terms. We announce every change thirty days ahead, by mail and on this page, and ask you again where Moved from 1.2',
    ]);
  });

  it('marks words that are new and gone where they stand, and says so to a screen reader', async () => {
    const element = await reader(sampleTerms, nextVersion());
    await card(element);
    expect(marks(element, 'del')).to.include.members(['49']);
    expect(marks(element, 'ins')).to.include.members(['59', 'or cheque', '3.3', 'Claims fall under the law of Ireland.']);
    const price = [...element.shadowRoot!.querySelectorAll('td')].find(cell => cell.textContent!.includes('59'))!;
    expect(text(price)).to.equal('€removed: 49 (end)added: 59 (end)');
    const [gone, added] = [price.querySelector('del')!, price.querySelector('ins')!].map(mark => getComputedStyle(mark).textDecorationLine);
    expect([gone, added]).to.deep.equal(['line-through', 'underline']);
  });

  it('names a clause that has moved where it was, and shows it where it is', async () => {
    const element = await reader(sampleTerms, nextVersion());
    await card(element);
    const rows = [...element.shadowRoot!.querySelectorAll('.body .row')].map(text);
    expect(rows.filter(row => row.includes('Moved'))).to.have.length(2);
    expect(rows.find(row => row.startsWith('Moved to'))).to.equal('Moved to 4.2 1.2');
    expect(rows.find(row => row.startsWith('Moved from'))).to.contain('Moved from 1.2 4.2 We may change these terms.');
  });

  it('shows a clause once that stands below a new heading now', async () => {
    const [first, ...others] = sampleTerms.content;
    const clauses = others.filter(({type}) => type === 'clause');
    const flat: TermsDocument = {...sampleTerms, content: [first!, ...clauses]};
    const headed: TermsDocument = {...flat, version: '2027-01-01', content: [first!, {type: 'clause', anchor: 'general', level: 1, heading: ['General'], content: clauses}]};
    const element = await reader(flat, headed);
    await card(element);
    expect(listed(element)).to.deep.equal(['General Added']);
    const rows = [...element.shadowRoot!.querySelectorAll('.body .row')].map(text);
    expect(new Set(rows).size).to.equal(rows.length);
  });

  it('marks a column that is new or gone, cell by cell', async () => {
    const table = (...rows: string[][]): Block => ({type: 'table', align: rows[0]!.map((_, column) => (column === rows[0]!.length - 1 ? 'right' : null)), rows: rows.map(row => row.map(cell => [cell]))});
    const before = {...sampleTerms, content: [table(['Plan', 'Price'], ['Basic', '5'], ['Small', '3'], ['Pro', '9'])]};
    const after = {...sampleTerms, version: '2027-01-01', content: [table(['Plan', 'Region', 'Price'], ['Basic', 'EU', '5'], ['Pro', 'EU', '10'])]};
    const element = await reader(before, after);
    await until(() => marks(element, 'ins').length > 0, 'the marks');
    expect(marks(element, 'ins')).to.deep.equal(['Region', 'EU', 'EU', '10']);
    expect(marks(element, 'del')).to.deep.equal(['Small', '3', '9']);
    const cells = [...element.shadowRoot!.querySelectorAll('.body tr')].map(row => [...row.children].map(cell => `${cell.className}${text(cell).replace(/(removed|added): | \(end\)/g, '')}`));
    expect(cells).to.deep.equal([['Plan', 'Region', 'rightPrice'], ['Basic', 'EU', 'right5'], ['Small', '', 'right3'], ['Pro', 'EU', 'right910']]);
  });

  it('marks Chinese by word', async () => {
    const element = await reader(chineseTerms, chineseNext);
    await card(element);
    expect(marks(element, 'del').join()).to.match(/^三十日?$/);
    expect(marks(element, 'ins').join()).to.match(/^四十五日?$/);
    expect(text(inside(element, '#\\31 \\.2'))).to.contain('删除：三十');
    expect(listed(element)[0]).to.match(/^1\.2 本条款如有重大变更.*修改$/);
  });

  it('shows every word of both texts, and no other', async () => {
    const after = nextVersion();
    const {rows} = await inPieces(changedRowsOf(diffTerms(sampleTerms, after)), {most: Infinity});
    const element = await reader(sampleTerms, after);
    await card(element);
    for (const typed of ['a', 'the', 'we', '3', 'law', 'mail', 'hours of video', 'removed', 'added', 'reworded']) {
      const pattern = patternOf(typed)!;
      const drawn = [...element.shadowRoot!.querySelectorAll('.chunk .row')].flatMap((row, index) => rangesIn(row, pattern).map((_, nth) => ({row: index, nth})));
      expect(drawn, typed).to.deep.equal(hitsOf(rows, pattern));
    }
    expect(rebuild(diffTerms(sampleTerms, after), 'after')).to.deep.equal(after);
  });

  it('switches to the text alone and back, by the keyboard', async () => {
    const element = await reader(sampleTerms, nextVersion());
    await card(element);
    expect([...element.shadowRoot!.querySelectorAll('.sides button')].map(button => button.ariaPressed)).to.deep.equal(['true', 'false']);
    [...element.shadowRoot!.querySelectorAll<HTMLElement>('.sides button')][1]!.focus();
    await sendKeys({press: 'Enter'});
    await until(() => marks(element, 'ins').length === 0, 'the text alone');
    expect(element.shadowRoot!.querySelector('.changed')).to.equal(null);
    expect(text(inside(element, '.body'))).to.contain('€59').and.not.to.contain('€49');
    press(element, 'Changes');
    expect(marks(element, 'del')).to.include('49');
  });

  it('leads from change to change', async () => {
    const element = await reader(sampleTerms, nextVersion());
    const style = document.createElement('style');
    style.textContent = '.low{block-size:300px}';
    element.append(style);
    element.className = 'low';
    await card(element);
    press(element, 'Next change');
    const near = (number: string) => until(() => {
      const gap = inside(element, `#${CSS.escape(number)}`).getBoundingClientRect().top - inside(element, '.scroll').getBoundingClientRect().top;
      return Math.abs(gap) < 40;
    }, number);
    await near('2.1');
    press(element, 'Next change');
    await near('2.2');
    press(element, 'Previous change');
    await near('2.1');
  });

  it('says when nothing has changed but the version', async () => {
    const element = await reader(sampleTerms, {...sampleTerms, version: '2027-01-01'});
    expect(text(await card(element))).to.contain('No clause has changed.');
  });

  it('shows the text alone where there is nothing to compare it with', async () => {
    const element = await reader(sampleTerms, nextVersion(), {changesError: new AssentError('not_found', '')});
    await until(() => element.shadowRoot!.querySelector('.since'), 'the place of the switch');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(text(inside(element, '.since'))).to.equal('');
    expect(text(inside(element, '.body'))).to.contain('€59');
  });

  it('can be asked for again when it could not be loaded, and the text is there meanwhile', async () => {
    const element = await reader(sampleTerms, nextVersion(), {changesError: new AssentError('offline', '')});
    const again = await until(() => element.shadowRoot!.querySelector<HTMLElement>('.again'), 'the button');
    expect(text(inside(element, '.since'))).to.contain('What changed could not be loaded.');
    expect(text(inside(element, '.body'))).to.contain('€59');
    delete (element.client as ScriptedAssent).script.changesError;
    again.click();
    await card(element);
  });

  describe('of a large text', () => {
    /** Three hundred sections of five clauses; `word` stands in every section once. */
    const large = (version: string, word: string): TermsDocument => ({
      ...sampleTerms, version, keyClauses: [],
      content: Array.from({length: 300}, (_, section) => clause(`${section + 1}.`, 1, `Section ${section + 1}`, ...Array.from({length: 5}, (_, part) =>
        clause(`${section + 1}.${part + 1}`, 2, undefined, paragraph(`${part === 3 ? word : 'Such'} words are in this clause, and it goes on for a line or two. `.repeat(2)))))),
    });

    it('lays both texts out with pauses', async () => {
      let turns = 0;
      const ticking = setInterval(() => turns++);
      const {rows, entries} = await inPieces(changedRowsOf(diffTerms(large('1', 'Old'), large('2', 'New'))), {most: 65_536});
      clearInterval(ticking);
      expect([rows.length, entries.length]).to.deep.equal([300 * 6, 300]);
      expect(turns).to.be.greaterThan(0);
    });

    it('is there to its end, and lists hundreds of changes group by group', async () => {
      const element = await reader(large('1', 'Old'), large('2', 'New'));
      await card(element);
      expect(listed(element)).to.have.length(66);
      expect(text(inside(element, '.changed summary'))).to.equal('294 more');
      inside(element, '.changed summary').click();
      await until(() => listed(element).length === 300, 'all of them');
      [...element.shadowRoot!.querySelectorAll<HTMLElement>('.changed li button')].at(-1)!.click();
      const last = await until(() => element.shadowRoot!.getElementById('300.4'), 'the last one');
      expect([...last.querySelectorAll('ins, del')].map(mark => text(mark).replace(/\w+: | \(end\)/g, ''))).to.deep.equal(['Old', 'New', 'Old', 'New']);
    });

    it('is given up with its text', async () => {
      const element = await reader(large('1', 'Old'), large('2', 'New'));
      element.since = undefined;
      await new Promise(resolve => setTimeout(resolve, 300));
      expect(element.shadowRoot!.querySelector('.since, .changed, del')).to.equal(null);
    });
  });

  it('goes away with its text', async () => {
    const element = await reader(sampleTerms, nextVersion());
    await card(element);
    element.since = undefined;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.since, .changed, del')).to.equal(null);
  });

  describe('in the dialog', () => {
    const dialog = (script: Script) => place<AssentDialog>('assent-dialog', {client: new ScriptedAssent(script), open: true, locale: 'en'});
    const readerOf = (element: AssentDialog) => until(() => element.shadowRoot!.querySelector<AssentTerms>('assent-terms:state(ready)'), 'the text');

    it('is shown by itself to someone who accepted an earlier version', async () => {
      const element = await dialog({documents: [nextVersion()], earlier: [sampleTerms]});
      await card(await readerOf(element));
      await atRest(element);
      await expectAccessible(element);
    });

    it('is not there for someone who is asked for the first time', async () => {
      const element = await dialog({documents: [nextVersion()]});
      await new Promise(resolve => setTimeout(resolve, 150));
      expect((await readerOf(element)).shadowRoot!.querySelector('.since')).to.equal(null);
    });
  });
});
