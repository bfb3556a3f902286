import {html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult} from 'lit';
import type {AssentAct} from '../client/assent.js';
import type {AssentUseEvent} from '../client/going-on.js';
import {owesAnswer} from '../protocol/agreement-status.js';
import {AssentError, isAssentError} from '../protocol/errors.js';
import type {Shown} from '../protocol/record.js';
import {announcementOf, type Announcement} from './announcement.js';
import {AssentElement} from './assent-element.js';
import type {AssentTerms} from './assent-terms.js';
import {ClientWatch} from './client-watch.js';
import {actErrorWords} from './error-view.js';
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
import {outcomeWords} from './outcome-view.js';
import {isPutOff, putOff} from './put-off.js';
import type {ReadingGate} from './reading-gate.js';
import {RoomBelow} from './room-below.js';
import {SeenWatch} from './seen-watch.js';
import type {SeparateConsents} from './separate-consents.js';
import {told} from './screen-rules.js';
import {statementMark} from './statement-mark.js';
import {openWindow, termsWindow, windowWordsOf, type WindowWords} from './terms-window.js';
import {bannerStyle} from './theme/banner-style.js';
import {base, tokens} from './theme/tokens.js';
import {windowStyle} from './theme/window-style.js';
import {UseWatch} from './use-watch.js';

/**
 * The announcement of a change: what changes and when, and what silence will mean; to be read, accepted now,
 * declined or left for later, each by a button of the same weight. It blocks nothing, shows nothing where nothing
 * is announced, and what was left for later at most once a day and session. Where terms in force go by continued
 * use, it stays folded to one line instead: they can be refused as long as use can accept them.
 *
 * That it was seen is recorded. A click on a control of the page that is marked with `data-assent-use="Joined a
 * room"` tells the client of a use.
 *
 * @tagname assent-banner
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing.
 * @fires {AssentBeforeDeclineEvent} assent-before-decline - Before anything is recorded; cancel to record nothing.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentDeclinedEvent} assent-declined - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 * @fires {AssentCloseEvent} assent-close - The person left it for later, or has answered, here or in another tab; `reason` says which.
 *
 * @csspart banner - The card.
 * @csspart title - What changes, and when.
 * @csspart summary - The publisher's words on it.
 * @csspart statement - What accepting means, in words that name the button; and what going on means.
 * @csspart decline-means - What declining means.
 * @csspart folded - The line that is left of it, and opens it again.
 * @csspart actions - Around the buttons.
 * @csspart button - Every button. Style accept and decline together: they weigh the same.
 * @csspart accept - The button that accepts now.
 * @csspart decline - The button that declines.
 * @csspart gate - What is left to read before accepting, in the window.
 * @csspart alert - Why an answer was not saved.
 * @csspart dialog - The layer over the page, while the text is open.
 * @csspart panel - The window with the text.
 * @csspart terms - The reader in it.
 *
 * @cssprop [--assent-dialog-width=44em] - Widest the window gets.
 * @cssprop [--assent-dialog-height=54em] - Highest the window gets.
 * @cssprop --assent-backdrop - Over the page.
 * @cssprop --assent-shadow - Shadow of the window.
 *
 * @cssstate shown - Something is announced.
 * @cssstate folded - It is put off, and one line is left of it.
 */
export class AssentBanner extends AssentElement {
  static override styles = [tokens, base, windowStyle, bannerStyle];
  static override properties: PropertyDeclarations = {
    document: {},
    floating: {type: Boolean, reflect: true},
    announcement: {state: true, attribute: false},
    act: {state: true, attribute: false},
    error: {state: true, attribute: false},
    busy: {state: true, attribute: false},
    reading: {state: true, attribute: false},
    readable: {state: true, attribute: false},
    folded: {state: true, attribute: false},
  };

  /** Id of the document whose change is announced. */
  document = '';

  /** At the foot of the window, over the page; in the line of the page if absent. */
  floating = false;

