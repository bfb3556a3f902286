import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {Gates} from '../protocol/agreement.js';
import {isAssentError, AssentError} from '../protocol/errors.js';
import type {Offer} from '../protocol/agreement.js';
import type {Shown} from '../protocol/record.js';
import {AssentElement, WORDS} from './assent-element.js';
import {AssentFlow, type Question} from './assent-flow.js';
import type {AssentTerms} from './assent-terms.js';
import {whenIdle} from './chunk-builder.js';
import {actErrorWords, errorView} from './error-view.js';
import {
  AssentAcceptedEvent,
  AssentBeforeAcceptEvent,
  AssentBeforeDeclineEvent,
  AssentCloseEvent,
  AssentDeclinedEvent,
  AssentErrorEvent,
  AssentRecordedEvent,
  type AssentTextShownEvent,
  type CloseReason,
} from './events.js';
import {measureScreen, wordsOf} from './measure.js';
import {outcomeView, outcomeWords} from './outcome-view.js';
import {sameLanguage} from './localizer.js';
import {READER_PARTS} from './parts.js';
import type {DocumentTabs} from './document-tabs.js';
import type {ReadingGate} from './reading-gate.js';
import type {SeparateConsents} from './separate-consents.js';
import {statementMark} from './statement-mark.js';
import {dialogStyle} from './theme/dialog-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';

/** Longer texts give the dialog its full height at once, so that it does not grow under the eye. */
const TALL_BYTES = 3000;

/**
 * The gate: shows terms and asks for assent, one document after the other; a bottom sheet on a phone. It says
 * "saved" and "recorded" when the client says so, and never before.
 *
 * @tagname assent-dialog
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing.
 * @fires {AssentBeforeDeclineEvent} assent-before-decline - Before anything is recorded; cancel to record nothing.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentDeclinedEvent} assent-declined - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 * @fires {AssentTextShownEvent} assent-text-shown - The beginning of a text can be read.
 * @fires {AssentCloseEvent} assent-close - The dialog closed; `reason` says why.
 *
 * @slot header - Below the title.
 * @slot statement - Below the statement; its words go into the record.
 * @slot footer - Above the statement.
 *
 * @csspart dialog - The layer over the page.
 * @csspart panel - The window, or the sheet on a phone.
 * @csspart header - Title and dates.
 * @csspart title - The title of the document.
 * @csspart meta - Version and date of effect.
 * @csspart tabs - The documents, where there are several.
 * @csspart tab - One of them.
 * @csspart close - The button that puts the question off, where that is allowed.
 * @csspart terms - The reader.
 * @csspart footer - Choices, statement and buttons.
 * @csspart consents - The separate consents.
 * @csspart consent - One separate consent.
 * @csspart statement - What accepting means, in words that name the button.
 * @csspart actions - Around the two buttons.
 * @csspart button - Every button. Style accept and decline together: they weigh the same.
 * @csspart accept - The button that accepts.
 * @csspart decline - The button that declines.
 * @csspart gate - What is left to read before accepting.
 * @csspart alert - Why an answer was not saved.
 * @csspart outcome - What was answered and whether it was recorded.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 *
 * @cssstate loading - What to ask is not known yet.
 * @cssstate asking - The person may answer.
 * @cssstate busy - An answer is being saved.
 * @cssstate answered - Every document was answered.
 * @cssstate failed - There is nothing to ask, for it could not be loaded.
 */
export class AssentDialog extends AssentElement {
  static override styles = [tokens, base, windowStyle, dialogStyle];
  static override properties: PropertyDeclarations = {
    documents: WORDS,
    open: {type: Boolean, reflect: true},
    dismissible: {type: Boolean, reflect: true},
    textReady: {state: true, attribute: false},
  };

  /** Ids of the documents to ask for, in order; those that wait for an answer if absent. Separated by spaces in the attribute. */
  documents?: readonly string[] | undefined;

  /** Whether the dialog is open. */
  open = false;

  /** Whether the person may put the question off, by Escape, the backdrop or a button. */
  dismissible = false;

  /** Over the page, which waits for an answer; a block in the page itself where it is not. */
  protected modal = true;

