import {expect} from 'chai';
import {LitElement} from 'lit';
import {directionOf, Localizer, matchLocale, registerStrings, sameLanguage} from '../../src/elements/localizer.js';
import {en, type Strings} from '../../src/elements/strings/en.js';
import {further} from '../../src/elements/strings/en-further.js';
import {strings as chinese} from '../../src/elements/strings/zh-CN.js';
import {until} from './page.js';

class Speaker extends LitElement {
  locale?: string;
  strings?: Partial<Strings>;
  client?: {locale: string};
  words = new Localizer(this);
}
customElements.define('test-speaker', Speaker);

function speaker(properties: Partial<Speaker>): Speaker {
  return Object.assign(document.createElement('test-speaker') as Speaker, properties);
}

describe('localizer', () => {
  it('has every string in every language, with the same values', () => {
    const values = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(([value]) => value).toSorted();
    for (const [key, words] of Object.entries({...en, ...further})) {
      expect(values(chinese[key as keyof Strings]), key).to.deep.equal(values(words));
      const said = words.replace(/\{\w+\}/g, '');
      if (/\w/.test(said)) expect(chinese[key as keyof Strings], key).to.match(/[\u4e00-\u9fff]/);
    }
    expect(Object.keys(chinese).toSorted()).to.deep.equal([...Object.keys(en), ...Object.keys(further)].toSorted());
  });

  it('finds the language that fits best, by tag, script and language', () => {
    const available = ['en', 'zh-CN', 'pt', 'zh-TW'];
    const wanted = ['zh-CN', 'zh-cn', 'zh', 'zh-SG', 'zh-HK', 'pt-BR', 'en-GB', 'tlh', 'not a tag'];
    expect(wanted.map(locale => matchLocale(locale, available))).to.deep.equal(['zh-CN', 'zh-CN', 'zh-CN', 'zh-CN', 'zh-TW', 'pt', 'en', 'en', 'en']);
  });

  it('knows which languages are written from right to left', () => {
    expect(['ar', 'fa-IR', 'he', 'ur', 'ks'].map(directionOf)).to.deep.equal(Array(5).fill('rtl'));
    expect(['en', 'zh-CN', 'az', 'hi'].map(directionOf)).to.deep.equal(Array(4).fill('ltr'));
  });

  it('tells one language from another by its script too', () => {
    expect(sameLanguage('en-GB', 'en')).to.equal(true);
    expect(sameLanguage('zh-SG', 'zh-CN')).to.equal(true);
    expect(sameLanguage('zh-TW', 'zh-CN')).to.equal(false);
  });

  it('asks the element, then the client, then the page for the language', () => {
    document.documentElement.lang = 'pt';
    expect(speaker({}).words.wanted).to.equal('pt');
    expect(speaker({client: {locale: 'fr'}}).words.wanted).to.equal('fr');
    expect(speaker({client: {locale: 'fr'}, locale: 'de'}).words.wanted).to.equal('de');
    const inside = document.createElement('div');
    inside.lang = 'ja';
    inside.append(speaker({}));
    expect((inside.firstChild as Speaker).words.wanted).to.equal('ja');
    document.documentElement.lang = 'en';
  });

  it('loads the words of a language when they are needed, and says nothing before', async () => {
    const element = speaker({locale: 'zh-CN'});
    document.body.append(element);
    await until(() => element.words.ready, 'the words');
    expect(element.words.text('accept')).to.equal('同意');
    element.remove();
  });

  it('puts values in as text, in one pass', () => {
    const {words} = speaker({locale: 'en'});
    expect(words.text('statement', {accept: '{title}', title: '<b>', version: '1'})).to.equal('By choosing {title} you accept the <b>, version 1.');
  });

  it('lets the page say anything otherwise', () => {
    const {words} = speaker({locale: 'en', strings: {accept: 'I accept'}});
    expect([words.text('accept'), words.text('decline')]).to.deep.equal(['I accept', 'Decline']);
  });

  it('takes a whole language from the page', () => {
    registerStrings('eo', {...en, accept: 'Mi konsentas'});
    expect(speaker({locale: 'eo'}).words.text('accept')).to.equal('Mi konsentas');
  });

  it('writes a plain date as the same day for everyone', () => {
    const {words} = speaker({locale: 'en'});
    expect(words.date('2026-11-01T00:00:00Z')).to.equal('November 1, 2026');
    expect(words.date('2026-11-01T00:00:00.000Z')).to.equal('November 1, 2026');
  });
});
