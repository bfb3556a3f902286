import {css, html, nothing, type TemplateResult} from 'lit';
import type {SeparateConsent} from '../document/model.js';
import type {AssentTerms} from './assent-terms.js';
import type {Localizer} from './localizer.js';
import {switchStyle} from './theme/switch-style.js';

const style = css`
  fieldset {
    min-inline-size: 0;
    max-block-size: 22cqb;
    overflow: auto;
    margin: 0;
    padding: 0 0 1em;
    border: 0;
  }
  legend,
  .to-clause {
    font-size: 0.875em;
    color: var(--_muted);
  }
  legend {
    padding: 0;
    text-wrap: balance;
  }
  .to-clause {
    min-block-size: 2em;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_link);
    text-decoration: underline;
  }
  /* Where not all of it fits, the window scrolls; what is decided stays in view, the statement with its buttons. */
  .panel:has(fieldset) {
    scroll-padding-block-end: 10em;
  }
  fieldset ~ .ask {
    position: sticky;
    inset-block-end: 0;
    margin-block-end: calc(-1 * var(--_pad));
    padding-block: 1em var(--_pad);
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }
  @container (inline-size < 40em) {
    fieldset {
      max-block-size: none;
    }
  }
  @container (block-size < 30em) and (inline-size < 40em) {
    fieldset ~ .ask {
      position: static;
    }
  }
  /* A block in the page has no height of its own to ask for. */
  @media (height < 30em) and (width < 40em) {
    fieldset ~ .ask {
      position: static;
    }
  }
`;

export interface SeparateConsentsParts {
  /** The text that asks, and the way to its clauses. */
  reader: Pick<AssentTerms, 'terms' | 'scrollToClause'>;
  words: Localizer;
  /** Where they are drawn. */
  root: ShadowRoot;
  changed: () => void;
}

/** What a text asks for beside assent to itself: each a switch of its own, and off until a person switches it on. */
export class SeparateConsents {
  readonly #parts: SeparateConsentsParts;
  readonly #given = new Set<string>();

  constructor(parts: SeparateConsentsParts) {
    this.#parts = parts;
    const {root} = parts;
    for (const {styleSheet} of [switchStyle, style]) if (!root.adoptedStyleSheets.includes(styleSheet!)) root.adoptedStyleSheets.push(styleSheet!);
  }

  /** What was chosen, by the ids of the consents. */
  get choices(): Record<string, boolean> {
    return Object.fromEntries(this.#asked.map(({id}) => [id, this.#given.has(id)]));
  }

  /** All are off again. */
  clear(): void {
    this.#given.clear();
    this.#parts.changed();
  }

  render(disabled: boolean): TemplateResult {
    const {reader, words} = this.#parts;
    const {locale} = reader.terms!;
    return html`<fieldset part="consents">
      <legend>${words.text('consents')}</legend>
      ${this.#asked.map(({id, clause, title, sensitive}, index) => html`<div class="consent" part="consent">
        <label>
          <input type="checkbox" role="switch" aria-describedby=${sensitive ? `sensitive-${index}` : nothing} .checked=${this.#given.has(id)} ?disabled=${disabled} @change=${(event: Event) => this.#choose(id, event)}>
          <span lang=${locale}>${title}</span>
        </label>
        ${sensitive ? html`<span class="badge" id="sensitive-${index}">${words.text('sensitive')}</span>` : nothing}
        <button class="to-clause" type="button" @click=${() => void reader.scrollToClause(clause)}>
          ${words.text('clause', {number: clause})}
        </button>
      </div>`)}
    </fieldset>`;
  }

  get #asked(): readonly SeparateConsent[] {
    return this.#parts.reader.terms!.consents ?? [];
  }

  #choose(id: string, event: Event): void {
    if ((event.target as HTMLInputElement).checked) this.#given.add(id);
    else this.#given.delete(id);
    this.#parts.changed();
  }
}