  private textReady = false;
  readonly #flow = new AssentFlow(() => this.requestUpdate());
  /** Documents that were shown: each keeps a reader of its own, and with it what was read. */
  readonly #turned: string[] = [];
  /** Hashes of the texts that can be read. */
  readonly #readable = new Set<string>();
  /** What those texts ask for on its own, by their hashes. */
  readonly #consents = new Map<string, SeparateConsents>();
  #asked?: Question | undefined;
  #pressed?: 'accept' | 'decline';
  #gate?: ReadingGate | undefined;
  #tabs?: DocumentTabs;
  /** Whether dates are written out: the first one that a browser writes takes it long, and nobody waits for it. */
  #dated = false;
  #reason: CloseReason = 'page';

  /** Opens, and asks. */
  show(): void {
    this.open = true;
  }

  /** Closes. What was not answered stays open to be asked again. */
  close(reason: CloseReason = 'page'): void {
    this.#reason = reason;
    this.open = false;
  }

  /** Loads once more what could not be loaded. */
  async retry(): Promise<void> {
    this.#forget();
    if (this.client) await this.#flow.start(this.client, this.toAsk(), this.locale);
  }

  /** Nothing was read of what is asked now. */
  #forget(): void {
    this.#turned.length = 0;
    this.#readable.clear();
    this.#consents.clear();
  }

  /** Documents to ask for; those that wait for an answer if none is named. */
  protected async toAsk(): Promise<readonly string[] | undefined> {
    return this.documents;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const begins = (changed.has('open') || changed.has('client') || changed.has('documents')) && this.open;
    if (begins) {
      // Why it closed last is no reason any more, also where it was opened before that could be told.
      this.#reason = 'page';
      void this.retry();
    }
    const {phase, question} = this.#flow;
    if (question && question !== this.#asked) {
      this.#asked = question;
      this.textReady = false;
      if (!this.#turned.includes(question.document)) this.#turned.push(question.document);
      void this.#read();
      if (question.offer.locales[1]) void import('./register-language.js').then(({registerLanguage}) => registerLanguage());
    }
    const phases = ['loading', 'asking', 'busy', 'answered', 'failed'] as const;
    this.setStates(Object.fromEntries(phases.map(name => [name, this.open && phase === name])));
  }

  protected override updated(changed: PropertyValues<this>): void {
    const dialog = this.#dialog;
    const opens = this.open && !dialog.open && this.isConnected;
    if (opens) {
      this.followScheme();
      if (this.modal) dialog.showModal();
      else dialog.open = true;
    } else if (!this.open && dialog.open) dialog.close();
    // A button that had the focus is gone: the next thing to do takes it.
    const {activeElement} = this.shadowRoot!;
    if (this.open && this.modal && (opens || !activeElement || activeElement === dialog)) this.focusNext();
    if ((changed as Map<PropertyKey, unknown>).has('textReady') && this.textReady) void this.#check();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // It may have been told to open while it was away.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.open = false;
  }

  protected override render(): TemplateResult {
    const {words} = this;
    const {phase} = this.#flow;
    return html`<dialog class="root" part="dialog" lang=${words.locale} dir=${words.direction} aria-labelledby="title"
      closedby=${this.#free ? 'closerequest' : 'none'}
      @cancel=${this.#cancelled} @close=${this.#closed} @keydown=${this.#keyPressed} @click=${this.#backdropClicked}>
      ${!this.open || !words.ready
        ? nothing
        : html`<section class="panel ${this.#tall ? 'tall' : ''} ${phase}" part="panel">
            ${phase === 'answered'
              ? this.#outcome()
              : phase === 'failed'
                ? [this.#closeButton(), errorView(this.#flow.error, words, () => void this.retry())]
                : [this.#header(), this.#body()]}
          </section>`}
      <p class="unseen" role="status">${this.open && words.ready ? this.#announcement() : nothing}</p>
    </dialog>`;
  }

  #header(): TemplateResult {
    const {words, client} = this;
    const {question, questions} = this.#flow;
    const {offer} = question ?? {};
    const pending = offer && client && new Date(offer.effectiveAt) > client.now();
    return html`<header part="header">
      ${this.#closeButton()}
      ${questions[1] ? this.#documents() : nothing}
      <h2 id="title" class=${questions[1] && this.#tabs ? 'unseen' : ''} part="title" lang=${offer?.text.locale ?? nothing}>${offer?.text.title ?? words.text('loading')}</h2>
      ${offer
        ? html`<p class="meta" part="meta">
            <span>${words.text('version', {version: offer.version})}</span>${this.#dateOf(pending ? 'effectiveFrom' : 'effective', offer.effectiveAt)}${this.#updated(offer)}
          </p>`
        : nothing}
      ${offer && !sameLanguage(offer.text.locale, words.wanted)
        ? html`<p class="meta">${words.text('otherLanguage', {language: words.language(offer.text.locale)})}</p>`
        : nothing}
      ${this.#asked?.offer.locales[1] ? html`<assent-language .locales=${this.#asked.offer.locales} .value=${this.#asked.offer.text.locale} .locale=${words.wanted} @change=${this.#languageChosen}></assent-language>` : nothing}
      <slot name="header"></slot>
    </header>`;
  }

  /** Those that wait, side by side: any of them may be read and answered first. */
  #documents(): TemplateResult | typeof nothing {
    if (this.#tabs) return this.#tabs.render();
    import('./document-tabs.js').then(({DocumentTabs}) => {
      this.#tabs ??= new DocumentTabs(this, this.#flow, this.words);
      this.requestUpdate();
    }, () => {}); // without them, one is asked for after the other
    return html`<p class="meta">${this.#step}</p>`;
  }

  get #step(): string {
    const {questions, answers} = this.#flow;
    return this.words.text('step', {number: String(answers.length + 1), count: String(questions.length)});
  }

  /** When the text was published, where that was not the day of its effect. */
  #updated({announcedAt, effectiveAt}: Offer): TemplateResult | typeof nothing {
    return announcedAt.slice(0, 10) === effectiveAt.slice(0, 10) ? nothing : this.#dateOf('updated', announcedAt);
  }

  /** A place that is about as wide keeps what is below where it is, most often. */
  #dateOf(key: 'effective' | 'effectiveFrom' | 'updated', instant: string): TemplateResult {
    const {words} = this;
    return html`<span>${words.text(key, {date: this.#dated ? words.date(instant) : '\u2007'.repeat(16)})}</span>`;
  }

  #closeButton(): TemplateResult | typeof nothing {
    if (!this.#free) return nothing;
    return html`<button class="close" part="close" type="button" title=${this.words.text('later')} @click=${() => this.close('later')}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m3.5 3.5 9 9m0-9-9 9" /></svg>
    </button>`;
  }

  #body(): unknown {
    const {question} = this.#flow;
    const turned = this.#turned[0] ? this.#turned : [undefined];
    return [
      ...turned.map(document => this.#terms(document)),
      // Not before the first text, which may ask for more than the statement: the buttons never move under a hand.
      question && (this.textReady || this.#turned[1]) && !this.#reader?.failed ? this.#footer(question) : nothing,
    ];
  }

  /** The reader of a document, out of sight while another one is asked about; an answered one is gone. */
  #terms(document: string | undefined): TemplateResult | typeof nothing {
    const {question: asked, questions, answers} = this.#flow;
    const question = questions.find(one => one.document === document);
    if (answers.some(answer => answer.document === document)) return nothing;
    const tab = this.#tabs && questions[1];
    const hidden = question !== asked;
    return html`<assent-terms id=${hidden ? nothing : 'text'} ?hidden=${hidden} part="terms" role=${tab ? 'tabpanel' : nothing} aria-labelledby=${tab ? `tab-${document}` : nothing}
      hide-title heading-level="2" .client=${this.client} .locale=${this.locale} .strings=${this.strings}
      .hash=${question?.offer.text.hash} .since=${question?.since} @assent-text-shown=${this.#textShown} @assent-error=${this.#textFailed}
      exportparts=${READER_PARTS}></assent-terms>`;
  }

  #footer({offer}: Question): TemplateResult {
    const {words} = this;
    const {phase, error} = this.#flow;
    const idle = phase !== 'asking' || !this.textReady;
    const values = {accept: words.text('accept'), decline: words.text('decline'), title: offer.text.title, version: offer.version};
    const button = (type: 'accept' | 'decline', press: (event: Event) => void) =>
      html`<button class="button ${phase === 'busy' && type === this.#pressed ? 'pending' : ''}" part="button ${type}" type="button"
        ?disabled=${idle} aria-describedby="statement" @click=${press}>${values[type]}</button>`;
    return html`<footer part="footer">
      <slot name="footer"></slot>
      ${this.textReady ? this.#consents.get(offer.text.hash)?.render(phase === 'busy') : nothing}
      <div class="ask">
        <div class="says">
          <p id="statement" part="statement">${words.parts('statement', values, statementMark(offer.text.locale))}</p>
          <slot name="statement"></slot>
          ${this.textReady ? this.#gate?.render() : nothing}
          ${error ? html`<p class="alert" part="alert">${actErrorWords(error, words)}</p>` : nothing}
        </div>
        <div class="actions" part="actions">
          ${button('decline', this.#decline)} ${button('accept', this.#accept)}
        </div>
      </div>
    </footer>`;
  }

  #outcome(): TemplateResult {
    return outcomeView(this.#flow.answers, this.words, {
      again: () => {
        this.#forget();
        this.#flow.askAgain();
      },
      done: () => this.close('answered'),
    });
  }

  /** What the live region says; it changes once for each thing that happened. */
  #announcement(): string {
    const {phase, answers, error, question} = this.#flow;
    const stop = this.words.text('stop');
    if (phase === 'answered') return answers.map(answer => outcomeWords(answer, this.words).join(stop)).join(' ');
    if (phase !== 'asking') return '';
    if (error) return actErrorWords(error, this.words);
    return answers[0] ? this.#step + stop + question!.offer.text.title : '';
  }

  readonly #accept = (event: Event): void => {
    const {question} = this.#flow;
    if (!question || (this.#gate && !this.#gate.passes())) return;
    const choices = this.#consents.get(question.offer.text.hash)?.choices;
    if (!this.dispatchEvent(new AssentBeforeAcceptEvent(textOf(question), choices ?? {}))) return;
    void this.#answer('accept', event, choices);
  };

  readonly #decline = (event: Event): void => {
    const {question} = this.#flow;
    if (!question || !this.dispatchEvent(new AssentBeforeDeclineEvent(textOf(question)))) return;
    void this.#answer('decline', event);
  };

  async #answer(type: 'accept' | 'decline', event: Event, choices?: Record<string, boolean>): Promise<void> {
    this.#pressed = type;
    const act = await this.#flow.answer(this.client!, type, {
      shown: this.#shown(event.currentTarget as HTMLButtonElement),
      made: {by: 'ui', trusted: event.isTrusted},
      ...(choices && {choices}),
    });
    if (!act) return this.#failed(type);
    this.dispatchEvent(type === 'accept' ? new AssentAcceptedEvent(act) : new AssentDeclinedEvent(act));
    await act.recorded.then(
      receipt => this.dispatchEvent(new AssentRecordedEvent(act, receipt)),
      (error: unknown) => this.#tell(error),
    );
  }

  /** The button was off for a while, and lost the focus. */
  async #failed(type: 'accept' | 'decline'): Promise<void> {
    this.#tell(this.#flow.error);
    await this.updateComplete;
    if (this.shadowRoot!.activeElement) this.find(`[part~=${type}]`)?.focus();
  }

  /** The evidence: what was on the screen when the button was pressed. */
  #shown(button: HTMLButtonElement): Shown {
    const extra = this.find<HTMLSlotElement>('slot[name=statement]')!.assignedElements({flatten: true});
    return {
      mode: this.modal ? 'dialog' : 'inline',
      statement: [this.find('#statement')!, ...extra].map(wordsOf).join(' ').slice(0, 2000),
      button: wordsOf(button),
      ...this.#reader!.reading,
      screen: this.#measure(),
    };
  }

  #writeDates(): void {
    this.#dated = true;
    this.requestUpdate();
  }

  /** Tells the developer of the page which rule its theme breaks, before anyone relies on it. */
  async #check(): Promise<void> {
    // After the text is on the screen: measuring has the page laid out at once.
    await new Promise<unknown>(whenIdle);
    this.#writeDates();
    // Measured at rest: a window that is still rising is faint, and outside of the view.
    const motions = this.find('.panel')?.getAnimations() ?? [];
    await Promise.allSettled(motions.map(({finished}) => finished));
    if (this.#flow.phase !== 'asking' || !this.textReady || !this.#dialog.open) return;
    // Inside of what the page hides it is not seen, and would block the page all the same.
    const hidden = this.modal && !this.#dialog.getClientRects()[0];
    if (hidden) this.close('later');
    const {warnings = [], inView} = hidden ? {warnings: ['hidden']} : this.#measure();
    // A block may be further down a page than anyone has scrolled.
    if (warnings[0] && (this.modal || inView)) (await import('./screen-rules.js')).warnOf(warnings);
  }

  #measure(): NonNullable<Shown['screen']> {
    return measureScreen(this.find('#statement')!, this.find('[part~=accept]')!, {other: this.find('[part~=decline]')!});
  }

  #languageChosen(event: Event): void {
    this.locale = (event.target as HTMLSelectElement).value;
    void this.#flow.translate(this.client!, this.locale);
  }

  #tell(error: unknown): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', 'The act could not be made.', {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }

  readonly #textShown = (event: Event): void => {
    this.#readable.add((event as AssentTextShownEvent).hash);
    void this.#read();
  };

  /** Once the text at hand is there, it may be answered; what the publication asks of a reading comes first. */
  async #read(): Promise<void> {
    const {question} = this.#flow;
    this.#gate = undefined;
    await this.updateComplete;
    if (!question || !this.#readable.has(question.offer.text.hash)) return;
    const {gates, text: {hash}} = question.offer;
    if (gates) await this.#askToRead(gates);
    if (this.#reader?.terms?.consents?.length && !this.#consents.has(hash)) await this.#askConsents(hash);
    if (question === this.#flow.question) this.textReady = true;
  }

  /** Without its words, a gate would be a wall: where they cannot be loaded, there is none, and the backend takes note. */
  async #askToRead(gates: Gates): Promise<void> {
    const reader = this.#reader!;
    const {ReadingGate} = (await import('./reading-gate.js').catch(() => undefined)) ?? {};
    this.#gate = ReadingGate && new ReadingGate({gates, reader, words: this.words, root: this.shadowRoot!, changed: () => this.requestUpdate()});
  }

  /** They are optional: where what shows them cannot be loaded, they are not asked for, and nothing is recorded of them. */
  async #askConsents(hash: string): Promise<void> {
    const reader = this.#reader!;
    const {SeparateConsents} = (await import('./separate-consents.js').catch(() => undefined)) ?? {};
    if (SeparateConsents) this.#consents.set(hash, new SeparateConsents({reader, words: this.words, root: this.shadowRoot!, changed: () => this.requestUpdate()}));
  }

  readonly #textFailed = ({target}: Event): void => {
    if (target === this.#reader) this.textReady = false;
    this.#writeDates();
  };

  /** Puts the focus on what is to be done next. */
  protected focusNext(): void {
    const next = this.find('.message .button, .outcome .button');
    if (next) next.focus();
    else this.#reader?.focus();
  }

  get #dialog(): HTMLDialogElement {
    return this.find<HTMLDialogElement>('dialog')!;
  }

  get #reader(): AssentTerms | null {
    return this.find<AssentTerms>('#text');
  }

  get #tall(): boolean {
    const {phase, question} = this.#flow;
    return phase !== 'answered' && (question?.offer.text.bytes ?? 0) > TALL_BYTES;
  }

  /** What cannot be asked holds nobody. */
  get #free(): boolean {
    return this.dismissible || (this.modal && (this.#flow.phase === 'failed' || !!this.#reader?.failed));
  }

  get #mayLeave(): boolean {
    return this.#flow.phase === 'answered' || (this.#free && this.#flow.phase !== 'busy');
  }

  #leave(): void {
    if (this.#mayLeave) this.close(this.#flow.phase === 'answered' ? 'answered' : 'later');
  }

  // A browser may close a dialog whose `cancel` was prevented once; it does not where the key itself was.
  #keyPressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.#leave();
  }

  #cancelled(event: Event): void {
    if (event.target !== this.#dialog) return;
    event.preventDefault();
    this.#leave();
  }

  #backdropClicked(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#leave();
  }

  #closed(event: Event): void {
    if (event.target !== this.#dialog) return;
    // The browser closed it against our will, and it opens again; or a page has opened it again by the time that this is told.
    if (this.open && (this.#dialog.open || !this.#mayLeave)) return this.requestUpdate();
    this.open = false;
    this.dispatchEvent(new AssentCloseEvent(this.#reason));
  }
}

function textOf({document, offer}: Question): {document: string; version: string; hash: string} {
  return {document, version: offer.version, hash: offer.text.hash};
}

