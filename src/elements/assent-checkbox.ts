import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import {owesAnswer} from '../protocol/agreement-status.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {Shown} from '../protocol/record.js';
import {AssentElement} from './assent-element.js';
import {questionsIn, type Question} from './assent-flow.js';
import type {AssentTerms} from './assent-terms.js';
import {BoxPress} from './box-press.js';
import {ClientWatch} from './client-watch.js';
import {actErrorWords, loadErrorWords} from './error-view.js';
import {AssentAcceptedEvent, AssentBeforeAcceptEvent, AssentErrorEvent, AssentRecordedEvent} from './events.js';
import {leftToRead} from './left-to-read.js';
import {measureScreen, wordsOf} from './measure.js';
import {told} from './screen-rules.js';
import type {SeparateConsents} from './separate-consents.js';
import {openWindow, openWindowAt, termsWindow, windowWordsOf, type WindowWords} from './terms-window.js';
import {checkboxStyle} from './theme/checkbox-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';

/**
 * A box to tick in a form. It is never ticked in advance; its label opens the terms; the form cannot be sent
 * without it. Separate consents of the text stand below it, each a switch that is off; the form goes without them.
 * When the form is submitted, the act is recorded once, and the form goes on when it is safe on this device. The
 * value that the form sends is the id of the record. A person who has accepted already is not asked, and the form
 * sends the id of that record.
 *
 * @tagname assent-checkbox
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing and not send the form.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; the form is sent next.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 *
 * @csspart field - The box and its words.
 * @csspart box - The box.
 * @csspart statement - The words beside it.
 * @csspart link - The title of the terms, which opens them.
 * @csspart consents - The separate consents.
 * @csspart consent - One separate consent.
 * @csspart alert - What went wrong.
 * @csspart given - Says that the person has accepted already.
 * @csspart dialog - The layer over the page, while the terms are open.
 * @csspart panel - The window with the terms.
 * @csspart terms - The reader in it.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 *
 * @cssstate checked - The box is ticked.
 * @cssstate given - The person has accepted already.
 */
export class AssentCheckbox extends AssentElement {
  static formAssociated = true;
  static override styles = [tokens, base, windowStyle, checkboxStyle];
  static override properties: PropertyDeclarations = {
    name: {reflect: true},
    document: {reflect: true},
    disabled: {type: Boolean, reflect: true},
    ticked: {state: true, attribute: false},
    given: {state: true, attribute: false},
    question: {state: true, attribute: false},
    error: {state: true, attribute: false},
    actError: {state: true, attribute: false},
    reading: {state: true, attribute: false},
  };

  /** Name of the field in the form. */
  name = '';

  /** Id of the document to accept. */
  document = '';

  disabled = false;

  /** There is no attribute for it: nothing ticks the box but the person. */
  private ticked = false;
  private given = false;
  private question?: Question | undefined;
  private error?: unknown;
  private actError?: unknown;
  private reading = false;

  #form: HTMLFormElement | null = null;
  #busy = false;
  /** Id of the acceptance that holds. */
  #record = '';
  #formDisabled = false;
  #trusted = false;
  readonly #press = new BoxPress();
  /** What the text asks for on its own, and the hash of that text. */
  #consents?: SeparateConsents | undefined;
  #consentsOf?: string;

  /** Whether the box is ticked, or the person has accepted before. */
  get checked(): boolean {
    return this.ticked || this.given;
  }

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  get validity(): ValidityState {
    return this.internals.validity;
  }

  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  get willValidate(): boolean {
    return this.internals.willValidate;
  }

