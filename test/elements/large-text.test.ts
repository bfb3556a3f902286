import {expect} from 'chai';
import '../../src/define.js';
import {inlineText} from '../../src/document/inline-text.js';
import type {Block, Clause, Inline, TermsDocument} from '../../src/document/model.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {piecesOf} from '../../src/elements/long-rows.js';
import {patternOf, rangesIn, textOfRow} from '../../src/elements/row-search.js';
import {beginRows, eachRow, rowsOf} from '../../src/elements/rows.js';
import {expectAccessible} from './audit.js';
import {hitsOf} from './hits-of.js';
import {inside, place, until} from './page.js';
import {sampleTerms} from './sample-terms.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const paragraph = (...content: Inline[]): Block => ({type: 'paragraph', content});
const clause = (anchor: string, words: string): Clause => ({type: 'clause', anchor, number: anchor, level: 2, content: [paragraph(words)]});

/** About a megabyte: 400 sections of ten clauses; "lantern" stands in every 50th section. */
function largeTerms(sections = 400): TermsDocument {
  const content = Array.from({length: sections}, (_, section): Clause => ({
    type: 'clause', anchor: `${section + 1}`, number: `${section + 1}.`, level: 1, heading: [`Section ${section + 1}`],
    content: Array.from({length: 10}, (_, part) => clause(`${section + 1}.${part + 1}`,
      `${section % 50 === 49 && part === 4 ? 'A lantern. ' : ''}Clause ${part + 1} of section ${section + 1} says what it has to say, and says it once more. `.repeat(3))),
  }));
  return {...sampleTerms, content, keyClauses: []};
}

async function reader(terms: TermsDocument): Promise<AssentTerms> {
  const style = document.createElement('style');
  style.textContent = '.boxed{block-size:400px}';
  const element = await place<AssentTerms>('assent-terms', {locale: 'en', terms, className: 'boxed'});
  element.append(style);
  return element;
}

const rowTop = (element: AssentTerms, anchor: string) => {
  const row = element.shadowRoot!.getElementById(anchor);
  return row && row.getBoundingClientRect().top - inside(element, '.scroll').getBoundingClientRect().top;
};