  private announcement?: Announcement | undefined;
  private act?: AssentAct | undefined;
  private error?: unknown;
  private busy = false;
  private reading = false;
  /** Hash of the text that can be read in the window, with all that it asks for. */
  private readable = '';
  private folded = false;
  /** What that text asks for on its own. */
  #consents?: SeparateConsents | undefined;
  /** What its publication asks of a reading. */
  #gate?: ReadingGate | undefined;
  /** Whether its switches take the focus as soon as they are there. */
  #toChoose = false;
  /** What was unfolded on this page stays so. */
  #unfolded: string | undefined;
  /** By the text that was shown, so that it is told once. */
  readonly #notices = new Map<string, Promise<AssentAct | undefined>>();

  /** Asks the client once more. */
  async load(): Promise<void> {
    const {client, document: id} = this;
    if (!client || !id) return;
    try {
      const agreement = (await client.agreements(this.locale ? {locale: this.locale} : {})).find(({document}) => document === id);
      if (client !== this.client || id !== this.document || this.act || this.busy) return;
      const next = agreement && announcementOf(agreement, client.now());
      // Answered in another tab, or taken back: there is nothing left to say of it.
      if (this.announcement && !next) return this.#close(agreement && !owesAnswer(agreement.status) ? 'answered' : 'page');
      const off = !!next && next.offer.text.hash !== this.#unfolded && isPutOff(next.notice ?? next.offer.text.hash, Date.now());
      this.folded = off && staysInReach(next);
      this.announcement = off && !this.folded ? undefined : next;
    } catch (error) {
      // What cannot be announced now is announced at the next visit.
      this.#tell(error);
    }
  }

  constructor() {
    super();
    new ClientWatch(this, () => void this.load());
    new SeenWatch(this, '.asks', () => this.#seen());
    new UseWatch(this);
    new RoomBelow(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('client') || changed.has('document') || changed.has('locale')) void this.load();
    this.setStates({shown: !!this.announcement, folded: this.folded});
  }

  protected override firstUpdated(): void {
    this.followScheme();
    this.renderRoot.addEventListener('assent-text-shown', event => void this.#textShown((event as AssentTextShownEvent).hash));
  }

  protected override render(): TemplateResult | typeof nothing {
    const {words, announcement, act, folded} = this;
    if (!announcement || !words.ready) return nothing;
    const card = html`<section class="banner ${act ? '' : 'asks'}" part="banner" aria-labelledby="title">
      ${act ? this.#outcome(announcement, act) : this.#ask(announcement)}
    </section>`;
    return html`<div class="root" lang=${words.locale} dir=${words.direction}>${folded ? this.#line(announcement) : card}
        <p class="unseen" role="status">${act ? this.#said(announcement, act).join(words.text('stop')) : ''}</p>
      </div>
      ${folded ? nothing : termsWindow(this, {...announcement.offer.text, since: announcement.before?.text.hash}, this.reading, act ? nothing : this.#windowFooter(announcement))}`;
  }

  /** What the window of the text says in our words. */
  get windowWords(): WindowWords {
    return windowWordsOf(this.words);
  }

  /** Says what is on the screen when the service is used; nothing where it could not be refused just now. */
  answerUse(event: AssentUseEvent): void {
    const {announcement, act} = this;
    if (!announcement || act || event.document !== this.document || event.version !== announcement.offer.version) return;
    const button = this.find(this.folded ? '[part~=folded]' : '[part~=decline]');
    const shown = button && this.#shown(button, 'banner');
    if (!shown?.screen?.inView || shown.screen.covered) return;
    event.shown = shown;
    event.hash = announcement.offer.text.hash;
    event.made = made => this.#keep(made);
  }

  #line({offer: {text: {title}}}: Announcement): TemplateResult {
    return html`<button class="button folded" part="button folded" type="button" aria-expanded="false" @click=${this.#unfold}>
      ${this.words.text('foldedNotice', {title})}
    </button>`;
  }

  #ask(announcement: Announcement): TemplateResult {
    const {words, error, busy} = this;
    const {offer: {text: {title, locale}, effectiveAt, summary}, before, inForce} = announcement;
    const key = !before && inForce ? 'newcomer' : inForce ? 'changedOn' : 'changes';
    return html`<div class="words">
        <h2 id="title" part="title">${words.text(key, {title, date: words.date(effectiveAt)})}</h2>
        ${summary && before ? html`<p part="summary" lang=${locale}>${summary}</p>` : nothing}
      </div>
      <div class="says">
        ${this.#statement(announcement)}
        <p part="decline-means">${this.#declineMeans(announcement)}</p>
        <p class="alert" part="alert" role="status">${error ? actErrorWords(error, words) : ''}</p>
      </div>
      <div class="row" part="actions">
        ${this.#button('read', before ? 'seeChanges' : 'readChange', () => void this.#read(), busy)}
        ${this.#button('later', 'later', () => void this.#later(), busy)}
        ${this.#answers(busy)}
      </div>`;
  }

