import type {PropertyDeclarations, PropertyValues} from 'lit';
import type {AssentChangeEvent} from '../client/assent.js';
import type {Agreement} from '../protocol/agreement.js';
import {isAskedNow} from '../protocol/agreement-status.js';
import {AssentDialog} from './assent-dialog.js';
import {ClientWatch} from './client-watch.js';
import {closeAnswered} from './close-answered.js';
import type {AssentCloseEvent} from './events.js';
import {inlineStyle} from './theme/inline-style.js';

/**
 * The question as a block in the page: terms, statement and two buttons where the page puts them, beside a
 * checkout or on a page of settings. It asks for what the person owes, and takes no room where they owe nothing.
 * What it asks for by its attribute `documents` (everything without one), a gate on the page leaves to it; also what
 * the app requires (`Assent.require`), so that it is asked beside the control that needs it.
 *
 * @tagname assent-inline
 *
 * @fires {AssentBeforeAcceptEvent} assent-before-accept - Before anything is recorded; cancel to record nothing.
 * @fires {AssentBeforeDeclineEvent} assent-before-decline - Before anything is recorded; cancel to record nothing.
 * @fires {AssentAcceptedEvent} assent-accepted - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentDeclinedEvent} assent-declined - The act is safe on this device; `act.recorded` settles later.
 * @fires {AssentRecordedEvent} assent-recorded - The backend's receipt was seen and matches.
 * @fires {AssentErrorEvent} assent-error - Something failed, and the person was told.
 * @fires {AssentCloseEvent} assent-close - The block is gone; `reason` says why.
 *
 * @csspart dialog - Around the block. The other parts are those of `<assent-dialog>`.
 *
 * @cssprop [--assent-dialog-height=40em] - Highest the block gets.
 */
export class AssentInline extends AssentDialog {
  static override styles = [...AssentDialog.styles, inlineStyle];

  static override properties: PropertyDeclarations = {
    ...AssentDialog.properties,
    whenRequired: {type: Boolean, attribute: 'when-required'},
  };

  /** Takes no room before the app requires one of its documents. */
  whenRequired = false;

  protected override modal = false;
  override open = true;
  #left = false;
  #hadFocus = false;
  /** What an app requires: asked also of who has declined it, or withdrawn. */
  #required?: string | undefined;

  constructor() {
    super();
    new ClientWatch(this, event => (event as AssentChangeEvent).what === 'agreements' && void this.#look());
    this.addEventListener('assent-close', event => {
      this.#left = (event as AssentCloseEvent).reason !== 'answered';
      this.#required = undefined;
    });
  }

  override show(): void {
    this.#left = false;
    super.show();
  }

  /** Opens to ask for what is required, comes into view and takes the focus. */
  async bringUp(required: string): Promise<void> {
    this.#required = required;
    this.show();
    await this.updateComplete;
    this.scrollIntoView({block: 'nearest'});
    this.focusNext();
  }

  /** Before the attribute was turned into the property as well. */
  get #silent(): boolean {
    return this.whenRequired || this.hasAttribute('when-required');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Moved within the page: it asks anew.
    this.open = !this.#left && !this.#silent;
  }

  /** What is owed, of the documents that are named, and what is required. */
  protected override async toAsk(): Promise<readonly string[] | undefined> {
    const {client} = this;
    try {
      const owed = this.#owedOf(await this.#agreements());
      if (owed.length === 0 && client === this.client) this.open = false;
      return owed;
    } catch {
      return this.documents; // the same will fail again, and be told
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = !!this.shadowRoot?.activeElement;
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // A page keeps its focus, but for the person who is answering here.
    if (this.open && this.#hadFocus && !this.shadowRoot!.activeElement) this.focusNext();
  }

  /** Something is owed anew: it comes back, unless it was put off. Nothing is owed any more: it goes. */
  async #look(): Promise<void> {
    const {client} = this;
    const agreements = await this.#agreements().catch(() => undefined);
    if (!agreements || client !== this.client) return; // the next change tells
    if (this.open) closeAnswered(this, agreements);
    else if (!this.#left && !this.#silent && this.#owedOf(agreements)[0]) this.open = true;
  }

  async #agreements(): Promise<Agreement[]> {
    const {client, locale} = this;
    return (await client?.agreements(locale ? {locale} : {})) ?? [];
  }

  #owedOf(agreements: readonly Agreement[]): string[] {
    return agreements.filter(agreement => isAskedNow(agreement, this.documents) || agreement.document === this.#required).map(({document}) => document);
  }
}
