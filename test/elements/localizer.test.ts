import {expect} from 'chai';
import {LitElement} from 'lit';
import {directionOf, Localizer, matchLocale, registerStrings, sameLanguage} from '../../src/elements/localizer.js';
import {en, type Strings} from '../../src/elements/strings/en.js';
import {further} from '../../src/elements/strings/en-further.js';
import {strings as ar} from '../../src/elements/strings/ar.js';
import {strings as de} from '../../src/elements/strings/de.js';
import {strings as es} from '../../src/elements/strings/es.js';
import {strings as fr} from '../../src/elements/strings/fr.js';
import {strings as ja} from '../../src/elements/strings/ja.js';
import {strings as ko} from '../../src/elements/strings/ko.js';
import {strings as pt} from '../../src/elements/strings/pt.js';
import {strings as simplified} from '../../src/elements/strings/zh-CN.js';
import {strings as traditional} from '../../src/elements/strings/zh-Hant.js';
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
  const ENGLISH: Strings = {...en, ...further};
  /** Every language, with letters that only it and its kin are written in. */
  const LANGUAGES: Record<string, [Strings, RegExp]> = {
    'zh-CN': [simplified, /\p{Script=Han}/u], 'zh-Hant': [traditional, /\p{Script=Han}/u], ja: [ja, /\p{Script=Han}|\p{Script=Kana}|\p{Script=Hira}/u],
    ko: [ko, /\p{Script=Hangul}/u], ar: [ar, /\p{Script=Arab}/u], es: [es, /\p{L}/u], fr: [fr, /\p{L}/u], de: [de, /\p{L}/u], pt: [pt, /\p{L}/u],
  };

  for (const [locale, [strings, letters]] of Object.entries(LANGUAGES)) {
    it(`has every string in ${locale}, with the same values`, () => {
      const values = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(([value]) => value).toSorted();
      expect(Object.keys(strings).toSorted()).to.deep.equal(Object.keys(ENGLISH).toSorted());
      for (const [key, words] of Object.entries(ENGLISH)) {
        const own = strings[key as keyof Strings];
        expect(values(own), key).to.deep.equal(values(words));
        if (/\w/.test(words.replace(/\{\w+\}/g, ''))) expect(own, key).to.match(letters);
        // Whole sentences are never left in English.
        if (words.split(' ').length > 4) expect(own, key).to.not.equal(words);
      }
      expect(new Set([strings.accept, strings.decline, strings.later]).size, 'three different answers').to.equal(3);
    });

    it(`loads ${locale} when it is asked for`, async () => {
      const element = speaker({locale});
      document.body.append(element);
      await until(() => element.words.ready, 'the words');
      expect([element.words.locale, element.words.text('accept')]).to.deep.equal([locale, strings.accept]);
      element.remove();
    });
  }

  it('finds the words of a country in those of its language and script', () => {
    const found = (wanted: string) => speaker({locale: wanted}).words.locale;
    expect(['zh-TW', 'zh-HK', 'zh-MO', 'zh-Hant-HK', 'zh', 'zh-SG', 'zh-Hans-HK'].map(found))
      .to.deep.equal(['zh-Hant', 'zh-Hant', 'zh-Hant', 'zh-Hant', 'zh-CN', 'zh-CN', 'zh-CN']);
    expect(['pt-BR', 'pt-PT', 'es-419', 'es-MX', 'fr-CA', 'de-AT', 'ar-EG', 'ja-JP', 'ko-KR'].map(found))
      .to.deep.equal(['pt', 'pt', 'es', 'es', 'fr', 'de', 'ar', 'ja', 'ko']);
    expect(['it', 'nl-BE', 'th'].map(found), 'and says English where there is none, as English').to.deep.equal(['en', 'en', 'en']);
  });

  it('keeps a version in one piece between Arabic words', () => {
    for (const key of ['version', 'statement', 'tick', 'acceptedOn', 'reference', 'clause'] as const) {
      expect(ar[key], key).to.match(/\u2066\{(version|reference|number)\}\u2069/);
    }
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
    const dates = ['zh-Hant', 'ja', 'ko', 'es', 'fr', 'de', 'pt', 'ar'].map(locale => speaker({locale}).words.date('2026-11-01T00:00:00Z'));
    expect(new Set(dates).size, 'each as its readers write it').to.be.at.least(7);
    for (const date of dates) expect(date).to.match(/2026|\u0662\u0660\u0662\u0666/);
  });
});
