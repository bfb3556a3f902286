import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {Assent, Receipt} from '../client/assent.js';
import type {TermsDocument} from '../document/model.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import {verifyReceipt} from '../protocol/verify-receipt.js';
import {AssentElement} from './assent-element.js';
import {BoxPress} from './box-press.js';
import {ClientWatch} from './client-watch.js';
import {actErrorWords, skeleton} from './error-view.js';
import {AssentAcceptedEvent, AssentErrorEvent, AssentWithdrawnEvent} from './events.js';
import {historyOf, type DocumentHistory, type PastAct} from './history-of.js';
import {measureScreen, wordsOf} from './measure.js';
import {notLoaded} from './not-loaded.js';
import {told} from './screen-rules.js';
import {openWindow, openWindowAt, termsWindow, windowWordsOf, type WindowWords} from './terms-window.js';
import type {Strings} from './strings/en.js';
import {cardStyle} from './theme/card-style.js';
import {historyStyle} from './theme/history-style.js';
import {switchStyle} from './theme/switch-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';

/**
 * What I agreed to and when: every document that this person answered, the text as it was accepted, receipts to
 * save and to check here, separate consents to switch, and withdrawal in one press.
 *
 * @tagname assent-history
 *
 * @fires {AssentAcceptedEvent} assent-accepted - A separate consent was switched; the act is safe on this device.
 * @fires {AssentWithdrawnEvent} assent-withdrawn - The withdrawal is safe on this device.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 *
 * @csspart card - One document.
 * @csspart title - Its title.
 * @csspart status - How the person stands to it.
 * @csspart button - Every button.
 * @csspart withdraw - The button that withdraws.
 * @csspart consents - The separate consents.
 * @csspart consent - One separate consent.
 * @csspart receipt - What the service signed.
 * @csspart acts - Everything that was answered.
 * @csspart alert - What went wrong.
 * @csspart empty - Says that nothing was answered yet.
 * @csspart dialog - The layer over the page, while a text is open.
 * @csspart panel - The window with the text.
 * @csspart terms - The reader in it.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 *
 * @cssstate loading - The history is on its way.
 */
export class AssentHistory extends AssentElement {
  static override styles = [tokens, base, windowStyle, switchStyle, cardStyle, historyStyle];
  static override properties: PropertyDeclarations = {
    documents: {state: true, attribute: false},
    error: {state: true, attribute: false},
    texts: {state: true, attribute: false},
    checks: {state: true, attribute: false},
    failures: {state: true, attribute: false},
    reading: {state: true, attribute: false},
    busy: {state: true, attribute: false},
    said: {state: true, attribute: false},
  };

  private documents?: DocumentHistory[] | undefined;
  private error?: unknown;
  /** Texts by hash, for their titles and consents. */
  private texts: ReadonlyMap<string, TermsDocument> = new Map();
  /** What the check of a receipt came to, by record. */
  private checks: ReadonlyMap<string, string> = new Map();
  /** What went wrong, by document. */
  private failures: ReadonlyMap<string, string> = new Map();
  private reading?: {hash: string; title: string} | undefined;
  private busy?: string | undefined;
  /** For who reads by ear: what a press came to. */
  private said = '';
  readonly #press = new BoxPress();
  #run = 0;
  /** Whose receipts were asked for already. */
  #brought: Assent | undefined;