describe('a large text', () => {
  it('shows its beginning at once, and all of it in the end, in order and without loss', async function () {
    this.timeout(240_000);
    const terms = largeTerms();
    const element = await reader(terms);
    const pieces = () => [...element.shadowRoot!.querySelectorAll('.chunk, .block')];
    expect(text(inside(element, '.body .row'))).to.contain('Section 1');
    expect(element.shadowRoot!.querySelectorAll('.row').length).to.be.lessThan(200);
    for (const end = performance.now() + 200_000; performance.now() < end; ) {
      await new Promise(resolve => setTimeout(resolve, 100));
      if (element.shadowRoot!.querySelector('.block') && pieces().every(piece => piece.firstElementChild)) break;
    }
    const drawn = [...element.shadowRoot!.querySelectorAll('.body .row')].map(({id}) => id);
    expect(drawn).to.deep.equal(rowsOf(terms.content).map(({anchor}) => anchor));
  });

  it('passes an accessibility audit, with its contents open', async () => {
    const element = await reader(largeTerms(60));
    await element.toggleContents();
    await until(() => element.shadowRoot!.querySelector('.contents'), 'the contents');
    await expectAccessible(element);
  });

  it('brings any clause into view, as soon as it is asked for', async () => {
    const element = await reader(largeTerms());
    for (const anchor of ['390.7', '12.3', '200']) {
      expect(await element.scrollToClause(anchor), anchor).to.equal(true);
      await until(() => Math.abs(rowTop(element, anchor) ?? 999) < 40, anchor);
    }
    expect(await element.scrollToClause('no such clause')).to.equal(false);
  });

  it('changes no scope of counters by bringing a clause into view: all of them would be counted anew', async () => {
    const element = await reader(largeTerms(100));
    expect(await element.scrollToClause('60.3')).to.equal(true);
    const laidOut = [...element.shadowRoot!.querySelectorAll('.laid-out')];
    expect(laidOut.map(({classList}) => classList[0])).to.include.members(['block', 'chunk']);
    for (const piece of laidOut) expect(getComputedStyle(piece).contain).to.contain('style');
  });

  describe('with a search', () => {
    const count = (element: AssentTerms) => text(inside(element, '.count'));
    const said = (element: AssentTerms) => text(inside(element, '.find [role=status]'));
    const type = (element: AssentTerms, words: string) => {
      const input = inside<HTMLInputElement>(element, '.find input');
      input.value = words;
      input.dispatchEvent(new Event('input'));
    };

    /** What the search says by and by, and a promise of its first number, while it still looks. */
    async function searching(element: AssentTerms, words: string): Promise<{spoken: string[]; begun: Promise<void>}> {
      await element.toggleSearch();
      const spoken: string[] = [];
      const begun = new Promise<void>(resolve => {
        new MutationObserver(() => {
          if (count(element)) resolve();
          const status = said(element);
          if (status && status !== spoken.at(-1)) spoken.push(status);
        }).observe(inside(element, '.find'), {subtree: true, childList: true, characterData: true});
      });
      type(element, words);
      return {spoken, begun};
    }

    const message = () => new Promise<void>(resolve => {
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage('');
    });

    it('is found in to its end', async () => {
      const element = await reader(largeTerms());
      const {spoken} = await searching(element, 'a lantern');
      await until(() => said(element) === '1 / 24', 'the count');
      expect(spoken).to.deep.equal(['1 / 24']);
      inside(element, '[title="Previous match"]').click();
      expect(said(element)).to.equal('24 / 24');
      await until(() => Math.abs(rowTop(element, '400.5') ?? 999) < 400, 'the last match');
      await until(() => CSS.highlights.get('assent-current')?.size, 'the mark');
    });

    it('lets the page have its turn before it is done, and says its count once', async () => {
      const element = await reader(largeTerms(100));
      const {spoken, begun} = await searching(element, 'what it has to say');
      await begun;
      expect(count(element)).to.match(/^1 \/ \d+$/);
      await message();
      expect(said(element)).to.equal('');
      await until(() => said(element), 'the end');
      expect(spoken).to.deep.equal(['1 / 3000']);
      expect(count(element)).to.equal('1 / 3000');
    });

    it('goes on to the next match while it still looks', async () => {
      const element = await reader(largeTerms(100));
      const {spoken, begun} = await searching(element, 'what it has to say');
      await begun;
      inside(element, '[title="Next match"]').click();
      expect(count(element)).to.match(/^2 \/ \d+$/);
      await until(() => said(element), 'the end');
      expect(spoken).to.deep.equal(['2 / 3000']);
    });

    it('stops looking for what was typed before', async () => {
      const element = await reader(largeTerms(100));
      const {spoken, begun} = await searching(element, 'what it has to say');
      await begun;
      type(element, 'lantern');
      await until(() => said(element), 'the end');
      expect(spoken).to.deep.equal(['1 / 6']);
    });

    it('stops at Escape, and knows nothing of it when it is opened again', async () => {
      const element = await reader(largeTerms(100));
      const {spoken, begun} = await searching(element, 'what it has to say');
      await begun;
      inside(element, '.find input').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
      expect(element.shadowRoot!.querySelector('.find')).to.equal(null);
      expect(CSS.highlights.has('assent-found')).to.equal(false);
      await element.toggleSearch();
      type(element, 'lantern');
      await until(() => said(element) === '1 / 6', 'the other count');
      expect(spoken).to.deep.equal([]);
    });
  });

  it('has contents that lead to its end, and follow the reader', async () => {
    const element = await reader(largeTerms());
    await element.toggleContents();
    await until(() => element.shadowRoot!.querySelectorAll('.entry').length === 400, 'all entries');
    const last = await until(() => [...element.shadowRoot!.querySelectorAll<HTMLElement>('.entry')].find(entry => text(entry).endsWith('Section 400')), 'the last entry');
    last.click();
    await until(() => Math.abs(rowTop(element, '400') ?? 999) < 400, 'the clause');
    await element.scrollToClause('200');
    // They have closed where they cover the text.
    if (!element.shadowRoot!.querySelector('.contents')) await element.toggleContents();
    await until(() => element.shadowRoot!.querySelector('.entry[aria-current=location]')?.textContent?.includes('Section 200'), 'the entry of where the reader is');
  });

  it('is not at its end before the end of all of it', async () => {
    const element = await reader(largeTerms());
    const region = inside(element, '.scroll');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(element.endReached).to.equal(false);
    expect(await element.scrollToClause('400.10')).to.equal(true);
    const pull = setInterval(() => (region.scrollTop = region.scrollHeight), 30);
    await until(() => element.endReached, 'the end').finally(() => clearInterval(pull));
  });

  it('is begun with what is quick to draw', () => {
    const terms = largeTerms();
    const {head, rest} = beginRows(eachRow(terms.content));
    expect(head.length).to.be.within(100, 1000);
    expect([...head, rest![0], ...rest![1]].map(({anchor}) => anchor)).to.deep.equal(rowsOf(terms.content).map(({anchor}) => anchor));
    expect(beginRows(eachRow(sampleTerms.content)).rest).to.equal(undefined);
  });
});

