import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {Block, TermsDocument} from '../../src/document/model.js';
import type {AssentDialog} from '../../src/elements/assent-dialog.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {contentsOf} from '../../src/elements/contents.js';
import {patternOf, rangesIn} from '../../src/elements/row-search.js';
import {rowsOf} from '../../src/elements/rows.js';
import {expectAccessible} from './audit.js';
import {hitsOf} from './hits-of.js';
import {inside, place, until} from './page.js';
import {chineseTerms, sampleTerms} from './sample-terms.js';
import {ScriptedAssent} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

/** Sixty sections of three clauses; "lantern" stands in every tenth section, twice. */
function longTerms(): TermsDocument {
  const content = Array.from({length: 60}, (_, section): Block => ({
    type: 'clause', anchor: `${section + 1}`, number: `${section + 1}.`, level: 1, heading: [`Section ${section + 1}`],
    content: [1, 2, 3].map(part => ({
      type: 'clause', anchor: `${section + 1}.${part}`, number: `${section + 1}.${part}`, level: 2,
      content: [{type: 'paragraph', content: [
        section % 10 === 9 && part === 2 ? 'A Lan' : 'Some words',
        {type: 'strong', content: [section % 10 === 9 && part === 2 ? 'tern, and a lantern. ' : ' of a clause. ']},
        'It goes on for a line or two, as clauses do. '.repeat(3),
      ]}],
    })),
  }));
  return {...sampleTerms, content, keyClauses: []};
}

async function reader(terms = longTerms(), width = 900): Promise<AssentTerms> {
  const style = document.createElement('style');
  style.textContent = `.boxed{block-size:400px;inline-size:${width}px}`;
  const element = await place<AssentTerms>('assent-terms', {locale: 'en', terms, className: 'boxed'});
  element.append(style);
  return element;
}

const contents = (element: AssentTerms) => until(() => element.shadowRoot!.querySelector('.contents'), 'the contents');
const entry = (element: AssentTerms, words: string) =>
  [...element.shadowRoot!.querySelectorAll<HTMLElement>('.entry')].find(button => text(button).includes(words))!;

async function search(element: AssentTerms, typed: string): Promise<HTMLInputElement> {
  await element.toggleSearch();
  const input = inside<HTMLInputElement>(element, '.find input');
  input.value = typed;
  input.dispatchEvent(new Event('input'));
  await until(() => text(inside(element, '.find [role=status]')), 'the count');
  return input;
}

