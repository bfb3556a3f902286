import {css, html, nothing, type TemplateResult} from 'lit';
import {extendEnglish, type Localizer} from './localizer.js';
import {further} from './strings/en-further.js';

const style = css`
  .tabs {
    border-block-end: 1px solid var(--_border);
  }
  header .tabs {
    margin: -0.5em -0.75em 0.75em;
  }
  /* In the reader they have a row of their own, above the tools. */
  .root:has(> .tabs) {
    grid-template-rows: auto auto minmax(0, 1fr);
  }
  .root > .tabs {
    grid-area: 1 / 1 / 2 / 3;
    padding: 0.25em calc(var(--_edge) - 0.75em) 0;
  }
  .tabs ~ .bar,
  .tabs ~ .aside:has(.find) {
    grid-row: 2;
  }
  .tabs ~ .aside:has(.contents),
  .tabs ~ .scroll {
    grid-row: 3;
  }
  .tabs button {
    min-block-size: 2.75em;
    padding: 0.375em 0.75em;
    border: 0;
    border-block-end: 3px solid transparent;
    margin-block-end: -1px;
    margin-inline-end: 0.25em;
    vertical-align: bottom;
    color: var(--_muted);
    background: none;
    text-align: start;
    font-size: 0.9375em;
  }
  /* More than a few would fill a phone: they stay in one row, which scrolls. */
  .many {
    display: flex;
    position: relative;
    overflow: auto hidden;
    overscroll-behavior-inline: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_control) transparent;
  }
  .many button {
    flex: none;
    max-inline-size: 16em;
    margin-block-end: 0;
  }
  .tabs [aria-selected='true'] {
    color: var(--_text);
    font-weight: 650;
    border-block-end-color: var(--_accent);
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  .tabs [aria-disabled='true'] {
    cursor: default;
  }
  .tabs svg {
    color: var(--_success);
    vertical-align: -0.1em;
    margin-inline-end: 0.375em;
  }
  /* There no edge is transparent. */
  @media (forced-colors: active) {
    .tabs button {
      border-color: Canvas;
    }
    .tabs [aria-selected='true'] {
      border-color: Highlight;
    }
  }
`;

/** More than these stay in one row. */
const FEW = 4;

/** A document by its title, in the title's language. */
export interface Tab {
  document: string;
  title: string;
  locale: string;
  /** Answered: it can be chosen no more. */
  done?: boolean;
}

/** Several documents of which one is shown: tabs as the ARIA Authoring Practices have them, chosen as the focus moves. */
export class TabList {
  readonly #words: Localizer;
  readonly #choose: (document: string) => void;
  readonly #root: ShadowRoot;
  #current?: string | undefined;

  constructor(root: ShadowRoot, words: Localizer, choose: (document: string) => void) {
    extendEnglish(further);
    [this.#root, this.#words, this.#choose] = [root, words, choose];
    if (!root.adoptedStyleSheets.includes(style.styleSheet!)) root.adoptedStyleSheets.push(style.styleSheet!);
  }

  /** The tabs; what they lead to has the id `text`. */
  render(tabs: readonly Tab[], current: string | undefined): TemplateResult {
    const words = this.#words;
    if (current !== this.#current) requestAnimationFrame(() => this.#reveal());
    this.#current = current;
    return html`<div class="tabs ${tabs.length > FEW ? 'many' : ''}" part="tabs" role="tablist" aria-label=${words.text('documents')} @keydown=${this.#keyPressed}>
      ${tabs.map(({document, title, locale, done}) => {
        const shown = document === current;
        return html`<button type="button" role="tab" part="tab" id="tab-${document}" lang=${locale}
          aria-selected=${String(shown)} aria-disabled=${done ? 'true' : nothing} aria-controls=${shown ? 'text' : nothing}
          tabindex=${shown ? 0 : -1} @click=${() => !done && this.#choose(document)}>${done
            ? html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3 8.5 3.5 3.5L13 4.5" /></svg>`
            : nothing}${title}${done ? html`<span class="unseen" lang=${words.locale}> (${words.text('answered')})</span>` : nothing}</button>`;
      })}
    </div>`;
  }

  /** Scrolls the row to the tab that is shown, and nothing around it. */
  #reveal(): void {
    const tab = this.#root.querySelector('[role=tab][aria-selected=true]');
    const [at, row] = [tab, tab?.parentElement].map(element => element?.getBoundingClientRect());
    if (at && row) tab!.parentElement!.scrollLeft += Math.max(0, at.right - row.right) + Math.min(0, at.left - row.left);
  }

  /** Left and right as they are seen; what was answered is passed over. */
  readonly #keyPressed = (event: KeyboardEvent): void => {
    const tabs = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('[role=tab]:not([aria-disabled])')];
    const at = tabs.indexOf(event.target as HTMLElement);
    const right = this.#words.direction === 'rtl' ? -1 : 1;
    const to = {ArrowRight: at + right, ArrowLeft: at - right, Home: 0, End: tabs.length - 1}[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length]!;
    tab.focus();
    tab.click();
  };
}