describe('a very long paragraph', () => {
  const sentence = 'One sentence of very many, each as long as the one before it. ';

  it('is drawn in pieces that end with a sentence, no word lost', () => {
    const [row] = rowsOf([{type: 'clause', anchor: '1', number: '1.', level: 1, content: [paragraph(sentence.repeat(2000))]}]);
    const pieces = piecesOf(row!);
    expect(pieces.length).to.be.greaterThan(20);
    const words = pieces.map(({block}) => inlineText((block as {content: Inline[]}).content));
    expect(words.join('')).to.equal(sentence.repeat(2000));
    expect(words.every(piece => piece.endsWith('. '))).to.equal(true);
    expect(pieces.map(({anchor, number, goesOn}) => [anchor, number, goesOn]).slice(0, 2)).to.deep.equal([['1', '1.', undefined], [undefined, undefined, true]]);
  });

  it('keeps its marks, and never cuts a character in two', () => {
    const words = '条款\u{20000}'.repeat(4000);
    const [row] = rowsOf([paragraph('Begin ', {type: 'strong', content: [words, {type: 'link', href: 'https://a.example', content: [words]}]}, ' end')]);
    const pieces = piecesOf(row!);
    expect(pieces.map(({block}) => inlineText((block as {content: Inline[]}).content)).join('')).to.equal(`Begin ${words}${words} end`);
    for (const {block} of pieces) expect(JSON.stringify(block)).not.to.match(/\\ud[89a-f]/);
    expect(JSON.stringify(pieces.at(-2)!.block)).to.contain('strong').and.to.contain('https://a.example');
  });

  it('of a list goes on counting', () => {
    const items = Array.from({length: 300}, (_, index) => [paragraph(`${index} ${sentence}`)]);
    const [row] = rowsOf([{type: 'list', ordered: true, start: 5, items}]);
    const lists = piecesOf(row!).map(({block}) => block as {start: number; items: Block[][]});
    expect(lists.length).to.be.greaterThan(3);
    expect(lists.flatMap(list => list.items)).to.deep.equal(items);
    lists.reduce((next, list) => (expect(list.start).to.equal(next), next + list.items.length), 5);
  });

  it('is drawn, and looks like one', async () => {
    const element = await reader({...sampleTerms, keyClauses: [], content: [paragraph(sentence.repeat(3000))]});
    const rows = await until(() => {
      const found = element.shadowRoot!.querySelectorAll<HTMLElement>('.goes-on');
      return found.length > 2 && found;
    }, 'the pieces');
    const {paddingBlockStart, paddingBlockEnd} = getComputedStyle(rows[1]!);
    expect([paddingBlockStart, paddingBlockEnd]).to.deep.equal(['0px', '0px']);
  });

  it('is searched across the places where it was cut, and both halves are marked', async () => {
    const words = Array.from({length: 3000}, (_, index) => `word${index}`).join(' ');
    const content = [paragraph('Begin. '.repeat(20)), paragraph(words)];
    const rows = rowsOf(content).flatMap(piecesOf);
    const cuts = rows.flatMap(({continues}, index) => (continues ? index : []));
    expect(cuts.length).to.be.greaterThan(4);
    const element = await reader({...sampleTerms, keyClauses: [], content});
    await until(() => element.shadowRoot!.querySelectorAll('.goes-on').length === cuts.length, 'the pieces');
    for (const cut of [cuts[0]!, cuts.at(-1)!]) {
      const [last, first] = [/\S+\s*$/.exec(textOfRow(rows[cut]!))![0].trim(), /\S+/.exec(textOfRow(rows[cut + 1]!))![0]];
      expect(hitsOf(rows, patternOf(`${last} ${first}`)!)).to.deep.equal([{row: cut, nth: 0}]);
      const drawn = element.shadowRoot!.querySelectorAll('.body .row');
      const [range] = rangesIn(drawn[cut]!, patternOf(`${last} ${first}`)!, drawn[cut + 1]);
      expect(String(range).replace(/\s+/g, ' ')).to.equal(`${last} ${first}`);
      expect([drawn[cut], drawn[cut + 1]].map(half => range!.intersectsNode(half!))).to.deep.equal([true, true]);
    }
  });

  it('leads to a match that lies across such a place', async () => {
    const words = Array.from({length: 30_000}, (_, index) => `word${index}`).join(' ');
    const [long] = rowsOf([paragraph(words)]);
    const cut = textOfRow(piecesOf(long!)[40]!).trim().split(' ').at(-1)!;
    const typed = `${cut} word${Number(cut.slice(4)) + 1}`;
    const element = await reader({...sampleTerms, keyClauses: [], content: Array.from({length: 40}, (_, index) => clause(`${index}.`, 'Begin.')).concat(clause('41.', words))});
    await element.toggleSearch();
    const input = inside<HTMLInputElement>(element, '.find input');
    input.value = typed;
    input.dispatchEvent(new Event('input'));
    await until(() => text(inside(element, '.find [role=status]')) === '1 / 1', 'the count');
    expect([...CSS.highlights.get('assent-current')!].map(range => String(range).replace(/\s+/g, ' '))).to.deep.equal([typed]);
  });

  it('in a text that nests as deep as one can is drawn too', async () => {
    const nested = Array.from({length: 90}).reduce<Block>((inner, _, index) =>
      ({type: 'clause', anchor: `c${index}`, number: `(${index})`, level: 90 - index, content: [paragraph(sentence.repeat(40)), inner]}), paragraph('The innermost.'));
    const element = await reader({...sampleTerms, keyClauses: [], content: [nested]});
    await until(() => text(inside(element, '.body')).includes('The innermost.'), 'the innermost words');
    expect(await element.scrollToClause('c0')).to.equal(true);
  });
});