describe('reader tools', () => {
  it('say their names once: a title beside words is read out as well', async () => {
    const element = await reader();
    const named = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.bar button')].map(button => [text(button), button.title]);
    expect(named).to.deep.equal([['Contents', ''], ['Search the text', '']]);
  });

  it('say of each whether it is open, also once another text has closed it', async () => {
    const element = await reader();
    const open = () => [...element.shadowRoot!.querySelectorAll('.bar button')].map(button => button.getAttribute('aria-expanded'));
    expect(open()).to.deep.equal(['false', 'false']);
    await element.toggleContents();
    expect(open()).to.deep.equal(['true', 'false']);
    await element.toggleSearch();
    expect(open()).to.deep.equal(['false', 'true']);
    element.terms = {...longTerms(), version: '2'};
    await until(() => open().join() === 'false,false', 'both closed');
  });

  describe('pass an accessibility audit', () => {
    it('with the contents open', async () => {
      const element = await reader();
      await element.toggleContents();
      await contents(element);
      await expectAccessible(element);
    });

    it('with the search open', async () => {
      const element = await reader();
      await search(element, 'lantern');
      await expectAccessible(element);
    });
  });

  it('leave nothing behind them that could take the focus', async () => {
    const seen = (element: AssentTerms, selector: string) => inside(element, selector).checkVisibility({visibilityProperty: true});
    for (const [width, beside] of [[900, true], [500, false]] as const) {
      const element = await reader(longTerms(), width);
      await element.toggleSearch();
      expect(inside(element, '.bar').inert, 'under the search').to.equal(true);
      await element.toggleSearch();
      expect(inside(element, '.bar').inert, 'as before').to.equal(false);
      await element.toggleContents();
      await contents(element);
      expect(seen(element, '.scroll'), 'beside the contents, or under them').to.equal(beside);
      entry(element, 'Section 9').click();
      expect(seen(element, '.scroll')).to.equal(true);
      if (!beside) expect(element.shadowRoot!.activeElement).to.equal(inside(element, '.scroll'));
      element.remove();
    }
  });

  it('are there for a long text, and not for a short one', async () => {
    expect((await reader()).shadowRoot!.querySelector('[part=tools]')).to.not.equal(null);
    expect((await reader(sampleTerms)).shadowRoot!.querySelector('[part=tools]')).to.equal(null);
  });

  describe('contents', () => {
    it('are the headings, with their numbers and levels', () => {
      const entries = contentsOf(rowsOf(sampleTerms.content)).map(({number, title, level}) => [number, title, level]);
      expect(entries).to.deep.equal([['1.', 'Acceptance', 1], ['2.', 'Price and payment', 1], ['3.', 'Liability', 1], ['4.', 'Contact', 1]]);
    });

    it('are the first words of the outermost clauses where there is no heading', () => {
      const bare = chineseTerms.content.map((block): Block => {
        if (block.type !== 'clause') return block;
        const {heading: _, ...rest} = block;
        return {...rest, content: [{type: 'paragraph', content: ['本条说明责任。']}]};
      });
      expect(contentsOf(rowsOf(bare)).map(({number, title}) => [number, title])).to.deep.equal([['1.', '本条说明责任。'], ['2.', '本条说明责任。']]);
    });

    it('follow the reader where they stand beside the text', async () => {
      const element = await reader(longTerms(), 900);
      await element.toggleContents();
      await contents(element);
      const marked = () => text(inside(element, '[aria-current]'));
      for (const section of ['47', '12']) {
        await element.scrollToClause(section);
        await until(() => marked().includes(`Section ${section}`), 'the mark');
      }
    });

    it('lead to a clause and mark the one that is being read', async () => {
      const element = await reader();
      await element.toggleContents();
      await contents(element);
      expect(text(inside(element, '[aria-current]'))).to.contain('Section 1');
      entry(element, 'Section 47').click();
      await until(() => text(inside(element, '[aria-current]')).includes('Section 47'), 'the mark');
      const region = inside(element, '.scroll').getBoundingClientRect();
      await until(() => Math.abs(inside(element, '#\\34 7').getBoundingClientRect().top - region.top) < 30, 'the clause');
    });

    it('stand beside the text where there is room, and over it where there is not', async () => {
      const wide = await reader();
      await wide.toggleContents();
      const beside = (await contents(wide)).getBoundingClientRect();
      expect(beside.right).to.be.at.most(inside(wide, '.scroll').getBoundingClientRect().left + 1);
      wide.remove();
      const narrow = await reader(longTerms(), 400);
      await narrow.toggleContents();
      expect((await contents(narrow)).getBoundingClientRect().width).to.equal(400);
      entry(narrow, 'Section 3').click();
      await until(() => !narrow.shadowRoot!.querySelector('.contents'), 'the contents to go');
    });
  });

  describe('search', () => {
    it('finds words in any case, across marks, and in rows that are not drawn', async () => {
      const rows = rowsOf(longTerms().content);
      expect(hitsOf(rows, patternOf('LANTERN')!)).to.have.length(12);
      expect(hitsOf(rows, patternOf('clause.  it')!)).to.have.length(174);
    });

    it('takes what is typed as words, not as a pattern', () => {
      const rows = rowsOf([{type: 'paragraph', content: ['a.b (c) [d] \\e? aXb']}]);
      expect(hitsOf(rows, patternOf('a.b')!)).to.have.length(1);
      expect(hitsOf(rows, patternOf('(c) [d] \\e?')!)).to.have.length(1);
      expect(patternOf('   ')).to.equal(undefined);
    });

    it('finds the same in a row that is drawn as in one that is not', async () => {
      const element = await reader(sampleTerms);
      const rows = rowsOf(sampleTerms.content, sampleTerms.keyClauses);
      for (const typed of ['a', 'the', 'you', '1.', '3', 'hours of video', 'help pages', 'important', 'opens']) {
        const pattern = patternOf(typed)!;
        const drawn = [...element.shadowRoot!.querySelectorAll('.body .row')].flatMap((row, index) => rangesIn(row, pattern).map((_, nth) => ({row: index, nth})));
        expect(drawn, typed).to.deep.equal(hitsOf(rows, pattern));
      }
    });

    it('counts, goes on and back, and begins again at the end', async () => {
      const element = await reader();
      const input = await search(element, 'lantern');
      const count = () => text(inside(element, '.count'));
      expect(count()).to.equal('1 / 12');
      input.focus();
      input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}));
      expect(count(), 'an Enter that ends a composed word').to.equal('1 / 12');
      await sendKeys({press: 'Enter'});
      await until(() => count() === '2 / 12', 'the next match');
      inside(element, '[title="Previous match"]').click();
      inside(element, '[title="Previous match"]').click();
      expect(count()).to.equal('12 / 12');
      await until(() => inside(element, `#${CSS.escape('60.2')}`).getBoundingClientRect().top < element.getBoundingClientRect().bottom, 'the match');
      input.value = 'Section 2';
      input.dispatchEvent(new Event('input'));
      await until(() => count() === '1 / 11', 'the first match, which is above what is read');
      inside(element, '[title="Previous match"]').click();
      inside(element, '[title="Next match"]').click();
      expect(count()).to.equal('1 / 11');
    });

    it('paints what was found without touching the text', async () => {
      const element = await reader();
      const before = text(inside(element, '.row'));
      await until(() => [...element.shadowRoot!.querySelectorAll('.chunk')].every(chunk => chunk.firstElementChild), 'the whole text');
      await search(element, 'lantern');
      expect(CSS.highlights.get('assent-found')!.size).to.equal(11);
      expect([...CSS.highlights.get('assent-current')!].map(String)).to.deep.equal(['Lantern']);
      expect(text(inside(element, '.row'))).to.equal(before);
      expect(element.shadowRoot!.querySelector('mark')).to.equal(null);
      await element.toggleSearch();
      expect(CSS.highlights.has('assent-found')).to.equal(false);
    });

    it('says when there is nothing', async () => {
      const element = await reader();
      await search(element, 'no such words');
      expect(text(inside(element, '.count'))).to.equal('Nothing found');
      expect(inside<HTMLButtonElement>(element, '[title="Next match"]').disabled).to.equal(true);
    });

    it('begins anew when it is opened again', async () => {
      const element = await reader();
      await search(element, 'lantern');
      await element.toggleSearch();
      await element.toggleSearch();
      expect(inside<HTMLInputElement>(element, '.find input').value).to.equal('');
      expect(text(inside(element, '.find'))).to.equal('');
      expect(inside<HTMLButtonElement>(element, '[title="Next match"]').disabled).to.equal(true);
    });

    it('brings a match into view that stands deep in a row higher than the window', async () => {
      const words = (count: number) => 'Some words of a clause. '.repeat(count);
      const terms = longTerms();
      terms.content.splice(3, 0, {type: 'paragraph', content: [`${words(300)}Here is a lighthouse. ${words(300)}`]});
      const element = await reader(terms, 400);
      await search(element, 'lighthouse');
      const region = inside(element, '.scroll').getBoundingClientRect();
      const top = () => [...CSS.highlights.get('assent-current')!].map(range => (range as Range).getBoundingClientRect().top)[0]!;
      await until(() => top() >= region.top && top() <= region.bottom, 'the match in view');
    });

    it('closes on Escape, and leaves the dialog around it open', async () => {
      const client = new ScriptedAssent({documents: [longTerms()]});
      const dialog = await place<AssentDialog>('assent-dialog', {client, open: true, dismissible: true});
      const element = await until(() => dialog.shadowRoot!.querySelector<AssentTerms>('assent-terms:state(ready)'), 'the text');
      (await search(element, 'lantern')).focus();
      await sendKeys({press: 'Escape'});
      await until(() => !element.shadowRoot!.querySelector('.find'), 'the search to go');
      expect(dialog.open).to.equal(true);
      await until(() => element.shadowRoot!.activeElement?.className === 'scroll', 'the focus on the text');
    });
  });

  it('go away when another text is shown', async () => {
    const element = await reader();
    await search(element, 'lantern');
    element.terms = sampleTerms;
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('.find')).to.equal(null);
    expect(CSS.highlights.has('assent-found')).to.equal(false);
  });

  it('end with their reader, and open anew where it comes back', async () => {
    const element = await reader();
    await search(element, 'lantern');
    const parent = element.parentNode!;
    element.remove();
    dispatchEvent(new Event('scroll'));
    expect(CSS.highlights.has('assent-found')).to.equal(false);
    parent.append(element);
    expect(element.shadowRoot!.querySelector('.find')).to.equal(null);
    await search(element, 'lantern');
    expect(CSS.highlights.has('assent-found')).to.equal(true);
  });
});
