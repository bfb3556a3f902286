import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {AssentAct} from '../client/assent.js';
import type {Offer} from '../protocol/agreement.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {Shown} from '../protocol/record.js';
import {AssentElement} from './assent-element.js';
import {acceptedBefore} from './assent-flow.js';
import {ClientWatch} from './client-watch.js';
import type {AssentTerms} from './assent-terms.js';
import {actErrorWords} from './error-view.js';
import {
  AssentAcceptedEvent,
  AssentBeforeAcceptEvent,
  AssentBeforeDeclineEvent,
  AssentCloseEvent,
  AssentDeclinedEvent,
  AssentErrorEvent,
  AssentRecordedEvent,
} from './events.js';
import {measureScreen, wordsOf} from './measure.js';
import {outcomeWords} from './outcome-view.js';
import {openWindow, termsWindow} from './terms-window.js';
import {bannerStyle} from './theme/banner-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';

/**
 * The announcement of a change that is not in force yet: what changes and when; to be read, accepted now,
 * declined or left for later, each by a button of the same weight. It shows nothing where nothing is announced.
 *
 * @tagname assent-banner
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing.
 * @fires {AssentBeforeDeclineEvent} assent-before-decline - Before anything is recorded; cancel to record nothing.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentDeclinedEvent} assent-declined - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 * @fires {AssentCloseEvent} assent-close - The person left it for later, or has answered; `reason` says which.
 *
 * @csspart banner - The card.
 * @csspart title - What changes, and when.
 * @csspart summary - The publisher's words on it.
 * @csspart statement - What accepting means, in words that name the button.
 * @csspart actions - Around the buttons.
 * @csspart button - Every button. Style accept and decline together: they weigh the same.
 * @csspart accept - The button that accepts now.
 * @csspart decline - The button that declines.
 * @csspart alert - Why an answer was not saved.
 * @csspart dialog - The layer over the page, while the text is open.
 * @csspart panel - The window with the text.
 * @csspart terms - The reader in it.
 *
 * @cssstate shown - Something is announced.
 */
export class AssentBanner extends AssentElement {
  static override styles = [tokens, base, windowStyle, bannerStyle];
  static override properties: PropertyDeclarations = {
    document: {},
    floating: {type: Boolean, reflect: true},
    offer: {state: true, attribute: false},
    since: {state: true, attribute: false},
    act: {state: true, attribute: false},
    error: {state: true, attribute: false},
    busy: {state: true, attribute: false},
    reading: {state: true, attribute: false},
  };

  /** Id of the document whose change is announced. */
  document = '';

  /** At the foot of the window, over the page; in the line of the page if absent. */
  floating = false;

  private offer?: Offer | undefined;
  /** Hash of the text that they accepted before. */
  private since?: string | undefined;
  private act?: AssentAct | undefined;
  private error?: unknown;
  private busy = false;
  private reading = false;

  /** Asks the client once more. */
  async load(): Promise<void> {
    const {client, document: id} = this;
    if (!client || !id) return;
    try {
      const agreement = (await client.agreements()).find(({document}) => document === id);
      if (client !== this.client || id !== this.document || this.act) return;
      this.since = agreement && acceptedBefore(agreement);
      this.offer = agreement?.status === 'notice' ? announced(agreement.offers, Date.now()) : undefined;
    } catch (error) {
      // What cannot be announced now is announced at the next visit.
      this.#tell(error);
    }
  }

  constructor() {
    super();
    new ClientWatch(this, () => void this.load());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') || changed.has('document')) void this.load();
    this.setStates({shown: !!this.offer});
  }

  protected override firstUpdated(): void {
    this.followScheme();
  }

  protected override render(): TemplateResult | typeof nothing {
    const {words, offer} = this;
    if (!offer || !words.ready) return nothing;
    return html`<div class="root" lang=${words.locale} dir=${words.direction}>
        <section class="banner" part="banner" aria-labelledby="title">
          ${this.act ? this.#outcome(offer, this.act) : this.#ask(offer)}
        </section>
      </div>
      ${termsWindow(this, {...offer.text, since: this.since}, this.reading)}`;
  }

  /** What the window of the text says in our words. */
  get windowWords(): {locale: string; direction: string; close: string} {
    return {locale: this.words.locale, direction: this.words.direction, close: this.words.text('close')};
  }

