import {sendKeys} from '@web/test-runner-commands';
import {expect} from 'chai';
import '../../src/define.js';
import type {AssentTerms} from '../../src/elements/assent-terms.js';
import {clauseAt, clauseText, linkTo} from '../../src/elements/clause-links.js';
import {rowsOf} from '../../src/elements/rows.js';
import {expectAccessible} from './audit.js';
import {inside, place, until} from './page.js';
import {chineseTerms, sampleTerms} from './sample-terms.js';

const text = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
const rows = rowsOf(sampleTerms.content);
const opens = (anchor: string) => rows.findIndex(row => row.anchor === anchor);

async function reader(properties: Partial<AssentTerms> = {}): Promise<AssentTerms> {
  const style = document.createElement('style');
  style.textContent = '.low{block-size:240px}';
  const element = await place<AssentTerms>('assent-terms', {locale: 'en', terms: sampleTerms, className: 'low', ...properties});
  element.append(style);
  return element;
}

const isAt = (element: AssentTerms, anchor: string) => until(() => {
  const gap = inside(element, `#${CSS.escape(anchor)}`).getBoundingClientRect().top - inside(element, '.scroll').getBoundingClientRect().top;
  return Math.abs(gap) < 40;
}, anchor);

describe('links to clauses', () => {
  afterEach(() => history.replaceState(null, '', location.pathname + location.search));

  it('lead to the clause that the address names, now and later, where the page wants it', async () => {
    history.replaceState(null, '', '#2.2');
    const element = await reader({linked: true});
    await isAt(element, '2.2');
    location.hash = '#1.2';
    await isAt(element, '1.2');
    location.hash = '#%E7%AC';
    location.hash = '#no-such-clause';
    await new Promise(resolve => setTimeout(resolve, 100));
    await isAt(element, '1.2');
  });

  it('are not followed by a reader that was not told to', async () => {
    history.replaceState(null, '', '#3.1');
    const element = await reader();
    await new Promise(resolve => setTimeout(resolve, 150));
    expect(inside(element, '.scroll').scrollTop).to.equal(0);
  });

  it('are the address of the page at the clause', () => {
    expect(linkTo('3.5.2')).to.match(/#3\.5\.2$/);
    expect(decodeURIComponent(new URL(linkTo('第三条')).hash)).to.equal('#第三条');
  });
});

describe('copies of clauses', () => {
  it('have the number, the words of all parts, and where they are from', () => {
    expect(clauseText(rows, opens('1.1'), sampleTerms)).to.equal(
      '1.1 You accept these terms when you choose the button below.\n(a) A visitor accepts for themselves.\n' +
        '(b) An employee accepts for the company that they act for, and says so.\nBoth have read what they accept.\n\nTerms of Service, 3.1',
    );
    expect(clauseText(rows, opens('4'), sampleTerms)).to.match(/^4\. Contact\n4\.1 Write to legal@lumen\.example or read our help pages\.\n/);
    const chinese = rowsOf(chineseTerms.content);
    expect(clauseText(chinese, chinese.findIndex(({anchor}) => anchor === '2'), chineseTerms)).to.contain('2. 责任限制\n2.1 我们的赔偿责任');
  });

  it('are of the clause that is being read', () => {
    expect(clauseAt(rows, opens('1.1'))).to.equal(opens('1.1'));
    expect(rows[clauseAt(rows, opens('1.2') - 1)]!.anchor).to.equal('(b)');
    expect(clauseAt(rows, 0)).to.equal(-1);
  });

  it('are offered with the contents, by the keyboard too', async () => {
    const element = await reader({linked: true});
    await element.scrollToClause('2.2');
    await isAt(element, '2.2');
    await element.toggleContents();
    const line = await until(() => element.shadowRoot!.querySelector('.cite'), 'the clause');
    expect(text(line)).to.equal('Clause 2.2 Copy clause Copy link');
    await expectAccessible(element);
    const {clipboard} = navigator;
    const refused = Promise.reject(new DOMException('No.', 'NotAllowedError'));
    Object.defineProperty(clipboard, 'writeText', {value: () => refused, configurable: true});
    line.querySelector('button')!.click();
    await refused.catch(() => new Promise(resolve => setTimeout(resolve)));
    Reflect.deleteProperty(clipboard, 'writeText');
    expect(text(line), 'what the browser has refused').to.not.contain('Copied');
    line.querySelector('button')!.focus();
    await sendKeys({press: 'Enter'});
    await until(() => text(line).endsWith('Copied'), 'the word');
  });
});
