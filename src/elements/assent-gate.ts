import {css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {Assent, AssentChangeEvent, AssentOptions} from '../client/assent.js';
import type {AssentRequireEvent} from '../client/require-event.js';
import type {Agreement} from '../protocol/agreement.js';
import {isForArrival, owesAnswer} from '../protocol/agreement-status.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {AssentDialog} from './assent-dialog.js';
import {AssentElement, WORDS} from './assent-element.js';
import {whenIdle} from './chunk-builder.js';
import {AssentErrorEvent, CLIENT_OFFER, type AssentClientRequestEvent, type AssentCloseEvent} from './events.js';
import type {OutboxNotice} from './outbox-notice.js';
import {DIALOG_PARTS} from './parts.js';
import {base, tokens} from './theme/tokens.js';

/** The gate that asks: where a page has two, by a script tag and an app, their dialogs come one after the other. */
let asking: AssentGate | undefined;

/**
 * Asks the client what this person owes an answer to, and shows the dialog for it; nothing at all for someone
 * who owes nothing, and for what a box in a form, or a block in the page, asks for. It has no face of its own.
 *
 * It takes a `client`, or makes one from `endpoint` and `site`. The dialog's events reach the page through it.
 *
 * @tagname assent-gate
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing.
 * @fires {AssentBeforeDeclineEvent} assent-before-decline - Before anything is recorded; cancel to record nothing.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentDeclinedEvent} assent-declined - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - What is owed could not be found out, or an act failed.
 * @fires {AssentTextShownEvent} assent-text-shown - The beginning of a text can be read.
 * @fires {AssentCloseEvent} assent-close - The dialog closed; `reason` says why.
 *
 * @slot header - Goes into the dialog, below the title.
 * @slot statement - Goes into the dialog, below the statement; its words go into the record.
 * @slot footer - Goes into the dialog, above the statement.
 *
 * @csspart dialog - Every part of `<assent-dialog>` is passed on.
 * @csspart banner - The announcement of a change.
 * @csspart notice - The line about an act that an earlier page left on this device.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 */
export class AssentGate extends AssentElement {
  static override styles = [tokens, base, css`:host{display:contents}`];
  static override properties: PropertyDeclarations = {
    endpoint: {},
    site: {},
    subject: {},
    getSubjectToken: {attribute: false},
    documents: WORDS,
    dismissible: {type: Boolean},
    owed: {state: true, attribute: false},
    announced: {state: true, attribute: false},
  };

  /** Where the backend is mounted. */
  endpoint?: string | undefined;

  /** The site's publishable key, `pk_…`. */
  site?: string | undefined;

  /** The account's id, where the person is signed in. */
  subject?: string | undefined;

  /** Gives a fresh host-signed token for the account. */
  getSubjectToken?: AssentOptions['getSubjectToken'] | undefined;

  /** Ids of the documents to watch; all of the site's that are not asked on use if absent. Separated by spaces in the attribute. */
  documents?: readonly string[] | undefined;

  /** Whether the person may put the question off. */
  dismissible = false;

  private owed: readonly string[] = [];
  /** The document whose change is announced. */
  private announced?: string | undefined;
  #notice?: OutboxNotice;
  #own: Assent | undefined;
  #watched: Assent | undefined;
  #later = false;
  readonly #leftForLater = new Set<string>();

  /** Asks the client, and shows the dialog if something is owed, also where it was put off. Resolves with what is. */
  async check(options: {fresh?: boolean | undefined} = {}): Promise<Agreement[]> {
    this.#later = false;
    return this.#look(options);
  }

  async #look(options: {fresh?: boolean} = {}): Promise<Agreement[]> {
    const {client} = this;
    if (!client) return [];
    try {
      const agreements = await client.agreements(options);
      const watched = agreements.filter(agreement => isForArrival(agreement, this.documents));
      const owed = watched.filter(({status}) => owesAnswer(status));
      const dialog = this.find<AssentDialog>('assent-dialog');
      if (client !== this.client) return owed;
      // While the dialog asks, what is owed changes by its own doing, or by an answer elsewhere.
      if (dialog?.open) void besideDialog().then(({closeAnswered}) => closeAnswered(dialog, agreements)).catch(() => {});
      else if (asking !== this && asking?.isConnected && asking.owed[0]) asking.addEventListener('assent-close', this.#turn, {once: true});
      else if (!this.#later) {
        this.owed = owed.map(agreement => agreement.document).filter(id => !document.querySelector(`assent-checkbox[document="${id}"],assent-inline:is([documents~="${id}"],:not([documents]))`));
        if (this.owed[0]) asking = this;
        void this.#announce(watched.filter(({status}) => status === 'notice'), client);
      }
      return owed;
    } catch (error) {
      this.#tell(error);
      return [];
    }
  }

  readonly #tell = (error: unknown): void => {
    const cause = isAssentError(error) ? error : new AssentError('unavailable', 'What is owed could not be found out.', {cause: error});
    // Who has only put a script tag on a page listens to nothing.
    console.warn('[assent]', cause.message, cause.advice);
    this.dispatchEvent(new AssentErrorEvent(cause));
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('assent-client-request', this.#requested);
    this.#watch(this.client);
    // Away for a while, it let go of a client of its own.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('assent-client-request', this.#requested);
    this.#watch(undefined);
    // Moved within the page, it goes on with the client that it made, as do those whom it gave it to.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#own?.close();
      if (this.client === this.#own) this.client = undefined;
      this.#own = undefined;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const {endpoint, site} = this;
    const named = changed.has('endpoint') || changed.has('site') || changed.has('subject');
    if (endpoint && site && (!this.client || (named && this.client === this.#own))) void this.#makeClient(endpoint, site).catch(this.#tell);
    if (!changed.has('client') && !changed.has('documents')) return;
    this.#watch(this.client);
    void this.check();
  }

  protected override render(): TemplateResult {
    // The dialog and the banner tell of their own acts. In a template, for what is required is asked beside it.
    return html`${this.owed[0] ? this.#dialog() : this.announced ? this.#banner() : this.#notice?.render(this.words) ?? nothing}`;
  }

  #banner(): TemplateResult {
    return html`<assent-banner floating part="banner" .client=${this.client} .document=${this.announced} .locale=${this.locale}
      .strings=${this.strings} @assent-close=${this.#bannerClosed}></assent-banner>`;
  }

  /** One announcement at a time; what shows it is loaded when there is one. */
  async #announce(agreements: readonly Agreement[], client: Assent): Promise<void> {
    const left = agreements.filter(({document}) => !this.#leftForLater.has(document));
    if (!left[0]) return;
    const {registerFurther, isToldNow} = await import('./register-further.js');
    registerFurther();
    this.announced ??= left.find(one => isToldNow(one, client.now()))?.document;
  }

  #dialog(): TemplateResult {
    return html`<assent-dialog open part="dialog" .client=${this.client} .documents=${this.owed} .locale=${this.locale}
      .strings=${this.strings} ?dismissible=${this.dismissible} @assent-close=${this.#closed}
      @assent-text-shown=${textShown} exportparts=${DIALOG_PARTS}>
      <slot name="header" slot="header"></slot>
      <slot name="statement" slot="statement"></slot>
      <slot name="footer" slot="footer"></slot>
    </assent-dialog>`;
  }

  async #makeClient(endpoint: string, site: string): Promise<void> {
    const {assentOfTag} = await import('../client/create-assent.js');
    if (!this.isConnected || endpoint !== this.endpoint || site !== this.site) return;
    this.#own?.close();
    this.client = this.#own = assentOfTag(endpoint, site, this);
  }

  #watch(client: Assent | undefined): void {
    this.#watched?.removeEventListener('change', this.#changed);
    this.#watched?.removeEventListener('require', this.#asked);
    this.#watched = client;
    if (!client) return;
    document.dispatchEvent(new Event(CLIENT_OFFER));
    client.addEventListener('change', this.#changed);
    client.addEventListener('require', this.#asked);
    void this.#lookIntoOutbox(client);
  }

  readonly #changed = (event: Event): void => {
    if ((event as AssentChangeEvent).what === 'agreements') void this.#look();
    else if (this.client) void this.#lookIntoOutbox(this.client);
  };

  readonly #asked = (event: Event): void => {
    const required = event as AssentRequireEvent;
    required.respondWith(async () => (await import('./register-further.js')).askRequired(this, required));
  };

  readonly #requested = (event: Event): void => {
    event.stopImmediatePropagation();
    if (this.client) (event as AssentClientRequestEvent).answer(this.client);
  };

  /** What tells of the outbox is loaded once something waits there. */
  async #lookIntoOutbox(client: Assent): Promise<void> {
    try {
      if (!this.#notice && !(await client.outbox.list())[0]) return;
      const {OutboxNotice} = await besideDialog();
      await (this.#notice ??= new OutboxNotice(this)).update(client);
    } catch {
      // Without storage there is no outbox to tell of; a lost glance is no lost record.
    }
  }

  readonly #bannerClosed = (): void => {
    this.#leftForLater.add(this.announced!);
    this.announced = undefined;
    void this.#look();
  };

  readonly #turn = (): void => void this.#look();

  readonly #closed = (event: Event): void => {
    // Put off: not asked again before the page asks anew.
    this.#later = (event as AssentCloseEvent).reason === 'later';
    this.owed = [];
    void this.#look();
  };
}

const besideDialog = () => import('./beside-dialog.js');

/** Whoever is asked may be offline by the time they answer. */
const textShown = () => whenIdle(() => void besideDialog().catch(() => {}));
