import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {AppealOptions, Restriction} from '../client/assent.js';
import type {TermsDocument} from '../document/model.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import {AssentAppealedEvent, AssentBeforeAppealEvent} from './appeal-events.js';
import {AppealForm} from './appeal-form.js';
import {AssentElement} from './assent-element.js';
import {ClientWatch} from './client-watch.js';
import {skeleton} from './error-view.js';
import {AssentErrorEvent} from './events.js';
import {notLoaded} from './not-loaded.js';
import {restrictionTitle, restrictionView} from './restriction-view.js';
import {openWindowAt, termsWindow, windowWordsOf, type WindowWords} from './terms-window.js';
import {cardStyle} from './theme/card-style.js';
import {standingStyle} from './theme/standing-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';

/**
 * How one stands with the service: restrictions with their reasons (what happened, the rule as it stood then, how
 * it was decided), and the appeal: statement, proof, attachments, reference, and what became of it.
 *
 * @tagname assent-standing
 *
 * @fires {AssentBeforeAppealEvent} assent-before-appeal - Before an appeal is recorded; cancel to record nothing.
 * @fires {AssentAppealedEvent} assent-appealed - The appeal and its attachments are safe on this device.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 *
 * @csspart card - One restriction.
 * @csspart title - What is restricted.
 * @csspart status - How the restriction or an appeal stands.
 * @csspart lifted - That it was lifted, and why.
 * @csspart extent - Scope and dates.
 * @csspart facts - What happened.
 * @csspart rule - The rule that it rests on.
 * @csspart decided - How it was decided.
 * @csspart remedies - What one can do.
 * @csspart appeal - An appeal that was filed; the button that begins one.
 * @csspart reference - Its number.
 * @csspart form - The form of an appeal.
 * @csspart statement - The field for the person's words.
 * @csspart proof - The kinds of proof.
 * @csspart attachments - The place for files.
 * @csspart file - One file.
 * @csspart button - Every button.
 * @csspart read - The button that opens the full text.
 * @csspart send - The button that files the appeal.
 * @csspart cancel - The button that closes the form.
 * @csspart remove - The button that removes an appeal that was not taken.
 * @csspart alert - What went wrong.
 * @csspart empty - Says that there is no restriction.
 * @csspart error - Why the standing is not there.
 * @csspart dialog - The layer over the page, while a text is open.
 * @csspart panel - The window with the text.
 * @csspart terms - The reader in it.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 *
 * @cssstate loading - The standing is on its way.
 * @cssstate restricted - A restriction is in effect.
 */
export class AssentStanding extends AssentElement {
  static override styles = [tokens, base, windowStyle, cardStyle, standingStyle];
  static override properties: PropertyDeclarations = {
    refresh: {type: Number},
    restrictions: {state: true, attribute: false},
    error: {state: true, attribute: false},
    texts: {state: true, attribute: false},
    reading: {state: true, attribute: false},
    appealing: {state: true, attribute: false},
    said: {state: true, attribute: false},
  };

  /** Seconds between looks at the backend while the page is visible and something may change; 0 for none. */
  refresh = 30;

  private restrictions?: Restriction[] | undefined;
  private error?: unknown;
  /** Texts by hash, for the rules that are cited. */
  private texts: ReadonlyMap<string, TermsDocument> = new Map();
  private reading?: {hash: string; title: string; clause: string} | undefined;
  /** The restriction whose form is open. */
  private appealing?: string | undefined;
  /** What a screen reader is to hear. */
  private said = '';