  checkValidity(): boolean {
    return this.internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  /** Asks the client once more which text to show. */
  async load(): Promise<void> {
    const {client, document: id, locale} = this;
    if (!client || !id) return;
    try {
      const agreements = await client.agreements(locale ? {locale} : {});
      if (client !== this.client || id !== this.document || this.#busy) return;
      const [question] = questionsIn(agreements, client.now(), [id]);
      const {status, acts} = agreements.find(({document}) => document === id)!;
      const last = owesAnswer(status) ? undefined : acts.findLast(({type}) => type === 'accept' || type === 'withdraw');
      // A tick is for the text that was named beside it, and for no other.
      if (question?.offer.text.hash !== this.question?.offer.text.hash) this.ticked = false;
      this.#record = last?.type === 'accept' ? last.id : '';
      [this.question, this.given, this.error] = [question, !!this.#record, undefined];
      if (question && !this.given) void this.#askConsents(question.offer.text.hash);
    } catch (error) {
      this.error = error;
      this.#tell(error);
    }
  }

  /**
   * Before anyone has ticked the box: the button of the form does not move under a hand. They are optional: where they, or
   * what shows them, cannot be loaded, they are not asked for, and nothing is recorded of them.
   */
  async #askConsents(hash: string): Promise<void> {
    if (hash === this.#consentsOf) return;
    [this.#consentsOf, this.#consents] = [hash, undefined];
    const terms = await this.client!.terms(hash).catch(() => undefined);
    if (!terms?.consents?.length) return;
    const {SeparateConsents} = (await import('./separate-consents.js').catch(() => undefined)) ?? {};
    if (!SeparateConsents || hash !== this.#consentsOf) return;
    const reader = {terms, scrollToClause: this.#readClause};
    this.#consents = new SeparateConsents({reader, words: this.words, root: this.shadowRoot!, changed: () => this.requestUpdate()});
    this.requestUpdate();
  }

  /** Called by the browser. */
  formAssociatedCallback(form: HTMLFormElement | null): void {
    this.#form?.removeEventListener('submit', this.#submitted, {capture: true});
    this.#form = form;
    form?.addEventListener('submit', this.#submitted, {capture: true});
  }

  /** Called by the browser, for a disabled fieldset. */
  formDisabledCallback(disabled: boolean): void {
    this.#formDisabled = disabled;
    this.requestUpdate();
  }

  /** Called by the browser. A form that is reset is unticked; what was recorded stays so. */
  formResetCallback(): void {
    [this.ticked, this.actError] = [false, undefined];
    this.#consents?.clear();
    this.#validate();
  }

  constructor() {
    super();
    new ClientWatch(this, () => void this.load());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') || changed.has('document') || changed.has('locale')) void this.load();
    this.setStates({checked: this.checked, given: this.given});
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#validate();
    const box = this.find('#box');
    // Before anyone relies on it: a theme that breaks a rule is told at once.
    if ((changed as Map<PropertyKey, unknown>).has('question') && box && this.question) told(this.#measure(box));
  }

  protected override firstUpdated(): void {
    this.followScheme();
    this.renderRoot.addEventListener('click', this.#press, {capture: true});
    // What was left to read may be done when the window of the text closes.
    this.renderRoot.addEventListener('close', () => this.#validate(), {capture: true});
  }

  protected override render(): TemplateResult {
    const {words, question, error, actError} = this;
    const off = this.disabled || this.#formDisabled || !question || !words.ready || this.#busy;
    const why = error ? loadErrorWords(error, words) : undefined;
    const problem = why ? html`<span class="unseen">${why.title}${words.text('stop')}</span>${why.advice}` : actError ? actErrorWords(actError, words) : '';
    return html`<div class="root" lang=${words.locale} dir=${words.direction}>
      ${this.given && question
        ? html`<p class="given" part="given">${words.text('accepted', {title: question.offer.text.title})}</p>`
        : html`<div class="field" part="field">
            <input class="box" part="box" id="box" type="checkbox" required aria-labelledby="statement" aria-describedby="problem"
              .checked=${this.ticked} ?disabled=${off} @change=${this.#changed}>
            <span id="statement" part="statement">${question && words.ready ? this.#statement(question) : words.ready ? why?.title ?? words.text('loading') : '…'}</span>
            ${this.#consents ? html`<div class="choices">${this.#consents.render(off)}</div>` : nothing}
            <p class="below" part="alert" id="problem" role="status">${problem}</p>
            ${error ? html`<button class="button" type="button" @click=${() => void this.load()}>${words.text('retry')}</button>` : nothing}
          </div>`}
    </div>
    ${question ? termsWindow(this, question.offer.text, this.reading) : nothing}`;
  }

  /** What the window of the terms says in our words. */
  get windowWords(): WindowWords {
    return windowWordsOf(this.words);
  }

  /** The words around the title are the label of the box; the title itself opens the terms. */
  #statement({offer}: Question): unknown {
    const values = {title: offer.text.title, version: offer.version};
    // A button proper would not break over lines as words do.
    const open = (title: string) => html`<span class="terms" part="link" role="button" tabindex="0" aria-haspopup="dialog" lang=${offer.text.locale}
      @click=${this.#read} @keydown=${this.#readByKey}>${title}</span>`;
    const label = (part: unknown, name = '') => html`<label for="box" class=${name}>${part}</label>`;
    return this.words
      .parts('tick', values, (name, value) => (name === 'title' ? open(value) : label(value, name)))
      .map(part => (typeof part === 'string' ? label(part) : part));
  }

  readonly #read = async (): Promise<void> => {
    this.reading = true;
    await this.updateComplete;
    openWindow(this.renderRoot);
  };

  readonly #readClause = async (anchor: string): Promise<boolean> => {
    this.reading = true;
    await this.updateComplete;
    return openWindowAt(this.renderRoot, anchor);
  };

  readonly #readByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    void this.#read();
  };

  readonly #changed = (event: Event): void => {
    this.ticked = (event.target as HTMLInputElement).checked;
    this.#trusted = event.isTrusted && this.#press.trusted;
    this.#validate();
    this.dispatchEvent(new Event('change', {bubbles: true}));
  };

  /** At once, and not with the next drawing: the form may be sent before it. */
  #validate(): void {
    const box = this.find('#box') ?? undefined;
    this.internals.setFormValue(this.#record || (this.ticked ? 'on' : null));
    const gates = this.given ? undefined : this.question?.offer.gates;
    const left = gates ? leftToRead(gates, this.#seen, this.words).join(' ') : '';
    if (this.checked && left) this.internals.setValidity({customError: true}, left, box);
    else if (this.checked) this.internals.setValidity({});
    else this.internals.setValidity({valueMissing: true}, this.words.text('tickRequired'), box);
  }

  /** Holds the form back until the act is safe, once; then sends it as it was sent. */
  readonly #submitted = (event: SubmitEvent): void => {
    const {question} = this;
    if (this.given || !this.ticked || !question || this.disabled || this.#formDisabled || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#busy) return;
    if (!this.dispatchEvent(new AssentBeforeAcceptEvent(textOf(question), this.#consents?.choices ?? {}))) return;
    void this.#accept(question, event);
  };

  async #accept(question: Question, {submitter}: SubmitEvent): Promise<void> {
    this.#busy = true;
    this.requestUpdate();
    const choices = this.#consents?.choices;
    try {
      const act = await this.client!.accept(question.document, {
        hash: question.offer.text.hash,
        made: {by: 'ui', trusted: this.#trusted},
        shown: this.#shown(submitter),
        ...(choices && {choices}),
      });
      if (act.state === 'unsaved') throw act.error ?? new AssentError('not_saved', 'The act was not saved.');
      this.#record = act.id;
      // Asked once more, after a withdrawal say, it is asked anew.
      [this.given, this.ticked, this.actError] = [true, false, undefined];
      this.#consents?.clear();
      this.#validate();
      this.dispatchEvent(new AssentAcceptedEvent(act));
      act.recorded.then(
        receipt => this.dispatchEvent(new AssentRecordedEvent(act, receipt)),
        (error: unknown) => this.#tell(error),
      );
      // In a task of its own: a form that is still firing its first submit event ignores another.
      await new Promise(resolve => setTimeout(resolve));
      this.#form?.requestSubmit(submitter);
    } catch (error) {
      this.actError = error;
      this.#tell(error);
    } finally {
      this.#busy = false;
      this.requestUpdate();
    }
  }

  /** How the text was read, in its window. */
  get #seen(): AssentTerms['reading'] {
    return this.find<AssentTerms>('assent-terms')?.reading ?? {endReached: false, openMs: 0};
  }

  #shown(submitter: HTMLElement | null): Shown {
    const statement = this.find('#statement')!;
    return {
      mode: 'checkbox',
      statement: wordsOf(statement),
      ...(submitter && {button: submitter instanceof HTMLInputElement ? submitter.value : wordsOf(submitter)}),
      ...this.#seen,
      screen: this.#measure(submitter ?? this.find('#box')!),
    };
  }

  #measure(button: HTMLElement): NonNullable<Shown['screen']> {
    return measureScreen(this.find('#statement')!, button, {aboutButton: false});
  }

  #tell(error: unknown): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', 'The act could not be made.', {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }
}

function textOf({document, offer}: Question): {document: string; version: string; hash: string} {
  return {document, version: offer.version, hash: offer.text.hash};
}
