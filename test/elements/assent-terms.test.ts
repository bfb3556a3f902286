import {expect} from 'chai';
import '../../src/define.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import type {Block, TermsDocument} from '../../src/document/model.js';
import {AssentError} from '../../src/protocol/errors.js';
import {expectAccessible} from './audit.js';
import {inside, next, place, until} from './page.js';
import {chineseTerms, hostileTerms, sampleTerms} from './sample-terms.js';
import {hashOf, ScriptedAssent} from './scripted-assent.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const reader = (properties: Partial<AssentTerms>) => place<AssentTerms>('assent-terms', {locale: 'en', ...properties});
const load = (script: ConstructorParameters<typeof ScriptedAssent>[0]) =>
  reader({client: new ScriptedAssent(script), hash: hashOf(script.documents[0]!)});

describe('assent-terms', () => {
  describe('passes an accessibility audit', () => {
    it('with a text', async () => {
      await expectAccessible(await reader({terms: sampleTerms}));
    });

    it('with a text in Chinese', async () => {
      await expectAccessible(await reader({terms: chineseTerms, locale: 'zh-CN'}));
    });

    it('while the text loads', async () => {
      await expectAccessible(await load({documents: [sampleTerms], termsNever: true}));
    });

    it('without a text, when it could not be loaded', async () => {
      const element = await load({documents: [sampleTerms], termsError: new AssentError('offline', '')});
      await until(() => element.matches(':state(error)'), 'the error');
      await expectAccessible(element);
    });
  });

  it('shows every number as it is printed, as the anchor of its clause', async () => {
    const element = await reader({terms: sampleTerms});
    for (const [anchor, number] of [['1', '1.'], ['1.1', '1.1'], ['(a)', '(a)'], ['3.3', '3.3']] as const) {
      expect(text(inside(element, `#${CSS.escape(anchor)} .number`))).to.equal(number);
    }
  });

  it('puts words after nested clauses back to the clause that they belong to', async () => {
    const element = await reader({terms: sampleTerms});
    const rows = [...element.shadowRoot!.querySelectorAll('.body .row')].map(text);
    expect(rows.slice(3, 6)).to.deep.equal([
      '(a) A visitor accepts for themselves.',
      '(b) An employee accepts for the company that they act for, and says so.',
      'Both have read what they accept.',
    ]);
  });

  it('gives headings levels below that of the title', async () => {
    const element = await reader({terms: sampleTerms, headingLevel: 3});
    const levels = [...element.shadowRoot!.querySelectorAll('[role=heading]')].map(heading => heading.getAttribute('aria-level'));
    expect(levels).to.deep.equal(['3', '4', '4', '4', '4']);
  });

  it('sets the language and the direction of the text apart from its own words', async () => {
    const element = await reader({terms: chineseTerms, locale: 'en'});
    expect(inside(element, 'article').lang).to.equal('zh-CN');
    expect(inside(element, '.root').lang).to.equal('en');
  });

  it('marks a key clause with a word, and explains it on request', async () => {
    const element = await reader({terms: sampleTerms});
    const clause = inside(element, `#${CSS.escape('3.1')}`);
    expect(text(clause)).to.contain('Important');
    expect(element.explained).to.deep.equal([]);
    const details = clause.querySelector('details')!;
    const alone = [...details.querySelector('summary')!.childNodes].filter(node => node instanceof Text && node.data === ' ');
    expect(alone, 'a space by itself is lost to screen readers while the clause is out of view').to.deep.equal([]);
    details.open = true;
    await until(() => element.explained[0] === '3.1', 'the request for an explanation');
  });

  it('opens links in a new tab without handing over the page, and says so', async () => {
    const element = await reader({terms: sampleTerms});
    const link = inside<HTMLAnchorElement>(element, 'a[href^=https]');
    expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer']);
    expect(text(link)).to.contain('opens in a new tab');
  });

  it('lets the keyboard scroll the text and every table', async () => {
    const element = await reader({terms: sampleTerms});
    element.focus();
    await until(() => element.shadowRoot!.activeElement?.matches('.scroll'), 'the focus');
    const table = inside(element, '.table');
    expect([table.tabIndex, table.getAttribute('role')]).to.deep.equal([0, 'region']);
  });

  describe('shows hostile terms as text', () => {
    it('without an element of theirs', async () => {
      const element = await reader({terms: hostileTerms});
      expect(element.shadowRoot!.querySelectorAll('.scroll :is(script, img, svg, iframe, [onclick], [onload])')).to.have.length(0);
      expect(text(inside(element, '.body'))).to.contain('<script>harm()</script>');
      expect(text(inside(element, '.title'))).to.equal('<img src=x onerror="harm()">');
    });

    it('without a link to anything but https, mail and telephone', async () => {
      const element = await reader({terms: hostileTerms});
      expect(element.shadowRoot!.querySelectorAll('a')).to.have.length(0);
      expect(text(inside(element, '.body'))).to.contain('press me');
    });
  });

  it('tells when the end came into view', async () => {
    const element = await reader({terms: longTerms(60)});
    element.className = 'low';
    const style = document.createElement('style');
    style.textContent = '.low{block-size:300px}';
    element.after(style);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(element.endReached).to.equal(false);
    const reached = next(element, 'assent-end-reached');
    const region = inside(element, '.scroll');
    region.scrollTop = region.scrollHeight;
    // The pieces at the end get their true height when they come near.
    const pull = setInterval(() => (region.scrollTop = region.scrollHeight), 30);
    await reached.finally(() => clearInterval(pull));
    expect(element.endReached).to.equal(true);
    style.remove();
  });

  it('takes nothing of how one text was read for the next', async () => {
    const style = document.createElement('style');
    style.textContent = '.low{block-size:300px}';
    document.head.append(style);
    const element = await reader({terms: sampleTerms, className: 'low'});
    inside<HTMLDetailsElement>(element, 'details').open = true;
    await until(() => element.explained.length > 0, 'the request for an explanation');
    inside(element, '.end').scrollIntoView();
    await until(() => element.endReached && element.openMs > 0 && inside<HTMLProgressElement>(element, 'progress').value > 0.5, 'the end');
    element.terms = longTerms(60);
    await element.updateComplete;
    expect(element.reading).to.deep.equal({endReached: false, openMs: 0});
    expect(inside(element, '.scroll').scrollTop).to.equal(0);
    style.remove();
  });

  it('tells of fifty explanations at most, as many as a record has room for', async () => {
    const keyClauses = Array.from({length: 51}, (_, index) => ({clause: String(index + 1), explanation: 'Mind this.'}));
    const element = await reader({terms: {...longTerms(51), keyClauses}});
    await until(() => element.shadowRoot!.querySelectorAll('details').length === 51, 'the text');
    element.shadowRoot!.querySelectorAll('details').forEach(details => (details.open = true));
    await until(() => element.explained.length === 51, 'the requests');
    expect(element.reading.explained).to.have.length(50);
  });

  it('goes on where it is moved within the page, also while its text is on its way', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], termsNever: true});
    const element = await reader({client, hash: hashOf(sampleTerms)});
    await until(() => element.matches(':state(loading)'), 'the question');
    expect(inside(element, '.scroll').ariaBusy).to.equal('true');
    delete client.script.termsNever;
    document.body.append(element);
    await until(() => element.matches(':state(ready)'), 'the text');
    expect(inside(element, '.scroll').ariaBusy).to.equal('false');
    document.body.append(element);
    const stood = element.openMs;
    await until(() => element.openMs > stood, 'its time to run on');
  });

  it('counts no time while its tab is hidden, or it is away', async () => {
    const element = await reader({terms: sampleTerms});
    const moment = () => new Promise(resolve => setTimeout(resolve, 60));
    const hide = (hidden: boolean) => {
      if (hidden) Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
      else delete (document as {visibilityState?: string}).visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    await until(() => element.openMs > 0, 'its time to run');
    hide(true);
    let stood = element.openMs;
    await moment();
    expect(element.openMs, 'hidden').to.equal(stood);
    const back = performance.now();
    hide(false);
    await until(() => element.openMs > stood, 'its time to run on');
    expect(element.openMs - stood, 'the time between is left out').to.be.at.most(performance.now() - back + 1);
    element.remove();
    stood = element.openMs;
    await moment();
    expect(element.openMs, 'away').to.equal(stood);
    hide(true);
    document.body.append(element);
    await moment();
    expect(element.openMs, 'begun in a hidden tab').to.equal(stood);
    hide(false);
    await until(() => element.openMs > stood, 'its time to run on');
  });

  it('shows nothing of the text before while the next one is on its way', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms]});
    const element = await reader({client, hash: hashOf(sampleTerms)});
    await until(() => element.matches(':state(ready)'), 'the text');
    client.script.termsNever = true;
    element.hash = hashOf(chineseTerms);
    await until(() => element.matches(':state(loading)'), 'the question');
    await element.updateComplete;
    expect(element.shadowRoot!.querySelector('article')).to.equal(null);
  });

  it('loads a document anew in another language', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], translations: [chineseTerms]});
    const element = await reader({client, document: 'terms-of-service'});
    await until(() => element.terms === sampleTerms, 'the text');
    element.locale = 'zh-CN';
    await until(() => element.terms === chineseTerms, 'the other one');
  });

  it('names what stood above the title', async () => {
    expect(inside(await reader({terms: sampleTerms}), '.preamble').ariaLabel).to.equal('Text above the title');
  });

  it('counts a text that fits as read to the end', async () => {
    const element = await reader({terms: {...sampleTerms, content: sampleTerms.content.slice(0, 1), keyClauses: []}});
    await until(() => element.endReached, 'the end');
  });

  it('brings any clause into view, also one that is not built yet', async () => {
    const element = await reader({terms: longTerms(3000)});
    expect(element.shadowRoot!.querySelector(`#${CSS.escape('2990')}`)).to.equal(null);
    expect(await element.scrollToClause('2990')).to.equal(true);
    const {top} = inside(element, `#${CSS.escape('2990')}`).getBoundingClientRect();
    expect(top).to.be.within(-5, innerHeight);
    expect(await element.scrollToClause('no such clause')).to.equal(false);
  });

  it('builds a long text in pieces, in order and without loss', async () => {
    const element = await reader({terms: longTerms(600)});
    const first = element.shadowRoot!.querySelectorAll('.body .row').length;
    expect(first).to.be.lessThan(200);
    await until(() => element.shadowRoot!.querySelectorAll('.body .row').length === 600, 'all of the text');
    const numbers = [...element.shadowRoot!.querySelectorAll('.body .number')].map(text);
    expect(numbers).to.deep.equal(Array.from({length: 600}, (_, index) => `${index + 1}.`));
  });

  it('asks the client for the version in force when it is given a document', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms]});
    const element = await reader({client, document: 'terms-of-service'});
    await until(() => element.terms === sampleTerms, 'the text');
  });

  it('refuses to show a text that is not the one that was published', async () => {
    const element = await load({documents: [sampleTerms], termsError: new AssentError('hash_mismatch', '')});
    const shown = await until(() => element.shadowRoot!.querySelector('.message'), 'the error');
    expect(text(shown)).to.contain('This is not the text that was published');
    expect(element.shadowRoot!.querySelector('article')).to.equal(null);
  });

  it('loads again on request', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms], termsError: new AssentError('offline', '')});
    const element = await reader({client, hash: hashOf(sampleTerms)});
    const retry = await until(() => element.shadowRoot!.querySelector<HTMLElement>('[part~=retry]'), 'the button');
    client.script = {documents: [sampleTerms]};
    retry.click();
    await until(() => element.shadowRoot!.querySelector('article'), 'the text');
  });

  it('drops the answer to a question that is no longer asked', async () => {
    const client = new ScriptedAssent({documents: [sampleTerms, chineseTerms]});
    const answers = new Map<string, () => void>();
    const prompt = client.terms.bind(client);
    client.terms = hash => new Promise(resolve => answers.set(hash, () => resolve(prompt(hash))));
    const answer = async (hash: string) => (await until(() => answers.get(hash), 'the question'))();
    const element = await reader({client, hash: hashOf(sampleTerms)});
    await until(() => answers.has(hashOf(sampleTerms)), 'the first question');
    element.hash = hashOf(chineseTerms);
    await answer(hashOf(chineseTerms));
    await until(() => element.terms === chineseTerms, 'the text that is asked for');
    await answer(hashOf(sampleTerms));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(element.terms).to.equal(chineseTerms);
  });

  it('has room for its words in a page that gives it no more than they need', async () => {
    const row = document.createElement('div');
    row.style.cssText = 'display: flex; flex-direction: column; align-items: center; inline-size: 700px';
    document.body.append(row);
    const element = await reader({terms: sampleTerms});
    row.append(element);
    expect(element.offsetWidth).to.be.at.least(384);
    row.remove();
  });

  it('takes nothing from the page but its font and its colours', async () => {
    const style = document.createElement('style');
    style.textContent = 'body,assent-terms{letter-spacing:9px;text-align:right;line-height:3;font-size:9px;text-transform:uppercase;font-family:monospace}';
    document.head.append(style);
    const element = await reader({terms: sampleTerms});
    const seen = getComputedStyle(inside(element, '.body p'));
    expect([seen.letterSpacing, seen.textAlign, seen.fontSize, seen.textTransform, seen.fontFamily]).to.deep.equal(['normal', 'start', '16px', 'none', 'monospace']);
    style.remove();
  });

  it('turns dark on a page that paints itself dark', async () => {
    document.body.classList.add('night');
    const style = document.createElement('style');
    style.textContent = '.night{background:#101114}';
    document.head.append(style);
    const element = await reader({terms: sampleTerms});
    expect(getComputedStyle(inside(element, '.root')).backgroundColor).to.equal('rgb(23, 24, 27)');
    document.body.classList.remove('night');
    style.remove();
  });
});

function longTerms(count: number): TermsDocument {
  const content = Array.from({length: count}, (_, index): Block => ({
    type: 'clause',
    anchor: String(index + 1),
    number: `${index + 1}.`,
    level: 1,
    content: [{type: 'paragraph', content: [`Clause ${index + 1} says something that takes a line or two to say. `.repeat(4)]}],
  }));
  return {...sampleTerms, content, keyClauses: []};
}
