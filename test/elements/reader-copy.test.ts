import {expect} from 'chai';
import {Localizer} from '../../src/elements/localizer.js';
import {pageOf, printCopy, saveCopy, type CopyOf} from '../../src/elements/reader-copy.js';
import {AssentTerms} from '../../src/elements/assent-terms.js';
import '../../src/define.js';
import {until} from './page.js';
import {arabicTerms, chineseTerms, hostileTerms, sampleTerms} from './sample-terms.js';

const hash = `sha256:${'7'.repeat(64)}`;
const copyOf = (terms = sampleTerms): CopyOf => ({
  terms,
  hash,
  context: {headingLevel: 2, words: {keyClause: 'Important', explain: 'What this means', newTab: '', table: 'Table'}, onExplain: () => {}},
  words: new Localizer(Object.assign(new AssentTerms(), {locale: 'en'})),
});
const parse = (page: string) => new DOMParser().parseFromString(page, 'text/html');
const words = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();

describe('a copy of a text', () => {
  it('has its title, version, hash, day and every clause', () => {
    const page = parse(pageOf(copyOf()));
    expect(page.title).to.equal('Terms of Service');
    expect(words(page.body)).to.contain('Version 3.1').and.contain('Copied on').and.contain(hash);
    expect([...page.querySelectorAll('.text .number')].map(words)).to.deep.equal(['1.', '1.1', '(a)', '(b)', '1.2', '2.', '2.1', '2.2', '3.', '3.1', '3.2', '3.3', '4.', '4.1']);
    expect(words(page.body)).to.contain('you get back at most a year of fees');
  });

  it('says in which language it is', () => {
    const page = parse(pageOf(copyOf(chineseTerms)));
    expect([page.documentElement.lang, page.querySelector<HTMLElement>('.about')!.lang]).to.deep.equal(['zh-CN', 'en']);
    expect(parse(pageOf(copyOf(arabicTerms))).documentElement.dir).to.equal('rtl');
  });

  it('needs nothing else, and has no script in it', () => {
    for (const terms of [sampleTerms, hostileTerms]) {
      const source = pageOf(copyOf(terms));
      const page = parse(source);
      expect(page.querySelectorAll('script, link, img, iframe, svg, [onclick], [onload], [onerror]')).to.have.length(0);
      expect(page.querySelectorAll('[part], [tabindex], details:not([open])')).to.have.length(0);
      expect(source).to.not.contain('<!--');
      expect([...page.querySelectorAll('a')].every(({href}) => /^(https|mailto):/.test(href))).to.equal(true);
    }
    expect(words(parse(pageOf(copyOf(hostileTerms))).body)).to.contain('<script>harm()</script>');
  });

  it('is handed over as one file', async () => {
    let link: HTMLAnchorElement | undefined;
    const {click} = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      link = this as HTMLAnchorElement;
    };
    try {
      saveCopy(copyOf());
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(link!.download).to.equal('terms-of-service-3.1-en.html');
    const file = await (await fetch(link!.href)).text();
    expect(file.startsWith('<!doctype html>')).to.equal(true);
    expect(parse(file).querySelector('meta[charset]')?.getAttribute('charset')).to.equal('utf-8');
  });

  it('is printed whole, from a frame that goes away', async () => {
    const printed: string[] = [];
    const append = document.body.append.bind(document.body);
    document.body.append = (...nodes) => {
      append(...nodes);
      const [frame] = nodes;
      if (frame instanceof HTMLIFrameElement) frame.contentWindow!.print = () => {
        printed.push(words(frame.contentDocument!.body));
        frame.contentWindow!.dispatchEvent(new Event('afterprint'));
      };
    };
    try {
      await printCopy(copyOf());
    } finally {
      document.body.append = append;
    }
    expect(printed[0]).to.contain('Write to legal@lumen.example');
    await until(() => !document.querySelector('iframe'), 'the frame to go');
  });
});
