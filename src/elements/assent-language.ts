import {html, nothing, type PropertyDeclarations, type TemplateResult} from 'lit';
import {AssentElement, WORDS} from './assent-element.js';
import {languageStyle} from './theme/language-style.js';
import {base, tokens} from './theme/tokens.js';

/**
 * The languages that a text was published in, each by its own name, to choose from. The dialog shows it where
 * there is more than one; it goes over to the text that was chosen, and to our words in that language.
 *
 * @tagname assent-language
 *
 * @fires {Event} change - Another language was chosen; `value` says which.
 *
 * @csspart select - The choice.
 */
export class AssentLanguage extends AssentElement {
  static override styles = [tokens, base, languageStyle];
  static override properties: PropertyDeclarations = {
    locales: WORDS,
    value: {},
  };

  /** Language tags (BCP 47) to choose from. Separated by spaces in the attribute. */
  locales?: readonly string[] | undefined;

  /** The one that is shown. */
  value = '';

  #chose = false;

  /** Our words in that language come first, so that whatever listens goes over at once. */
  protected override updated(): void {
    if (!this.#chose || !this.words.ready) return;
    this.#chose = false;
    this.dispatchEvent(new Event('change', {bubbles: true}));
  }

  protected override render(): TemplateResult | typeof nothing {
    const {words, locales} = this;
    if (!locales?.[1]) return nothing;
    return html`<label class="root" lang=${words.locale} dir=${words.direction}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M2 8h12M8 2c2 1.8 2.6 3.8 2.6 6S10 12.2 8 14C6 12.2 5.4 10.2 5.4 8S6 3.8 8 2" /></svg>
      <span class="unseen">${words.ready ? words.text('language') : ''}</span>
      <select part="select" @change=${this.#chosen}>
        ${locales.map(tag => html`<option value=${tag} lang=${tag} ?selected=${tag === this.value}>${nameOf(tag)}</option>`)}
      </select>
    </label>`;
  }

  readonly #chosen = (event: Event): void => {
    this.locale = this.value = (event.target as HTMLSelectElement).value;
    this.#chose = true;
  };
}

/** A language as those who read it call it. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames(tag, {type: 'language'}).of(tag) ?? tag;
}