  readonly #form = new AppealForm(this, {
    words: this.words,
    send: options => this.#send(options),
    cancel: () => void this.#close(),
  });
  #run = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new ClientWatch(this, () => void this.load());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  /** Asks the client once more; `fresh`: past its cache. */
  async load({fresh = false} = {}): Promise<void> {
    const {client} = this;
    if (!client) return;
    const run = ++this.#run;
    try {
      const restrictions = await client.standing(fresh ? {fresh} : {});
      if (run !== this.#run || client !== this.client) return;
      this.#tellWhatChanged(restrictions);
      [this.restrictions, this.error] = [restrictions, undefined];
      await Promise.all(restrictions.map(({document}) => this.#loadText(document.hash)));
    } catch (error) {
      // What was there before still holds as far as anyone knows.
      if (run !== this.#run || this.restrictions) return;
      this.error = error;
      this.#fail(error);
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client')) {
      // The next person sees nothing of the one before, though their own cannot be had.
      this.restrictions = this.appealing = this.error = this.reading = undefined;
      this.said = '';
      this.#form.clear();
      void this.load();
    }
    if (changed.has('refresh')) this.#schedule();
    this.setStates({loading: !this.restrictions && !this.error, restricted: !!this.restrictions?.some(({state}) => state === 'active')});
  }

  protected override firstUpdated(): void {
    this.followScheme();
  }

  protected override render(): TemplateResult {
    const {words, restrictions, error, reading} = this;
    const body = !words.ready || (!restrictions && !error)
      ? html`<div class="card">${skeleton(words.text('loading'))}</div>`
      : !restrictions
        ? notLoaded('standingFailed', words, () => void this.load({fresh: true}))
        : restrictions.length === 0
          ? html`<p class="none" part="empty">${words.text('standingNone')}</p>`
          : restrictions.map(one => this.#card(one));
    return html`<div class="root list" lang=${words.locale} dir=${words.direction}>
        ${body}
        <p class="unseen" role="status">${this.said}</p>
      </div>
      ${reading ? termsWindow(this, reading, true) : nothing}`;
  }

  /** What the window of a text says in our words. */
  get windowWords(): WindowWords {
    return windowWordsOf(this.words);
  }

  #card(one: Restriction): TemplateResult {
    const text = this.texts.get(one.document.hash);
    return restrictionView(one, {
      words: this.words,
      text,
      form: this.appealing === one.id && one.appealable ? this.#form.render() : undefined,
      read: () => void this.#read(one, text?.title ?? one.document.id),
      appeal: () => void this.#open(one),
      remove: id => void this.#remove(id, one),
    });
  }

  async #open({id}: Restriction): Promise<void> {
    this.#form.clear();
    this.appealing = id;
    await this.updateComplete;
    this.find('#form-title')!.focus();
  }

  async #close(): Promise<void> {
    this.appealing = undefined;
    await this.updateComplete;
    this.find('[part~=appeal].button')?.focus();
  }

  async #send(options: AppealOptions): Promise<void> {
    const restriction = this.appealing!;
    if (!this.dispatchEvent(new AssentBeforeAppealEvent(restriction))) return;
    try {
      const act = await this.client!.appeal(restriction, options);
      void act.recorded.then(() => this.load({fresh: true}), () => this.load());
      this.appealing = undefined;
      await this.load();
      await this.updateComplete;
      this.find(`#appeal-${act.id}`)?.focus();
      this.dispatchEvent(new AssentAppealedEvent(act));
    } catch (error) {
      this.#fail(error, 'The appeal could not be filed.');
      throw error;
    }
  }

  /** Its button goes with it: the focus stays with the card. */
  async #remove(appeal: string, {id}: Restriction): Promise<void> {
    try {
      await this.client!.outbox.discard(appeal);
    } catch (error) {
      return this.#fail(error, 'The appeal could not be removed.');
    }
    await this.load();
    await this.updateComplete;
    if (!this.shadowRoot!.activeElement) this.find(`#title-${CSS.escape(id)}`)?.closest('.card')?.querySelector('button')?.focus();
  }

  async #read({document: {hash}, clause}: Restriction, title: string): Promise<void> {
    this.reading = {hash, title, clause};
    await this.updateComplete;
    await openWindowAt(this.renderRoot, clause);
  }

  async #loadText(hash: string): Promise<void> {
    if (this.texts.has(hash)) return;
    // Without the text a card still names the rule and its version.
    const text = await this.client!.terms(hash).catch(() => undefined);
    if (text) this.texts = new Map([...this.texts, [hash, text]]);
  }

  /** Says what is new since the last look, and nothing at the first one. */
  #tellWhatChanged(restrictions: readonly Restriction[]): void {
    const {words, restrictions: before} = this;
    if (!before) return;
    const said: string[] = [];
    for (const one of restrictions) {
      const known = before.find(({id}) => id === one.id);
      const title = restrictionTitle(one, words);
      if (!known) said.push(words.text('saidRestricted', {title}));
      else if (one.state === 'lifted' && known.state !== 'lifted') said.push(words.text('saidLifted', {title}));
      for (const {id, reference, status} of one.appeals) {
        if (known?.appeals.find(appeal => appeal.id === id)?.status === status) continue;
        said.push(words.text('saidAppeal', {reference, status: words.text(`appeal-${status}`)}));
      }
    }
    if (said.length > 0) this.said = said.join(' ');
  }

  /** The operator's decisions come from outside: only looking finds them. */
  #schedule(): void {
    clearInterval(this.#timer);
    if (!this.isConnected || !(this.refresh > 0)) return;
    this.#timer = setInterval(() => {
      const mayChange = !!this.error || !!this.restrictions?.some(({state}) => state === 'active' || state === 'coming');
      if (document.visibilityState === 'visible' && mayChange) void this.load({fresh: true});
    }, this.refresh * 1000);
  }

  #fail(error: unknown, what = 'The standing could not be asked for.'): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', what, {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }
}