  #statement({offer: {text: {title, locale}, version}, useFrom}: Announcement): TemplateResult {
    const {words} = this;
    const mark = statementMark(locale);
    return html`<p part="statement">${words.parts('statement', {accept: words.text('acceptNow'), title, version}, mark)}${useFrom ? words.parts('useMeans', {date: words.date(useFrom), decline: words.text('decline')}, mark) : nothing}</p>`;
  }

  #declineMeans({offer: {effectiveAt, declineUntil, text}, before, inForce}: Announcement): unknown[] {
    const {words} = this;
    const until = declineUntil ?? (inForce ? undefined : effectiveAt);
    const ends = !before || !until || Date.parse(until) <= Number(this.client?.now());
    const values = {decline: words.text('decline'), date: ends ? '' : words.date(until)};
    return words.parts(ends ? 'declineEnds' : 'declineKeeps', values, statementMark(text.locale));
  }

  #answers(notYet: boolean): TemplateResult {
    return html`${this.#button('decline', 'decline', event => void this.#answer('decline', pressOf(event)), this.busy)}
      ${this.#button('accept', 'acceptNow', event => void this.#accept(pressOf(event)), notYet)}`;
  }

  #button(name: string, label: 'seeChanges' | 'readChange' | 'later' | 'decline' | 'acceptNow' | 'continue', press: (event: Event) => void, disabled = false): TemplateResult {
    return html`<button class="button" part="button ${name}" type="button" ?disabled=${disabled} @click=${press}>${this.words.text(label)}</button>`;
  }

  #windowFooter(announcement: Announcement): TemplateResult {
    const {hash} = announcement.offer.text;
    const {busy, readable} = this;
    const ready = readable === hash;
    return html`${ready ? this.#consents?.render(busy) : nothing}
      <div class="ask">
        <div class="says">
          ${this.#statement(announcement)}
          <p part="decline-means">${this.#declineMeans(announcement)}</p>
          ${ready ? this.#gate?.render() : nothing}
        </div>
        <div class="row" part="actions">${this.#answers(busy || !ready)}</div>
      </div>`;
  }

  /** What was answered, and what became of it. */
  #said({offer}: Announcement, act: AssentAct): [title: string, detail: string, reference?: string] {
    const {words} = this;
    const state = act.state === 'recorded' ? 'recorded' : 'saved';
    const said = outcomeWords({document: this.document, offer, act, state}, words);
    if (act.type === 'continue') said[0] = words.text('continuedUse', {title: offer.text.title});
    return said;
  }

  #outcome(announcement: Announcement, act: AssentAct): TemplateResult {
    const {words} = this;
    const [title, detail, reference] = this.#said(announcement, act);
    const used = act.type === 'continue';
    const decline = words.text('decline');
    return html`<div class="words"><h2 id="title" part="title">${title}</h2><p>${reference ? html`<b>${detail}</b> ${reference}` : detail}</p></div>
      ${used ? html`<p class="says" part="statement">${words.parts('declineStill', {decline}, (_, value) => html`<strong>${value}</strong>`)}</p>` : nothing}
      <div class="row" part="actions">
        ${used ? this.#button('decline', 'decline', event => void this.#answer('decline', pressOf(event)), this.busy) : nothing}
        ${this.#button('done', 'continue', () => this.#close('answered'))}
      </div>`;
  }

  async #read(): Promise<void> {
    this.reading = true;
    await this.updateComplete;
    openWindow(this.renderRoot);
  }

  /** The text can be read; what it asks for on its own, and what is asked of a reading, comes with it. */
  async #textShown(hash: string): Promise<void> {
    const reader = this.find<AssentTerms>('assent-terms')!;
    const parts = {reader, words: this.words, root: this.shadowRoot!, changed: () => this.requestUpdate()};
    const gates = this.announcement?.offer.gates;
    [this.#consents, this.#gate] = [undefined, undefined];
    if (gates) {
      // As in the dialog: where its words cannot be loaded, there is no gate, and the backend takes note.
      const {ReadingGate} = (await import('./reading-gate.js').catch(() => undefined)) ?? {};
      this.#gate = ReadingGate && new ReadingGate({...parts, gates});
    }
    if (reader.terms?.consents?.length) {
      // They are optional: where what shows them cannot be loaded, they are not asked for, and nothing is recorded of them.
      const {SeparateConsents} = (await import('./separate-consents.js').catch(() => undefined)) ?? {};
      this.#consents = SeparateConsents && new SeparateConsents(parts);
    }
    this.readable = hash;
    await this.updateComplete;
    if (this.#toChoose) this.find('[role=switch]')?.focus();
    this.#toChoose = false;
  }

  readonly #unfold = async (): Promise<void> => {
    this.#unfolded = this.announcement!.offer.text.hash;
    this.folded = false;
    await this.updateComplete;
    this.find('[part~=read]')!.focus();
  };

  async #later(): Promise<void> {
    const announcement = this.announcement!;
    // Whoever puts it off has seen it.
    const act = await this.#notice();
    putOff(announcement.notice ?? act?.id ?? announcement.offer.text.hash, Date.now());
    this.#unfolded = undefined;
    if (!staysInReach(announcement)) return this.#close('later');
    // The window goes with the card: its text is read anew.
    [this.folded, this.readable] = [true, ''];
    await this.updateComplete;
    this.find('[part~=folded]')?.focus();
  }

  /**
   * The card asks for nothing but assent to the text. One that asks for more is opened instead, with the focus on its
   * switches; so is one that has to be read first, and one that cannot be had, or is not the one that was published: the
   * window says so.
   */
  async #accept(press: Press): Promise<void> {
    if (press.button.closest('dialog')) {
      if (!this.#gate || this.#gate.passes()) await this.#answer('accept', press, this.#consents?.choices);
      return;
    }
    if (this.busy) return;
    const held = !!this.shadowRoot!.activeElement;
    const {text: {hash}, gates} = this.announcement!.offer;
    this.busy = true;
    const text = await this.client!.terms(hash).catch(() => undefined);
    this.busy = false;
    await this.updateComplete;
    if (held) press.button.focus();
    if (text && !gates && !text.consents?.length) return this.#answer('accept', press);
    await this.#read();
    if (this.readable === hash) this.find('[role=switch]')?.focus();
    else this.#toChoose = !!text;
  }

  async #answer(type: 'accept' | 'decline', {button, trusted}: Press, choices?: Record<string, boolean>): Promise<void> {
    const {offer} = this.announcement!;
    const text = {document: this.document, version: offer.version, hash: offer.text.hash};
    const before = type === 'accept' ? new AssentBeforeAcceptEvent(text, choices ?? {}) : new AssentBeforeDeclineEvent(text);
    if (this.busy || !this.dispatchEvent(before)) return;
    const shown = this.#shown(button, button.closest('dialog') ? 'dialog' : 'banner');
    this.find<HTMLDialogElement>('dialog')?.close();
    const held = !!this.shadowRoot!.activeElement;
    [this.busy, this.error] = [true, undefined];
    try {
      const act = await this.client![type](this.document, {hash: offer.text.hash, made: {by: 'ui', trusted}, shown, ...(choices && {choices})});
      if (act.state === 'unsaved') throw act.error ?? new AssentError('not_saved', 'The act was not saved.');
      this.#keep(act);
      this.dispatchEvent(type === 'accept' ? new AssentAcceptedEvent(act) : new AssentDeclinedEvent(act));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    // The button that was pressed is gone, or was off for a while: whoever pressed it by the keyboard goes on from here.
    if (held && !this.shadowRoot!.activeElement) this.find(this.act ? '[part~=done]' : `[part~=${type}]`)?.focus();
  }

  /** Shows an act that is safe, and what becomes of it. */
  #keep(act: AssentAct): void {
    [this.act, this.folded] = [act, false];
    void act.recorded.then(receipt => {
      this.dispatchEvent(new AssentRecordedEvent(act, receipt));
      this.requestUpdate();
    }, (error: unknown) => this.act === act && this.#fail(error));
  }

  /** Back to the question: nothing holds. */
  #fail(error: unknown): void {
    [this.act, this.error] = [undefined, error];
    this.#tell(error);
  }

  /** It was before their eyes. Whether that is told. */
  #seen(): boolean {
    const {screen} = this.#shown(this.#declineButton(), 'banner');
    if (screen?.covered && !this.find<HTMLDialogElement>('dialog')?.open) return false;
    if (screen) told(screen);
    void this.#notice();
    return true;
  }

  #notice(): Promise<AssentAct | undefined> {
    const {client, announcement, document: id} = this;
    const {hash} = announcement!.offer.text;
    const told = this.#notices.get(hash);
    if (told || !client || this.act) return told ?? Promise.resolve(undefined);
    const channel = this.find<HTMLDialogElement>('dialog')?.open ? 'dialog' : 'banner';
    const telling = client.noticed(id, {hash, channel, shown: this.#shown(this.#declineButton(), channel)}).catch(() => {
      this.#notices.delete(hash); // told again when it is seen again
      return undefined;
    });
    this.#notices.set(hash, telling);
    return telling;
  }

  #declineButton(): HTMLElement {
    return this.find('dialog[open] [part~=decline]') ?? this.find('[part~=decline]')!;
  }

  /** What is on the screen around a button. */
  #shown(button: HTMLElement, mode: 'banner' | 'dialog'): Shown {
    const around = button.closest('.panel, .banner');
    const statement = around?.querySelector<HTMLElement>('[part~=statement]') ?? button;
    const other = [...(around?.querySelectorAll<HTMLElement>('[part~=accept], [part~=decline]') ?? [])].find(one => one !== button);
    const words = [...(around?.querySelectorAll('[part~=title], [part~=summary], [part~=statement], [part~=decline-means]') ?? [button])];
    const reading = this.find<AssentTerms>('assent-terms')?.reading ?? {endReached: false, openMs: 0};
    return {
      mode,
      statement: words.map(wordsOf).join(' ').slice(0, 2000),
      button: wordsOf(button),
      ...reading,
      screen: measureScreen(statement, button, {...(other && {other}), aboutButton: button.matches('[part~=accept]')}),
    };
  }

  #close(reason: CloseReason): void {
    [this.announcement, this.act, this.reading] = [undefined, undefined, false];
    this.dispatchEvent(new AssentCloseEvent(reason));
  }

  #tell(error: unknown): void {
    const known = isAssentError(error) ? error : new AssentError('unavailable', 'The act could not be made.', {cause: error});
    this.dispatchEvent(new AssentErrorEvent(known));
  }
}

/** A press of a button, of which an event tells for a moment only. */
interface Press {
  button: HTMLElement;
  trusted: boolean;
}

function pressOf({currentTarget, isTrusted}: Event): Press {
  return {button: currentTarget as HTMLElement, trusted: isTrusted};
}

/** Whether use may accept it already: then the way to refuse stays on the screen. */
function staysInReach({inForce, useFrom}: Announcement): boolean {
  return inForce && useFrom !== undefined;
}

/** Whether there is something to tell this person at a moment: nothing that they have left for later. */
export function isToldNow(agreement: Parameters<typeof announcementOf>[0], now: Date): boolean {
  const next = announcementOf(agreement, now);
  return !!next && (staysInReach(next) || !isPutOff(next.notice ?? next.offer.text.hash, Date.now()));
}
