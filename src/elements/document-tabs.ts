import {css, html, nothing, type ReactiveElement, type TemplateResult} from 'lit';
import type {AssentFlow} from './assent-flow.js';
import {extendEnglish, type Localizer} from './localizer.js';
import {further} from './strings/en-further.js';

const style = css`
  .tabs {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.25em;
    margin: -0.5em -0.75em 1em;
    border-block-end: 1px solid var(--_border);
  }
  .tabs button {
    min-block-size: 2.75em;
    padding: 0.375em 0.75em;
    border: 0;
    border-block-end: 3px solid transparent;
    margin-block-end: -1px;
    color: var(--_muted);
    background: none;
    text-align: start;
    font-size: 0.9375em;
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
`;

/** Several documents of which one is asked about: tabs as the ARIA Authoring Practices have them, chosen as the focus moves. */
export class DocumentTabs {
  readonly #host: ReactiveElement;
  readonly #flow: AssentFlow;
  readonly #words: Localizer;
  /** As they were first seen: what is chosen or answered keeps its place. */
  readonly #order: string[] = [];

  constructor(host: ReactiveElement, flow: AssentFlow, words: Localizer) {
    extendEnglish(further);
    [this.#host, this.#flow, this.#words] = [host, flow, words];
    const root = host.shadowRoot!;
    if (!root.adoptedStyleSheets.includes(style.styleSheet!)) root.adoptedStyleSheets.push(style.styleSheet!);
  }

  /** The tabs; the reader that they lead to has the id `text`. */
  render(): TemplateResult {
    const {questions, question, answers} = this.#flow;
    for (const {document} of questions) if (!this.#order.includes(document)) this.#order.push(document);
    const ordered = [...questions].sort((one, other) => this.#order.indexOf(one.document) - this.#order.indexOf(other.document));
    const words = this.#words;
    return html`<div class="tabs" part="tabs" role="tablist" aria-label=${words.text('documents')} @keydown=${this.#keyPressed}>
      ${ordered.map(({document, offer: {text: {title, locale}}}) => {
        const done = answers.some(answer => answer.document === document);
        const shown = document === question?.document;
        return html`<button type="button" role="tab" part="tab" id="tab-${document}" lang=${locale}
          aria-selected=${String(shown)} aria-disabled=${done ? 'true' : nothing} aria-controls=${shown ? 'text' : nothing}
          tabindex=${shown ? 0 : -1} @click=${() => !done && this.#choose(document)}>${done
            ? html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3 8.5 3.5 3.5L13 4.5" /></svg>`
            : nothing}${title}${done ? html`<span class="unseen" lang=${words.locale}> (${words.text('answered')})</span>` : nothing}</button>`;
      })}
    </div>`;
  }

  /** Asks for one of the documents that are left before the others. */
  #choose(document: string): void {
    const {questions, answers, phase} = this.#flow;
    if (phase !== 'asking') return;
    const chosen = questions.find(question => question.document === document)!;
    this.#flow.questions = [...new Set([...questions.slice(0, answers.length), chosen, ...questions])];
    this.#host.requestUpdate();
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
