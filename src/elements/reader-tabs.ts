import {nothing, type TemplateResult} from 'lit';
import type {Assent} from '../client/assent.js';
import {inForce} from '../protocol/agreement-status.js';
import type {AssentTerms} from './assent-terms.js';
import type {Localizer} from './localizer.js';
import {TabList, type Tab} from './tab-list.js';

/** Several documents in one reader: each is read on where it was left. */
export class ReaderTabs {
  readonly #reader: AssentTerms;
  readonly #list: TabList;
  #tabs: Tab[] = [];
  /** Of whom the titles were asked, and in which language. */
  #asked: [client?: Assent | undefined, locale?: string | undefined, documents?: readonly string[] | undefined] = [];
  /** How far each was scrolled, in CSS pixels. */
  readonly #left = new Map<string, number>();

  constructor(reader: AssentTerms, words: Localizer) {
    this.#reader = reader;
    this.#list = new TabList(reader.shadowRoot!, words, document => this.#choose(document));
    reader.addEventListener('assent-text-shown', () => (this.#region.scrollTop = this.#left.get(reader.document!) ?? 0));
  }

  render(): TemplateResult | typeof nothing {
    const {client, locale, documents, document} = this.#reader;
    if ([client, locale, documents].some((value, index) => value !== this.#asked[index])) void this.#nameThem();
    return this.#tabs.length > 1 ? this.#list.render(this.#tabs, document) : nothing;
  }

  /** A document that is not offered has no tab; why there is no text at all, the reader says. */
  async #nameThem(): Promise<void> {
    const {client, locale, documents} = this.#reader;
    this.#asked = [client, locale, documents];
    const agreements = (await client?.agreements(locale ? {locale} : {}).catch(() => undefined)) ?? [];
    this.#tabs = (documents ?? []).flatMap(id => {
      const offers = agreements.find(({document}) => document === id)?.offers ?? [];
      const text = (inForce(offers, client!.now()) ?? offers[0])?.text;
      return text ? [{document: id, title: text.title, locale: text.locale}] : [];
    });
    this.#reader.requestUpdate();
  }

  #choose(document: string): void {
    const reader = this.#reader;
    if (document === reader.document) return;
    this.#left.set(reader.document!, this.#region.scrollTop);
    reader.document = document;
  }

  get #region(): HTMLElement {
    return this.#reader.shadowRoot!.querySelector<HTMLElement>('.scroll')!;
  }
}