  /** Asks the client once more. */
  async load(): Promise<void> {
    const {client} = this;
    if (!client) return;
    const run = ++this.#run;
    try {
      const [agreements, receipts, outbox] = await Promise.all([client.agreements(this.locale ? {locale: this.locale} : {}), client.receipts(), client.outbox.list()]);
      const documents = historyOf(agreements, receipts, outbox, this.texts);
      if (run !== this.#run) return;
      [this.documents, this.error] = [documents, undefined];
      await Promise.all([this.#bring(client), ...documents.flatMap(({needs}) => needs).map(hash => this.#loadText(hash))]);
      // A consent has ended where a later text did not ask for it any more.
      if (run === this.#run) this.documents = historyOf(agreements, receipts, outbox, this.texts);
    } catch (error) {
      if (run !== this.#run) return;
      this.error = error;
      this.#tell(error);
    }
  }

  constructor() {
    super();
    new ClientWatch(this, () => void this.load());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The next person sees nothing of the one before, though their own cannot be had.
    if (changed.has('client')) {
      this.documents = this.error = this.reading = this.busy = undefined;
      [this.checks, this.failures, this.said] = [new Map(), new Map(), ''];
    }
    if (changed.has('client') || changed.has('locale')) void this.load();
    this.setStates({loading: !this.documents && !this.error});
  }

  protected override firstUpdated(): void {
    this.followScheme();
    this.renderRoot.addEventListener('click', this.#press, {capture: true});
  }

  protected override render(): TemplateResult {
    const {words, documents, error, reading} = this;
    const body = !words.ready || (!documents && !error)
      ? html`<div class="card">${skeleton(words.text('loading'))}</div>`
      : !documents
        ? notLoaded('historyFailed', words, () => void this.load())
        : documents.length === 0
          ? html`<p class="none" part="empty">${words.text('nothingYet')}</p>`
          : documents.map(one => this.#card(one));
    return html`<div class="root list" lang=${words.locale} dir=${words.direction}>${body}
        <p class="unseen" role="status">${this.said}</p>
      </div>
      ${reading ? termsWindow(this, reading, true) : nothing}`;
  }

  /** What the window of a text says in our words. */
  get windowWords(): WindowWords {
    return windowWordsOf(this.words);
  }

  #card(one: DocumentHistory): TemplateResult {
    const {words} = this;
    const {document, accepted, acts, answer: shown} = one;
    const title = this.#titleOf(one);
    const {label, tone} = statusOf(one);
    const key = accepted ? 'acceptedOn' : 'answeredOn';
    const {receipt} = shown;
    const failure = this.failures.get(document);
    return html`<article class="card" part="card" aria-labelledby=${`title-${document}`}>
      <div class="top">
        <h2 id=${`title-${document}`} part="title">${title}</h2>
        <span class="pill ${tone}" part="status">${words.text(label)}</span>
      </div>
      <p class="quiet">${words.text(key, {version: shown.version, date: words.date(shown.at)})}</p>
      <div class="tools">
        ${this.#button(accepted ? 'read' : 'fullText', () => void this.#read(shown.hash, title))}
        ${receipt ? this.#button('receipt', () => saveReceipt(shown)) : nothing}
        ${receipt ? this.#button('verify', () => void this.#verify(shown)) : nothing}
        ${accepted
          ? html`<button class="button" part="button withdraw" type="button" aria-disabled=${this.busy === document}
              aria-describedby=${`note-${document}`} @click=${(event: Event) => void this.#withdraw(one, event)}>${words.text('withdraw')}</button>`
          : nothing}
      </div>
      <p class="checked" role="status">${this.checks.get(shown.id) ?? ''}</p>
      ${failure ? html`<p class="checked bad" part="alert" role="alert">${failure}</p>` : nothing}
      ${accepted ? html`<p class="quiet" id=${`note-${document}`}>${words.text('withdrawNote', {withdraw: words.text('withdraw')})}</p>` : nothing}
      ${accepted ? this.#consents(one, accepted) : nothing}
      ${receipt ? this.#receipt(receipt) : nothing}
      ${this.#past(acts)}
    </article>`;
  }

  #button(key: keyof Strings, press: () => void): TemplateResult {
    return html`<button class="button" part="button" type="button" @click=${press}>${this.words.text(key)}</button>`;
  }

  #consents(one: DocumentHistory, accepted: PastAct): TemplateResult | typeof nothing {
    const consents = this.texts.get(accepted.hash)?.consents ?? [];
    if (consents.length === 0) return nothing;
    return html`<fieldset part="consents" aria-busy=${this.busy === one.document}>
      <legend class="quiet">${this.words.text('yourConsents')}</legend>
      ${consents.map(({id, title, clause, sensitive}, index) => html`<div class="consent" part="consent">
        <label>
          <input type="checkbox" role="switch" aria-describedby=${sensitive ? `sensitive-${one.document}-${index}` : nothing} .checked=${one.choices[id] ?? false}
            @change=${(event: Event) => void this.#switch(one, accepted, {id, title}, event)}>
          <span lang=${this.texts.get(accepted.hash)!.locale}>${title}</span>
        </label>
        ${sensitive ? html`<span class="badge" id="sensitive-${one.document}-${index}">${this.words.text('sensitive')}</span>` : nothing}
        <button class="to-clause" type="button" @click=${() => void this.#read(accepted.hash, this.#titleOf(one), clause)}>
          ${this.words.text('clause', {number: clause})}
        </button>
      </div>`)}
    </fieldset>`;
  }

  /** What the service signed, word for word. */
  #receipt({entry}: Receipt): TemplateResult {
    const {words} = this;
    return html`<details part="receipt">
      <summary>${words.text('viewReceipt')}</summary>
      <p class="quiet">${words.text('reference', {reference: entry.id})}</p>
      <pre dir="ltr">${JSON.stringify(entry, null, 2)}</pre>
    </details>`;
  }

  #past(acts: readonly PastAct[]): TemplateResult {
    const {words} = this;
    return html`<details part="acts">
      <summary>${words.text('pastActs')}</summary>
      <ol>
        ${acts.map(({type, version, at, waiting}) => html`<li>
          <span>${words.text(`act-${type}`)}</span>
          <span class="quiet">${words.text('answeredOn', {version, date: words.date(at)})}</span>
          ${waiting ? html`<span class="quiet">${words.text(waiting === 'dead' ? 'notRecorded' : 'waits')}</span>` : nothing}
        </li>`)}
      </ol>
    </details>`;
  }

  #titleOf({document, title, answer}: DocumentHistory): string {
    return this.texts.get(answer.hash)?.title ?? title ?? document;
  }

  async #read(hash: string, title: string, clause?: string): Promise<void> {
    this.reading = {hash, title};
    await this.updateComplete;
    if (clause) await openWindowAt(this.renderRoot, clause);
    else openWindow(this.renderRoot);
  }

  /** Checks the signature in this browser, against the keys that the service publishes. */
  async #verify({id, receipt}: PastAct): Promise<void> {
    const say = (words: string) => (this.checks = new Map([...this.checks, [id, words]]));
    say(this.words.text('verifying'));
    try {
      const check = await verifyReceipt(receipt!.jws, await this.client!.keys());
      if (check.result === 'invalid') return void say(this.words.text('notVerified', {reason: check.reason}));
      const {document: {version}, recordedAt} = check.entry;
      say(check.result === 'valid' ? this.words.text('verified', {version, date: this.words.date(recordedAt)}) : this.words.text('unverifiable'));
    } catch (error) {
      say(this.words.text('notVerified', {reason: isAssentError(error) ? error.message : String(error)}));
    }
  }

  async #withdraw(one: DocumentHistory, event: Event): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    const note = this.find(`#note-${CSS.escape(one.document)}`)!;
    const done = await this.#act(one, async () => {
      const act = await this.client!.withdraw(one.document, {
        hash: one.accepted!.hash,
        made: {by: 'ui', trusted: event.isTrusted},
        shown: {mode: 'inline', statement: wordsOf(note), button: wordsOf(button), endReached: false, openMs: 0, screen: told(measureScreen(note, button))},
      });
      this.dispatchEvent(new AssentWithdrawnEvent(act));
    });
    if (!done) return;
    this.said = [this.#titleOf(one), this.words.text('withdrawn')].join(this.words.text('stop'));
    await this.updateComplete;
    // The button is gone: the focus stays with its card, wherever that stands now.
    if (!this.shadowRoot!.activeElement) this.find(`#title-${CSS.escape(one.document)}`)?.closest('.card')?.querySelector<HTMLElement>('.button')?.focus();
  }

  /** A choice is an acceptance of the same text with this one choice changed. */
  async #switch(one: DocumentHistory, {hash}: PastAct, {id, title}: {id: string; title: string}, event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const choices = {...one.choices, [id]: input.checked};
    const done = await this.#act(one, async () => {
      const act = await this.client!.accept(one.document, {
        hash,
        choices,
        made: {by: 'ui', trusted: event.isTrusted && this.#press.trusted},
        shown: {mode: 'inline', statement: this.words.text('consentStatement', {title}), button: title, endReached: false, openMs: 0},
      });
      this.dispatchEvent(new AssentAcceptedEvent(act));
    });
    // Nothing was saved: the switch goes back to what holds.
    if (!done) input.checked = one.choices[id] ?? false;
  }

  async #act({document}: DocumentHistory, work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = document;
    this.said = '';
    this.failures = new Map([...this.failures].filter(([id]) => id !== document));
    try {
      await work();
      await this.load();
      return true;
    } catch (error) {
      this.failures = new Map([...this.failures, [document, actErrorWords(error, this.words)]]);
      this.#tell(error);
      return false;
    } finally {
      this.busy = undefined;
    }
  }

  /** Receipts of what was answered elsewhere come once, after what is known is on the screen. */
  async #bring(client: Assent): Promise<void> {
    if (this.#brought === client || !this.documents!.some(({answer: {receipt, waiting}}) => !receipt && !waiting)) return;
    this.#brought = client;
    const receipts = await client.receipts({fresh: true}).catch(() => (this.#brought = undefined));
    if (receipts && client === this.client) void this.load();
  }

  async #loadText(hash: string): Promise<void> {
    if (this.texts.has(hash)) return;
    // Without its text a card still says what was done; the title is then the site's present one.
    const text = await this.client!.terms(hash).catch(() => undefined);
    if (text) this.texts = new Map([...this.texts, [hash, text]]);
  }

  #tell(error: unknown): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', 'The act could not be made.', {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }
}

/** What the label of a card says. */
function statusOf({answer, accepted, status}: DocumentHistory): {label: keyof Strings; tone: string} {
  if (answer.waiting && answer.waiting !== 'dead') return {label: 'waits', tone: ''};
  if (status === 'due' || status === 'none') return {label: 'needsAnswer', tone: 'bad'};
  if (accepted) return {label: 'current', tone: 'good'};
  return {label: answer.type === 'withdraw' ? 'withdrawn' : 'declinedStatus', tone: ''};
}

/** The receipt as the service signed it: one line, to be checked anywhere. */
function saveReceipt({id, receipt}: PastAct): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([receipt!.jws], {type: 'application/jose'}));
  link.download = `receipt-${id}.jws`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