  #ask({text: {title, locale}, version, effectiveAt, summary}: Offer): TemplateResult {
    const {words, error, busy} = this;
    const values = {accept: words.text('acceptNow'), title, version};
    const button = (name: string, label: string, press: (event: Event) => void) =>
      html`<button class="button" part="button ${name}" type="button" ?disabled=${busy} @click=${press}>${label}</button>`;
    return html`<div class="words">
        <h2 id="title" part="title">${words.text('changes', {title, date: words.date(effectiveAt)})}</h2>
        ${summary ? html`<p part="summary" lang=${locale}>${summary}</p>` : nothing}
      </div>
      <div class="says">
        <p id="statement" part="statement">${words.parts('statement', values, (name, value) => (name === 'version' ? value : html`<strong>${value}</strong>`))}</p>
        <p class="alert" part="alert" role="status">${error ? actErrorWords(error, words) : ''}</p>
      </div>
      <div class="row" part="actions">
        ${button('read', words.text(this.since ? 'seeChanges' : 'readChange'), this.#read)}
        ${button('later', words.text('later'), () => this.#close('later'))}
        ${button('decline', words.text('decline'), event => void this.#answer('decline', event))}
        ${button('accept', values.accept, event => void this.#answer('accept', event))}
      </div>`;
  }

  #outcome(offer: Offer, act: AssentAct): TemplateResult {
    const state = act.state === 'recorded' ? 'recorded' : 'saved';
    const [title, detail] = outcomeWords({document: this.document, offer, act, state}, this.words);
    return html`<div class="words" role="status"><h2 id="title" part="title">${title}</h2><p>${detail}</p></div>
      <div class="row"><button class="button" part="button" type="button" @click=${() => this.#close('answered')}>
        ${this.words.text('continue')}
      </button></div>`;
  }

  readonly #read = async (): Promise<void> => {
    this.reading = true;
    await this.updateComplete;
    openWindow(this.renderRoot);
  };

  async #answer(type: 'accept' | 'decline', event: Event): Promise<void> {
    const offer = this.offer!;
    const text = {document: this.document, version: offer.version, hash: offer.text.hash};
    const before = type === 'accept' ? new AssentBeforeAcceptEvent(text, {}) : new AssentBeforeDeclineEvent(text);
    if (this.busy || !this.dispatchEvent(before)) return;
    const shown = this.#shown(event.currentTarget as HTMLElement);
    [this.busy, this.error] = [true, undefined];
    try {
      const act = await this.client![type](this.document, {hash: offer.text.hash, made: {by: 'ui', trusted: event.isTrusted}, shown});
      if (act.state === 'unsaved') throw act.error ?? new AssentError('not_saved', 'The act was not saved.');
      this.act = act;
      this.dispatchEvent(type === 'accept' ? new AssentAcceptedEvent(act) : new AssentDeclinedEvent(act));
      void act.recorded.then(receipt => {
        this.dispatchEvent(new AssentRecordedEvent(act, receipt));
        this.requestUpdate();
      }, (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy = false;
    }
  }

  /** Back to the question: nothing holds. */
  #fail(error: unknown): void {
    [this.act, this.error] = [undefined, error];
    this.#tell(error);
  }

  #shown(button: HTMLElement): Shown {
    const statement = this.find('#statement')!;
    const {endReached = false, openMs = 0} = this.find<AssentTerms>('assent-terms') ?? {};
    const [accept, decline] = [this.find('[part~=accept]')!, this.find('[part~=decline]')!];
    return {
      mode: 'banner',
      statement: wordsOf(statement),
      button: wordsOf(button),
      endReached,
      openMs,
      screen: measureScreen(statement, accept, {other: decline}),
    };
  }

  #close(reason: 'later' | 'answered'): void {
    [this.offer, this.act] = [undefined, undefined];
    this.dispatchEvent(new AssentCloseEvent(reason));
  }

  #tell(error: unknown): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', 'The act could not be made.', {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }
}

/** The next version that is announced and not in force. */
export function announced(offers: readonly Offer[], now: number): Offer | undefined {
  return offers.find(({effectiveAt}) => Date.parse(effectiveAt) > now);
}
