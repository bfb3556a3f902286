import type {ReactiveController, ReactiveControllerHost} from 'lit';
import {en, type Strings} from './strings/en.js';

/** One file a language; only those who read it load it. */
const FILES: Record<string, () => Promise<{strings: Strings}>> = {
  'zh-CN': () => import('./strings/zh-CN.js'),
  'zh-Hant': () => import('./strings/zh-Hant.js'),
  ja: () => import('./strings/ja.js'),
  ko: () => import('./strings/ko.js'),
  es: () => import('./strings/es.js'),
  fr: () => import('./strings/fr.js'),
  de: () => import('./strings/de.js'),
  pt: () => import('./strings/pt.js'),
  ar: () => import('./strings/ar.js'),
};

const known = new Map<string, Partial<Strings>>([['en', en]]);
const loading = new Map<string, Promise<void>>();

/** Adds a language, or replaces one, for every element on the page. What it leaves out is said in English. */
export function registerStrings(locale: string, strings: Partial<Strings>): void {
  known.set(locale, strings);
}

/** Adds the English words of a part that is loaded by itself. */
export function extendEnglish(strings: Partial<Strings>): void {
  known.set('en', {...known.get('en'), ...strings});
}

/** The language of ours that fits a locale best (same tag, then script, then language), or `en`. */
export function matchLocale(wanted: string, available: readonly string[]): string {
  const want = maximal(wanted);
  const fits = (test: (have: Intl.Locale) => boolean) => available.find(tag => test(maximal(tag)));
  return (
    available.find(tag => tag.toLowerCase() === wanted.toLowerCase()) ??
    fits(have => have.language === want.language && have.script === want.script) ??
    fits(have => have.language === want.language) ??
    'en'
  );
}

/** `rtl` or `ltr`, by the script of a locale. */
export function directionOf(locale: string): 'rtl' | 'ltr' {
  return /^(Arab|Hebr|Thaa|Syrc|Nkoo|Adlm|Rohg)$/.test(maximal(locale).script ?? '') ? 'rtl' : 'ltr';
}

/** Whether two locales are read by the same people: the same language in the same script. */
export function sameLanguage(one: string, other: string): boolean {
  const [a, b] = [maximal(one), maximal(other)];
  return a.language === b.language && a.script === b.script;
}

// Every word that is looked up asks for a few; making one takes far longer than finding it. As many as there are languages.
const maximized = new Map<string, Intl.Locale>();

/** A malformed tag reads as English rather than breaking the page. */
function maximal(tag: string): Intl.Locale {
  let locale = maximized.get(tag);
  if (!locale) {
    try {
      locale = new Intl.Locale(tag).maximize();
    } catch {
      locale = new Intl.Locale('en-Latn-US');
    }
    maximized.set(tag, locale);
  }
  return locale;
}

export interface LocalizedHost extends ReactiveControllerHost, HTMLElement {
  locale?: string;
  strings?: Partial<Strings>;
  client?: {readonly locale: string} | undefined;
}

/** Gives an element its words: by its `locale`, else its client's, else the page's language. */
export class Localizer implements ReactiveController {
  readonly #host: LocalizedHost;

  constructor(host: LocalizedHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the words are here. Until then an element shows a skeleton, never words in another language. */
  get ready(): boolean {
    return known.has(this.locale);
  }

  /** The language of the words, such as `zh-CN`. */
  get locale(): string {
    return matchLocale(this.wanted, [...known.keys(), ...Object.keys(FILES)]);
  }

  /** The language that was asked for. */
  get wanted(): string {
    const {locale, client} = this.#host;
    const inherited = this.#host.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang;
    return locale || client?.locale || inherited || navigator.language;
  }

  get direction(): 'rtl' | 'ltr' {
    return directionOf(this.locale);
  }

  /** One string with its values put in. */
  text(key: keyof Strings, values: Readonly<Record<string, string>> = {}): string {
    return this.parts(key, values).join('');
  }

  /** One string in pieces, values at the odd places, so that a template can mark them up. */
  parts(key: keyof Strings, values: Readonly<Record<string, string>>, mark?: (name: string, value: string) => unknown): unknown[] {
    const words = this.#host.strings?.[key] ?? known.get(this.locale)?.[key] ?? known.get('en')![key] ?? '';
    return words.split(/\{(\w+)\}/).map((piece, index) => {
      if (index % 2 === 0) return piece;
      const value = values[piece] ?? '';
      return mark ? mark(piece, value) : value;
    });
  }

  /** A day in full words. An instant at midnight UTC is a plain date, the same for everyone. */
  date(instant: string): string {
    const plain = /T00:00:00(\.0+)?Z$/.test(instant);
    return new Intl.DateTimeFormat(this.locale, {dateStyle: 'long', ...(plain && {timeZone: 'UTC'})}).format(new Date(instant));
  }

  /** The name of a language, in this one. */
  language(locale: string): string {
    return new Intl.DisplayNames(this.locale, {type: 'language'}).of(locale) ?? locale;
  }

  hostUpdate(): void {
    const {locale} = this;
    const load = FILES[locale];
    if (known.has(locale) || !load) return;
    if (!loading.has(locale)) loading.set(locale, load().then(
      ({strings}) => registerStrings(locale, strings),
      // English says more than nothing, and says that it is English; the next page load tries again.
      () => void delete FILES[locale],
    ));
    void loading.get(locale)?.then(() => this.#host.requestUpdate());
  }
}
