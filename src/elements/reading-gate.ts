import {css, html, nothing, type TemplateResult} from 'lit';
import type {Gates} from '../protocol/agreement.js';
import type {AssentTerms} from './assent-terms.js';
import {leftToRead} from './left-to-read.js';
import {extendEnglish, type Localizer} from './localizer.js';
import {further} from './strings/en-further.js';

const style = css`
  .gate {
    margin-block-start: 0.375em;
    padding-inline-start: 0.75em;
    border-inline-start: 3px solid var(--_notice);
    font-size: 0.9375em;
  }
  .gate button {
    padding: 0.25em 0;
    border: 0;
    background: none;
    color: var(--_link);
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
`;

/** How often the words that count down are looked at: more often than they change, so that none is passed over. */
const LOOK_MS = 250;
/** Frames that a scroll to the end takes at most: what comes into view gets its true height on the way. */
const FRAMES_TO_END = 240;

export interface ReadingGateParts {
  gates: Gates;
  reader: AssentTerms;
  words: Localizer;
  /** Where it is drawn. */
  root: ShadowRoot;
  changed: () => void;
}

/** What a publication asks of a reading before it can be accepted: it says what is left, and never blocks a button without a word. */
export class ReadingGate {
  readonly #parts: ReadingGateParts;
  readonly #timer: ReturnType<typeof setInterval>;
  #told = '';
  #drawn = '';

  constructor(parts: ReadingGateParts) {
    extendEnglish(further);
    this.#parts = parts;
    const {root, reader} = parts;
    if (!root.adoptedStyleSheets.includes(style.styleSheet!)) root.adoptedStyleSheets.push(style.styleSheet!);
    reader.addEventListener('assent-end-reached', parts.changed, {once: true});
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Whether all is done. Where it is not, the person is told what is left. */
  passes(): boolean {
    this.#told = this.#left().join(' ');
    this.#parts.changed();
    return !this.#told;
  }

  render(): TemplateResult | typeof nothing {
    const left = this.#left();
    const {gates, reader, words} = this.#parts;
    // The words that count down are seen; what is said aloud is said once, after a press.
    return html`${left.length > 0
        ? html`<p class="gate" part="gate">${left.join(' ')}
            ${gates.read && !reader.endReached ? html`<button type="button" @click=${() => this.#toEnd()}>${words.text('toTheEnd')}</button>` : nothing}
          </p>`
        : nothing}
      <p class="unseen" role="status">${left.length > 0 ? this.#told : ''}</p>`;
  }

  /** What is left, in sentences; nothing of a document that is not the one being asked about. */
  #left(): string[] {
    const {gates, reader, words} = this.#parts;
    return reader.isConnected && !reader.hidden ? leftToRead(gates, reader, words) : [];
  }

  #look(): void {
    const left = this.#left().join(' ');
    if (!left) clearInterval(this.#timer);
    // A window that is closed again may leave it here for long.
    if (left !== this.#drawn) this.#parts.changed();
    this.#drawn = left;
  }

  #toEnd(): void {
    const {reader} = this.#parts;
    reader.focus();
    let frames = FRAMES_TO_END;
    const pull = () => {
      if (reader.endReached || !reader.isConnected || frames-- === 0) return;
      reader.shadowRoot!.querySelector('.end')?.scrollIntoView({block: 'center'});
      requestAnimationFrame(pull);
    };
    pull();
  }
}
